"""If these failed, a lost card would pay at a terminal with an older list, or an honest one would be locked for good."""

from __future__ import annotations

import pytest

from protocol.card.keys import listing_hash
from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.link.card_states import balance_check
from protocol.link.certificate import Role
from protocol.link.entries import LockDetail
from protocol.link.tables import CardState
from protocol.money import Money
from terminal.sale.context import Ages, CardView, Context
from terminal.sale.effects import Nudge, Plan, ReadCard, Refuse, Say, WriteCard, WriteIntent
from terminal.sale.events import CardKeyed, CardRead, Intended, WriteInDoubt
from terminal.sale.marking import due_mark
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Ready
from terminal.words.sale import Phrase
from tests.support.card_scripts import CARD_VIEW, CONFIRM, HOLD, KEYED, SALE, done, sale, written
from tests.support.playbook import play
from tests.support.sale_examples import CARD, after, journal, knowing, record, remembered, snapshot, view
from tests.support.shop import KEYS, NEVER, TODAY

CHECK = balance_check(listing_hash(KEYS, CARD), 5, Money(5_000))
LOCKED = record(5, locked=True, kind=Kind.LOCK, amount=Money(0))


def said(state: CardState, minimum: int = 5, **fields: object) -> Context:
    """What head office says of the card, which stands at counter 5 with 50.00."""
    return knowing(states=snapshot((CARD, minimum, state, CHECK)), **fields)  # type: ignore[arg-type]


def due(card: CardView, context: Context) -> Kind | None:
    plan = due_mark(card, context)
    return plan.change.kind if plan else None


@pytest.mark.parametrize("state", [state for state in CardState if state is not CardState.OK])
def test_n3_a_listed_card_is_locked_with_the_reason(state: CardState) -> None:
    plan = due_mark(view(record(5, pin_fails=2)), said(state))
    assert plan is not None
    assert (plan.change.kind, plan.change.locked, plan.change.pin_fails) == (Kind.LOCK, True, 2)
    assert (plan.change.amount, plan.detail) == (Money(0), LockDetail(state))


def test_a_card_in_order_an_unknown_one_and_a_locked_one_are_left_alone() -> None:
    assert due(view(), said(CardState.OK)) is None
    assert due(view(), knowing()) is None
    assert due(view(LOCKED), said(CardState.LOST)) is None


def test_a_terminal_without_the_load_key_can_lock() -> None:
    assert due(view(), said(CardState.LOST, roles=Role.SELL)) is Kind.LOCK


def test_a_card_that_was_rolled_back_or_tampered_with_is_left_as_evidence() -> None:
    assert due(view(), said(CardState.LOST, minimum=6)) is None
    assert due(view(), said(CardState.LOST, facts=journal(memory=remembered(6)))) is None
    assert due(view(record(5, 5_001)), said(CardState.LOST)) is None


def test_a_list_that_is_out_of_date_marks_nothing() -> None:
    assert due(view(), said(CardState.LOST, ages=Ages(states_minutes=NEVER))) is None


def test_an_older_list_does_not_lock_again_what_a_newer_one_has_unlocked() -> None:
    unlocked = record(7, kind=Kind.UNLOCK, amount=Money(0))
    card = view(record(8), unlocked, record(6, kind=Kind.LOCK, locked=True))
    assert due(card, said(CardState.LOST, minimum=5)) is None
    assert due(view(record(8), unlocked), said(CardState.LOST, minimum=7)) is Kind.LOCK


def test_a_lifted_listing_unlocks_only_where_the_load_key_is_and_only_if_the_lock_was_known() -> None:
    assert due(view(LOCKED), said(CardState.OK)) is Kind.UNLOCK
    assert due(view(LOCKED), said(CardState.OK, roles=Role.SELL)) is None
    assert due(view(LOCKED), said(CardState.OK, minimum=4)) is None


def test_a_card_without_room_for_a_record_is_refused_as_it_is() -> None:
    assert due(view(record(2**32 - 1)), said(CardState.LOST)) is None


# At the counter

LOST = said(CardState.LOST)
LOCK = Plan(Change(Kind.LOCK, Money(0), TODAY, locked=True), LockDetail(CardState.LOST))
UNLOCK = Plan(Change(Kind.UNLOCK, Money(0), TODAY), LockDetail(CardState.OK))
LISTED = Refuse(RefusalNote(Refusal.LISTED, state=CardState.LOST))


def test_a_listed_card_is_locked_before_it_is_refused_and_the_basket_is_kept() -> None:
    end = play(
        KEYED,
        LOST,
        CardKeyed(),
        ReadCard(),
        CardRead(CARD_VIEW),
        *written(CARD_VIEW, LOCK, SALE),
        Nudge(),
        LISTED,
    )
    assert end == KEYED


def test_a_card_that_goes_while_it_is_locked_is_refused_all_the_same() -> None:
    end = play(
        KEYED,
        LOST,
        CardKeyed(),
        ReadCard(),
        CardRead(CARD_VIEW),
        WriteIntent(LOCK),
        Intended(SALE),
        WriteCard(),
        WriteInDoubt(),
        LISTED,
    )
    assert end == KEYED


def test_a_card_that_is_unlocked_pays_in_the_same_tap() -> None:
    locked = view(LOCKED)
    unlocked = after(locked, UNLOCK.change, CONFIRM)
    end = play(
        KEYED,
        said(CardState.OK),
        CardKeyed(),
        ReadCard(),
        CardRead(locked),
        *written(locked, UNLOCK, CONFIRM),
        Say(Phrase.UNLOCKED, card=CARD),
        Nudge(),
        *written(unlocked, sale(), SALE),
        *done(Phrase.PAID, 500, 4_500, SALE),
    )
    assert end == Ready()


def test_a_card_that_goes_while_it_is_unlocked_is_asked_for_again() -> None:
    play(
        KEYED,
        said(CardState.OK),
        CardKeyed(),
        ReadCard(),
        CardRead(view(LOCKED)),
        WriteIntent(UNLOCK),
        Intended(CONFIRM),
        WriteCard(),
        WriteInDoubt(),
        HOLD,
    )
