"""Making cards: for each job a personalised card and its first load, through the same journal as every sale.

A job is done once: the journal knows it by its number. A card left half made is taken up where it stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from protocol.card.dialect import dialect_for
from protocol.card.identity import NO_PIN, SALT_BYTES, Identity, unpack_identity
from protocol.card.keys import Keyring, card_keys, pin_verifier
from protocol.card.procedures import Already, Blank, CardFault, Foreign, inspect_blank, personalise, sealed_identity
from protocol.card.record import Kind, Record
from protocol.card.ring import Change, first_record
from protocol.link.desk_orders import DeskOrder, JobReason, Make
from protocol.link.entries import Commit, Intent, IssueDetail
from protocol.link.jobs import Job
from protocol.money import ZERO
from terminal.drivers.card_reader.port import CardConnection, CardReader, CardReaderError, converse
from terminal.journal.recovery import OpenChange
from terminal.loop import Terminal
from terminal.sale import events as on
from terminal.sale.orders import Load
from terminal.sale.states import Waiting


class JobFate(Enum):
    """What became of a job."""

    MADE = "made"
    MADE_BEFORE = "made before"
    LOAD_OPEN = "made, load not finished: lay the card down again"
    NOT_BLANK = "not a blank card"
    OTHER_CARD = "another card: lay down the one that was made for this job"
    FOREIGN = "not a card we can make"
    CARD_FAULT = "the card did not do as told: lay it down again"

    @property
    def reason(self) -> JobReason:
        """As it is told of a job that was ordered on a page; NONE for a card that is made."""
        match self:
            case JobFate.MADE | JobFate.MADE_BEFORE:
                return JobReason.NONE
            case JobFate.NOT_BLANK | JobFate.FOREIGN:
                return JobReason.NOT_BLANK
            case JobFate.OTHER_CARD:
                return JobReason.ANOTHER_CARD
            case _:
                return JobReason.CARD_FAULT


@dataclass(slots=True)
class Desk:
    """A desk over a wired terminal. `lay` puts the card for a job on the reader and waits for it."""

    terminal: Terminal
    reader: CardReader
    keys: Keyring
    issuer: bytes
    lay: Callable[[Job], None]

    def work(self, job: Job) -> JobFate:
        """Do one job, or what is left of it. Raises JournalFault."""
        state = self.terminal.journal.state.jobs.get(job.number, "")
        if state == "LOAD DONE" or (state == "ISSUE DONE" and not job.load):
            return JobFate.MADE_BEFORE
        self.lay(job)
        if state == "LOAD OPEN":
            return self._unfinished_load(job)
        try:
            trouble = self._issue(job) if state in ("", "ISSUE OPEN", "ISSUE CANCELLED") else self._other_card(job)
        except (CardReaderError, CardFault):
            return JobFate.CARD_FAULT
        return trouble or self._load(job)

    def _issue(self, job: Job) -> JobFate | None:
        connection = self.reader.connect()
        dialect = dialect_for(connection.reader)
        found = converse(inspect_blank(connection.atr, dialect, self.keys), connection)
        if isinstance(found, Foreign):
            return JobFate.FOREIGN
        begun = self._begun(job)
        if isinstance(found, Already):
            return self._settle(job) if begun and found.identity.card == job.card else JobFate.NOT_BLANK
        if begun is None:
            change, identity, record = self._intend(job, found)
            self._make(connection, found, identity, record)
            self.terminal.journal.append((Commit(change.reference.sequence),), self.terminal.clock.now())
            return None
        detail = begun.intent.detail
        assert isinstance(detail, IssueDetail)
        if detail.uid != found.uid:
            return JobFate.NOT_BLANK
        self._make(connection, found, unpack_identity(detail.identity), begun.record)
        return self._settle(job)

    def _other_card(self, job: Job) -> JobFate | None:
        """A load goes onto the card that was made for it, and onto no other."""
        connection = self.reader.connect()
        found = converse(inspect_blank(connection.atr, dialect_for(connection.reader), self.keys), connection)
        return None if isinstance(found, Already) and found.identity.card == job.card else JobFate.OTHER_CARD

    def _begun(self, job: Job) -> OpenChange | None:
        """The open issue of this job, if there is one."""
        for change in self.terminal.journal.state.open_changes(job.card):
            if isinstance(change.intent.detail, IssueDetail) and change.intent.detail.job == job.number:
                return change
        return None

    def _intend(self, job: Job, blank: Blank) -> tuple[OpenChange, Identity, Record]:
        journal, now = self.terminal.journal, self.terminal.clock.now()
        salt = secrets.token_bytes(SALT_BYTES) if job.pin else bytes(SALT_BYTES)
        verifier = pin_verifier(self.keys, blank.uid, job.card, salt, job.pin) if job.pin else NO_PIN
        plain = Identity(
            self.keys.version,
            self.issuer,
            job.card,
            job.card_class,
            job.issued,
            job.valid_from,
            job.valid_until,
            salt,
            verifier,
        )
        identity = sealed_identity(self.keys, blank.uid, plain)
        reference, change = journal.next_reference(), Change(Kind.ISSUE, ZERO, job.issued)
        record = card_keys(self.keys, blank.uid, job.card).seal(0, first_record(change, reference, self.keys.version))
        intent = Intent(
            job.card,
            blank.medium,
            b"",
            change,
            self.keys.version,
            record.mac,
            IssueDetail(identity.pack(), blank.uid, job.number),
            self.terminal.operator,
            self.terminal.shift,
        )
        journal.append((intent,), now)
        return journal.state.open[reference], identity, record

    def _make(self, connection: CardConnection, blank: Blank, identity: Identity, record: Record) -> None:
        connection.reselect()
        converse(personalise(blank, dialect_for(connection.reader), self.keys, identity, record, None), connection)

    def _settle(self, job: Job) -> JobFate | None:
        """The card is made and the journal does not say so yet: an ordinary tap finds the record and confirms it."""
        self._tap()
        return None if self._begun(job) is None else JobFate.CARD_FAULT

    def _unfinished_load(self, job: Job) -> JobFate:
        """First learn from the card how the load ended; only one that is not on it is done again."""
        self._tap()
        match self.terminal.journal.state.jobs[job.number]:
            case "LOAD DONE":
                return JobFate.MADE
            case "LOAD CANCELLED":
                return self._load(job)
            case _:
                return JobFate.LOAD_OPEN

    def _tap(self) -> None:
        """Let the sale settle what is open; it does not go on waiting for a card that was lost."""
        self.terminal.handle(on.CardTapped())
        if isinstance(self.terminal.state, Waiting):
            self.terminal.handle(on.CancelKeyed())

    def _load(self, job: Job) -> JobFate:
        if job.load:
            self.terminal.handle(on.DeskOrdered(Load(job.load, "", job.number, job.card)))
            if self.terminal.journal.state.jobs.get(job.number) != "LOAD DONE":
                self.terminal.handle(on.CancelKeyed())
                return JobFate.LOAD_OPEN
        return JobFate.MADE


def make_ordered(terminal: Terminal, reader: CardReader, keys: Keyring, issuer: bytes, order: DeskOrder, pin: str) -> JobReason:
    """Make the card that a page ordered out of the blank that lies on the reader; NONE if it is made. Its load is the sale's.

    Raises JournalFault.
    """
    make = order.content
    assert isinstance(make, Make)
    job = Job(order.number, order.card, make.card_class, make.issued, make.valid_from, make.valid_until, ZERO, pin)
    return Desk(terminal, reader, keys, issuer, lambda job: None).work(job).reason
