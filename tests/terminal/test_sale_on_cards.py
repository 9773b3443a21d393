"""Whole sales on both kinds of virtual card: what people read, what is on the card, in the journal and on paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Sequence
from protocol.link.certificate import Role
from protocol.link.entries import Abandon, CashSale, Evidence, Intent, Medium, MoreLines
from protocol.link.sums import SumKind
from protocol.link.tables import CardState
from protocol.money import Money
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.port import ReaderMissing
from terminal.sale import events as on
from terminal.sale.states import EnteringPin, Ready, Stopped, Waiting
from tests.support.shop import CAKE, STAFF, TEA, Till, chain_on, listed_cards, make_card

NUMBER, START = 1001, 5_000


@pytest.fixture(params=list(Medium), ids=lambda medium: medium.name)
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path, request.param)
    yield made
    made.journal.close()


@pytest.fixture
def card(till: Till) -> Chip:
    return make_card(till.medium, NUMBER, START)


def balance(till: Till, chip: Chip, number: int = NUMBER) -> int:
    """What is on the card now, as any reader would find it."""
    chain = chain_on(chip, till.medium, number)
    assert chain is not None
    return chain.current.balance.minor


def pay_by_card(till: Till, *pins: str) -> None:
    """Ask for the card that lies there; key the PIN where it is asked."""
    pads = till.face.pads_opened
    till.key(on.CardKeyed())
    if till.face.pads_opened > pads:
        till.pin(*pins)


def sums(till: Till) -> dict[str, tuple[int, int]]:
    return {part.kind.name: (part.count, part.amount.minor) for part in till.journal.state.totals}


def paper(till: Till) -> str:
    """All that was printed."""
    return "\n".join(line for receipt in till.printer.roll for line in receipt.lines)


def test_c16_items_by_quantity_and_an_amount_less_a_removed_line_are_paid_from_the_card(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA, 3), on.ItemKeyed(CAKE), on.AmountKeyed(Money(45)), on.LineRemoved(1))
    till.reader.insert(card)
    pay_by_card(till)
    assert till.face.codes[-1] == "paid"
    assert till.face.notices[-1].screen.operator == ("PAID GBP 6.45", "0000 **** **** 1001", "Balance GBP 43.55")
    assert till.face.notices[-1].screen.customer == ("PAID            6.45", "BAL 43.55           ")
    assert balance(till, card) == 4_355
    assert sums(till) == {"CARD_SALES": (1, 645)}


@pytest.mark.parametrize("till", [Medium.MIFARE_1K], indirect=True)
def test_a1_a_mifare_card_pays_by_its_tap_alone(till: Till, card: Chip) -> None:
    till.sell(card)
    assert till.face.codes == ["total", "paid"]


@pytest.mark.parametrize("till", [Medium.SLE4442], indirect=True)
def test_a2_an_sle4442_card_pays_after_its_pin(till: Till, card: Chip) -> None:
    till.sell(card)
    assert till.face.codes == ["total", "ask-pin", "paid"]


def test_a14_the_class_of_the_member_takes_its_discount_off(till: Till) -> None:
    staff = make_card(till.medium, NUMBER, START, STAFF)
    till.sell(staff, CAKE, 2)
    assert balance(till, staff) == START - 630
    assert "-0.70" in paper(till)


def test_cash_is_taken_without_a_card_and_opens_the_drawer(till: Till) -> None:
    till.key(on.TicketKeyed("T9"), on.ItemKeyed(TEA, 2), on.CashKeyed())
    assert till.face.codes[-1] == "paid"
    assert till.face.notices[-1].facts[0] == ("amount", 400)
    assert till.face.notices[-1].screen.customer[0] == "PAID            4.00"
    assert sums(till) == {"CASH_SALES": (1, 400)}
    assert till.printer.drawer_openings == 1
    assert till.journal.state.tickets == {"T9": "PAID"}


def test_cash_is_given_back_for_goods_that_came_back(till: Till) -> None:
    till.key(on.ItemKeyed(CAKE), on.RefundKeyed(to_card=False))
    assert till.face.codes[-1] == "refund-done"
    assert sums(till) == {"CASH_REFUNDS": (1, 350)}


def test_a_receipt_of_virtual_devices_says_so_and_names_the_sale(till: Till, card: Chip) -> None:
    till.sell(card, TEA, 2, ticket="A17")
    text = paper(till)
    assert text.count("VIRTUAL") == 2
    assert "2 x 2.00" in text
    assert "A17" in text
    assert "0000 **** **** 1001" in text
    assert str(till.journal.state.last_slip) in text


# The PIN


def test_a_dear_sale_asks_the_pin_and_the_right_one_pays(till: Till, card: Chip) -> None:
    till.key(on.AmountKeyed(Money(2_200)))
    till.reader.insert(card)
    till.key(on.CardKeyed())
    assert isinstance(till.terminal.state, EnteringPin)
    assert till.face.codes[-1] == "ask-pin"
    till.pin()
    assert till.face.codes[-1] == "paid"
    assert till.terminal.pin_pad.take() == ""


def test_a_wrong_pin_counts_and_the_right_one_at_the_third_try_pays_and_clears_the_count(till: Till, card: Chip) -> None:
    till.key(on.AmountKeyed(Money(2_200)))
    till.reader.insert(card)
    for left in (2, 1):
        pay_by_card(till, "0000")
        assert till.face.codes[-1] == "wrong-pin"
        assert till.face.notices[-1].facts == (("count", left),)
        assert balance(till, card) == START
    pay_by_card(till)
    assert till.face.codes[-1] == "paid"
    chain = chain_on(card, till.medium, NUMBER)
    assert chain is not None
    assert chain.current.pin_fails == 0


def test_g8_three_wrong_pins_lock_the_card_at_every_terminal(till: Till, card: Chip, tmp_path: Path) -> None:
    till.key(on.AmountKeyed(Money(2_200)))
    till.reader.insert(card)
    for _ in range(3):
        pay_by_card(till, "0000")
    assert till.face.codes[-1] == "pin-locked"
    till.lift()
    other = Till(tmp_path, till.medium, number=2)
    other.sell(card)
    assert other.face.codes[-1] == "pin-locked"
    assert balance(till, card) == START
    other.journal.close()


def test_a_keyed_pin_is_gone_from_the_pad_when_its_card_was_pulled(till: Till, card: Chip) -> None:
    till.key(on.AmountKeyed(Money(2_200)))
    till.reader.insert(card)
    till.key(on.CardKeyed())
    till.lift()
    till.pin()
    assert till.face.codes[-1] == "not-finished"
    assert till.terminal.pin_pad.take() == ""
    till.tap(card)
    assert till.face.codes[-1] == "ask-pin"
    till.pin()
    assert till.face.codes[-1] == "paid"
    assert balance(till, card) == START - 2_200


# Back onto the card


def test_n5_the_last_sale_of_the_card_is_voided_once(till: Till, card: Chip) -> None:
    till.sell(card, CAKE)
    till.key(on.VoidKeyed())
    assert till.face.codes[-1] == "void-done"
    assert balance(till, card) == START
    assert "SALE UNDONE" in paper(till)
    till.key(on.VoidKeyed())
    assert till.face.codes[-1] == "nothing-to-void"


def test_the_sale_of_another_terminal_is_not_voided_here(till: Till, card: Chip, tmp_path: Path) -> None:
    other = Till(tmp_path, till.medium, number=2)
    other.sell(card)
    other.lift()
    till.reader.insert(card)
    till.key(on.VoidKeyed())
    assert till.face.codes[-1] == "nothing-to-void"
    other.journal.close()


def test_goods_that_came_back_are_put_onto_the_card(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA, 2))
    till.reader.insert(card)
    till.key(on.RefundKeyed(to_card=True))
    assert till.face.codes[-1] == "refund-done"
    assert balance(till, card) == START + 400
    assert sums(till) == {"REFUNDS": (1, 400)}
    assert "GIVEN BACK" in paper(till)


def test_a13_a_load_is_spendable_at_once(till: Till) -> None:
    empty = make_card(till.medium, NUMBER, 0)
    till.reader.insert(empty)
    till.key(on.LoadKeyed(Money(1_000)))
    assert till.face.codes[-1] == "load-done"
    till.sell(empty)
    assert till.face.codes[-1] == "paid"
    assert balance(till, empty) == 800


# Refusals: nothing is written


def untouched(till: Till, chip: Chip, *keys: on.Event) -> str:
    """Lay the card down and press keys; the last code, if the card was left alone and at most told of."""
    writes, entries = chip.writes, till.journal.state.last_sequence
    till.reader.insert(chip)
    till.key(*keys)
    told = range(entries + 1, till.journal.state.last_sequence + 1)
    assert {type(till.journal.entry(Sequence(place)).body) for place in told} <= {Evidence}
    assert chip.writes == writes
    return till.face.codes[-1]


def test_a_listed_card_is_refused_by_its_state(till: Till, card: Chip) -> None:
    till.terminal.states = listed_cards((CardInstance(CardNumber(NUMBER), 1), CardState.STOLEN))
    till.sell(card)
    assert (till.face.codes[-1], till.face.notices[-1].facts) == ("listed", (("state", "STOLEN"),))
    assert balance(till, card) == START


def test_n10_a_member_who_is_sent_to_the_service_desk_gets_one_slip_for_all_his_tries(till: Till, card: Chip) -> None:
    till.terminal.states = listed_cards((CardInstance(CardNumber(NUMBER), 1), CardState.REPLACED))
    for _ in range(3):
        till.sell(card)
    (slip,) = till.printer.roll
    assert "CARD WAS REPLACED" in " ".join(" ".join(slip.lines).split())
    till.clock.sleep(60_000)
    till.sell(card)
    assert len(till.printer.roll) == 2
    till.clock.sleep(60_000)
    till.printer.jam()
    till.sell(card)
    assert till.face.codes[-1] == "listed"


def test_d13_a_card_with_too_little_is_refused_and_the_basket_can_be_paid_in_cash(till: Till) -> None:
    poor = make_card(till.medium, NUMBER, 199)
    assert untouched(till, poor, on.ItemKeyed(TEA), on.CardKeyed()) == "insufficient-balance"
    assert till.face.notices[-1].facts == (("amount", 199),)
    till.key(on.CashKeyed())
    assert sums(till) == {"CASH_SALES": (1, 200)}


def test_c9_a_terminal_without_the_load_role_loads_nothing(tmp_path: Path) -> None:
    till = Till(tmp_path, Medium.MIFARE_1K, roles=Role.SELL)
    chip = make_card(till.medium, NUMBER, START)
    assert untouched(till, chip, on.LoadKeyed(Money(1_000))) == "not-permitted"
    till.journal.close()


def test_a_card_put_back_to_an_older_state_is_known_here(till: Till, card: Chip) -> None:
    till.sell(card)
    till.lift()
    old = card.dump()
    till.sell(card)
    till.lift()
    card.restore(old)
    assert untouched(till, card, on.CardTapped()) == "rolled-back"


def test_a_look_at_the_card_tells_the_balance_and_writes_nothing(till: Till, card: Chip) -> None:
    assert untouched(till, card, on.CardTapped()) == "balance"
    assert till.face.notices[-1].screen.operator[0] == "Balance GBP 50.00"


# Trouble


def torn_sale(till: Till, chip: Chip, *, reached: bool) -> None:
    """A sale of tea whose card goes away right after the intent, or right after the record is whole on the card."""
    sale = 1 if till.medium is Medium.MIFARE_1K else 3  # an SLE4442 has the intent and the commit of a PIN try before
    until = till.journal.syncs + sale

    def synced(moment: str) -> None:
        if moment == "after" and till.journal.syncs == until:
            if reached:
                chip.on_done = go_when_written
            else:
                chip.pull_at(1)

    def go_when_written(number: int, apdu: bytes) -> None:
        if balance(till, chip) == START - 200:
            till.lift()

    till.journal._at_sync = synced
    till.sell(chip, ticket="A1")
    till.journal._at_sync = lambda moment: None
    chip.on_done = None
    till.lift()
    assert till.face.codes[-1] == "not-finished"
    assert till.face.notices[-1].screen.customer == ("NOT FINISHED        ", "SAME CARD AGAIN     ")
    assert till.journal.state.tickets["A1"] == "OPEN"


def test_a_sale_that_reached_the_card_is_paid_when_it_comes_back_and_charged_once(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=True)
    till.tap(card)
    assert till.face.codes[-1] == "paid-late"
    assert till.journal.state.tickets["A1"] == "PAID"
    assert sums(till) == {"CARD_SALES": (1, 200)}
    assert balance(till, card) == START - 200
    assert "PAID (finished now)" in " ".join(paper(till).split())
    assert till.terminal.state == Ready()


def test_a_sale_that_did_not_reach_the_card_is_cancelled_and_then_paid_anew(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=False)
    till.tap(card)
    if till.medium is Medium.SLE4442:
        till.pin()
    assert "not-charged" in till.face.codes
    assert till.face.codes[-1] == "paid"
    assert sums(till) == {"CARD_SALES": (1, 200)}
    assert balance(till, card) == START - 200


def test_another_card_is_refused_while_one_is_not_finished(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=True)
    other = make_card(till.medium, 1002, START)
    till.tap(other)
    assert till.face.codes[-1] == "another-card"
    assert isinstance(till.terminal.state, Waiting)
    assert balance(till, other, 1002) == START
    till.tap(card)
    assert till.face.codes[-1] == "paid-late"


def test_another_member_is_served_after_cancel_and_the_unfinished_sale_is_found_later(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=True)
    till.key(on.CancelKeyed())
    other = make_card(till.medium, 1002, START)
    till.sell(other, CAKE)
    assert till.face.codes[-1] == "paid"
    till.lift()
    till.tap(card)
    assert till.face.codes[-2:] == ["paid-late", "balance"]
    assert sums(till) == {"CARD_SALES": (2, 550)}


def test_the_same_sale_keyed_again_after_cancel_is_not_charged_a_second_time_by_itself(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=True)
    till.key(on.CancelKeyed())
    till.sell(card)
    assert till.face.codes[-1] == "paid-late"
    assert balance(till, card) == START - 200
    assert isinstance(till.terminal.state, Ready)
    assert len(till.terminal.state.basket.lines) == 1


def test_an_abandoned_sale_is_left_to_head_office(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=True)
    till.key(on.AbandonKeyed())
    assert till.face.codes[-1] == "office-decides"
    last = till.journal.entry(till.journal.state.last_sequence).body
    assert isinstance(last, Abandon)
    (change,) = till.journal.state.open.values()
    assert change.abandoned
    till.key(on.ItemKeyed(TEA), on.CashKeyed())
    assert till.face.codes[-1] == "paid"


def test_an_unfinished_sale_is_still_known_after_a_restart(till: Till, card: Chip) -> None:
    torn_sale(till, card, reached=True)
    till.restart()
    till.tap(card)
    assert till.face.codes == ["paid-late", "balance"]


def test_a_load_that_did_not_reach_the_card_is_never_called_a_charge(till: Till, card: Chip) -> None:
    until = till.journal.syncs + 1
    till.journal._at_sync = lambda moment: card.pull_at(1) if moment == "after" and till.journal.syncs == until else None
    till.reader.insert(card)
    till.key(on.LoadKeyed(Money(1_000)))
    assert till.face.codes[-1] == "not-finished"
    till.restart()
    till.tap(card)
    assert till.face.codes == ["return-cash", "balance"]
    assert balance(till, card) == START


def test_a_card_that_comes_before_the_reader_is_asked_is_waited_for(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA), on.CardKeyed())
    assert till.face.codes[-1] == "present-any-card"
    assert isinstance(till.terminal.state, Waiting)
    till.tap(card)
    if till.medium is Medium.SLE4442:
        till.pin()
    assert till.face.codes[-1] == "paid"


def test_a_dead_reader_is_told_and_cash_goes_on(till: Till) -> None:
    till.reader.jam(ReaderMissing("unplugged"))
    till.key(on.ItemKeyed(TEA), on.CardKeyed())
    assert till.face.codes[-1] == "reader-missing"
    till.key(on.CashKeyed())
    assert till.face.codes[-1] == "paid"


@pytest.mark.parametrize("entry", [1, 2], ids=["the first", "the second"])
def test_a_journal_that_fails_stops_the_terminal_and_nothing_more_is_sold(till: Till, card: Chip, entry: int) -> None:
    until = till.journal.syncs + entry

    def fail(moment: str) -> None:
        if moment == "written" and till.journal.syncs == until - 1:
            raise sqlite3.OperationalError("disk I/O error")

    till.journal._at_sync = fail
    till.sell(card)
    assert till.face.codes[-1] == "storage-failed"
    assert "paid" not in till.face.codes
    assert isinstance(till.terminal.state, Stopped)
    writes = card.writes
    till.key(on.CancelKeyed(), on.ItemKeyed(TEA), on.CashKeyed(), on.CardKeyed())
    assert set(till.face.codes[-4:]) == {"storage-failed"}
    assert card.writes == writes
    till.restart()
    till.tap(card)
    till.lift()
    till.sell(card)
    assert till.face.codes[-1] == "paid"


@pytest.mark.parametrize(("lever", "code"), [("run_out_of_paper", "no-paper"), ("jam", "printer-offline")])
def test_a_printer_in_trouble_changes_nothing_about_the_sale(till: Till, card: Chip, lever: str, code: str) -> None:
    getattr(till.printer, lever)()
    till.sell(card)
    assert till.face.codes[-2:] == ["paid", code]
    assert balance(till, card) == START - 200
    till.printer.mend()
    assert till.journal.state.last_slip is not None
    till.terminal.print_slip(till.journal.state.last_slip, copy=True)
    assert "COPY" in paper(till)


@pytest.mark.parametrize(("lines", "carried"), [(60, [60]), (61, [60, 1]), (130, [60, 60, 10])])
def test_a_long_basket_is_carried_by_entries_right_before_the_sale(till: Till, lines: int, carried: list[int]) -> None:
    card = make_card(till.medium, NUMBER, 0)
    till.reader.insert(card)
    till.key(on.LoadKeyed(Money(20_000)))
    till.key(*[on.AmountKeyed(Money(10))] * lines)
    pay_by_card(till)
    assert till.face.codes[-1] == "paid"
    slip = till.journal.state.last_slip
    assert slip is not None
    intent = till.journal.entry(slip.sequence).body
    assert isinstance(intent, Intent)
    assert intent.change.kind is Kind.SALE
    basket = intent.detail.basket  # type: ignore[union-attr]
    before = [till.journal.entry(slip.sequence - back).body for back in range(len(carried) - 1, 0, -1)]  # type: ignore[arg-type]
    sizes = [len(body.lines) for body in before if isinstance(body, MoreLines)]
    assert [*sizes, len(basket.lines)] == carried
    assert basket.carried == sum(sizes)
    assert sums(till)["CARD_SALES"] == (1, 10 * lines)
    assert balance(till, card) == 20_000 - 10 * lines
    assert "\n".join(till.printer.roll[-1].lines).count("Amount") == lines


def test_a_long_basket_is_sold_for_cash_too(till: Till) -> None:
    till.key(*[on.AmountKeyed(Money(10))] * 130, on.CashKeyed())
    assert sums(till) == {"CASH_SALES": (1, 1_300)}
    assert isinstance(till.journal.entry(till.journal.state.last_sequence).body, CashSale)
    assert "\n".join(till.printer.roll[-1].lines).count("Amount") == 130
    assert till.journal.state.totals[0].kind is SumKind.CASH_SALES
