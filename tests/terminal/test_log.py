"""If these failed, support would read nothing, or secrets, or the log would fill the disk."""

from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from terminal.face import Notice
from terminal.log import (
    FILE_BYTES_MAX,
    FILES_KEPT,
    Event,
    Level,
    facts_of,
    line_of,
    log_to_file,
    log_to_journal,
    shown_text,
    silent,
)
from terminal.logged_face import LoggedFace
from terminal.sale.effects import Tone
from terminal.sale.screens import BLANK, Screen

NOW = Instant(1_795_413_600_007)
REFERENCE = Reference(TerminalId(7), Lineage(0x5EED0001), Sequence(12))
AROUND = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12).filter(lambda text: "\\" not in text)


@pytest.fixture(autouse=True)
def own_loggers() -> Iterator[None]:
    """Each test leaves the process's loggers as it found them."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.raiseExceptions)
    yield
    for handler in root.handlers[:]:
        if handler not in before[0]:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(before[1])
    logging.raiseExceptions = before[2]


def lines_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line.partition(">")[2]) for line in text.splitlines()]


def test_an_event_is_one_json_object_with_its_time_in_utc() -> None:
    line = line_of(NOW, Level.INFO, Event.STARTED, {"terminal": 7, "device": "card reader"})
    assert json.loads(line) == {
        "at": "2026-11-23T06:00:00.007Z",
        "level": "info",
        "event": "started",
        "terminal": 7,
        "device": "card reader",
    }
    assert "\n" not in line


def test_the_journal_of_the_system_learns_the_priority_of_each_line() -> None:
    out = io.StringIO()
    log = log_to_journal(out, Level.INFO, lambda: NOW)
    log(Event.STARTED, terminal=7)
    log(Event.HANGS, device="ACR122U", waited_ms=6_000)
    assert [line[:3] for line in out.getvalue().splitlines()] == ["<6>", "<3>"]
    assert lines_of(out.getvalue())[1]["waited_ms"] == 6_000


def test_what_is_below_the_level_is_not_written() -> None:
    out = io.StringIO()
    log = log_to_journal(out, Level.ERROR, lambda: NOW)
    log(Event.STARTED)
    log(Event.ANSWERED)
    log(Event.CRASHED)
    assert [line["event"] for line in lines_of(out.getvalue())] == ["crashed"]


def test_a_field_that_is_not_allowed_is_a_mistake_at_any_level() -> None:
    log = log_to_journal(io.StringIO(), Level.ERROR, lambda: NOW)
    with pytest.raises(KeyError):
        log(Event.STARTED, pin="4711")
    with pytest.raises(KeyError):
        line_of(NOW, Level.INFO, Event.STARTED, {"balance": 3})


@pytest.mark.parametrize(
    ("name", "value"),
    [("reference", "1234567890123456"), ("code", "4711"), ("error", "4711"), ("terminal", "7"), ("amount", 10**15)],
)
def test_a_value_of_another_shape_than_its_field_is_not_shown(name: str, value: int | str) -> None:
    assert json.loads(line_of(NOW, Level.INFO, Event.SHOWN, {name: value}))[name] == "(not shown)"


def test_a_reference_a_code_and_plain_words_stay_readable() -> None:
    facts = {"reference": str(REFERENCE), "code": "not-finished", "text": "the journal file is damaged: disk I/O error"}
    assert json.loads(line_of(NOW, Level.INFO, Event.SHOWN, facts)).items() >= facts.items()
    assert shown_text("[Errno 111] ConnectionRefusedError at /var/lib/tallycard/terminal-1") == (
        "[Errno 111] ConnectionRefusedError at /var/lib/tallycard/terminal-1"
    )


@settings(max_examples=100, deadline=None)
@given(before=AROUND, after=AROUND, number=st.integers(1_000, 10**16 - 1))
def test_no_card_number_and_no_pin_gets_through_free_text(before: str, after: str, number: int) -> None:
    for spelling in (str(number), f"{number:016d}"):
        assert spelling not in str(shown_text(before + spelling + after))


@settings(max_examples=100, deadline=None)
@given(before=AROUND, after=AROUND, random=st.randoms(use_true_random=True), size=st.sampled_from([16, 32]))
def test_no_key_gets_through_free_text_in_any_spelling(before: str, after: str, random: Random, size: int) -> None:
    key = random.randbytes(size)
    encoded = [base64.b64encode(key).decode().rstrip("="), base64.urlsafe_b64encode(key).decode().rstrip("=")]
    spellings = [key.hex(), key.hex().upper(), key.hex(" "), *encoded, repr(key)[2:-1], key.decode("latin-1")]
    for spelling in spellings:
        shown = str(shown_text(before + spelling + after))
        assert spelling not in shown


def test_a_library_is_heard_from_warnings_on_and_without_secrets() -> None:
    out = io.StringIO()
    log_to_journal(out, Level.INFO, lambda: NOW)
    library = logging.getLogger("escpos.printer")
    library.info("nothing")
    library.warning("card %s refused", 1234567890123456)
    (line,) = lines_of(out.getvalue())
    assert (line["event"], line["library"], line["text"]) == ("library", "escpos.printer", "card (number) refused")


def test_an_exception_is_told_by_its_kind_and_place_and_by_no_value() -> None:
    out = io.StringIO()
    log_to_journal(out, Level.INFO, lambda: NOW)
    try:
        raise ValueError("PIN 471182 is wrong")
    except ValueError as error:
        facts = facts_of(error)
        logging.getLogger("some.library").exception("failed")
    assert facts["error"] == "ValueError"
    line = line_of(NOW, Level.ERROR, Event.CRASHED, facts)
    assert "test_an_exception_is_told" in line
    for text in (line, out.getvalue()):
        assert "471182" not in text
        assert "ValueError" in text


def test_a_file_is_private_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "terminal.log"
    log = log_to_file(path, Level.INFO, lambda: NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    for _ in range(200):
        log(Event.SHOWN, text="x " * 190)
    assert json.loads(path.read_text().splitlines()[-1])["event"] == "shown"
    (handler,) = (one for one in logging.getLogger().handlers if getattr(one, "maxBytes", 0))
    assert (getattr(handler, "maxBytes", 0), getattr(handler, "backupCount", 0)) == (FILE_BYTES_MAX, FILES_KEPT)


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    log_to_journal(Full(), Level.INFO, lambda: NOW)(Event.STARTED, terminal=7)
    silent(Event.STARTED, terminal=7)


class Shown:
    """A face that remembers."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def show(self, notice: Notice) -> None:
        self.seen.append(notice.code)

    def open_pin_pad(self) -> None:
        self.seen.append("pin-pad")


def test_a_notice_is_logged_by_its_code_and_without_balance_or_sentence() -> None:
    out, face = io.StringIO(), Shown()
    logged = LoggedFace(face, log_to_journal(out, Level.INFO, lambda: NOW))
    facts: tuple[tuple[str, str | int], ...] = (("amount", 1_250), ("balance", 3_750), ("reference", str(REFERENCE)))
    logged.show(Notice("paid", Screen(("1234 **** **** 5678",), BLANK), Tone.GOOD, facts))
    logged.open_pin_pad()
    (line,) = lines_of(out.getvalue())
    shown = {name: value for name, value in line.items() if name != "at"}
    assert shown == {
        "level": "info",
        "event": "shown",
        "code": "paid",
        "tone": Tone.GOOD.value,
        "amount": 1_250,
        "reference": str(REFERENCE),
    }
    assert face.seen == ["paid", "pin-pad"]
