"""If these failed, a file would be paid twice, in part, or other than it was shown."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from protocol.ids import CardInstance, CardNumber
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import branch_receivable, claim_liability
from server.ledger.proofs import prove
from server.usecases.staff.roles import Role
from tests.server.head_office import HeadOffice
from tests.server.journal import Card, Journal
from tests.server.office.stage import HIDDEN, Browser, Stage
from tests.server.office.test_money_claims import UNTIL, approve, rebooked_equal
from tests.server.office.world import build_world

pytestmark = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
FIRST, SECOND = 1_000_000_000_000_001, 1_000_000_000_000_002
WHAT = {"kind": "SUBSIDY", "payer": "branch:1", "until": UNTIL, "reason": "November"}


@pytest.fixture
def desk(stage: Stage) -> tuple[Browser, Browser]:
    """A maker and a checker, and two cards."""
    build_world()
    office, journal = HeadOffice(), Journal(terminal=9)
    journal.issue(Card(SECOND))
    office.accept(9, journal.batch())
    return stage.signed_in("fin", Role.FINANCE), stage.signed_in("fay", Role.FINANCE)


def read(browser: Browser, name: str, content: bytes) -> str:
    """Send a file; the address of its page."""
    browser.get("/office/money/files/new")
    token = HIDDEN["csrf_token"].search(browser.page)
    assert token
    sent = {"csrf_token": token[1], "file": (BytesIO(content), name)}
    answer = browser.client.post("/office/money/files/new", data=sent, content_type="multipart/form-data", follow_redirects=True)
    browser.page = answer.text
    return answer.request.path


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(file)
    return file.getvalue()


def owed(number: int) -> int:
    return balance_of(claim_liability(CardInstance(CardNumber(number), 0))).minor


def test_c11_a_file_is_promised_whole_by_two_persons_and_never_twice(desk: tuple[Browser, Browser], tmp_path: Path) -> None:
    maker, checker = desk
    content = f"amount,card\n30,{FIRST}\n12.50,{SECOND}.0\n".encode()
    path = read(maker, "november.csv", content)
    assert "42.50" in maker.page
    maker.post(f"{path}/propose", **WHAT)
    assert "november.csv" in maker.page
    assert owed(FIRST) == 0
    maker.get(path)
    assert "taken over already" in maker.post(f"{path}/propose", **WHAT).text
    assert "Approved and done" in approve(checker, 1)
    assert (owed(FIRST), owed(SECOND), balance_of(branch_receivable(1))) == (3_000, 1_250, Money(-4_250))
    assert read(maker, "the same again.csv", content) == path
    assert "taken over already" in maker.post(f"{path}/propose", **WHAT).text
    assert "november.csv" in maker.get("/office/money/files").text
    assert (prove().failures, rebooked_equal(tmp_path)) == ((), True)


def test_every_problem_is_shown_and_nothing_is_proposed_before_they_are_gone(desk: tuple[Browser, Browser]) -> None:
    maker, _ = desk
    rows = [("Card", "Amount"), (str(FIRST), 5), (str(FIRST), 6), ("99", 1), ("x", 1), (str(SECOND), "0"), (str(SECOND), "=1+1")]
    path = read(maker, "wrong.xlsx", workbook(*rows))
    for words in ("stands above already", "nobody knows this card", "no card number", "no amount"):
        assert words in maker.page
    assert "Propose all of it" not in maker.page
    maker.get("/office/money")
    maker.get("/office/money/claims/new")
    assert "wrong" in maker.post(f"{path}/propose", **WHAT).text
    assert run("SELECT COUNT(*) FROM proposal").fetchone()[0] == 0


@pytest.mark.parametrize(("content", "said"), [(b"a,b\n1,2\n", "column"), (b"card,amount\n", "no row"), (b"\xff\x00", "table")])
def test_what_is_no_such_table_is_refused(desk: tuple[Browser, Browser], content: bytes, said: str) -> None:
    maker, _ = desk
    assert read(maker, "odd.csv", content) == "/office/money/files/new"
    assert said in maker.page


def test_a_card_that_was_ended_since_stops_the_whole_file(desk: tuple[Browser, Browser]) -> None:
    maker, checker = desk
    path = read(maker, "two.csv", f"card,amount\n{FIRST},1\n{SECOND},2\n".encode())
    maker.post(f"{path}/propose", **WHAT)
    with writing():
        run("UPDATE card_instance SET listed = 3 WHERE card = %s", (SECOND,))
    assert "Something in the file is wrong" in approve(checker, 1)
    assert (owed(FIRST), owed(SECOND)) == (0, 0)
