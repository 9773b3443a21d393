"""Head office killed at every statement of a group's transaction: nothing is half done, and a resend gives the same books."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from protocol.link.packet import pack
from server.database import database, make_database, open_database, run
from server.ledger.balances import digest
from server.ledger.proofs import prove
from server.settlement.intake import hear, settle
from server.settlement.rebook import rebook
from tests.server.head_office import HeadOffice, certificate_of
from tests.server.journal import Card, Journal

TABLES = ("stored_batch", "transfer", "account", "card_change", "card_instance", "terminal_log", "early_word", "case_file")


class Killed(BaseException):
    """Stands for the end of the process."""


class Fuse:
    """Lets `left` statements through, then strikes. Counts them, if it never strikes."""

    def __init__(self, left: int | None, strike: Any) -> None:
        self.left, self.seen, self._strike = left, 0, strike

    def statement(self) -> None:
        if self.left is not None and self.seen == self.left:
            self._strike()
        self.seen += 1


class _Counted:
    """A driver's cursor that asks the fuse before each statement."""

    def __init__(self, cursor: Any, fuse: Fuse) -> None:
        self._cursor, self._fuse = cursor, fuse

    def execute(self, *arguments: Any, **named: Any) -> Any:
        self._fuse.statement()
        return self._cursor.execute(*arguments, **named)

    def executemany(self, *arguments: Any, **named: Any) -> Any:
        self._fuse.statement()
        return self._cursor.executemany(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Any:
        return iter(self._cursor)


def group() -> tuple[list[bytes], list[bytes]]:
    """Packets that prepare the books, and a group that makes use of both ways of booking."""
    desk, till, other = Journal(terminal=7), Journal(terminal=8), Journal(terminal=9)
    cards = [Card(number=number) for number in range(1, 5)]
    for card in cards:
        desk.issue(card)
        desk.load(card, 5_000)
    before = [pack([certificate_of(7), desk.batch()])]
    for card in cards:
        till.sale(card, 100, (50, 2))
    till.cash_sale(70)
    other.void(cards[0], other.sale(cards[0], 30))
    other.sale_intent(cards[1], 10)
    desk.load(cards[2], 40)
    packets = [(till, till.batch()), (other, other.batch()), (desk, desk.batch())]
    return before, [pack([certificate_of(journal.terminal), batch]) for journal, batch in packets]


def send(office: HeadOffice, packets: list[bytes]) -> list[bytes]:
    return settle([hear(packet, office.office) for packet in packets], office.office)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the tables that settlement writes."""
    return {table: sorted(tuple(map(repr, row)) for row in run(f"SELECT * FROM {table}").fetchall()) for table in TABLES}


def armed(monkeypatch: pytest.MonkeyPatch, fuse: Fuse) -> None:
    cursor = database.obj.cursor
    monkeypatch.setattr(database.obj, "cursor", lambda *arguments, **named: _Counted(cursor(*arguments, **named), fuse))


def killed() -> None:
    raise Killed


def test_at_every_statement_all_or_nothing(office: HeadOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before, packets = group()
    send(office, before)
    untouched, statement = everything(), 0
    while everything() == untouched:
        fuse = Fuse(statement, killed)
        with monkeypatch.context() as patch:
            armed(patch, fuse)
            with suppress(Killed):
                send(HeadOffice(), packets)
                assert fuse.seen == statement, "every statement was struck once"
        database.close()
        database.connect()
        statement += 1
    assert statement > 20
    stored = everything()
    answers = send(HeadOffice(), packets)
    assert send(HeadOffice(), packets) == answers
    assert everything() == stored
    assert prove().holds
    again = rebook(make_database(f"sqlite:///{tmp_path}/again.db"), 0)
    assert again.digest_here == again.digest_there


def die(url: str, packets: list[bytes], statement: int) -> None:
    """In a process of its own: settle, and be killed for good before a statement."""
    open_database(url)
    database.connect()
    fuse = Fuse(statement, lambda: os.kill(os.getpid(), signal.SIGKILL))
    cursor = database.obj.cursor
    database.obj.cursor = lambda *arguments, **named: _Counted(cursor(*arguments, **named), fuse)
    send(HeadOffice(), packets)


def test_a_killed_process_leaves_all_or_nothing_and_the_resend_books_the_same(office: HeadOffice, books: str) -> None:
    before, packets = group()
    send(office, before)
    untouched = everything()
    context = multiprocessing.get_context("spawn")
    for statement in (5, 12, 19):
        process = context.Process(target=die, args=(books, packets, statement))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert everything() == untouched
    answers = send(HeadOffice(), packets)
    booked = digest()
    assert prove().holds
    assert send(HeadOffice(), packets) == answers
    assert digest() == booked
