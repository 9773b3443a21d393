"""If these failed, a stranger could look at somebody's card, or a member could not look at his own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.link.tables import CardState
from server.app import create_app
from server.config import Mode, ServerConfig
from server.database import database, run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.opening import Audience
from server.terminal_api import EXCHANGE
from server.usecases.declined import Declined
from server.usecases.members.details import Details
from server.usecases.members.holders import hold_card, take_card
from server.usecases.members.members import create
from server.usecases.self_service.access import FAILURES_MAX, change_secret, give_web_code, prove_member, shown_card
from server.usecases.self_service.access import enter as enter_with
from server.usecases.self_service.sessions import find_member_session
from server.usecases.staff.passwords import Passwords
from server.usecases.staff.roles import Reach, Role, Scope
from server.usecases.staff.sign_in import Visitor
from tests.server.head_office import NOON, SERVER_KEYS
from tests.server.office.stage import HIDDEN, TESTER, WEAK, Browser, Stage, deeds
from tests.server.office.world import CARD, MEMBER

OWN = CardInstance(CardNumber(CARD), 0)
SECRET = "482913"
HERE = Scope(Reach.BRANCH, 1)
ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
DAY_MINUTES = 24 * 60


def code(stage: Stage) -> str:
    return give_web_code(OWN, stage.passwords, "showed a passport", TESTER, stage.clock())


def enter(stage: Stage, secret: str, number: str = str(CARD), address: str = "10.0.0.1") -> Browser:
    browser = stage.browser(address)
    browser.get("/members/login")
    browser.post("/members/login", number=number, secret=secret)
    return browser


def member(stage: Stage) -> Browser:
    """Somebody who has chosen a secret."""
    first = code(stage)
    browser = enter(stage, first)
    browser.post("/members/secret", old=first, new=SECRET, again=SECRET)
    return browser


def listed() -> int:
    return int(run("SELECT listed FROM card_instance WHERE card = %s", (CARD,)).fetchone()[0])


def test_o1_the_office_prints_a_code_with_which_a_member_chooses_a_secret_and_sees_what_the_ledger_says(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, HERE)
    cashier.get(f"/office/cards/{CARD}.0/web")
    page = cashier.post(f"/office/cards/{CARD}.0/web", reason="showed a passport").text
    printed = re.search(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}", page)
    assert printed is not None
    browser = enter(world, printed[0].upper().replace("-", " "), f" {CARD} ")
    assert "Choose a web secret" in browser.get("/members/").text
    for wrong in ("48291", "123456", str(CARD)[:6]):
        assert browser.post("/members/secret", old=printed[0], new=wrong, again=wrong).status_code == 422
    browser.post("/members/secret", old=printed[0], new=SECRET, again=SECRET)
    assert balance_of(card_liability(OWN)).minor == 4_200
    for words in ("42.00", "Main street", "Harbour", "−2.50", "purchase", "money loaded", "being checked"):
        assert words in browser.page, words
    assert "7-a1b2c3d4" not in browser.page
    assert deeds()[-2:] == ["web code given", "web secret changed"]
    assert printed[0] not in str(run("SELECT * FROM member_access").fetchall())
    assert "chosen a secret" in cashier.get(f"/office/cards/{CARD}.0/web").text


@ON_SQLITE
def test_nothing_tells_which_cards_there_are(world: Stage) -> None:
    member(world)
    pages = []
    for number in (str(CARD), "4711"):
        guesser = world.browser(f"10.6.6.{len(number)}")
        guesser.get("/members/login")
        answers = [guesser.post("/members/login", number=number, secret=f"guess {one}") for one in range(6)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429], number
        pages.append(HIDDEN["csrf_token"].sub("", answers[0].text.replace(number, "")))
        assert "Too many tries" in enter(world, SECRET, number, "10.0.0.9").page
    assert pages[0] == pages[1]
    assert listed() == CardState.UNDER_REVIEW


@ON_SQLITE
def test_whoever_guesses_for_a_month_locks_the_pages_alone_until_the_office_gives_another_code(world: Stage) -> None:
    member(world)
    for _ in range(4):
        for guess in range(5):
            enter(world, f"guess {guess}", address=f"10.1.{guess}.1")
        _an_hour_later(world)
    assert deeds()[-1] == "web access locked"
    assert "wrong, or these pages are locked" in enter(world, SECRET).page
    assert listed() == CardState.UNDER_REVIEW
    assert "Locked on" in world.signed_in("eve", Role.CASHIER, HERE).get(f"/office/cards/{CARD}.0/web").text
    assert "Choose a web secret" in enter(world, code(world)).page


def _an_hour_later(stage: Stage) -> None:
    for limiter in stage.app.extensions["limiter"]:
        limiter.reset()


@ON_SQLITE
def test_a_code_ends_after_two_weeks_and_when_another_is_printed(world: Stage) -> None:
    first, second = code(world), code(world)
    assert "wrong, or" in enter(world, first).page
    world.clock.pass_minutes(15 * DAY_MINUTES)
    assert "wrong, or" in enter(world, second).page


@ON_SQLITE
def test_o2_a_loss_takes_the_secret_again_and_holds_at_once(world: Stage) -> None:
    browser = member(world)
    browser.get("/members/loss")
    assert browser.post("/members/loss", secret=SECRET).status_code == 422
    assert browser.post("/members/loss", secret="another", sure="y").status_code == 422
    assert listed() == CardState.UNDER_REVIEW
    page = browser.post("/members/loss", secret=SECRET, sure="y").text
    assert listed() == CardState.LOST
    assert deeds()[-1] == "put on the list"
    for words in ("is refused", "0 of 2", "at the latest from", "you get another card with the same money"):
        assert words in page, words
    assert "reported lost" in browser.get("/members/").text


@ON_SQLITE
def test_a_session_ends_by_itself_and_another_secret_ends_all(world: Stage) -> None:
    browser = member(world)
    other = enter(world, SECRET)
    assert "Your balance" in other.get("/members/").text
    browser.get("/members/secret")
    browser.post("/members/secret", old=SECRET, new="another secret", again="another secret")
    assert "Your balance" in browser.get("/members/").text
    assert "Card number" in other.get("/members/").text
    world.clock.pass_minutes(11)
    assert "Card number" in browser.get("/members/").text
    browser = enter(world, "another secret")
    cookie = browser.client.get_cookie("tallycard-member")
    assert cookie is not None
    assert cookie.http_only
    browser.post("/members/logout")
    thief = world.browser()
    thief.client.set_cookie("tallycard-member", cookie.value)
    assert "Your balance" not in thief.get("/members/").text


@ON_SQLITE
def test_a_member_and_somebody_of_the_staff_open_nothing_of_each_other(world: Stage) -> None:
    browser = member(world)
    assert browser.client.get("/office/").status_code == 302
    staff = world.signed_in("eve", Role.FINANCE)
    assert staff.client.get("/members/").headers["Location"] == "/members/login"


@ON_SQLITE
def test_a_number_that_went_to_somebody_else_tells_nothing_of_him(world: Stage) -> None:
    with writing():
        run(
            "INSERT INTO card_instance (card, instance, listed, settled_balance, top_balance, gap, mismatch)"
            " VALUES (%s, 1, 0, 0, 0, 0, 0)",
            (CARD,),
        )
    newer = CardInstance(OWN.number, 1)
    assert shown_card(OWN) == OWN
    stranger = create(Details("Bob Ng"), TESTER, world.clock())
    with writing():
        hold_card(newer, stranger, "", TESTER, world.clock())
    assert shown_card(OWN) == OWN
    with writing():
        hold_card(newer, MEMBER, "", TESTER, world.clock())
    assert shown_card(OWN) == newer


@ON_SQLITE
def test_a_card_that_leaves_its_member_shows_him_nothing_more(world: Stage) -> None:
    stranger = create(Details("Bob Ng"), TESTER, world.clock())

    def to_a_stranger() -> None:
        with writing():
            hold_card(OWN, stranger, "", TESTER, world.clock())

    for leaves in (to_a_stranger, lambda: take_card(OWN, stranger, "written down wrongly", TESTER, world.clock())):
        browser = member(world)
        assert "Your balance" in browser.get("/members/").text
        leaves()
        assert "Card number" in browser.get("/members/").text
        assert "wrong, or" in enter(world, SECRET).page


class _Overtaken(Passwords):
    """While it checks a secret, the office gives another code."""

    def fit(self, kept: str | None, password: str) -> bool:
        give_web_code(OWN, self, "lost the first", TESTER, NOON)
        return super().fit(kept, password)


@ON_SQLITE
def test_a_secret_that_another_code_replaced_meanwhile_opens_and_changes_nothing(world: Stage) -> None:
    browser, passwords = Visitor("10.0.0.1", ""), _Overtaken(WEAK.password_memory_kib, WEAK.password_rounds)
    first = code(world)
    with pytest.raises(Declined):
        enter_with(str(CARD), first, browser, passwords, NOON)
    second = code(world)
    session = find_member_session(enter_with(str(CARD), second, browser, world.passwords, NOON), NOON)
    assert session is not None
    with pytest.raises(Declined):
        change_secret(session, second, SECRET, browser, passwords, NOON)
    assert "wrong, or" in enter(world, SECRET).page


@ON_SQLITE
def test_once_it_is_locked_no_open_session_proves_anything(world: Stage) -> None:
    first = code(world)
    browser = Visitor("10.0.0.1", "")
    session = find_member_session(enter_with(str(CARD), first, browser, world.passwords, NOON), NOON)
    assert session is not None
    for _ in range(FAILURES_MAX):
        with pytest.raises(Declined):
            prove_member(session, "guess", browser, world.passwords, NOON)
    with pytest.raises(Declined):
        prove_member(session, first, browser, world.passwords, NOON)


@ON_SQLITE
def test_a_refusal_writes_as_much_whether_there_is_such_a_card_or_not(world: Stage) -> None:
    code(world)
    for number in (str(CARD), "4711", "no number"):
        before = len(deeds())
        enter(world, "guess", number)
        assert deeds()[before:] == ["web sign-in refused"], number


@ON_SQLITE
def test_alone_the_members_pages_have_no_route_of_the_staff(world: Stage, books: str) -> None:
    database.close()
    config = ServerConfig(Mode.TRAINING, Path("unused"), 0, books, None, "127.0.0.1", 1, WEAK)
    app = create_app(config, SERVER_KEYS, world.clock, {Audience.MEMBERS})
    client = app.test_client()
    assert client.get("/", follow_redirects=True).status_code == 200
    assert "Your card" in client.get("/members/login").text
    for path in ("/office/", "/office/login", "/office/cards", "/api/v1/members"):
        assert client.get(path).status_code == 404, path
    assert client.post(EXCHANGE, data=b"").status_code == 404
    database.connect(reuse_if_open=True)
