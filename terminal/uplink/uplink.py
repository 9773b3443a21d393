"""What goes to head office and what its answers change here. No thread, no socket: the loop calls this, `worker` waits.

The rules are in `protocol.link.conversation`; this holds its state and does on disk what it says. Everything may be
sent again and every answer may come again or late: the second time changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Protocol

from protocol.link import conversation
from protocol.link.conversation import (
    Ignored,
    InstallDelta,
    InstallKeys,
    InstallTable,
    Outcome,
    Resend,
    StoreAck,
    TakePart,
    TerminalSide,
)
from protocol.link.packet import PACKET_BYTES_MAX, pack, unpack
from protocol.link.snapshot import Delta, SnapshotPart, StatesHeld
from protocol.link.tables import TableKind
from protocol.link.violations import TheirViolation

WINDOW = 64
"""How many waiting batches an export holds and an answer may be about; the rest follows in the next round."""
SAID_MAX = 32
LENGTH_BYTES = 4


class Outbox(Protocol):
    """What the uplink needs of the journal. Everything stored is on disk when the call returns."""

    def waiting(self, limit: int) -> list[tuple[int, bytes]]:
        """Number and sealed bytes of batches that head office has not acknowledged, oldest first."""
        ...

    def store_ack(self, number: int, sealed: bytes) -> None:
        """Keep an acknowledgement; of several for one batch the first stays."""
        ...

    def resend_after(self, number: int) -> None:
        """Head office was restored from a backup: all batches above `number` are waiting again (row 52)."""
        ...

    def table_versions(self) -> dict[TableKind, int]:
        """The version held of each table."""
        ...

    def install_table(self, kind: TableKind, version: int, sealed: bytes) -> None:
        """Keep a newer table."""
        ...

    def states_held(self) -> StatesHeld:
        """What is held of the card states."""
        ...

    def take_part(self, part: SnapshotPart) -> None:
        """Keep the next part of newer card states; with the last one they are used."""
        ...

    def install_delta(self, delta: Delta) -> None:
        """Put what changed over the card states."""
        ...

    def make_poll(self) -> bytes:
        """The terminal's sign of life, sealed."""
        ...


class Uplink:
    """One terminal's end of the link. `store_keys` puts a newer OFFICE_KEYS object on disk."""

    def __init__(self, outbox: Outbox, side: TerminalSide, certificate: bytes, store_keys: Callable[[bytes], None]) -> None:
        self._outbox = outbox
        self._state = side
        self._certificate = certificate
        self._store_keys = store_keys
        self._said: deque[bytes] = deque(maxlen=SAID_MAX)

    def prepare(self) -> bytes:
        """The packet to send now: a sign of life and the oldest waiting batch, if any."""
        batches = [sealed for _, sealed in self._outbox.waiting(1)]
        return self._pack(conversation.request(self._side(), batches, self._outbox.make_poll(), self._certificate))

    def export(self) -> bytes:
        """The packet for a stick: with the certificate and as many waiting batches as fit, oldest first."""
        objects = [self._certificate, self._outbox.make_poll()]
        room = PACKET_BYTES_MAX - sum(len(data) + LENGTH_BYTES for data in objects)
        for _, sealed in self._outbox.waiting(WINDOW):
            room -= len(sealed) + LENGTH_BYTES
            if room < 0:
                break
            objects.append(sealed)
        return self._pack(objects)

    def receive(self, answer: bytes) -> list[Outcome]:
        """Act on a packet from head office, by whatever way it came, and tell what changed. Never raises for its bytes."""
        try:
            objects = unpack(answer)
        except TheirViolation as violation:
            return [Ignored(violation.reason)]
        waiting = (sealed for _, sealed in self._outbox.waiting(WINDOW))
        state, outcomes = conversation.receive(self._side(), list(chain(self._said, waiting)), objects)
        for outcome in outcomes:
            self._perform(outcome)
        self._state = state
        return outcomes

    def _side(self) -> TerminalSide:
        """The state of the conversation, with the versions that are really on disk."""
        return replace(self._state, versions=self._outbox.table_versions(), states=self._outbox.states_held())

    def _pack(self, objects: list[bytes]) -> bytes:
        self._said.extend(data for data in objects if data not in self._said)
        return pack(objects)

    def _perform(self, outcome: Outcome) -> None:
        match outcome:
            case StoreAck(number, sealed):
                self._outbox.store_ack(number, sealed)
            case InstallTable(table, sealed):
                self._outbox.install_table(table.kind, table.version, sealed)
            case TakePart(part):
                self._outbox.take_part(part)
            case InstallDelta(delta):
                self._outbox.install_delta(delta)
            case InstallKeys(_, sealed):
                self._store_keys(sealed)
            case Resend(after):
                self._outbox.resend_after(after)
            case _:
                pass  # for the loop to show
