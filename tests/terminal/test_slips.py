"""If these failed, a slip would say something else than what the journal and the card hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import ItemCode, OperatorId, Reference, Sequence, ShiftNumber
from protocol.link.entries import Basket, CashSale, Medium
from protocol.money import Money
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.sale import events as on
from terminal.sale.catalogue import Catalogue
from terminal.sale.receipt import Slip, SlipKind, Tender
from tests.support.shop import CAKE, NOON, TEA, Till, make_card
from tests.terminal.journal.histories import cash

NUMBER, START = 1001, 5_000


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path, Medium.MIFARE_1K)


@pytest.fixture
def card() -> Chip:
    return make_card(Medium.MIFARE_1K, NUMBER, START)


def last_slip(till: Till, books: Catalogue | None = None, *, copy: bool = False) -> Slip:
    reference = till.journal.state.last_slip
    assert reference is not None
    return till.terminal.slips.slip(reference, books or till.books, copy=copy)


def money(slip: Slip) -> tuple[Money, Money | None, Money | None]:
    return slip.total, slip.balance_before, slip.balance_after


def test_a_card_sale(till: Till, card: Chip) -> None:
    till.sell(card, TEA, 2, ticket="A1")
    slip = last_slip(till)
    assert (slip.kind, slip.tender, slip.card, slip.ticket, slip.operator) == (SlipKind.SALE, Tender.CARD, NUMBER, "A1", "Ann")
    assert [(line.item, line.quantity) for line in slip.lines] == [(TEA, 2)]
    assert slip.names == {TEA: "Tea"}
    assert money(slip) == (Money(400), Money(5_000), Money(4_600))
    assert (slip.at, slip.reference, slip.about, slip.late) == (NOON, till.journal.state.last_slip, None, False)
    assert slip.virtual


def test_a_copy_is_the_same_slip_and_says_so(till: Till, card: Chip) -> None:
    till.sell(card)
    assert not last_slip(till).copy
    assert last_slip(till, copy=True).copy


def test_a_cash_sale_and_a_cash_refund(till: Till) -> None:
    for key, kind in ((on.CashKeyed(), SlipKind.SALE), (on.RefundKeyed(to_card=False), SlipKind.REFUND)):
        till.key(on.TicketKeyed("C7"), on.ItemKeyed(CAKE, 3), key)
        slip = last_slip(till)
        assert (slip.kind, slip.tender, slip.card, slip.ticket) == (kind, Tender.CASH, None, "C7")
        assert money(slip) == (Money(1_050), None, None)
        assert slip.names == {CAKE: "Cake"}


def test_a_void_shows_the_lines_of_the_sale_it_undoes(till: Till, card: Chip) -> None:
    till.sell(card, CAKE)
    sale = till.journal.state.last_slip
    till.key(on.VoidKeyed())
    slip = last_slip(till)
    assert (slip.kind, slip.about, slip.ticket) == (SlipKind.VOID, sale, "")
    assert [line.item for line in slip.lines] == [CAKE]
    assert money(slip) == (Money(350), Money(4_650), Money(5_000))


def test_a_load_takes_cash_and_has_no_lines(till: Till, card: Chip) -> None:
    till.tap(card)
    till.key(on.TicketKeyed("L1"), on.LoadKeyed(Money(2_000)))
    slip = last_slip(till)
    assert (slip.kind, slip.tender, slip.lines, slip.ticket) == (SlipKind.LOAD, Tender.CASH, (), "L1")
    assert money(slip) == (Money(2_000), Money(5_000), Money(7_000))


def test_a_refund_onto_a_card(till: Till, card: Chip) -> None:
    till.tap(card)
    till.key(on.ItemKeyed(TEA, 1), on.RefundKeyed(to_card=True))
    slip = last_slip(till)
    assert (slip.kind, slip.tender, slip.about) == (SlipKind.REFUND, Tender.CARD, None)
    assert money(slip) == (Money(200), Money(5_000), Money(5_200))


def test_a_sale_found_at_a_later_tap_is_marked_late(till: Till, card: Chip) -> None:
    card.tear_write(3, Tear.DONE)
    till.sell(card)
    till.tap(card)
    assert till.face.codes[-1] == "paid-late"
    assert last_slip(till).late


def test_a_basket_of_many_lines_is_whole_on_the_slip(till: Till, card: Chip) -> None:
    keyed = [TEA if place % 2 else CAKE for place in range(130)]
    till.key(*(on.ItemKeyed(code, 1) for code in keyed), on.CashKeyed())
    assert [line.item for line in last_slip(till).lines] == keyed
    assert last_slip(till).total == Money(65 * 200 + 65 * 350)


def test_names_that_todays_catalogue_lacks_are_left_out_and_operators_shown_by_number(till: Till, card: Chip) -> None:
    till.sell(card)
    slip = last_slip(till, Catalogue.empty())
    assert (slip.names, slip.operator) == ({}, "1")


def test_only_what_was_finished_has_a_slip(till: Till, card: Chip) -> None:
    """An open or cancelled change must never come out as a receipt."""
    card.tear_write(1, Tear.GARBAGE)
    till.sell(card)
    (open_change,) = till.journal.state.open
    boot = Reference(till.journal.terminal, till.journal.state.lineage, Sequence(1))
    for reference in (open_change, boot, Reference(boot.terminal, boot.lineage, Sequence(99))):
        with pytest.raises(KeyError):
            till.terminal.slips.slip(reference, till.books)
    till.tap(card)
    assert "not-charged" in till.face.codes
    with pytest.raises(KeyError):
        till.terminal.slips.slip(open_change, till.books)


def test_a_finished_change_that_moves_no_money_has_no_slip(tmp_path: Path) -> None:
    till = Till(tmp_path, Medium.SLE4442)
    till.sell(make_card(Medium.SLE4442, NUMBER, START))
    tries = [reference for reference, done in till.journal.state.declared.items() if done.kind.name == "PIN_TRY"]
    assert tries
    with pytest.raises(KeyError):
        till.terminal.slips.slip(tries[0], till.books)


def test_a_directly_keyed_amount_has_no_name(till: Till) -> None:
    till.key(on.AmountKeyed(Money(1_250)), on.CashKeyed())
    assert (last_slip(till).names, last_slip(till).total) == ({}, Money(1_250))
    assert last_slip(till).lines[0].item == ItemCode(0)


def test_a_slip_made_from_the_journal_needs_no_sale_in_progress(till: Till) -> None:
    till.journal.append((CashSale(Basket(cash(70).basket.lines), OperatorId(2), ShiftNumber(0)),), NOON)
    assert (last_slip(till).total, last_slip(till).operator) == (Money(70), "2")
