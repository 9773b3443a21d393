"""If these failed, money would move without a promise on disk, be called paid too early, or be charged twice."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import Reference
from protocol.link.certificate import Role
from protocol.link.entries import (
    Basket,
    Cancel,
    CancelReason,
    LoadDetail,
    Medium,
    RefundDetail,
    VoidDetail,
)
from protocol.money import Money
from terminal.sale.effects import (
    AskPin,
    ComparePin,
    Nudge,
    Plan,
    ReadCard,
    Refuse,
    Say,
    Scrub,
    WriteCard,
    WriteIntent,
    WriteOutcome,
)
from terminal.sale.events import (
    CardKeyed,
    CardRead,
    CardTapped,
    Intended,
    Journalled,
    LoadKeyed,
    PinCompared,
    PinKeyed,
    RefundKeyed,
    Scrubbed,
    VoidKeyed,
    WriteInDoubt,
)
from terminal.sale.orders import Pay
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Doubtful, EnteringPin, Ready, Waiting, Want
from terminal.words.sale import Phrase
from tests.support.card_scripts import (
    CARD_VIEW,
    CONFIRM,
    HOLD,
    KEYED,
    PAY,
    SALE,
    SHOWN,
    TRY,
    confirm,
    done,
    pin_try,
    refuses,
    sale,
    written,
)
from tests.support.playbook import Now, play
from tests.support.sale_examples import (
    CARD,
    after,
    basket,
    journal,
    knowing,
    line,
    open_try,
    record,
    ref,
    view,
)
from tests.support.shop import STAFF, TODAY

# The straight way


def test_d15_a_sale_is_promised_written_read_back_recorded_and_only_then_called_paid() -> None:
    end = play(
        KEYED,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(CARD_VIEW),
        *written(CARD_VIEW, sale(), SALE),
        *done(Phrase.PAID, 500, 4_500, SALE),
    )
    assert end == Ready()


def test_b6_the_class_of_the_card_prices_the_basket() -> None:
    staff = view(card_class=STAFF)
    end = play(
        KEYED,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(staff),
        *written(staff, sale(off=50), SALE),
        *done(Phrase.PAID, 450, 4_550, SALE),
    )
    assert end == Ready()


def test_a_load_puts_cash_onto_the_card() -> None:
    plan = Plan(Change(Kind.LOAD, Money(2_000), TODAY), LoadDetail("A1", 7))
    play(
        KEYED,
        SHOWN,
        LoadKeyed(Money(2_000), 7),
        ReadCard(),
        CardRead(CARD_VIEW),
        *written(CARD_VIEW, plan, SALE),
        *done(Phrase.LOAD_DONE, 2_000, 7_000, SALE),
    )


def test_goods_that_came_back_are_put_onto_the_card_at_the_price_of_its_class() -> None:
    staff = view(card_class=STAFF)
    plan = Plan(Change(Kind.REFUND, Money(450), TODAY), RefundDetail(Basket((), 0, "A1"), None), (line(500, 50),))
    play(
        KEYED,
        SHOWN,
        RefundKeyed(to_card=True),
        ReadCard(),
        CardRead(staff),
        *written(staff, plan, SALE),
        *done(Phrase.REFUND_DONE, 450, 5_450, SALE),
    )


def test_the_sale_that_rules_the_card_can_be_voided_here() -> None:
    sold = view(record(6, 4_500, reference=SALE, amount=Money(-500)))
    plan = Plan(Change(Kind.VOID, Money(500), TODAY), VoidDetail(SALE))
    play(
        Ready(),
        knowing(journal(declared={SALE: Kind.SALE})),
        VoidKeyed(),
        ReadCard(),
        CardRead(sold),
        *written(sold, plan, ref(14)),
        *done(Phrase.VOID_DONE, 500, 5_000, ref(14)),
    )


@pytest.mark.parametrize("declared", [{}, {SALE: Kind.LOAD}, {ref(9): Kind.SALE}], ids=["nothing", "a load", "another sale"])
def test_nothing_but_a_sale_of_this_terminal_right_beneath_is_voided(declared: dict[Reference, Kind]) -> None:
    sold = view(record(reference=SALE))
    end = play(
        Ready(),
        knowing(journal(declared=declared)),
        VoidKeyed(),
        ReadCard(),
        CardRead(sold),
        refuses(Refusal.NOTHING_TO_VOID),
    )
    assert end == Ready()


def test_a_locked_card_is_refused_for_each_order_and_the_basket_is_kept() -> None:
    locked = view(record(locked=True))
    for key in (CardKeyed(), RefundKeyed(to_card=True), CardTapped()):
        assert play(KEYED, SHOWN, key, ReadCard(), CardRead(locked), refuses(Refusal.LOCKED)) == KEYED
    for order in (LoadKeyed(Money(1)), VoidKeyed()):
        assert play(KEYED, SHOWN, order, ReadCard(), CardRead(locked), refuses(Refusal.LOCKED)) == Ready()


def test_a_card_with_too_little_leaves_the_basket_for_less_or_for_cash() -> None:
    poor = view(record(balance=499))
    note = RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=Money(499))
    assert play(KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(poor), Refuse(note)) == KEYED


def test_a_terminal_that_may_not_load_refuses_before_anything_is_promised() -> None:
    context = knowing(roles=Role.SELL)
    for key in (LoadKeyed(Money(1)), RefundKeyed(to_card=True)):
        play(KEYED, context, key, ReadCard(), CardRead(CARD_VIEW), refuses(Refusal.NOT_PERMITTED))


def test_a_record_without_room_is_refused_before_anything_is_promised() -> None:
    full = view(record(counter=2**32 - 1))
    assert play(KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(full), refuses(Refusal.RECORDS_FULL)) == KEYED


def test_a_look_at_the_card_tells_its_balance_and_keeps_the_basket() -> None:
    balance = Say(Phrase.BALANCE, balance=Money(5_000), card=CARD)
    total = Say(Phrase.TOTAL, amount=Money(500))
    end = play(KEYED, SHOWN, CardTapped(), ReadCard(), CardRead(CARD_VIEW), balance, total)
    assert end == Ready(KEYED.basket, "A1", CARD_VIEW)
    assert play(Ready(), SHOWN, CardTapped(), ReadCard(), CardRead(CARD_VIEW), balance) == Ready(seen=CARD_VIEW)


# The PIN

DEAR = Ready(basket(2_500), "A1")
ASKED = (Say(Phrase.ASK_PIN, amount=Money(2_500)), AskPin())


def test_the_try_is_on_the_card_before_the_pin_is_compared_and_the_right_one_clears_the_count() -> None:
    before = view(record(pin_fails=1))
    tried = after(before, pin_try(2).change, TRY)
    play(
        DEAR,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(before),
        *ASKED,
        PinKeyed(),
        *written(before, pin_try(2), TRY),
        ComparePin(),
        PinCompared(True),
        *written(tried, sale(2_500, pin=True), SALE),
        *done(Phrase.PAID, 2_500, 2_500, SALE),
    )


def test_a_sale_without_a_pin_leaves_the_count_as_it_is() -> None:
    before = view(record(pin_fails=2))
    play(
        KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(before), WriteIntent(sale(pin_fails=2)), unfinished=True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fails", "answer"),
    [
        (0, RefusalNote(Refusal.WRONG_PIN, count=2)),
        (1, RefusalNote(Refusal.WRONG_PIN, count=1)),
        (2, RefusalNote(Refusal.PIN_LOCKED)),
    ],
)
def test_a_wrong_pin_leaves_its_try_on_the_card_and_the_third_locks(fails: int, answer: RefusalNote) -> None:
    before = view(record(pin_fails=fails))
    end = play(
        EnteringPin(Want(Pay(DEAR.basket, "A1")), before),
        SHOWN,
        PinKeyed(),
        *written(before, pin_try(fails + 1), TRY),
        ComparePin(),
        PinCompared(False),
        Refuse(answer),
    )
    assert end == DEAR


def test_the_right_pin_at_the_third_try_still_pays() -> None:
    before = view(record(pin_fails=2))
    tried = after(before, pin_try(3).change, TRY)
    play(
        DEAR,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(before),
        *ASKED,
        PinKeyed(),
        *written(before, pin_try(3), TRY),
        ComparePin(),
        PinCompared(True),
        *written(tried, sale(2_500, pin=True), SALE),
        *done(Phrase.PAID, 2_500, 2_500, SALE),
    )


def test_an_sle4442_is_asked_its_pin_for_every_sale() -> None:
    contact = view(medium=Medium.SLE4442)
    asked = (Say(Phrase.ASK_PIN, amount=Money(500)), AskPin())
    assert play(KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(contact), *asked) == EnteringPin(Want(PAY), contact)


def test_a_card_pulled_before_its_try_was_written_loses_no_try_and_is_asked_again() -> None:
    attempt = open_try(TRY, CARD_VIEW)
    order = Pay(DEAR.basket, "A1")
    end = play(
        EnteringPin(Want(order), CARD_VIEW),
        SHOWN,
        PinKeyed(),
        WriteIntent(pin_try(1)),
        Intended(TRY),
        WriteCard(),
        WriteInDoubt(),
        HOLD,
        Now(knowing(journal([attempt]))),
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(TRY, CancelReason.SCRUBBED),)),
        Now(SHOWN),
        Journalled(ref(12)),
        ReadCard(),
        CardRead(CARD_VIEW),
        *ASKED,
    )
    assert end == EnteringPin(Want(order), CARD_VIEW)


def test_a_try_that_did_reach_the_card_is_confirmed_silently_and_the_pin_is_asked_again() -> None:
    attempt = open_try(TRY, CARD_VIEW)
    tried = after(CARD_VIEW, pin_try(1).change, TRY)
    confirmed = after(tried, confirm(TRY, 1).change, CONFIRM)
    order = Pay(DEAR.basket, "A1")
    end = play(
        Waiting(Want(order, Doubtful(CARD, None))),
        knowing(journal([attempt])),
        CardTapped(),
        ReadCard(),
        CardRead(tried),
        *written(tried, confirm(TRY, 1), CONFIRM, TRY)[:-1],
        Now(knowing(journal(declared={TRY: Kind.PIN_TRY, CONFIRM: Kind.CONFIRM}))),
        Journalled(CONFIRM),
        Nudge(),
        ReadCard(),
        CardRead(confirmed),
        *ASKED,
    )
    assert end == EnteringPin(Want(order), confirmed)
