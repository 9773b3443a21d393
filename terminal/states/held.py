"""The card states as the sale sees them: the base and, over it, what changed since."""

from __future__ import annotations

from collections.abc import Callable

from protocol.instants import BusinessDay, Instant
from protocol.link.card_states import HASH_BYTES, ROW_BYTES, StateRow, each_row, row_of
from protocol.link.snapshot import Stamp
from terminal.states.base import Base

NO_STAMP = Stamp(0, Instant(0), BusinessDay(0), 0)
"""Of a terminal that has never had card states."""


class CardStates:
    """Looked up at each tap. `stamp` says how new they are; `find` gives what is said of a card instance, or None:
    the last eight bytes of its row as a number.
    """

    find: Callable[[bytes], int | None]

    def __init__(self) -> None:
        self.stamp = NO_STAMP
        self._base: Base | None = None
        self._newer: dict[bytes, int] = {}
        self.find = self._newer.get

    def lookup(self, hash8: bytes) -> StateRow | None:
        """What head office says of a card instance, or None if it does not know it."""
        said = self.find(hash8)
        return None if said is None else row_of(hash8 + said.to_bytes(ROW_BYTES - HASH_BYTES))

    @property
    def known(self) -> BusinessDay:
        """The day up to which every card is in here."""
        return self.stamp.known

    @property
    def newer(self) -> dict[bytes, int]:
        """What is said over the base, by hash."""
        return self._newer

    @property
    def base(self) -> Base | None:
        """The rows beneath."""
        return self._base

    def replace(self, base: Base | None, stamp: Stamp) -> None:
        """Use another base and nothing over it."""
        if self._base is not None:
            self._base.close()
        self._base, self._newer, self.stamp = base, {}, stamp
        self.find = base.finder(self._newer) if base else self._newer.get

    def put(self, rows: bytes, stamp: Stamp) -> None:
        """Put rows in or over what is held."""
        for raw in each_row(rows):
            self._newer[raw[:HASH_BYTES]] = int.from_bytes(raw[HASH_BYTES:])
        self.stamp = stamp
