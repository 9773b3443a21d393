"""A job ordered at head office is done at a desk and followed there until it stands in the ledger.

If this failed, a clerk would wait for a job that is never done, or a card would be made that no book knows.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import BusinessDay
from protocol.link.certificate import Role
from protocol.link.conversation import InstallTable, Outcome
from protocol.link.desk_orders import DeskOrders, Extend, JobWord, Load, Lock, Make, Return, SetPin
from protocol.link.entries import Medium
from protocol.link.tables import CardState
from protocol.link.violations import Reason
from protocol.money import ZERO, Money
from server.audit import Actor
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import branch_cash, card_liability
from server.ledger.proofs import prove
from server.settlement.desk_jobs import JobState
from server.usecases.desk_jobs import Wanted, job_numbered, order
from terminal.uplink.worker import Posted
from terminal.words.counter import Word
from tests.server.office.stage import raise_stage
from tests.support.counter_stand import CounterStand
from tests.support.shop import NOON, ORDINARY, TODAY, blank
from tests.system.connected import Connected
from tests.terminal.counter.menus import choose

ROLES = Role.SELL | Role.LOAD | Role.CASH_OUT | Role.PERSONALISE | Role.VIRTUAL
DESK, NUMBER = TerminalId(1), 1001
CARD = CardInstance(CardNumber(NUMBER), 1)
CLERK = Actor(None, "mia")
NEXT = 500


class Wire:
    """A line that sends at once; orders that come are the counter's from then on."""

    refused: Reason | None = None

    def __init__(self, stand: CounterStand, connected: Connected) -> None:
        self._stand, self._connected = stand, connected

    def send_soon(self) -> None:
        self._take(self._connected.send())

    def ask_soon(self) -> None:
        self.send_soon()

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        self._connected.outbox.tell_job(word, known)

    def posted(self, post: Posted) -> bool:
        return False

    def tick(self) -> None:
        """Nothing is sent by itself."""

    def _take(self, outcomes: list[Outcome]) -> None:
        terminal = self._stand.till.terminal
        for outcome in outcomes:
            if isinstance(outcome, InstallTable) and isinstance(outcome.table.table, DeskOrders):
                terminal.catalogue = terminal.catalogue.installing(outcome.table.version, outcome.table.table)


def test_a_card_is_made_loaded_locked_and_given_back_by_jobs_that_head_office_follows(tmp_path: Path, books: str) -> None:
    stage = raise_stage(books)
    stage.clock.now = NOON
    stand = CounterStand(tmp_path, roles=ROLES)
    connected = Connected(stand.till, stage.app.test_client(), ROLES)
    connected.send()
    stand.at.line = Wire(stand, connected)
    chip = blank(Medium.MIFARE_1K, NUMBER)

    make = Make(ORDINARY, TODAY, TODAY, BusinessDay(TODAY + 365), Money(2_000), pin=True)
    number = order(DESK, Wanted(CARD, make), CLERK, NOON)
    choose(stand, Word.DESK_JOBS)
    stand.wait(NEXT)
    stand.wait(NEXT)
    assert job_numbered(number).state is JobState.TAP_NOW
    stand.lay(chip)
    stand.pin("2580")
    stand.pin("2580")
    stand.wait(NEXT)
    assert job_numbered(number).state is JobState.VERIFIED
    assert balance_of(card_liability(CARD)) == Money(2_000)

    for content, then, listed in (
        (Load(Money(500)), Money(2_500), CardState.OK),
        (Extend(BusinessDay(TODAY + 500)), Money(2_500), CardState.OK),
        (SetPin(), Money(2_500), CardState.OK),
        (Lock(), Money(2_500), CardState.LOCKED),
        (Return(Money(2_500)), ZERO, CardState.RETURNED),
    ):
        number = order(DESK, Wanted(CARD, content), CLERK, NOON)
        stand.wait(NEXT)
        stand.wait(NEXT)
        stand.lay(chip)
        if isinstance(content, SetPin):
            stand.pin("1357")
            stand.pin("1357")
        stand.wait(NEXT)
        stand.wait(NEXT)
        assert job_numbered(number).state is JobState.VERIFIED, stand.text
        assert balance_of(card_liability(CARD)) == then
        assert run("SELECT listed FROM card_instance WHERE card = %s", (NUMBER,)).fetchone() == (listed,)
    assert run("SELECT valid_until FROM card_instance").fetchone() == (TODAY + 500,)
    assert balance_of(branch_cash(DESK)) == ZERO
    assert prove().failures == ()
    stage.app.extensions["writer"].close()
