"""If these failed, an article would be lost, sold at a price of another day, or its code given to another thing."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from protocol.instants import BusinessDay, date_of
from server.audit import audit_failures
from server.database import run
from server.masters.items import price_history, prices_on
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.office.catalogue_world import NOODLES, SOUP, TEA, TODAY, build_catalogue
from tests.server.office.stage import HIDDEN, Browser, Stage, deeds

NEW = {"code": "101", "name": "Coffee", "price": "2.40", "category": "2", "owner": "5", "uses": "0"}
LIST = "code;name;price;category;owner\n1;Tea;1.30;2;5\n30;Cake;2.555;0;0\n22;面条;8.50;;\n"


@pytest.fixture
def finance(stage: Stage) -> Browser:
    build_catalogue()
    return stage.signed_in("fin", Role.FINANCE)


def day(days: int) -> str:
    return date_of(BusinessDay(TODAY + days)).isoformat()


def shown(page: str) -> list[int]:
    return [code for code in (TEA, SOUP, NOODLES, 30, 101) if f'/office/items/{code}"' in page]


def test_articles_are_found_by_code_and_by_any_part_of_a_name(finance: Browser) -> None:
    assert shown(finance.get("/office/items").text) == [TEA, SOUP, NOODLES]
    assert shown(finance.get("/office/items?q=2").text) == [SOUP, NOODLES]
    assert shown(finance.get("/office/items/found?q=OU").text) == [SOUP]
    assert shown(finance.get("/office/items?q=条").text) == [NOODLES]
    assert shown(finance.get("/office/items?q=%25").text) == []
    assert shown(finance.get("/office/items?category=2").text) == [TEA]
    assert shown(finance.get("/office/items?owner=0&after=1").text) == [NOODLES]


def test_an_owner_sees_his_own_articles_alone(finance: Browser, stage: Stage) -> None:
    owner = stage.signed_in("owen", Role.OWNER, Scope(Reach.OWNER, 5))
    assert shown(owner.get("/office/items?owner=6").text) == [TEA]
    assert owner.get(f"/office/items/{TEA}").status_code == 200
    assert owner.get(f"/office/items/{SOUP}").status_code == 404
    assert "Soup" not in owner.get("/office/items/file/csv").text


def test_e1_a_new_article_takes_a_code_that_nobody_ever_had(finance: Browser) -> None:
    finance.get("/office/items/new")
    assert "is added" in finance.post("/office/items/new", **NEW).text
    finance.get("/office/items/new")
    answer = finance.post("/office/items/new", **(NEW | {"name": "Juice"}))
    assert (answer.status_code, "Another article has this code" in answer.text) == (422, True)
    assert 'value="Juice"' in answer.text
    finance.get("/office/items/101")
    finance.post("/office/items/101/retire")
    assert shown(finance.get("/office/items?retired=1").text) == [101]
    finance.get("/office/items/new")
    assert "Bring it back" in finance.post("/office/items/new", **(NEW | {"name": "Juice"})).text
    finance.get("/office/items/101")
    finance.post("/office/items/101/back")
    assert shown(finance.get("/office/items?q=coffee").text) == [101]
    assert deeds()[-3:] == ["added", "retired", "brought back"]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("code", "0", "A number from 1 to"),
        ("code", "x", "not a whole number"),
        ("price", "1.2345678", "at most 5 decimals"),
        ("price", "-1", "below zero"),
        ("uses", "1000", "from -999 to 999"),
        ("name", "ß" * 101, "too long: 200 bytes"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    finance: Browser, field: str, typed: str, words: str
) -> None:
    finance.get("/office/items/new")
    answer = finance.post("/office/items/new", **(NEW | {field: typed}))
    assert (answer.status_code, words in answer.text, "Coffee" in answer.text or field == "name") == (422, True, True)
    assert run("SELECT COUNT(*) FROM item").fetchone() == (3,)


def test_a_price_begins_on_its_day_can_be_withdrawn_before_and_is_never_lost(finance: Browser) -> None:
    finance.get(f"/office/items/{TEA}")
    assert f"from {day(5)}: 1.40" in finance.post(f"/office/items/{TEA}/price", price="1.40", day=day(5)).text
    assert f"from {day(5)}: 1.40" in finance.get("/office/items").text
    finance.get(f"/office/items/{TEA}")
    assert "day is over" in finance.post(f"/office/items/{TEA}/price", price="1.40", day=day(-1)).text
    assert (prices_on(TODAY)[TEA], prices_on(BusinessDay(TODAY + 5))[TEA]) == (125_500, 140_000)
    finance.get(f"/office/items/{TEA}")
    finance.post(f"/office/items/{TEA}/price/{TODAY + 5}/withdraw")
    assert prices_on(BusinessDay(TODAY + 5))[TEA] == 125_500
    assert finance.post(f"/office/items/{TEA}/price/{TODAY + 5}/withdraw").status_code == 422
    assert [one.mills for one in price_history(TEA)] == [None, 140_000, 125_500]
    assert audit_failures() == []


def upload(browser: Browser, data: bytes, prices_from: str) -> str:
    browser.get("/office/items/list")
    token = HIDDEN["csrf_token"].search(browser.page)
    assert token is not None
    fields = {"csrf_token": token[1], "day": prices_from, "list": (BytesIO(data), "list")}
    browser.page = browser.client.post("/office/items/list", data=fields, content_type="multipart/form-data").text
    return browser.page


def rows_in(page: str) -> str:
    from html import unescape

    return unescape(page.partition('name="rows" hidden>')[2].partition("</textarea>")[0])


def test_a_list_is_looked_at_first_and_then_taken_whole(finance: Browser) -> None:
    page = upload(finance, LIST.encode("gb18030"), day(2))
    assert "What the list would do" in page
    assert prices_on(TODAY)[TEA] == 125_500
    assert "2 articles are added or changed" in finance.post("/office/items/list/take", rows=rows_in(page), day=day(2)).text
    assert (prices_on(TODAY)[TEA], prices_on(BusinessDay(TODAY + 2))[TEA]) == (125_500, 130_000)
    assert prices_on(TODAY)[30] == 255_500  # type: ignore[index]
    assert "Nothing would change" in upload(finance, LIST.encode(), day(2))


def test_every_problem_of_a_list_is_named_and_nothing_is_taken(finance: Browser) -> None:
    bad = "code,name,price,category\n0,,x,9\n1,Tea,1.30,9\n30,Cake,1,0\n30,Cake,1,0\n"
    page = upload(finance, bad.encode(), day(0))
    for words in ("A number from 1 to", "This is needed.", "at most 5 decimals", "There is no number 9", "30 stands twice"):
        assert words in page
    said = '[["30","Cake","x","0","0","0"]]'
    assert "has mistakes" in finance.post("/office/items/list/take", rows=said, day=day(0)).text
    assert "no list that can be read" in upload(finance, b"PK\x03\x04 nothing", day(0))
    assert "no list that can be read" in upload(finance, b"name\nTea\n", day(0))
    assert "too long" in upload(finance, b"code,name,price\n" + b"1,x,1\n" * 5_001, day(0))
    assert run("SELECT COUNT(*) FROM item").fetchone() == (3,)


def test_a_list_goes_out_as_a_spreadsheet_and_comes_back_in_unchanged(finance: Browser) -> None:
    data = finance.client.get("/office/items/file/xlsx").data
    page = load_workbook(BytesIO(data)).active
    assert page is not None
    assert [row[2] for row in page.iter_rows(values_only=True)] == ["price", "1.255", "3.00", "8.50"]
    finance.post("/office/owners/new", id="6", name="Grill", commission="0", payee="")
    assert "Nothing would change" in upload(finance, data, day(0))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Code", "Name", "Price"])
    sheet.append([40, "Bun", 1.1])
    out = BytesIO()
    book.save(out)
    assert "40" in upload(finance, out.getvalue(), day(0))
    assert "1.1" in finance.page


def test_categories_lie_in_each_other_but_never_in_themselves(finance: Browser) -> None:
    finance.get("/office/categories/2")
    assert "within itself" in finance.post("/office/categories/2", name="Drinks", parent="3").text
    assert "Something belongs to it" in finance.post("/office/categories/2/drop").text
    finance.post("/office/categories/3", name="Warm drinks", parent="0")
    finance.get("/office/categories/3")
    finance.post("/office/categories/3/drop")
    finance.get("/office/categories/new")
    assert "is taken" in finance.post("/office/categories/new", id="2", name="Cold", parent="0").text
    finance.get("/office/owners/5")
    assert "12.75 %" in finance.post("/office/owners/5", name="Kitchen", commission="12.75", payee="cash").text
    assert run("SELECT commission_bp, payee FROM owner WHERE id = 5").fetchone() == (1_275, "cash")
    assert run("SELECT id FROM category").fetchall() == [(2,)]


def test_a_choice_that_no_page_offers_chooses_nothing_and_breaks_no_file_off(finance: Browser) -> None:
    assert shown(finance.get("/office/items?category=²&q=%00").text) == [TEA, SOUP, NOODLES]
    assert finance.get(f"/office/items/file/csv?q=%00&owner={'9' * 30}").data.count(b"\r\n") == 4
