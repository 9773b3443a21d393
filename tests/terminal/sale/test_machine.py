"""If these failed, a key would do something else than what stands on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import ClassId, ItemCode
from protocol.link.entries import Abandon, Basket, CashRefund, CashSale
from protocol.link.tables import CardClass, ClassTable, ItemTable
from protocol.money import ZERO, Money, UnitPrice
from terminal.sale.effects import (
    Nudge,
    PrintSlip,
    ReadCard,
    Refuse,
    Say,
    Tone,
    WriteCash,
    WriteOutcome,
)
from terminal.sale.events import (
    AbandonKeyed,
    AmountKeyed,
    CancelKeyed,
    CardKeyed,
    CardLost,
    CardRead,
    CardRefused,
    CardTapped,
    CashKeyed,
    Event,
    Intended,
    ItemKeyed,
    Journalled,
    LineRemoved,
    LoadKeyed,
    PinCompared,
    PinKeyed,
    RefundKeyed,
    Scrubbed,
    StorageFailed,
    TicketKeyed,
    VoidKeyed,
    WriteInDoubt,
    Written,
)
from terminal.sale.machine import step
from terminal.sale.orders import GiveBack, Inquire, Load, Order, Pay, Void
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import (
    CashWriting,
    Doubtful,
    EnteringPin,
    Reading,
    Ready,
    Stopped,
    Waiting,
    Want,
)
from terminal.words.sale import Phrase
from tests.support.playbook import play
from tests.support.sale_examples import CARD, OPERATOR, SHIFT, SHOP, basket, knowing, line, ref, view
from tests.support.sale_samples import ANSWERS, KEYS_AND_TAPS, STATES
from tests.support.shop import CAKE, STAFF, TEA

SHOWN = knowing()
KEYED = Ready(basket(500), "A1")
PAY, BACK = Pay(KEYED.basket, "A1"), GiveBack(KEYED.basket, "A1")
DOUBT, DOUBT_OF_TRY = Doubtful(CARD, ref(10)), Doubtful(CARD, None)
ANSWER_OF = ref(3)
TAKES_KEYS = Ready | Waiting | EnteringPin | Stopped


def says(phrase: Phrase, amount: int | None = None, tone: Tone = Tone.PLAIN) -> Say:
    return Say(phrase, tone, None if amount is None else Money(amount))


def refuses(refusal: Refusal) -> Refuse:
    return Refuse(RefusalNote(refusal))


# The basket


def test_each_key_of_a_basket_is_answered_with_the_total_so_far() -> None:
    end = play(
        Ready(),
        SHOWN,
        ItemKeyed(TEA),
        says(Phrase.TOTAL, 200),
        ItemKeyed(CAKE, 3),
        says(Phrase.TOTAL, 1_250),
        AmountKeyed(Money(99)),
        says(Phrase.TOTAL, 1_349),
        LineRemoved(1),
        says(Phrase.TOTAL, 299),
        LineRemoved(-1),
        says(Phrase.TOTAL, 200),
        TicketKeyed("A17"),
    )
    assert isinstance(end, Ready)
    assert [(keyed.item.code, keyed.quantity) for keyed in end.basket.lines] == [(TEA, 1)]  # type: ignore[union-attr]
    assert end.ticket == "A17"


def test_once_a_card_was_seen_its_class_prices_the_lines_and_the_total_is_told_anew() -> None:
    staff = view(card_class=STAFF)
    end = play(
        Ready(),
        SHOWN,
        ItemKeyed(TEA),
        says(Phrase.TOTAL, 200),
        CardTapped(),
        ReadCard(),
        CardRead(staff),
        Say(Phrase.BALANCE, balance=Money(5_000), card=CARD),
        says(Phrase.TOTAL, 180),
        ItemKeyed(TEA),
        says(Phrase.TOTAL, 360),
        TicketKeyed("B2"),
    )
    assert isinstance(end, Ready)
    assert (end.seen, end.ticket) == (staff, "B2")


@pytest.mark.parametrize(
    ("event", "refusal"),
    [
        (ItemKeyed(ItemCode(999)), Refusal.UNKNOWN_ITEM),
        (ItemKeyed(TEA, 0), Refusal.QUANTITY_RANGE),
        (AmountKeyed(ZERO), Refusal.AMOUNT_RANGE),
        (AmountKeyed(Money(-1)), Refusal.AMOUNT_RANGE),
        (LineRemoved(1), Refusal.NOTHING_TO_REMOVE),
        (TicketKeyed("x" * 25), Refusal.TICKET_UNUSABLE),
        (TicketKeyed("单" * 9), Refusal.TICKET_UNUSABLE),
        (TicketKeyed("a\nb"), Refusal.TICKET_UNUSABLE),
        (LoadKeyed(ZERO), Refusal.AMOUNT_RANGE),
        (LoadKeyed(Money(-5)), Refusal.AMOUNT_RANGE),
    ],
    ids=str,
)
def test_a_key_that_cannot_be_is_refused_and_changes_nothing(event: Event, refusal: Refusal) -> None:
    assert play(KEYED, SHOWN, event, refuses(refusal)) == KEYED


@pytest.mark.parametrize("ticket", ["", "x" * 24, "桌 7"])
def test_a_ticket_of_24_bytes_of_plain_characters_is_kept(ticket: str) -> None:
    assert play(KEYED, SHOWN, TicketKeyed(ticket)) == Ready(KEYED.basket, ticket)


@pytest.mark.parametrize("event", [CashKeyed(), CardKeyed(), RefundKeyed(to_card=False), RefundKeyed(to_card=True)], ids=str)
def test_nothing_keyed_is_nothing_to_pay(event: Event) -> None:
    assert play(Ready(), SHOWN, event, refuses(Refusal.EMPTY_BASKET)) == Ready()


def test_cancel_clears_the_basket() -> None:
    assert play(KEYED, SHOWN, CancelKeyed(), says(Phrase.CANCELLED)) == Ready()


# Cash


@pytest.mark.parametrize(
    ("key", "entry", "phrase"),
    [(CashKeyed(), CashSale, Phrase.PAID), (RefundKeyed(to_card=False), CashRefund, Phrase.REFUND_DONE)],
    ids=["sale", "refund"],
)
def test_cash_is_called_paid_only_when_it_is_on_disk(key: Event, entry: type[CashSale | CashRefund], phrase: Phrase) -> None:
    end = play(
        KEYED,
        SHOWN,
        key,
        WriteCash(entry(Basket((), 0, "A1"), OPERATOR, SHIFT), (line(500),)),
        Journalled(ANSWER_OF),
        Say(phrase, Tone.GOOD, Money(500), reference=ANSWER_OF),
        PrintSlip(ANSWER_OF),
        Nudge(),
    )
    assert end == Ready()


def test_cash_is_taken_at_the_price_of_the_class_that_was_shown() -> None:
    seen = Ready(basket(500), "", view(card_class=STAFF))
    played = play(seen, SHOWN, CashKeyed(), WriteCash, unfinished=True)
    assert played == CashWriting(refund=False, amount=Money(450))


def test_goods_that_cost_nothing_cannot_be_sold() -> None:
    tea = SHOP.item(TEA)
    assert tea is not None
    free = knowing(catalogue=SHOP.installing(2, ItemTable((replace(tea, price=UnitPrice(0)),))))
    play(
        Ready(),
        free,
        ItemKeyed(TEA),
        says(Phrase.TOTAL, 0),
        CashKeyed(),
        refuses(Refusal.AMOUNT_RANGE),
        CardKeyed(),
        ReadCard(),
        CardRead(view()),
        refuses(Refusal.AMOUNT_RANGE),
        RefundKeyed(to_card=True),
        ReadCard(),
        CardRead(view()),
        refuses(Refusal.AMOUNT_RANGE),
    )


def test_a_full_discount_of_the_class_leaves_nothing_to_pay() -> None:
    limits = (ZERO, Money(2_000), Money(10_000), Money(6_000), Money(20_000))
    context = knowing(catalogue=SHOP.installing(2, ClassTable((CardClass(ClassId(1), "Guest", 10_000, 1, *limits),))))
    assert play(KEYED, context, CardKeyed(), ReadCard(), CardRead(view()), refuses(Refusal.AMOUNT_RANGE)) == KEYED


# Reading a card


@pytest.mark.parametrize(
    ("key", "order"),
    [
        (CardKeyed(), PAY),
        (RefundKeyed(to_card=True), BACK),
        (LoadKeyed(Money(2_000), 7), Load(Money(2_000), "A1", 7)),
        (VoidKeyed(), Void()),
        (CardTapped(), Inquire(KEYED.basket, "A1")),
    ],
    ids=str,
)
def test_each_order_begins_with_reading_the_card(key: Event, order: Order) -> None:
    assert play(KEYED, SHOWN, key, ReadCard(), unfinished=True) == Reading(Want(order))


@pytest.mark.parametrize("order", [PAY, BACK, Load(Money(1), ""), Void()], ids=str)
def test_an_order_waits_for_a_card_that_is_not_there(order: Order) -> None:
    end = play(Reading(Want(order)), SHOWN, *lost_then(CardTapped()), unfinished=True)
    assert end == Reading(Want(order))


def lost_then(event: Event) -> tuple[Event | Say | ReadCard, ...]:
    return (CardLost(), says(Phrase.PRESENT_ANY_CARD), event, ReadCard())


@pytest.mark.parametrize(
    ("order", "back"),
    [(PAY, KEYED), (BACK, KEYED), (Void(), Ready())],
    ids=str,
)
def test_cancel_while_waiting_gives_the_keys_back(order: Order, back: Ready) -> None:
    assert play(Waiting(Want(order)), SHOWN, CancelKeyed(), says(Phrase.CANCELLED)) == back


def test_cancel_of_a_load_says_that_the_cash_goes_back() -> None:
    cash = Say(Phrase.RETURN_CASH, Tone.BAD, Money(2_000))
    assert play(Waiting(Want(Load(Money(2_000), "A1"))), SHOWN, CancelKeyed(), cash) == Ready()


def test_a_card_that_was_only_waved_at_the_reader_does_not_lock_the_keys() -> None:
    end = play(KEYED, SHOWN, CardTapped(), ReadCard(), CardLost(), says(Phrase.PRESENT_ANY_CARD), AmountKeyed(Money(1)), Say)
    assert end == Ready(basket(500, 1), "A1")


@pytest.mark.parametrize("order", [PAY, BACK, Inquire(KEYED.basket, "A1")], ids=str)
def test_a_reader_that_does_not_answer_is_told_and_cash_goes_on(order: Order) -> None:
    end = play(
        Reading(Want(order)), SHOWN, CardLost(reader_answers=False), Say(Phrase.READER_MISSING, Tone.BAD), CashKeyed(), WriteCash,
        unfinished=True,
    )  # fmt: skip
    assert end == CashWriting(refund=False, amount=Money(500))


@pytest.mark.parametrize("reader_answers", [True, False])
def test_an_unfinished_write_waits_for_its_card_whatever_the_reader_does(reader_answers: bool) -> None:
    want = Want(PAY, DOUBT)
    hold = Say(Phrase.NOT_FINISHED, Tone.HOLD, card=CARD)
    assert play(Reading(want), SHOWN, CardLost(reader_answers), hold) == Waiting(want)


def test_a_card_that_is_not_ours_ends_the_order_and_keeps_the_basket() -> None:
    note = RefusalNote(Refusal.NOT_OURS)
    assert play(Reading(Want(PAY)), SHOWN, CardRefused(note), Refuse(note)) == KEYED
    assert play(Reading(Want(Void())), SHOWN, CardRefused(note), Refuse(note)) == Ready()


def test_a_card_that_is_not_ours_does_not_end_the_wait_for_an_unfinished_one() -> None:
    note = RefusalNote(Refusal.WRONG_TYPE)
    want = Want(PAY, DOUBT)
    assert play(Reading(want), SHOWN, CardRefused(note), Refuse(note)) == Waiting(want)


# Not finished


@pytest.mark.parametrize("doubt", [DOUBT, DOUBT_OF_TRY], ids=["of the sale", "of a PIN try"])
def test_another_member_can_be_served_while_a_write_is_unfinished(doubt: Doubtful) -> None:
    hold = Say(Phrase.NOT_FINISHED, Tone.HOLD, card=CARD)
    assert play(Waiting(Want(PAY, doubt)), SHOWN, CancelKeyed(), hold) == Ready()


def test_an_unfinished_sale_can_be_abandoned_and_head_office_decides() -> None:
    end = play(
        Waiting(Want(PAY, DOUBT)),
        SHOWN,
        AbandonKeyed(),
        WriteOutcome((Abandon(ref(10)),)),
        Journalled(ANSWER_OF),
        Say(Phrase.OFFICE_DECIDES, Tone.HOLD),
        Nudge(),
    )
    assert end == Ready()


@pytest.mark.parametrize("want", [Want(PAY), Want(PAY, DOUBT_OF_TRY)], ids=["nothing written", "a PIN try"])
def test_there_is_nothing_to_abandon_unless_the_sale_itself_is_in_doubt(want: Want) -> None:
    assert play(Waiting(want), SHOWN, AbandonKeyed()) == Waiting(want)


def test_cancel_while_the_pin_is_asked_gives_the_basket_back() -> None:
    assert play(EnteringPin(Want(PAY), view()), SHOWN, CancelKeyed(), says(Phrase.CANCELLED)) == KEYED


# What fits nowhere


@pytest.mark.parametrize("name", STATES)
def test_a_failing_journal_stops_every_state(name: str) -> None:
    move = step(STATES[name], StorageFailed(), SHOWN)
    assert (move.state, move.effects) == (Stopped(), (refuses(Refusal.STORAGE_FAILED),))


@pytest.mark.parametrize("event", [*KEYS_AND_TAPS.values(), *ANSWERS.values()], ids=lambda event: type(event).__name__)
def test_a_stopped_terminal_says_so_to_every_key_and_stays_stopped(event: Event) -> None:
    move = step(Stopped(), event, SHOWN)
    assert (move.state, move.effects) == (Stopped(), (refuses(Refusal.STORAGE_FAILED),))


@pytest.mark.parametrize(
    "name", [name for name in STATES if not isinstance(STATES[name], Ready | Waiting | EnteringPin | Stopped)]
)
def test_keys_and_taps_do_nothing_while_an_effect_is_under_way(name: str) -> None:
    for event in KEYS_AND_TAPS.values():
        assert step(STATES[name], event, SHOWN) == step(STATES[name], PinKeyed(), SHOWN)
        assert step(STATES[name], event, SHOWN).effects == ()


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        ("Ready: nothing keyed", ()),
        ("Waiting: to pay", ()),
        ("Reading: to pay", (CardRead, CardRefused, CardLost)),
        ("Scrubbing", (Scrubbed, WriteInDoubt)),
        ("Cancelling: a sale", (Journalled,)),
        ("EnteringPin", ()),
        ("ComparingPin", (PinCompared,)),
        ("Intending: a sale", (Intended,)),
        ("Writing: a sale", (Written, WriteInDoubt)),
        ("Committing: a sale", (Journalled,)),
        ("CashWriting: a sale", (Journalled,)),
        ("Abandoning", (Journalled,)),
    ],
)
def test_an_answer_that_nobody_asked_for_is_our_own_mistake(state: str, answers: tuple[type[Event], ...]) -> None:
    for event in ANSWERS.values():
        if isinstance(event, answers):
            step(STATES[state], event, SHOWN)
        else:
            with pytest.raises(AssertionError, match=type(event).__name__):
                step(STATES[state], event, SHOWN)
