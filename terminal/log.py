"""The log: what support reads when a machine is in trouble. One JSON object a line, and never a secret.

The journal is the record of what was sold; nothing here is needed to account for anything, so a log that cannot be
written stops no sale. An event has a name and the fields that `FIELDS` allows it; each field says how its value may look.
Free text, which only libraries and exceptions bring, is shown without long runs of digits and without anything that may
be a key (INTEGRITY 11.4).

    {"at": "2026-11-23T06:00:00.000Z", "level": "info", "event": "started", "terminal": 7}

The library behind it is loaded when a log is opened: a terminal without one starts sooner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from protocol.instants import Instant

if TYPE_CHECKING:
    import logging

FILE_BYTES_MAX = 1_000_000
FILES_KEPT = 4
TEXT_MAX = 400
NOT_SHOWN = "(not shown)"
"""Stands for a value that may hold a secret."""


class Level(IntEnum):
    """The numbers of Python's logging; the names in a configuration are in lower case."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40


class Event(StrEnum):
    """Everything that is logged."""

    STARTED = "started"
    STOPPED = "stopped"
    SHOWN = "shown"
    """The cashier was shown a notice."""
    ANSWERED = "answered"
    """Head office answered."""
    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    """Head office refused something."""
    HANGS = "hangs"
    """A device does not answer."""
    CRASHED = "crashed"
    LIBRARY = "library"
    """A library's own message."""


LEVELS = {
    Event.STARTED: Level.INFO,
    Event.STOPPED: Level.INFO,
    Event.SHOWN: Level.INFO,
    Event.ANSWERED: Level.DEBUG,
    Event.NO_ANSWER: Level.WARNING,
    Event.REFUSED: Level.ERROR,
    Event.HANGS: Level.ERROR,
    Event.CRASHED: Level.ERROR,
}
"""A library's message brings its own level."""

Value = int | str
_WORD = re.compile(r"[a-z][a-z0-9-]{0,39}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z_.]{0,59}")
_REFERENCE = re.compile(r"\d{1,5}-[0-9a-f]{8}-\d{1,10}")
_NUMBER = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]){5,}[0-9A-Fa-f]{2}|(?=[A-Fa-f]*\d)[0-9A-Fa-f]{6,}|\d{4,}")
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
_CAMEL_CASE = re.compile(r"(?:[A-Z][a-z]{2,}){1,6}")


def _number(value: Value) -> Value:
    return value if isinstance(value, int) and abs(value) < 10**15 else NOT_SHOWN


def _matching(pattern: re.Pattern[str]) -> Callable[[Value], Value]:
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else NOT_SHOWN


def shown_text(value: Value) -> Value:
    """Free text as it may be logged: printable ASCII on one line, without card numbers, PINs and keys."""
    text = str(value)
    if not text.isascii() or "\\" in text or not text.replace("\n", " ").isprintable():
        return NOT_SHOWN
    text = _RUN.sub(_without_key, text.replace("\n", " "))
    return _NUMBER.sub("(number)", text)[:TEXT_MAX]


def _without_key(run: re.Match[str]) -> str:
    """A long run of signs with capitals among them may be a key in base 64, unless it is the name of a class."""
    return run[0] if run[0] == run[0].lower() or _CAMEL_CASE.fullmatch(run[0]) else "(key?)"


FIELDS: Mapping[str, Callable[[Value], Value]] = {
    "terminal": _number,
    "count": _number,
    "waited_ms": _number,
    "amount": _number,
    "code": _matching(_WORD),
    "tone": _matching(_WORD),
    "state": _matching(_WORD),
    "error": _matching(_NAME),
    "library": _matching(_NAME),
    "reference": _matching(_REFERENCE),
    "device": shown_text,
    "text": shown_text,
    "where": shown_text,
}
"""What may stand beside an event, and how."""


class Log(Protocol):
    """Writes an event with its fields. Never raises for the disk."""

    def __call__(self, event: Event, **facts: Value) -> None:
        """Raises KeyError for a field that is not allowed."""


def silent(event: Event, **facts: Value) -> None:
    """A log that goes nowhere."""


def line_of(at: Instant, level: Level, event: Event, facts: Mapping[str, Value]) -> str:
    """One line of the log. Raises KeyError for a field that is not allowed."""
    clean = {name: FIELDS[name](value) for name, value in facts.items()}
    return json.dumps({"at": _stamp(at), "level": level.name.lower(), "event": event.value, **clean})


def _stamp(at: Instant) -> str:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def facts_of(error: BaseException) -> dict[str, Value]:
    """What may be told of an exception: its kind, its text without secrets, and where it was raised; no values."""
    from traceback import extract_tb

    frames = reversed(extract_tb(error.__traceback__)[-3:])
    where = " < ".join(f"{Path(frame.filename).stem}.{frame.name} line {frame.lineno}" for frame in frames)
    return {"error": type(error).__name__, "text": str(error), "where": where}


def log_to_journal(out: TextIO, level: Level, now: Callable[[], Instant]) -> Log:
    """A log for systemd's journal, which bounds its size: each line begins with its priority (sd-daemon(3))."""
    import logging

    return _open(logging.StreamHandler(out), level, now, priorities=True)


def log_to_file(path: Path, level: Level, now: Callable[[], Instant]) -> Log:
    """A log in a file of at most a megabyte, beside the last few that were full. Raises OSError."""
    from logging.handlers import RotatingFileHandler

    path.touch(mode=0o600)
    return _open(RotatingFileHandler(path, maxBytes=FILE_BYTES_MAX, backupCount=FILES_KEPT), level, now, priorities=False)


PRIORITIES = {Level.DEBUG: 7, Level.INFO: 6, Level.WARNING: 4, Level.ERROR: 3}


def _open(handler: logging.Handler, level: Level, now: Callable[[], Instant], *, priorities: bool) -> Log:
    """Every logger of the process ends in this one handler; libraries are heard from warnings on."""
    import logging

    class Lines(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            found = max((one for one in Level if one <= record.levelno), default=Level.DEBUG)
            if isinstance(record.msg, Event):
                line = line_of(now(), found, record.msg, record.__dict__["facts"])
            else:
                raised = facts_of(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
                line = line_of(now(), found, Event.LIBRARY, {**raised, "library": record.name, "text": record.getMessage()})
            return f"<{PRIORITIES[found]}>{line}" if priorities else line

    logging.raiseExceptions = False  # a log that cannot be written stops nothing
    handler.setFormatter(Lines())
    root, ours = logging.getLogger(), logging.getLogger("tallycard")
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    ours.setLevel(level)

    def log(event: Event, **facts: Value) -> None:
        unknown = facts.keys() - FIELDS.keys()
        if unknown:
            raise KeyError(*unknown)  # a mistake of ours, whatever the level
        ours.log(LEVELS[event], event, extra={"facts": facts})

    return log
