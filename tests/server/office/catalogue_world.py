"""A shop with articles of two owners, a class, an operator: what the catalogue's pages work on."""

from __future__ import annotations

from protocol.ids import CategoryId, ClassId, ItemCode
from protocol.instants import business_day
from protocol.link.rights import Right
from protocol.money import Money
from server.database import run, writing
from server.masters.discounts import LAST_DAY, Discount, put_discount
from server.masters.items import FROM_THE_FIRST, ItemMaster, put_items
from server.masters.owners import Category, Owner, put_category, put_owner
from server.masters.settings import read_settings
from server.models.catalogue import ClassRow, OperatorRow, ParameterRow
from tests.server.head_office import NOON

TODAY = business_day(NOON, 0)
TEA, SOUP, NOODLES = ItemCode(1), ItemCode(21), ItemCode(22)
MEMBERS = ClassId(1)


def build_catalogue() -> None:
    """Into an office without a shop."""
    shop = {"name": "Canteen", "currency": "GBP", "digits": 2, "balance_max": "5000"}
    limits = dict.fromkeys(("floor", "soft_sale", "hard_sale", "soft_day", "hard_day", "least_sale"), Money(0))
    with writing():
        ParameterRow.insert(id=1, **read_settings(shop)).execute()
        if ClassRow.get_or_none(id=MEMBERS) is None:
            ClassRow.insert(id=MEMBERS, name="Members", discount_bp=500, groups=1, sales_day=0, **limits).execute()
        OperatorRow.insert(
            id=1, name="Li", rights=int(Right.SELL), pin=b"", pin_set_at=0, first_pin=b"", instance=1, supervised=False
        ).execute()
        put_category(Category(2, "Drinks", None))
        put_category(Category(3, "Hot drinks", 2))
        put_owner(Owner(5, "Kitchen", 1_250, "bank"))
        items = [
            ItemMaster(TEA, "Tea", 125_500, 2, 5, 0),
            ItemMaster(SOUP, "Soup", 300_000, 0, 6, 0),
            ItemMaster(NOODLES, "面条", 850_000, 0, 0, 1),
        ]
        put_items(items, FROM_THE_FIRST, NOON, "ann")
        put_discount(Discount(MEMBERS, ItemCode(0), CategoryId(2), FROM_THE_FIRST, LAST_DAY, 1_000))
    assert run("SELECT COUNT(*) FROM item").fetchone() == (3,)
