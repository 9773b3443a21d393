"""What this terminal knows of head office's tables, as one immutable value.

The sale machine is handed a catalogue and looks things up; installing a newer table makes a new catalogue.
Whether a table may be installed (signature, version that never falls) is decided before it comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from protocol.ids import CardInstance, CategoryId, ClassId, ItemCode, OperatorId, TerminalId
from protocol.link.desk_orders import DeskOrder, DeskOrders
from protocol.link.own_settings import parameters_for
from protocol.link.tables import (
    CardClass,
    Claim,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    Operator,
    OperatorTable,
    Parameters,
    Table,
    TableKind,
)
from protocol.money import BASIS_POINTS, ZERO

UNSET = Parameters(
    shop="",
    currency="",
    digits=2,
    utc_offset_minutes=0,
    language="en",
    receipt_head=(),
    receipt_foot=(),
    contact_share=4,
    contact_offline_load=False,
    balance_max=ZERO,
)
"""Settings of a terminal that has not heard from head office: nothing can be loaded."""

NO_LEASES = LeaseTable(TerminalId(0), False, ZERO, ())
"""What a terminal was entrusted with before its first contact: nothing."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Items, classes, discounts, operators and settings; a table never installed is empty."""

    parameters: Parameters = UNSET
    leases: LeaseTable = field(default=NO_LEASES, repr=False)
    orders: tuple[DeskOrder, ...] = field(default=(), repr=False)
    versions: Mapping[TableKind, int] = field(default_factory=lambda: MappingProxyType({}))
    _items: Mapping[ItemCode, Item] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _classes: Mapping[ClassId, CardClass] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _operators: Mapping[OperatorId, Operator] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _claims: Mapping[CardInstance, tuple[Claim, ...]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _item_discounts: Mapping[tuple[ClassId, ItemCode], int] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _category_discounts: Mapping[tuple[ClassId, CategoryId], int] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    @classmethod
    def empty(cls) -> Catalogue:
        """What a terminal knows before its first contact."""
        return cls()

    @classmethod
    def of(cls, tables: Iterable[tuple[int, Table]]) -> Catalogue:
        """A catalogue of these tables, each with its version."""
        catalogue = cls()
        for version, table in tables:
            catalogue = catalogue.installing(version, table)
        return catalogue

    @classmethod
    def at(cls, group: int, terminal: TerminalId, tables: Iterable[tuple[int, Table]]) -> Catalogue:
        """What they say at one terminal of a group: settings may be its own."""
        return cls.of(
            (version, parameters_for(table, group, terminal) if isinstance(table, Parameters) else table)
            for version, table in tables
        )

    def installing(self, version: int, table: Table) -> Catalogue:
        """This catalogue with one table replaced as a whole.

        Raises ValueError for a discount outside 0 to 100 %: it would make a line negative.
        """
        match table:
            case ItemTable(items):
                kind = TableKind.ITEMS
                changed = replace(self, _items=MappingProxyType({item.code: item for item in items}))
            case ClassTable(classes):
                kind = TableKind.CLASSES
                for one in classes:
                    _check_discount(one.discount_bp)
                changed = replace(self, _classes=MappingProxyType({one.id: one for one in classes}))
            case DiscountTable(rules):
                kind = TableKind.DISCOUNTS
                changed = replace(
                    self,
                    _item_discounts=MappingProxyType({(rule.card_class, rule.item): _rate(rule) for rule in rules if rule.item}),
                    _category_discounts=MappingProxyType(
                        {(rule.card_class, rule.category): _rate(rule) for rule in rules if not rule.item}
                    ),
                )
            case OperatorTable(operators):
                kind = TableKind.OPERATORS
                changed = replace(self, _operators=MappingProxyType({one.id: one for one in operators}))
            case DeskOrders():
                kind = TableKind.DESK_ORDERS
                changed = replace(self, orders=table.orders)
            case LeaseTable():
                kind = TableKind.LEASES
                changed = replace(self, leases=table, _claims=MappingProxyType(_by_card(table.claims)))
            case _:
                kind = TableKind.PARAMETERS
                changed = replace(self, parameters=table)
        return replace(changed, versions=MappingProxyType({**self.versions, kind: version}))

    def version(self, kind: TableKind) -> int:
        """The version of a table; 0 if it was never installed."""
        return self.versions.get(kind, 0)

    def item(self, code: ItemCode) -> Item | None:
        """The article with this code."""
        return self._items.get(code)

    def card_class(self, id: ClassId) -> CardClass | None:
        """The member class with this id."""
        return self._classes.get(id)

    def class_at(self, group: int) -> CardClass | None:
        """The first class that is admitted at terminals of this group."""
        return next((one for one in self._classes.values() if one.groups >> group & 1), None)

    def operator(self, id: OperatorId) -> Operator | None:
        """The operator with this id."""
        return self._operators.get(id)

    @property
    def operators_sign_on(self) -> bool:
        """Whether anybody has a PIN or a card to sign on with."""
        return any(one.method for one in self._operators.values())

    def operator_of(self, card: CardInstance) -> Operator | None:
        """The operator who signs on with this card."""
        return next((one for one in self._operators.values() if one.card == card), None)

    def claims(self, card: CardInstance) -> tuple[Claim, ...]:
        """The claims of this card that are leased to this terminal, oldest first."""
        return self._claims.get(card, ())

    def item_discount(self, card_class: ClassId, code: ItemCode) -> int | None:
        """The rule of this class for this very item, in basis points."""
        return self._item_discounts.get((card_class, code))

    def category_discount(self, card_class: ClassId, category: CategoryId) -> int | None:
        """The rule of this class for the item's category, in basis points."""
        return self._category_discounts.get((card_class, category))


def _by_card(claims: Iterable[Claim]) -> dict[CardInstance, tuple[Claim, ...]]:
    found: dict[CardInstance, tuple[Claim, ...]] = {}
    for claim in claims:
        found[claim.card] = (*found.get(claim.card, ()), claim)
    return found


def _check_discount(basis_points: int) -> int:
    if not 0 <= basis_points <= BASIS_POINTS:
        raise ValueError(f"a discount of {basis_points} basis points is not between 0 and {BASIS_POINTS}")
    return basis_points


def _rate(rule: DiscountRule) -> int:
    return _check_discount(rule.discount_bp)
