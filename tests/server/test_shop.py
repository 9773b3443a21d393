"""The shop file: read whole or not at all, and what becomes of it on its way to terminals."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import CardInstance, CardNumber, ItemCode
from protocol.instants import Instant
from protocol.link.operator_pin import pin_fits, pin_verifier
from protocol.link.rights import Right
from protocol.link.seal import Purpose, open_sealed
from protocol.link.table_codec import decode_table
from protocol.link.tables import ClassTable, ItemTable, Operator, OperatorTable, Parameters, PayOutReason, TableKind
from protocol.money import Money, UnitPrice
from server.database import ask, run, writing
from server.settlement.publish import newest_versions, publish, sealed_table
from server.settlement.tables import NoShop
from server.settlement.terminals import set_terminals
from server.shop import ShopMistake, import_shop
from server.staff import ROLES
from tests.server.head_office import ENVIRONMENT, NOON, SERVER_KEYS, SET_KEY

SHOP = """
[shop]
name = "Canteen"
currency = "GBP"
digits = 2
utc_offset_minutes = 0
language = "en"
receipt_head = ["Canteen", "North Hall"]
languages = ["zh-Hans", "zh-Hant"]
one_tap = [22, 1]
difference_max = "0.50"
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
least_sale = "0.10"
sales_day = 3

[[discounts]]
class = 1
category = 2
discount_bp = 1000

[[operators]]
id = 1
name = "Li"
rights = ["sell", "void"]

[[operators]]
id = 2
name = "Chen"
role = "supervisor"
pin = "2580"
card = 1000
supervised = true

[[pay_out_reasons]]
code = 7
name = "Ice"

[[pay_out_reasons]]
code = 2
name = "Supplies"

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
ITEMS = "code,name,price,category,owner,uses\n22,面条,8.50,1,2,1\n21,Soup,3,1,2,\n"


def import_example(folder: Path, shop: str = SHOP, items: str = ITEMS) -> dict[str, int]:
    (folder / "shop.toml").write_text(shop, encoding="utf-8")
    (folder / "items.csv").write_text(items, encoding="utf-8")
    return import_shop(folder / "shop.toml", NOON)


def table(kind: TableKind) -> object:
    sealed = sealed_table(kind, ask(newest_versions())[kind])
    return decode_table(open_sealed(sealed, Purpose.PARAMETERS, ENVIRONMENT, SET_KEY.public)).table


def test_a_shop_goes_in_and_comes_out_signed(books: str, tmp_path: Path) -> None:
    assert import_example(tmp_path)["item"] == 3
    assert publish(SERVER_KEYS, NOON) == dict.fromkeys(set(TableKind) - {TableKind.LEASES, TableKind.DESK_ORDERS}, 1)
    items = table(TableKind.ITEMS)
    assert isinstance(items, ItemTable)
    assert [item.code for item in items.items] == [1, 21, 22]
    assert items.items[0].price == UnitPrice(125_500)
    assert items.items[2].name == "面条"
    parameters = table(TableKind.PARAMETERS)
    assert isinstance(parameters, Parameters)
    assert (parameters.balance_max, parameters.receipt_head) == (Money(500_000), ("Canteen", "North Hall"))
    assert (parameters.languages, parameters.one_tap, parameters.difference_max) == (("zh-Hans", "zh-Hant"), (1, 22), Money(50))
    assert parameters.pay_out_reasons == (PayOutReason(2, "Supplies"), PayOutReason(7, "Ice"))
    assert [item.uses for item in items.items] == [0, 0, 1]
    classes = table(TableKind.CLASSES)
    assert isinstance(classes, ClassTable)
    assert (classes.classes[0].least_sale, classes.classes[0].sales_day) == (Money(10), 3)


def operators() -> dict[str, Operator]:
    found = table(TableKind.OPERATORS)
    assert isinstance(found, OperatorTable)
    return {operator.name: operator for operator in found.operators}


