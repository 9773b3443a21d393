"""If these failed, a terminal would sell at a wrong price or take a listed card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import CardInstance, CardNumber, CategoryId, ClassId, ItemCode, OperatorId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import DeskOrder, DeskOrders, Read
from protocol.link.tables import (
    Claim,
    ClaimReason,
    ClassTable,
    DiscountRule,
    DiscountTable,
    ItemTable,
    LeaseTable,
    OperatorTable,
    OwnSetting,
    Table,
    TableKind,
    Target,
)
from protocol.money import ZERO, Money
from terminal.sale.catalogue import Catalogue
from tests.support.canteen import CATALOGUE, COFFEE, JUICE, REGULAR, SHOP, member_class


def test_an_empty_catalogue_knows_nothing_and_lets_nothing_be_loaded() -> None:
    empty = Catalogue.empty()
    assert empty.item(COFFEE.code) is None
    assert empty.card_class(REGULAR) is None
    assert empty.operator(OperatorId(4)) is None
    assert empty.parameters.balance_max == ZERO
    assert empty.leases.float_granted == ZERO
    assert [empty.version(kind) for kind in TableKind] == [0] * 8


def test_each_table_is_found_again_with_its_version() -> None:
    assert CATALOGUE.item(COFFEE.code) == COFFEE
    assert CATALOGUE.item(ItemCode(999)) is None
    regular = CATALOGUE.card_class(REGULAR)
    assert regular is not None
    assert regular.name == "Regular"
    operator = CATALOGUE.operator(OperatorId(4))
    assert operator is not None
    assert operator.name == "Mei"
    assert CATALOGUE.parameters == SHOP
    assert {kind: CATALOGUE.version(kind) for kind in TableKind if CATALOGUE.version(kind)} == {
        TableKind.ITEMS: 3,
        TableKind.CLASSES: 2,
        TableKind.DISCOUNTS: 5,
        TableKind.OPERATORS: 1,
        TableKind.PARAMETERS: 9,
    }


def test_a_desk_knows_the_orders_of_its_newest_table() -> None:
    order = DeskOrder(41, CardInstance(CardNumber(7), 0), Instant(0), Read())
    ordered = CATALOGUE.installing(3, DeskOrders(TerminalId(1), (order,)))
    assert (ordered.orders, ordered.version(TableKind.DESK_ORDERS)) == ((order,), 3)
    assert CATALOGUE.orders == ()


def test_an_operator_is_known_by_his_card_and_a_class_by_the_groups_that_admit_it() -> None:
    mei, card = CATALOGUE.operator(OperatorId(4)), CardInstance(CardNumber(7), 0)
    assert mei is not None
    carded = CATALOGUE.installing(2, OperatorTable((replace(mei, card=card, pin=b""),)))
    assert carded.operators_sign_on
    assert carded.operator_of(card) == replace(mei, card=card, pin=b"")
    assert CATALOGUE.operator_of(card) is None
    at_group_3 = replace(member_class(REGULAR, "Regular", 0), groups=1 << 3)
    grouped = CATALOGUE.installing(2, ClassTable((at_group_3,)))
    assert (grouped.class_at(3), grouped.class_at(2)) == (at_group_3, None)


def test_a_newer_table_replaces_the_whole_old_one_and_leaves_the_others_and_the_old_catalogue_alone() -> None:
    dearer = replace(COFFEE, name="Coffee, large")
    newer = CATALOGUE.installing(4, ItemTable((dearer,)))
    assert newer.item(COFFEE.code) == dearer
    assert newer.item(JUICE.code) is None
    assert newer.version(TableKind.ITEMS) == 4
    assert newer.card_class(REGULAR) == CATALOGUE.card_class(REGULAR)
    assert CATALOGUE.item(JUICE.code) == JUICE


def test_settings_are_those_of_the_terminal_and_its_group() -> None:
    own = (OwnSetting(Target.GROUP, 5, "idle_minutes", 3), OwnSetting(Target.TERMINAL, 12, "one_tap", (JUICE.code,)))
    tables: list[tuple[int, Table]] = [(4, replace(SHOP, own=own)), (2, ItemTable((JUICE,)))]
    here, elsewhere = Catalogue.at(5, TerminalId(12), tables), Catalogue.at(0, TerminalId(1), tables)
    assert (here.parameters.idle_minutes, here.parameters.one_tap) == (3, (JUICE.code,))
    assert elsewhere.parameters == SHOP
    assert here.versions == elsewhere.versions == {TableKind.PARAMETERS: 4, TableKind.ITEMS: 2}


def test_claims_are_found_by_their_card_oldest_first() -> None:
    card, other = CardInstance(CardNumber(7), 1), CardInstance(CardNumber(7), 2)
    first, second = (Claim(id, card, ClaimReason.SUBSIDY, Money(100), BusinessDay(9_000)) for id in (3, 8))
    third = replace(first, id=9, card=other)
    catalogue = Catalogue.empty().installing(2, LeaseTable(TerminalId(1), False, Money(500), (first, second, third)))
    assert catalogue.claims(card) == (first, second)
    assert catalogue.claims(other) == (third,)
    assert catalogue.claims(CardInstance(CardNumber(8), 1)) == ()
    assert catalogue.leases.float_granted == Money(500)


@pytest.mark.parametrize("basis_points", [-1, 10_001])
def test_a_discount_that_would_make_a_line_negative_is_not_installed(basis_points: int) -> None:
    with pytest.raises(ValueError, match="not between 0 and 10000"):
        CATALOGUE.installing(6, ClassTable((member_class(ClassId(1), "Odd", basis_points),)))
    for rule in (
        DiscountRule(REGULAR, COFFEE.code, CategoryId(0), basis_points),
        DiscountRule(REGULAR, ItemCode(0), CategoryId(1), basis_points),
    ):
        with pytest.raises(ValueError, match="not between 0 and 10000"):
            CATALOGUE.installing(6, DiscountTable((rule,)))
