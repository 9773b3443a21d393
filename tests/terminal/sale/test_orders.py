"""If these failed, a desk would pay out, load or unlock a card that head office did not mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.keys import listing_hash
from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import ClassId
from protocol.link.card_states import balance_check
from protocol.link.certificate import Role
from protocol.link.desk_orders import Mend
from protocol.link.entries import CashOutDetail, LoadDetail, LockDetail
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from terminal.sale.context import CardView, Context
from terminal.sale.effects import Nudge, Plan, ReadCard, Refuse, Say, Tone, WriteCard, WriteIntent
from terminal.sale.events import CardRead, CardTapped, DeskOrdered, Intended, WriteInDoubt
from terminal.sale.orders import CashOut, Load, Mark, Ordered, PinPart, Stamp
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Ready
from terminal.words.sale import Phrase
from tests.support.card_scripts import CARD_VIEW, HOLD, SALE, done, refuses, written
from tests.support.playbook import Line, play
from tests.support.sale_examples import CARD, OTHER_CARD, SHOP, journal, knowing, record, remembered, snapshot, view
from tests.support.shop import KEYS, TODAY, leases

DESK = Role.LOAD | Role.CASH_OUT | Role.PERSONALISE
LOCKED = view(record(5, locked=True, pin_fails=3, kind=Kind.LOCK, amount=ZERO))
LOAD = Load(Money(2_000), "", 22, CARD)
WHOLE = CashOut(Money(5_000), 22, CARD, whole=True)
PART = CashOut(Money(300), 22, CARD)
LOCK, UNLOCK = Mark(Kind.LOCK, CardState.RETURNED, 22, CARD), Mark(Kind.UNLOCK, CardState.NOT_SOLD, 22, CARD)

LOADING = Plan(Change(Kind.LOAD, Money(2_000), TODAY), LoadDetail("", 22))
EMPTYING = Plan(Change(Kind.CASH_OUT, Money(-5_000), TODAY), CashOutDetail(22))
LOCKING = Plan(Change(Kind.LOCK, ZERO, TODAY, locked=True), LockDetail(CardState.RETURNED, 22))
UNLOCKING = Plan(Change(Kind.UNLOCK, ZERO, TODAY), LockDetail(CardState.NOT_SOLD, 22))

ANEW = Mend(ClassId(1), TODAY, TODAY, TODAY)
STAMPS = [
    (Stamp(pin=PinPart(bytes(4), bytes(4))), 0, DESK),
    (Stamp(valid_until=TODAY), 2, DESK),
    (Stamp(whole=ANEW), 2, DESK | Role.REPAIR),
]
"""What changes, how many tries of the PIN are used up afterwards, and what a desk must be allowed to."""


def desk(state: CardState = CardState.OK, minimum: int = 5, roles: Role = DESK, **fields: object) -> Context:
    """A desk whose list says this of the card, which stands at counter 5 with 50.00."""
    check = balance_check(listing_hash(KEYS, CARD), minimum, Money(5_000))
    return knowing(states=snapshot((CARD, minimum, state, check)), roles=roles, **fields)  # type: ignore[arg-type]


def tapped(order: Ordered, card: CardView = CARD_VIEW) -> tuple[Line, ...]:
    return DeskOrdered(order), ReadCard(), CardRead(card)


@pytest.mark.parametrize("state", [CardState.OK, CardState.NOT_SOLD, CardState.LOCKED])
def test_what_head_office_orders_is_done_whatever_it_has_listed(state: CardState) -> None:
    script = (*tapped(LOAD), *written(CARD_VIEW, LOADING, SALE), *done(Phrase.LOAD_DONE, 2_000, 7_000, SALE))
    assert play(Ready(), desk(state), *script) == Ready()


def test_a_whole_balance_is_paid_out_and_then_the_card_locks_itself() -> None:
    script = (*tapped(WHOLE), *written(CARD_VIEW, EMPTYING, SALE), *done(Phrase.CASH_OUT_DONE, 5_000, 0, SALE))
    assert play(Ready(), desk(), *script) == Ready()
    locks = (*tapped(LOCK), *written(CARD_VIEW, LOCKING, SALE), Say(Phrase.CARD_LOCKED, Tone.GOOD, card=CARD), Nudge())
    assert play(Ready(), desk(), *locks) == Ready()


def test_an_unlocked_card_has_its_pin_tries_back() -> None:
    script = (*tapped(UNLOCK, LOCKED), *written(LOCKED, UNLOCKING, SALE), Say(Phrase.UNLOCKED, Tone.GOOD, card=CARD), Nudge())
    play(Ready(), desk(CardState.LOCKED), *script)


@pytest.mark.parametrize(("stamp", "tries", "role"), STAMPS)
def test_another_static_part_leaves_the_balance_and_gives_tries_back_with_the_pin_alone(
    stamp: Stamp, tries: int, role: Role
) -> None:
    order, tried = replace(UNLOCK, stamp=stamp), view(record(5, pin_fails=2))
    plan = Plan(Change(Kind.UNLOCK, ZERO, TODAY, pin_fails=tries), LockDetail(CardState.NOT_SOLD, 22), stamp=stamp)
    taps = (DeskOrdered(order), ReadCard(order if stamp.whole else None), CardRead(tried))
    script = (*taps, *written(tried, plan, SALE), Say(Phrase.CARD_CHANGED, Tone.GOOD, card=CARD), Nudge())
    assert play(Ready(), desk(roles=role), *script) == Ready()


def test_another_static_part_lifts_no_lock_and_only_who_repairs_writes_the_whole_anew() -> None:
    play(Ready(), desk(), *tapped(replace(UNLOCK, stamp=Stamp(valid_until=TODAY)), LOCKED), refuses(Refusal.LOCKED))
    order = replace(UNLOCK, stamp=Stamp(whole=ANEW))
    play(Ready(), desk(), DeskOrdered(order), ReadCard(order), CardRead(CARD_VIEW), refuses(Refusal.NOT_PERMITTED))


@pytest.mark.parametrize("order", [LOAD, WHOLE, LOCK])
def test_an_order_is_for_one_card_alone(order: Ordered) -> None:
    play(Ready(), desk(), *tapped(order, view(card=OTHER_CARD)), refuses(Refusal.ANOTHER_CARD))


@pytest.mark.parametrize("order", [LOAD, PART, LOCK])
def test_what_was_seen_of_the_card_stands_against_an_order(order: Ordered) -> None:
    play(Ready(), desk(minimum=6), *tapped(order), refuses(Refusal.ROLLED_BACK))
    play(Ready(), desk(facts=journal(memory=remembered(6))), *tapped(order), refuses(Refusal.ROLLED_BACK))
    play(Ready(), desk(), *tapped(order, view(record(5, 5_001))), refuses(Refusal.TAMPERED))


@pytest.mark.parametrize(("order", "role"), [(LOAD, Role.CASH_OUT), (PART, Role.LOAD), (UNLOCK, Role.CASH_OUT)])
def test_a_desk_does_what_its_certificate_allows(order: Ordered, role: Role) -> None:
    play(Ready(), desk(roles=role), *tapped(order), refuses(Refusal.NOT_PERMITTED))


def test_a_locked_card_is_not_loaded_before_it_is_unlocked() -> None:
    play(Ready(), desk(), *tapped(LOAD, LOCKED), refuses(Refusal.LOCKED))


def test_no_other_balance_is_paid_out_than_the_one_head_office_knows() -> None:
    poor = view(record(6, 4_900))
    play(Ready(), desk(), *tapped(WHOLE, poor), Refuse(RefusalNote(Refusal.ANOTHER_BALANCE, amount=Money(4_900))))
    broke = view(record(6, 299))
    play(Ready(), desk(), *tapped(PART, broke), Refuse(RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=Money(299))))


def test_a_locked_terminal_and_an_open_case_do_nothing() -> None:
    locked = desk(catalogue=SHOP.installing(2, leases(locked=True)))
    play(Ready(), locked, DeskOrdered(PART), refuses(Refusal.TERMINAL_LOCKED))
    facts = journal()
    facts.duty.tampered = True
    play(Ready(), desk(facts=facts), DeskOrdered(PART), refuses(Refusal.CASE_OPEN))


@pytest.mark.parametrize(("order", "plan"), [(WHOLE, EMPTYING), (LOCK, LOCKING)])
def test_a_write_in_doubt_waits_for_the_same_card(order: Ordered, plan: Plan) -> None:
    begun = (*tapped(order), WriteIntent(plan), Intended(SALE), WriteCard(), WriteInDoubt(), HOLD)
    waiting = play(Ready(), desk(), *begun)
    play(waiting, desk(), CardTapped(), ReadCard(), CardRead(view(card=OTHER_CARD)), refuses(Refusal.ANOTHER_CARD))
