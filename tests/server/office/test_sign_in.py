"""If these failed, a stranger could come in, or whoever belongs there could not."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.cli.staff import invite
from server.config import Mode, ServerConfig
from server.database import database
from server.office_settings import OfficeSettings
from server.usecases.staff.console import new_word
from server.usecases.staff.roles import Role
from tests.server.office.stage import HIDDEN, PASSWORD, Stage, deeds, raise_stage


def set_up(stage: Stage, word: str, **other: str) -> tuple[int, str]:
    browser = stage.browser()
    browser.get("/office/")
    fields = {"word": word, "name": "Ann", "display": "Ann Lee", "password": PASSWORD, "again": PASSWORD} | other
    answer = browser.post("/office/set-up", **fields)
    return answer.status_code, answer.text


def test_an_empty_office_shows_nothing_but_its_set_up(stage: Stage) -> None:
    browser = stage.browser()
    for path in ("/", "/office/", "/office/login", "/office/cases"):
        assert "Set up head office" in browser.get(path).text


def test_the_first_administrator_needs_the_word_of_the_console(stage: Stage) -> None:
    assert set_up(stage, "aaaa-bbbb-cccc-dddd")[0] == 422
    word = new_word(stage.clock())
    status, page = set_up(stage, word.upper().replace("-", " "))
    assert (status, "Sign in" in page) == (200, True)
    assert set_up(stage, word)[1].count("Sign in") > 0
    assert deeds() == ["word printed", "set up"]
    assert stage.browser().sign_in("ann").status_code == 200


def test_a_word_is_used_once_and_for_an_hour(stage: Stage) -> None:
    word = new_word(stage.clock())
    stage.clock.pass_minutes(61)
    assert set_up(stage, word)[0] == 422


@pytest.mark.parametrize("password", ["short", "password1", "12345678", "aaaaaaaaaa", "Ann12345"])
def test_a_password_that_everybody_tries_cannot_be_chosen(stage: Stage, password: str) -> None:
    status, page = set_up(stage, new_word(stage.clock()), password=password, again=password)
    assert status == 422
    assert "assword" in page


def test_unknown_names_and_wrong_passwords_get_the_same_answer(stage: Stage) -> None:
    stage.member("ann", Role.FINANCE)
    wrong, unknown = stage.browser(), stage.browser("10.0.0.2")
    pages = [wrong.sign_in("ann", "no").text.replace("ann", "bob"), unknown.sign_in("bob", "no").text]
    assert "The password is wrong." in pages[0]
    assert HIDDEN["csrf_token"].sub("", pages[0]) == HIDDEN["csrf_token"].sub("", pages[1])


def test_whoever_guesses_is_slowed_down_and_locks_nobody_else_out(stage: Stage) -> None:
    stage.member("ann", Role.FINANCE)
    guesser = stage.browser("10.6.6.6")
    answers = [guesser.sign_in("ann", f"guess number {number}").status_code for number in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert guesser.sign_in("ann").status_code == 429
    assert stage.browser("10.0.0.1").sign_in("ann").status_code == 200


def test_an_attendant_and_a_disabled_person_cannot_come_in(stage: Stage) -> None:
    stage.member("tom", Role.ATTENDANT)
    assert stage.browser().sign_in("tom").status_code == 422


def test_a_session_ends_when_nobody_clicks_and_at_the_end_of_the_day(stage: Stage) -> None:
    browser = stage.signed_in("ann", Role.FINANCE)
    stage.clock.pass_minutes(14)
    assert "Takings" in browser.get("/office/").text
    stage.clock.pass_minutes(16)
    assert "Password or first code" in browser.get("/office/").text
    browser.sign_in("ann")
    for _ in range(43):
        stage.clock.pass_minutes(14)
        page = browser.get("/office/").text
    assert "Password or first code" in page


def test_signing_out_ends_the_session_wherever_its_cookie_is(stage: Stage) -> None:
    browser = stage.signed_in("ann", Role.FINANCE)
    cookie = browser.client.get_cookie("tallycard")
    assert cookie is not None
    browser.post("/office/logout")
    thief = stage.browser()
    thief.client.set_cookie("tallycard", cookie.value)
    assert "Password or first code" in thief.get("/office/").text


def test_a_form_without_its_token_or_from_another_site_does_nothing(stage: Stage) -> None:
    browser = stage.signed_in("ann", Role.FINANCE)
    assert browser.client.post("/office/logout").status_code == 400
    assert browser.client.post("/office/logout", headers={"Origin": "https://evil.example"}).status_code == 403
    assert "Takings" in browser.get("/office/").text


def test_cookies_and_headers_keep_browsers_from_harm(stage: Stage) -> None:
    answer = stage.browser().client.get("/office/login", follow_redirects=True)
    cookie = answer.headers.get("Set-Cookie", "")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in answer.headers


def test_nobody_is_sent_to_another_host(stage: Stage) -> None:
    stage.member("ann", Role.FINANCE)
    for asked in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        browser = stage.browser()
        browser.get("/office/login")
        path = f"/office/login?next={asked}"
        answer = browser.post(path, False, name="ann", password=PASSWORD)
        assert answer.headers["Location"] == "/office/"


def test_behind_https_the_cookie_is_for_this_host_alone_and_browsers_are_told_to_stay(books: str) -> None:
    stage = raise_stage(books, OfficeSettings(https=True, proxies=1, password_memory_kib=8, password_rounds=1))
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    answer = stage.app.test_client().get("/office/set-up", headers=forwarded)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tallycard=")
    assert "; Secure" in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    stage.app.extensions["writer"].close()


def test_the_console_invites_as_long_as_nobody_can_sign_in(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ServerConfig(Mode.TRAINING, tmp_path, 0, f"sqlite:///{tmp_path}/books.db", None, "127.0.0.1", 8480)
    if not stage.postgres:
        database.close()
        invite(config)
        assert "http://127.0.0.1:8480/office/" in capsys.readouterr().out
        database.connect(reuse_if_open=True)
        stage.member("ann", Role.ADMINISTRATOR)
        database.close()
        invite(config)
        assert capsys.readouterr().out == ""
