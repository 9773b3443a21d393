"""The shop file: read whole or not at all, and what becomes of it on its way to terminals."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import ItemCode
from protocol.instants import Instant
from protocol.link.seal import Purpose, open_sealed
from protocol.link.table_codec import decode_table
from protocol.link.tables import ItemTable, Parameters, TableKind
from protocol.money import Money, UnitPrice
from server.database import ask, run
from server.settlement.publish import NoShop, newest_versions, publish, sealed_table
from server.shop import ShopMistake, import_shop
from tests.server.head_office import ENVIRONMENT, NOON, SERVER_KEYS, SET_KEY

SHOP = """
[shop]
name = "Canteen"
currency = "GBP"
digits = 2
utc_offset_minutes = 0
language = "en"
receipt_head = ["Canteen", "North Hall"]
balance_max = "5000.00"
items_csv = "items.csv"

[[classes]]
id = 1
name = "Members"
discount_bp = 500
groups = [0, 3]
floor = "0.00"
soft_sale = "50.00"
hard_sale = "200.00"
soft_day = "100.00"
hard_day = "400.00"

[[discounts]]
class = 1
category = 2
discount_bp = 1000

[[operators]]
id = 1
name = "Li"
rights = ["sell", "void"]

[[items]]
code = 1
name = "Tea"
price = "1.255"
category = 2
owner = 1

[[terminals]]
id = 7
owner = 3
float = "500.00"
"""
ITEMS = "code,name,price,category,owner\n22,面条,8.50,1,2\n21,Soup,3,1,2\n"


def import_example(folder: Path, shop: str = SHOP, items: str = ITEMS) -> dict[str, int]:
    (folder / "shop.toml").write_text(shop, encoding="utf-8")
    (folder / "items.csv").write_text(items, encoding="utf-8")
    return import_shop(folder / "shop.toml", NOON)


def table(kind: TableKind) -> object:
    sealed = sealed_table(kind, ask(newest_versions())[kind])
    return decode_table(open_sealed(sealed, Purpose.PARAMETERS, ENVIRONMENT, SET_KEY.public)).table


def test_a_shop_goes_in_and_comes_out_signed(books: str, tmp_path: Path) -> None:
    assert import_example(tmp_path)["item"] == 3
    assert publish(SERVER_KEYS, NOON) == dict.fromkeys(set(TableKind) - {TableKind.LEASES}, 1)
    items = table(TableKind.ITEMS)
    assert isinstance(items, ItemTable)
    assert [item.code for item in items.items] == [1, 21, 22]
    assert items.items[0].price == UnitPrice(125_500)
    assert items.items[2].name == "面条"
    parameters = table(TableKind.PARAMETERS)
    assert isinstance(parameters, Parameters)
    assert (parameters.balance_max, parameters.receipt_head) == (Money(500_000), ("Canteen", "North Hall"))


def test_a_version_rises_only_when_the_content_has_changed(books: str, tmp_path: Path) -> None:
    import_example(tmp_path)
    publish(SERVER_KEYS, NOON)
    import_example(tmp_path)
    assert publish(SERVER_KEYS, Instant(NOON + 1)) == {}
    import_example(tmp_path, items=ITEMS.replace("8.50", "9.00"))
    assert publish(SERVER_KEYS, Instant(NOON + 2)) == {TableKind.ITEMS: 2}
    items = table(TableKind.ITEMS)
    assert isinstance(items, ItemTable)
    assert next(item.price for item in items.items if item.code == ItemCode(22)) == UnitPrice(900_000)


def test_there_is_nothing_to_publish_without_a_shop(books: str) -> None:
    with pytest.raises(NoShop):
        publish(SERVER_KEYS, NOON)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('price = "1.255"', "price = 1.255", "item 1: price is missing or not a str"),
        ('price = "1.255"', 'price = "1.2555555"', "at most 5 decimals"),
        ('rights = ["sell", "void"]', 'rights = ["fly"]', "there is no right 'fly'"),
        ("groups = [0, 3]", "groups = [32]", "from 0 to 31"),
        ("code = 1\n", "code = 21\n", "item 21 stands twice"),
        ('float = "500.00"', "float = 500", "terminal 7: float is missing or not a str"),
        ("digits = 2", "", "digits is missing"),
        ("code = 1\n", 'code = "x"\n', "code is not a whole number"),
        ("[shop]", "[shop", "shop.toml"),
        ("[shop]", "deep = " + "[" * 3_000 + "\n[shop]", "recursion"),
        ("digits = 2", "digits = " + "1" * 5_000, "digits"),
        ("digits = 2", "digits = 5", "digits is a number from 0 to 4"),
        ("utc_offset_minutes = 0", "utc_offset_minutes = 99999999999999999999", "is a number from -840 to 840"),
        ('receipt_head = ["Canteen", "North Hall"]', "receipt_head = [1]", "receipt_head is missing or not a str"),
        ('name = "Canteen"', 'name = "Can\\u0000teen"', "a text holds a control character"),
        ('price = "1.255"', 'price = "-1"', "price is negative or more than any amount"),
        ('float = "500.00"', 'float = "99999999999999999999"', "float is negative or more than any amount"),
        ("groups = [0, 3]", "groups = 3", "from 0 to 31"),
        ("code = 1\n", "code = 99999999999\n", "code is a number from 0 to 2147483647"),
        ("[[operators]]", "[operators]", "operators is missing or not a list"),
        ("[shop]", "terminals = [1]\n[shop]", "terminals are tables"),
    ],
)
def test_a_mistake_in_the_file_is_named_and_nothing_is_changed(
    books: str, tmp_path: Path, old: str, new: str, words: str
) -> None:
    import_example(tmp_path)
    text = SHOP.replace("[[terminals]]", "[[tills]]") if "terminals" in new else SHOP
    with pytest.raises(ShopMistake, match=words):
        import_example(tmp_path, text.replace(old, new, 1))
    assert run("SELECT COUNT(*) FROM item").fetchone()[0] == 3
