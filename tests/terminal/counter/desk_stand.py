"""A counter that is a desk, with orders from head office."""

from __future__ import annotations

from pathlib import Path

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.certificate import Role
from protocol.link.desk_orders import (
    Content,
    DeskOrder,
    DeskOrders,
    Progress,
)
from protocol.link.entries import Medium
from terminal.drivers.card_reader.chip import Chip
from terminal.words.counter import Word
from tests.support.counter_examples import staffed
from tests.support.counter_stand import CounterStand
from tests.support.shop import NOON, chain_on
from tests.terminal.counter.menus import choose
from tests.terminal.counter.test_at_counter import CountingLine

ROLES = Role.SELL | Role.LOAD | Role.CASH_OUT | Role.PERSONALISE
NUMBER, JOB = 1001, 41
CARD = CardInstance(CardNumber(NUMBER), 1)
UNTIL = Instant(NOON + 60 * MS_PER_MINUTE)
NEXT = 500


class Desk(CounterStand):
    """A desk with these orders, open at its first one."""

    def __init__(self, folder: Path, *contents: Content, roles: Role = ROLES, medium: Medium = Medium.MIFARE_1K) -> None:
        orders = tuple(DeskOrder(JOB + place, CARD, UNTIL, content) for place, content in enumerate(contents))
        super().__init__(folder, books=staffed().installing(3, DeskOrders(TerminalId(1), orders)), roles=roles, medium=medium)
        self.open()

    def open(self) -> None:
        self.line = CountingLine()
        self.at.line = self.line
        choose(self, Word.DESK_JOBS)
        self.wait(NEXT)

    def call_off(self) -> None:
        """Head office takes all orders back."""
        self.till.terminal.catalogue = self.till.books.installing(4, DeskOrders(TerminalId(1), ()))

    @property
    def told(self) -> list[tuple[int, Progress]]:
        return [(word.number, word.progress) for word in self.line.words]

    @property
    def jobs(self) -> dict[int, str]:
        return self.till.journal.state.jobs


def records(chip: Chip) -> list[Kind]:
    """What was written on the card last, newest first."""
    chain = chain_on(chip, Medium.MIFARE_1K, NUMBER)
    assert chain is not None
    return [record.kind for record in chain.records]


def balance(chip: Chip, medium: Medium = Medium.MIFARE_1K) -> int:
    chain = chain_on(chip, medium, NUMBER)
    assert chain is not None
    return chain.current.balance.minor
