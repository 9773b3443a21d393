"""If these failed, another site or another machine could press keys, or a press would go astray."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from terminal.drivers.keypad.port import KEYS, Key
from terminal.panel.app import Door, Page, create_app
from terminal.words.language import Language
from tests.terminal.panel.counter_top import HOST, WORD, CounterTop


@pytest.fixture
def top(tmp_path: Path) -> CounterTop:
    return CounterTop(tmp_path)


@pytest.fixture
def client(top: CounterTop) -> FlaskClient:
    return top.client()


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_page_reaches_the_keypad(top: CounterTop, client: FlaskClient, key: Key) -> None:
    assert client.post(f"/{WORD}/key/{key.name}").status_code == 204
    assert top.gear.keypad.wait(0) is key
    assert top.gear.keypad.wait(0) is None


def test_cards_levers_clock_and_plug_are_reached(top: CounterTop, client: FlaskClient) -> None:
    assert client.post(f"/{WORD}/card/lay/1001.1").status_code == 204
    assert top.hand.on_reader == "1001.1"
    assert client.post(f"/{WORD}/card/pull").status_code == 204
    assert top.hand.on_reader is None
    assert client.post(f"/{WORD}/lever/no_paper/on").status_code == 204
    assert top.levers.stand()["no_paper"]
    assert client.post(f"/{WORD}/clock/-86400").status_code == 204
    assert top.gear.clock.ahead_ms == -86_400_000
    assert client.post(f"/{WORD}/power").status_code == 204
    assert top.starts == 1


@pytest.mark.parametrize(
    "path",
    ["key/SIXTEEN", "key/", "card/lay/1003.1", "card/lay/..", "lever/gravity/off", "lever/slow/maybe", "clock/99999999999"],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.post(f"/{WORD}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/other/", "/other/events", "/other/static/panel.js", f"/{WORD}x/", f"/{WORD[:-1]}/"])
def test_without_the_word_there_is_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post("/other/key/ENTER").status_code == 404


def test_another_site_cannot_press_keys_even_if_it_knew_the_word(top: CounterTop, client: FlaskClient) -> None:
    for origin in ("https://evil.example", "http://127.0.0.1:8001", "null"):
        assert client.post(f"/{WORD}/key/ENTER", headers={"Origin": origin}).status_code == 403
    assert client.post(f"/{WORD}/key/ENTER", headers={"Host": "evil.example"}).status_code == 421
    assert client.post(f"/{WORD}/key/ENTER", headers={"Origin": f"http://{HOST}"}).status_code == 204
    assert top.gear.keypad.wait(0) is Key.ENTER
    assert top.gear.keypad.wait(0) is None


def test_nothing_is_done_by_looking(client: FlaskClient) -> None:
    for path in ("key/ENTER", "card/pull", "power", "lever/outage/on", "clock/1"):
        assert client.get(f"/{WORD}/{path}").status_code == 404


def test_the_page_tells_a_visitor_what_to_do_first_and_what_there_is(top: CounterTop) -> None:
    page = Page(7, Language.EN, {"1": "Ann, PIN 2580"}, {"101": "Tea 1.20"}, "9999")
    app = create_app(top.stream, top.power, Door(frozenset({HOST}), WORD), page)
    shown = app.test_client().get(f"/{WORD}/").get_data(as_text=True)
    for told in ("Sign on: number <kbd>ENTER</kbd>", "<dt>1</dt>", "Ann, PIN 2580", "<dt>101</dt>", "Tea 1.20", "9999"):
        assert told in shown
    plain = top.client().get(f"/{WORD}/").get_data(as_text=True)
    assert "<dt>" not in plain


@pytest.mark.parametrize(("asked", "shown"), [("", "en"), ("?language=zh-Hant", "zh-Hant"), ("?language=xx", "en")])
def test_the_page_is_in_the_language_that_was_chosen(client: FlaskClient, asked: str, shown: str) -> None:
    page = client.get(f"/{WORD}/{asked}").get_data(as_text=True)
    assert f'<html lang="{shown}">' in page
    assert page.count("data-key=") == len(KEYS)


def test_the_browser_may_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get(f"/{WORD}/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    for inline in ("<style", " style=", " onclick=", "<script>"):
        assert inline not in page.get_data(as_text=True)


@pytest.mark.parametrize("file", ["panel.css", "panel.js", "cards.js", "icon.svg"])
def test_its_own_files_are_served_with_the_same_policy(client: FlaskClient, file: str) -> None:
    with client.get(f"/{WORD}/static/{file}") as answer:
        assert answer.status_code == 200
        assert "Content-Security-Policy" in answer.headers
    assert client.get(f"/{WORD}/static/../app.py").status_code == 404


def test_the_stream_begins_with_what_stands_there(client: FlaskClient) -> None:
    answer = client.get(f"/{WORD}/events", buffered=False)
    assert answer.mimetype == "text/event-stream"
    pieces = iter(answer.response)
    assert b"event: roll" in bytes(next(pieces))  # type: ignore[arg-type]
    assert b"event: state" in bytes(next(pieces))  # type: ignore[arg-type]
