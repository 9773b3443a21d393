"""Cards that hold uses: a tap takes one, a pass adds some, and a sale is paid with uses or with money (D6, D7, D8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.ids import CategoryId, ItemCode, OwnerId
from protocol.link.entries import Medium
from protocol.link.tables import CardClass, ClassTable, Item, ItemTable
from protocol.money import Money, UnitPrice
from terminal.counter.saying import PAGE_MS
from terminal.drivers.card_reader.chip import Chip
from terminal.sale.catalogue import Catalogue
from tests.support.counter_examples import staffed
from tests.support.counter_stand import CounterStand
from tests.support.shop import ORDINARY, TEA, chain_on, make_card, shop_parameters
from tests.terminal.counter.menus import choose

NUMBER, START = 1001, 5_000
SWIM, PASS = ItemCode(201), ItemCode(202)


def pool() -> Catalogue:
    """The example shop with a swim that takes a use or 5.00, and a pass of ten for 40.00."""
    items = (
        Item(TEA, "Tea", UnitPrice(200_000), CategoryId(1), OwnerId(1)),
        Item(SWIM, "Swim", UnitPrice(500_000), CategoryId(1), OwnerId(1), uses=1),
        Item(PASS, "Ten swims", UnitPrice(4_000_000), CategoryId(1), OwnerId(1), uses=-10),
    )
    wide = CardClass(ORDINARY, "Ordinary", 0, 1, Money(0), Money(9_000), Money(10_000), Money(9_000), Money(20_000))
    return staffed().installing(3, ItemTable(items)).installing(3, ClassTable((wide,)))


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[CounterStand]:
    made = CounterStand(tmp_path, books=pool())
    yield made
    made.till.journal.close()


@pytest.fixture
def card() -> Chip:
    return make_card(Medium.MIFARE_1K, NUMBER, START)


def held(chip: Chip) -> tuple[int, int]:
    """Money and uses on the card."""
    chain = chain_on(chip, Medium.MIFARE_1K, NUMBER)
    assert chain is not None
    return chain.current.balance.minor, chain.current.times


def with_pass(stand: CounterStand, card: Chip) -> None:
    """Ten uses are bought from the card's money."""
    stand.press("202 ENTER ENTER")
    stand.lay(card)
    assert held(card) == (START - 4_000, 10)
    stand.lift()


def test_d6_a_tap_takes_one_use_and_no_money(stand: CounterStand, card: Chip) -> None:
    with_pass(stand, card)
    stand.press("201 ENTER ENTER")
    stand.lay(card)
    assert held(card) == (1_000, 9)
    assert stand.member == ("USES         1 TAKEN", "USES LEFT          9")
    assert "Uses left" in stand.paper[-1]


def test_d6_while_its_card_is_awaited_the_uses_are_shown_and_no_money(stand: CounterStand) -> None:
    stand.press("2 x 201 ENTER ENTER")
    assert stand.shown[1] == "2 uses"
    assert stand.member == ("USES               2", "PRESENT CARD")


def test_d6_several_uses_go_at_once_but_never_more_than_there_are(stand: CounterStand, card: Chip) -> None:
    with_pass(stand, card)
    stand.press("3 x 201 ENTER ENTER")
    stand.lay(card)
    assert held(card) == (1_000, 7)
    stand.press("8 x 201 ENTER ENTER")
    assert stand.front.notices[-1].code == "no-uses-left"
    assert stand.front.notices[-1].facts == (("count", 7),)
    assert held(card) == (1_000, 7)


def test_d6_a_void_gives_the_uses_back(stand: CounterStand, card: Chip) -> None:
    with_pass(stand, card)
    stand.press("2 x 201 ENTER ENTER")
    stand.lay(card)
    choose(stand, "Void last sale")
    stand.press("ENTER")
    assert held(card) == (1_000, 10)


def test_d6_without_a_card_a_use_costs_its_price(stand: CounterStand) -> None:
    stand.press("2 x 201 ENTER")
    assert stand.shown[2] == "2 uses         10.00"
    stand.press("CASH")
    assert stand.sums == {"CASH_SALES": (1, 1_000)}


def test_d6_uses_are_not_sold_for_cash_without_the_card_that_they_go_to(stand: CounterStand) -> None:
    stand.press("202 ENTER CASH")
    assert stand.front.notices[-1].code == "uses-need-card"


def test_d6_uses_are_undone_by_void_and_not_by_refund(stand: CounterStand) -> None:
    stand.press("201 ENTER")
    choose(stand, "Refund")
    stand.press("1")
    assert stand.front.notices[-1].code == "uses-not-refunded"


