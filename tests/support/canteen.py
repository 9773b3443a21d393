"""A canteen to print receipts for: price list, two classes and their discounts, settings, and slips of what was sold."""

from __future__ import annotations

from protocol.ids import (
    CardNumber,
    CategoryId,
    ClassId,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    TerminalId,
)
from protocol.instants import Instant
from protocol.link.entries import SaleLine
from protocol.link.tables import (
    CardClass,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    Operator,
    OperatorTable,
    Parameters,
)
from protocol.money import ZERO, Money, UnitPrice
from terminal.sale.basket import KeyedAmount, KeyedBasket, KeyedItem
from terminal.sale.catalogue import Catalogue
from terminal.sale.receipt import Slip, SlipKind, Tender

DRINKS, MEALS = CategoryId(1), CategoryId(2)
REGULAR, STAFF = ClassId(1), ClassId(2)
KITCHEN = OwnerId(7)
COFFEE = Item(ItemCode(101), "Coffee", UnitPrice(350_000), DRINKS, OwnerId(0))
JUICE = Item(ItemCode(102), "鲜榨橙汁", UnitPrice(1_200_000), DRINKS, OwnerId(0))
NOODLES = Item(ItemCode(201), "Noodle soup, large, with beef and pickled greens", UnitPrice(1_850_000), MEALS, KITCHEN)
TEA_LEAVES = Item(ItemCode(301), "Loose tea, 1 g", UnitPrice(12_345), CategoryId(3), KITCHEN)
ITEMS = (COFFEE, JUICE, NOODLES, TEA_LEAVES)
NAMES = {item.code: item.name for item in ITEMS}

SHOP = Parameters(
    shop="Harbour Canteen",
    currency="GBP",
    digits=2,
    utc_offset_minutes=60,
    language="en",
    receipt_head=("12 Quay Street", "Tel. 0123 456789"),
    receipt_foot=("Thank you. Lost your card? Tell us at once.",),
    contact_share=4,
    contact_offline_load=False,
    balance_max=Money(100_000),
)
CHINESE_SHOP = Parameters(
    shop="海港食堂",
    currency="CNY",
    digits=2,
    utc_offset_minutes=480,
    language="zh-CN",
    receipt_head=("码头街12号",),
    receipt_foot=("谢谢惠顾。卡片遗失请立即挂失。",),
    contact_share=4,
    contact_offline_load=False,
    balance_max=Money(100_000),
)


def member_class(id: ClassId, name: str, discount_bp: int) -> CardClass:
    """A class with wide limits."""
    return CardClass(id, name, discount_bp, 0xFFFFFFFF, ZERO, Money(10_000), Money(50_000), Money(20_000), Money(100_000))


CATALOGUE = Catalogue.of(
    [
        (3, ItemTable(ITEMS)),
        (2, ClassTable((member_class(REGULAR, "Regular", 500), member_class(STAFF, "Staff", 2_000)))),
        (
            5,
            DiscountTable(
                (
                    DiscountRule(REGULAR, ItemCode(0), DRINKS, 1_000),
                    DiscountRule(REGULAR, COFFEE.code, CategoryId(0), 1_500),
                    DiscountRule(STAFF, COFFEE.code, CategoryId(0), 0),
                )
            ),
        ),
        (1, OperatorTable((Operator(OperatorId(4), "Mei", 1),))),
        (9, SHOP),
    ]
)

REFERENCE = Reference(TerminalId(12), Lineage(0x5EED1234), Sequence(4711))
EARLIER = Reference(TerminalId(12), Lineage(0x5EED1234), Sequence(4700))
AT = Instant(1_700_000_000_000)


def sold(card_class: ClassId | None = REGULAR) -> tuple[SaleLine, ...]:
    """One of each article, two coffees, some tea, and an amount keyed directly, as the catalogue prices them."""
    keyed = KeyedBasket(
        (
            KeyedItem(COFFEE, 2),
            KeyedItem(JUICE, 1),
            KeyedItem(NOODLES, 1),
            KeyedItem(TEA_LEAVES, 125),
            KeyedAmount(Money(99)),
        )
    )
    return keyed.priced(CATALOGUE, card_class)


def card_slip(kind: SlipKind, lines: tuple[SaleLine, ...], total: Money, change: Money) -> Slip:
    """A slip of something done with card 6001...4242, which held 120.00 before."""
    before = Money(12_000)
    card = CardNumber(6001_0000_0000_4242)
    return Slip(kind, lines, NAMES, total, Tender.CARD, card, before, before + change, REFERENCE, AT, "Mei", "B17")
