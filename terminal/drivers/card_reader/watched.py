"""A card reader whose every command is watched: nothing else bounds how long it may take (HARDWARE 5.4)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from terminal.drivers.card_reader.port import CardConnection, CardReader

Waiting = Callable[[str], AbstractContextManager[None]]
"""Called with a device's name around each wait for it."""


class WatchedConnection:
    """See `CardConnection`."""

    def __init__(self, connection: CardConnection, waiting_for: Waiting) -> None:
        self._connection, self._waiting_for = connection, waiting_for

    @property
    def atr(self) -> bytes:
        """The card's."""
        return self._connection.atr

    @property
    def reader(self) -> str:
        """The full name of the reader."""
        return self._connection.reader

    def transmit(self, apdu: bytes) -> bytes:
        """Send one APDU while the watch runs."""
        with self._waiting_for(self.reader):
            return self._connection.transmit(apdu)

    def reselect(self) -> None:
        """Power off and on while the watch runs."""
        with self._waiting_for(self.reader):
            self._connection.reselect()

    def close(self) -> None:
        """Let go of the card while the watch runs."""
        with self._waiting_for(self.reader):
            self._connection.close()


class WatchedReader:
    """See `CardReader`. `poll` is not watched: it runs on a thread of its own and returns at once."""

    def __init__(self, reader: CardReader, waiting_for: Waiting) -> None:
        self._reader, self._waiting_for = reader, waiting_for

    @property
    def name(self) -> str:
        """The reader's name."""
        return self._reader.name

    @property
    def virtual(self) -> bool:
        """Whether the reader is virtual."""
        return self._reader.virtual

    def poll(self) -> bytes | None:
        """The card that is present."""
        return self._reader.poll()

    def connect(self) -> CardConnection:
        """Power the card up while the watch runs."""
        with self._waiting_for(self._reader.name):
            connection = self._reader.connect()
        return WatchedConnection(connection, self._waiting_for)

    def close(self) -> None:
        """Free the reader."""
        self._reader.close()
