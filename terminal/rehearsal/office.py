"""A head office that is none: it acknowledges whatever comes, so that what a line does at a counter can be seen."""

from __future__ import annotations

from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import replace

from protocol.ids import Sequence
from protocol.instants import Instant
from protocol.link.ack import Ack, encode_ack
from protocol.link.batch import batch_hash, read_header
from protocol.link.desk_orders import JobWord
from protocol.link.seal import Purpose, SigningKey, seal, unverified_body
from protocol.link.violations import Reason
from terminal.journal.outbox import JournalOutbox
from terminal.journal.store import JournalFault
from terminal.rehearsal.keys import ENVIRONMENT
from terminal.states.held import CardStates
from terminal.uplink.worker import Posted

ROUND = 64


class PretendedOffice:
    """See `counter_line.Line`; it has no thread and no address, and refuses nothing. Lever: `reached`. `now` is its own clock."""

    refused: Reason | None = None

    def __init__(self, outbox: JournalOutbox, states: CardStates, key: SigningKey, now: Callable[[], Instant]) -> None:
        self.reached = True
        self._outbox, self._states, self._key, self._now = outbox, states, key, now

    def send_soon(self) -> None:
        """At once, in truth."""
        self.tick()

    def ask_soon(self) -> None:
        """Nobody orders anything in a rehearsal."""

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        """Nobody asks."""

    def posted(self, post: Posted) -> bool:
        """Nobody posts anything."""
        return False

    def tick(self) -> None:
        """Batches are closed; if it is reached, they are acknowledged and the card states are as new as its clock.

        A disk that fails stops the sale of the rehearsal by itself.
        """
        with suppress(JournalFault):
            self._outbox.close_batches()
            if not self.reached:
                return
            self._states.stamp = replace(self._states.stamp, issued_at=self._now())
            for number, sealed in self._outbox.waiting(ROUND):
                self._outbox.store_ack(number, self._ack(sealed))

    def _ack(self, sealed: bytes) -> bytes:
        header = read_header(unverified_body(sealed))
        ack = Ack(
            terminal=header.terminal,
            batch_number=header.number,
            batch_hash=batch_hash(sealed),
            count=header.count,
            sums=header.sums,
            contiguous_batch=header.number,
            contiguous_sequence=Sequence(header.last_sequence),
            expected_head=header.head_after,
            server_time=self._now(),
            results=(),
            waiting=(),
        )
        return seal(Purpose.ACK, ENVIRONMENT, self._key, encode_ack(ack))
