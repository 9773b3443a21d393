"""If these failed, a file would be taken over half, twice, or otherwise than it was shown, or names would leave unseen."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import Workbook

from server.database import run
from server.office.member_columns import headings
from server.usecases.declined import Declined, Reason
from server.usecases.members.details import Column, Details, Fault, FieldKind, OwnField
from server.usecases.members.fields import add_field, own_fields
from server.usecases.members.importing import NUMBER, Plan, keep_file, kept_file, plan, take_over
from server.usecases.members.members import change, create, member_numbered, original_of
from server.usecases.members.words import FIRST_NUMBER, member_text
from server.usecases.sheet import ROWS_MAX, Cell, read_table
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import NOON
from tests.server.office.stage import TESTER, Browser, Stage, deeds
from tests.server.office.test_member_files import TODAY

ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
ANN, BOB = FIRST_NUMBER, FIRST_NUMBER + 1
KNOWN = {"number": NUMBER, "name": Column.NAME, "mobile": Column.MOBILE, "document": Column.DOCUMENT} | {
    "birthday": Column.BIRTHDAY,
    "hobby": "field-1",
}


def csv_file(*rows: str) -> bytes:
    return "\r\n".join(rows).encode("utf-8-sig")


def xlsx_file(*rows: tuple[str | float | date | None, ...]) -> bytes:
    book, made = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(made)
    return made.getvalue()


def planned(content: bytes) -> Plan:
    return plan(content, KNOWN, TODAY)


def faults(content: bytes) -> dict[int, dict[str, Fault]]:
    return {row.line: dict(row.faults) for row in planned(content).faulty}


@pytest.fixture
def two(books: str) -> None:
    """Ann, known by her document, and Bob, known by his telephone number."""
    create(Details("Ann Lee", document="X 1"), TESTER, NOON)
    create(Details("Bob", mobile="139-0000"), TESTER, NOON)


@pytest.mark.usefixtures("two")
def test_everything_that_is_wrong_is_named_by_row_and_column() -> None:
    add_field(OwnField(0, "Hobby", FieldKind.TEXT, True, (), 1, True), TESTER, NOON)
    found = faults(
        csv_file(
            "Number,NAME,Mobile,Document,Birthday,Hobby",
            ",Cy,,,1990-13-01,chess",
            ',"=HYPERLINK(""x"")",,,,chess',
            ",,'=1,,,chess",
            ",bob,1390000,,,chess",
            ",Dee,,x1,,chess",
            ",Eve,1380001,D9,,chess",
            ",EVE,138-0001,,,",
            ",Flo,,d 9,,chess,more",
            "M1234,Gus,,,,chess",
            f"{member_text(ANN)},,,,,go",
            f"{member_text(ANN)},Ann,,,,go",
        )
    )
    assert found == {
        2: {Column.BIRTHDAY: Fault.NO_DAY},
        3: {Column.NAME: Fault.FORMULA},
        4: {Column.NAME: Fault.MISSING, Column.MOBILE: Fault.NO_PHONE},
        5: {Column.NAME: Fault.KNOWN},
        6: {Column.DOCUMENT: Fault.KNOWN},
        8: {Column.NAME: Fault.TWICE, "field-1": Fault.MISSING},
        9: {Column.DOCUMENT: Fault.TWICE, "": Fault.NO_HEADING},
        10: {NUMBER: Fault.NO_MEMBER},
        11: {Column.DOCUMENT: Fault.TWICE},
        12: {Column.DOCUMENT: Fault.TWICE, NUMBER: Fault.TWICE},
    }


@pytest.mark.usefixtures("two")
def test_b9_a_file_does_exactly_what_was_shown_and_once() -> None:
    content = csv_file("Number;Name;Mobile", f"{member_text(BOB)};;139 1111", f"{member_text(ANN)};Ann Lee;", ";王小明;1380001")
    shown = planned(content)
    assert [(row.line, row.moved) for row in shown.changed] == [(2, [("mobile", "139-0000", "139 1111")])]
    assert [row.details.name for row in shown.added] == ["王小明"]
    hashed = keep_file("members.csv", content, TESTER, NOON)
    assert keep_file("again.csv", content, TESTER, NOON) == hashed
    change(ANN, 1, Details("Ann Lee", company="Sun", document="X 1"), TESTER, NOON)
    with pytest.raises(Declined) as caught:
        take_over(hashed, shown.fingerprint, KNOWN, TODAY, TESTER, NOON)
    assert caught.value.reason is Reason.CHANGED
    assert take_over(hashed, planned(content).fingerprint, KNOWN, TODAY, TESTER, NOON) == (1, 1)
    new = BOB + 1
    assert member_numbered(BOB).details.mobile == "139 1111"
    assert (original_of(new).data["name"], original_of(new).source) == ("王小明", f"file {hashed[:12]}")
    assert deeds()[-2:] == ["member changed", "member file taken over"]
    with pytest.raises(Declined) as caught:
        take_over(hashed, shown.fingerprint, KNOWN, TODAY, TESTER, NOON)
    assert caught.value.reason is Reason.FILE_DONE
    assert kept_file(hashed).content == b""


@pytest.mark.usefixtures("two")
@ON_SQLITE
def test_a_file_with_one_mistake_does_nothing() -> None:
    content = csv_file("Name,Birthday", "Cy,1990-01-01", "Dee,soon")
    hashed = keep_file("members.csv", content, TESTER, NOON)
    with pytest.raises(Declined) as caught:
        take_over(hashed, planned(content).fingerprint, KNOWN, TODAY, TESTER, NOON)
    assert caught.value.reason is Reason.FILE_FAULTY
    assert run("SELECT COUNT(*) FROM member").fetchone()[0] == 2


def test_a_spreadsheet_is_read_as_it_shows_itself() -> None:
    table = read_table(xlsx_file(("Name", "Birthday", "Mobile"), ("Ann", TODAY, 13800001111), ("=A2", None, 1.5), (), ("Bob",)))
    assert table == [
        [Cell("Name"), Cell("Birthday"), Cell("Mobile")],
        [Cell("Ann"), Cell("2026-11-23"), Cell("13800001111")],
        [Cell("=A2", formula=True), Cell(""), Cell("1.5")],
        [],
        [Cell("Bob")],
    ]
    assert read_table("姓名\t手机\r\n王\t1".encode("gb18030")) == [[Cell("姓名"), Cell("手机")], [Cell("王"), Cell("1")]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\3\4 nothing", Reason.FILE_UNREADABLE),
        (xlsx_file(("Name",))[:-30], Reason.FILE_UNREADABLE),
        (b"\xff\xfe\x00", Reason.FILE_UNREADABLE),
        (b'"Name', Reason.FILE_UNREADABLE),
        (b"Name\n" * (ROWS_MAX + 2), Reason.FILE_LONG),
        (b"," * 41 + b"x", Reason.FILE_LONG),
    ],
)
def test_what_is_no_table_or_too_long_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(Declined) as caught:
        read_table(content)
    assert caught.value.reason is reason


@pytest.mark.parametrize("head", ["Name,Nmae", "Mobile,Document", "Name,Name"])
def test_a_heading_that_is_not_known_stops_the_file(head: str) -> None:
    with pytest.raises(Declined) as caught:
        planned(csv_file(head, "a,b"))
    assert caught.value.reason is Reason.FILE_COLUMNS


def upload(browser: Browser, content: bytes) -> None:
    browser.get("/office/members/import")
    browser.post("/office/members/import", file=(BytesIO(content), "m.csv"))  # type: ignore[arg-type]


@ON_SQLITE
def test_b16_the_pages_take_a_template_of_any_language_and_a_roster_comes_back_as_it_went(stage: Stage) -> None:
    stage.member("ann", Role.ADMINISTRATOR)
    admin = stage.browser()
    admin.sign_in("ann")
    admin.get("/office/members/fields")
    admin.post("/office/members/fields", name="Colour", kind="3", choices="red\nblue", place="1")
    assert [one.choices for one in own_fields()] == [("red", "blue")]
    with stage.app.test_request_context():
        assert {"姓名", "mobile", "会员号", "會員號", "colour"} <= set(headings(own_fields()))
    upload(admin, csv_file("姓名,性别,手机,Colour", "王小明,男,+86 138 0000 1111,green"))
    assert "This is none of the choices" in admin.page
    assert "Take over exactly this" not in admin.page
    upload(admin, csv_file("姓名,性别,手机,Colour", "王小明,男,+86 138 0000 1111,red", "李四,,,"))
    address = f"/office/members/import/{kept_file(_hash()).hash}"
    shown = admin.shown
    assert "The file is taken over" in admin.post(address, shown=shown).text
    assert "Taken over on" in admin.get(address).text
    admin.get("/office/members/roster")
    roster = admin.client.post(
        "/office/members/roster", data={"csrf_token": _token(admin), "branch": "all", "form": "csv"}, follow_redirects=True
    ).data
    rows = list(csv.reader(StringIO(roster.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in rows] == ["Name", "王小明", "李四"]
    assert "'+86 138 0000 1111" in rows[1]
    assert deeds()[-1] == "export"
    upload(admin, roster)
    assert "so already" in admin.page
    admin.get("/office/members/roster")
    assert "王小明" in admin.post("/office/members/roster", branch="all", form="page").text
    admin.get("/office/members/fields/1")
    assert "Changed." in admin.post("/office/members/fields/1", name="Hue", kind="3", choices="red", place="2").text
    assert own_fields() == []


@ON_SQLITE
def test_a_region_takes_the_rosters_of_its_branches_alone(stage: Stage) -> None:
    run("INSERT INTO branch (id, name, region) VALUES (1, 'Main street', 3), (2, 'Harbour', NULL)")
    browser = stage.signed_in("fin", Role.FINANCE, Scope(Reach.REGION, 3))
    browser.get("/office/members/roster")
    assert browser.post("/office/members/roster", branch="1", form="csv").status_code == 200
    for beyond in ("2", "all"):
        browser.get("/office/members/roster")
        assert browser.post("/office/members/roster", branch=beyond, form="csv").status_code == 422


def _hash() -> str:
    (found,) = run("SELECT hash FROM member_file ORDER BY kept_at DESC, name DESC").fetchall()[-1]
    return bytes(found).hex()


def _token(browser: Browser) -> str:
    return browser.page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
