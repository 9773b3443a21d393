"""Where the command line meets the world: clock, prompts, card readers, passwords handed over by other programs."""

from __future__ import annotations

import getpass
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from protocol.instants import BusinessDay, Instant, day_of
from provisioning.files import read_secret_file
from provisioning.refusals import Refusal, Refused
from provisioning.wording import sentence
from terminal.drivers.card_reader.port import CardReader

SECRET_LINE_MAX = 4_096


def _open_reader(name_part: str) -> CardReader:
    from terminal.drivers.card_reader.pcsc import PcscReader  # needs the PC/SC library, the other commands do not

    return PcscReader(name_part)


@dataclass(frozen=True, slots=True)
class Edges:
    """What a command may use of the world; tests pass their own."""

    now: Callable[[], Instant] = lambda: Instant(time.time_ns() // 1_000_000)  # noqa: TID251 the edge where the clock is read
    today: Callable[[], BusinessDay] = lambda: day_of(date.today())
    ask_secret: Callable[[str], str] = getpass.getpass
    ask: Callable[[str], str] = input
    open_reader: Callable[[str], CardReader] = _open_reader


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret comes from: a file descriptor, a file of mode 0600, or else a person at the keyboard."""

    name: str
    fd: int | None
    file: Path | None


def read_secret(source: SecretSource, edges: Edges, *, new: bool = False) -> str | Refused:
    """The secret; a new one is asked for twice. Never from the command line or the environment, which others can read."""
    if source.fd is not None:
        with os.fdopen(source.fd, "rb", closefd=False) as stream:
            return _first_line(stream.readline(SECRET_LINE_MAX), f"File descriptor {source.fd}")
    if source.file is not None:
        try:
            data = read_secret_file(source.file)
        except (FileNotFoundError, NotADirectoryError):
            return Refused(Refusal.FILE_MISSING, str(source.file))
        return data if isinstance(data, Refused) else _first_line(data, str(source.file))
    secret = edges.ask_secret(f"{source.name.capitalize()}: ")
    if new and edges.ask_secret(f"{source.name.capitalize()} again: ") != secret:
        return Refused(Refusal.PASSWORD_DIFFERS, source.name)
    return secret


def _first_line(data: bytes, place: str) -> str | Refused:
    try:
        return data.partition(b"\n")[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        return Refused(Refusal.PASSWORD_UNREADABLE, place)


def refuse(refused: Refused) -> int:
    """Say why not; the exit status of a refusal."""
    print(sentence(refused), file=sys.stderr)
    return 1