@pytest.mark.parametrize("keyed", ["101 ENTER 201 ENTER", "201 ENTER 101 ENTER", "201 ENTER 5. ENTER"])
def test_d7_one_sale_is_paid_with_uses_or_with_money(stand: CounterStand, keyed: str) -> None:
    stand.press(keyed)
    assert stand.front.notices[-1].code == "two-modes"
    stand.press("BACK BACK BACK")
    assert "(" not in stand.text


def test_d8_each_tap_pays_one_piece_and_nothing_is_kept_of_a_refused_one(tmp_path: Path, card: Chip) -> None:
    books = pool().installing(4, replace(shop_parameters(), one_tap=(SWIM, TEA)))
    stand = CounterStand(tmp_path, books=books)
    choose(stand, "One tap, one piece")
    assert stand.shown[:2] == ("1 Swim          5.00", "2 Tea           2.00")
    stand.press("2")
    assert stand.shown[:2] == ("Tea             2.00", "TAP A CARD")
    for _ in range(2):
        stand.lay(card)
        stand.lift()
    assert held(card) == (START - 400, 0)
    poor = make_card(Medium.MIFARE_1K, 1002, 100)
    stand.lay(poor)
    assert stand.front.notices[-1].code == "insufficient-balance"
    stand.lift()
    stand.press("BACK")
    stand.press("BACK BACK")
    assert stand.shown[3] == "Key item or card"
    stand.till.journal.close()


def test_d8_one_article_needs_no_choice_and_none_says_so(tmp_path: Path, card: Chip) -> None:
    stand = CounterStand(tmp_path, books=staffed().installing(4, replace(shop_parameters(), one_tap=(TEA,))))
    choose(stand, "One tap, one piece")
    assert stand.shown[1] == "TAP A CARD"
    assert stand.member == ("Tea             2.00", "PRESENT CARD")
    stand.till.journal.close()
    (tmp_path / "other").mkdir()
    other = CounterStand(tmp_path / "other")
    choose(other, "One tap, one piece")
    assert "No one-tap item yet" in other.text
    other.till.journal.close()


def test_g3_a_sale_below_the_least_of_the_class_is_refused(tmp_path: Path, card: Chip) -> None:
    wide = CardClass(ORDINARY, "Ordinary", 0, 1, Money(0), *(Money(9_000),) * 4, least_sale=Money(300))
    stand = CounterStand(tmp_path, books=staffed().installing(3, ClassTable((wide,))))
    stand.press("101 ENTER ENTER")
    stand.lay(card)
    assert stand.front.notices[-1].code == "below-least-sale"
    stand.press("102 ENTER ENTER")
    assert "PAID" in stand.text
    stand.till.journal.close()


def test_g4_a_card_pays_so_many_times_a_day_and_no_more(tmp_path: Path, card: Chip) -> None:
    often = CardClass(ORDINARY, "Ordinary", 0, 1, Money(0), *(Money(9_000),) * 4, sales_day=2)
    stand = CounterStand(tmp_path, books=staffed().installing(3, ClassTable((often,))))
    stand.lay(card)
    for _ in range(2):
        stand.press("101 ENTER ENTER")
        assert "PAID" in stand.text
    stand.press("101 ENTER ENTER")
    assert stand.front.notices[-1].code == "too-many-sales"
    assert held(card) == (START - 400, 0)
    stand.press("BACK BACK BACK")
    choose(stand, "Void last sale")
    stand.press("ENTER 101 ENTER ENTER")
    assert held(card) == (START - 400, 0)
    stand.wait(24 * 3_600_000)
    stand.press("101 ENTER ENTER")
    assert held(card) == (START - 600, 0)
    stand.till.journal.close()


def test_g7_the_member_is_warned_of_a_low_balance_by_turns_with_it(tmp_path: Path) -> None:
    stand = CounterStand(tmp_path, books=staffed().installing(4, replace(shop_parameters(), low_balance=Money(1_000))))
    stand.lay(make_card(Medium.MIFARE_1K, NUMBER, 900))
    assert "Low balance" in " ".join(stand.front.notices[-1].screen.operator)
    assert stand.member == ("", "BAL 9.00")
    stand.wait(PAGE_MS)
    assert stand.member == ("LOW BALANCE", "BAL 9.00")
    stand.till.journal.close()


def test_a29_the_member_is_warned_of_a_card_that_ends_soon(tmp_path: Path, card: Chip) -> None:
    books = staffed().installing(4, replace(shop_parameters(), near_expiry_days=5_000))
    stand = CounterStand(tmp_path, books=books)
    stand.lay(card)
    stand.wait(PAGE_MS)
    assert stand.member == ("CARD ENDS 2030-01-01", "BAL 50.00")
    stand.till.journal.close()