def test_l1_operators_come_out_with_their_rights_and_a_verifier_of_their_pin(books: str, tmp_path: Path) -> None:
    import_example(tmp_path)
    publish(SERVER_KEYS, NOON)
    li, chen = operators()["Li"], operators()["Chen"]
    assert (li.rights, li.pin, li.card, li.supervised) == (Right.SELL | Right.VOID, b"", None, False)
    assert (chen.card, chen.supervised, chen.pin_set_at) == (CardInstance(CardNumber(1000), 1), True, NOON)
    assert Right.SUPERVISE in Right(chen.rights)
    assert pin_fits(chen.pin, "2580")


def test_l2_there_are_four_levels_and_the_waiter_may_do_nothing() -> None:
    assert {"admin", "cashier", "finance", "waiter"} <= ROLES.keys()
    assert (ROLES["waiter"], ROLES["admin"]) == (Right(0), Right(sum(Right)))
    assert Right.SELL in ROLES["cashier"]
    assert Right.SELL not in ROLES["finance"]


def test_l4_a_pin_that_an_operator_chose_holds_until_the_shop_file_names_another_first_one(books: str, tmp_path: Path) -> None:
    import_example(tmp_path)
    chosen = pin_verifier("1357", bytes(16))
    with writing():
        run("UPDATE operator SET pin = %s WHERE id = 2", (chosen,))
    import_example(tmp_path)
    publish(SERVER_KEYS, NOON)
    assert operators()["Chen"].pin == chosen
    import_example(tmp_path, SHOP.replace('"2580"', '"8642"'))
    publish(SERVER_KEYS, NOON)
    assert pin_fits(operators()["Chen"].pin, "8642")


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


def test_terminals_that_the_file_does_not_name_stay_as_two_persons_set_them(books: str, tmp_path: Path) -> None:
    with writing():
        set_terminals([(7, 1, 0), (8, 4, 100)], NOON)
    import_example(tmp_path)
    import_example(tmp_path, SHOP[: SHOP.index("[[terminals]]")])
    assert run("SELECT id, owner, load_float FROM terminal ORDER BY id").fetchall() == [(7, 3, 50_000), (8, 4, 100)]
    assert run("SELECT COUNT(*) FROM act").fetchone()[0] == 2


def test_there_is_nothing_to_publish_without_a_shop(books: str) -> None:
    with pytest.raises(NoShop):
        publish(SERVER_KEYS, NOON)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('price = "1.255"', "price = 1.255", "item 1: price is missing or not a str"),
        ('price = "1.255"', 'price = "1.2555555"', "at most 5 decimals"),
        ('rights = ["sell", "void"]', 'rights = ["fly"]', "there is no right 'fly'"),
        ('role = "supervisor"', 'role = "king"', "operator 2: there is no role 'king'"),
        ('role = "supervisor"\n', "", "operator 2: rights is missing or not a list"),
        ('pin = "2580"', 'pin = "258"', "operator 2: a PIN has 4 to 6 digits"),
        ('pin = "2580"', "pin = 2580", "operator 2: pin is a text of digits"),
        ("card = 1000", "card = 0", "operator 2: card is not the number of a card"),
        ("card = 1000", "instance = 0", "operator 2: instance is a number from 1 to 65535"),
        ("code = 7\n", "code = 2\n", "reason for a pay-out 2 stands twice"),
        ("one_tap = [22, 1]", 'one_tap = ["x"]', "one_tap is missing or not a int"),
        ('"zh-Hans", "zh-Hant"', '"en", "en"', "languages are at most 8 short names, none twice"),
        ("owner = 1\n", "owner = 1\nuses = 1000\n", "item 1: uses is a number from -999 to 999"),
        ("owner = 1\n", 'owner = 1\nuses = "many"\n', "item 1: uses is not a whole number"),
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
        ("code = 1\n", "code = 99999999999\n", "code is a number from 1 to 2147483647"),
        ("[[discounts]]", "[discounts]", "discounts is missing or not a list"),
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
