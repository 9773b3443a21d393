"""A card reader in memory, for the bench, the tests and the simulation.

Levers: `insert`, `remove`, `jam`; the chip that lies on it has its own. `events` remembers what was done.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from threading import RLock
from typing import Final

from terminal.drivers.card_reader.chip import Chip, LeftField
from terminal.drivers.card_reader.port import CardGone, CardReaderError, NoCard


class Event(Enum):
    """What happened at a virtual reader."""

    INSERTED = "inserted"
    REMOVED = "removed"
    CONNECTED = "connected"
    RESELECTED = "reselected"
    CLOSED = "closed"


class VirtualReader:
    """The twin of a PC/SC reader. `name` should be one of a real reader: it chooses the dialect.

    Another thread may insert, remove and poll, as a person does: a card that is pulled away is gone after the APDU under way.
    """

    virtual: Final = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: deque[Event] = deque(maxlen=1000)
        self._chip: Chip | None = None
        self._connection: VirtualConnection | None = None
        self._jam: CardReaderError | None = None
        self.lock = RLock()

    # Levers

    def insert(self, chip: Chip) -> None:
        """Lay a card on the reader; one that lay there is taken away first."""
        with self.lock:
            self.remove()
            self.events.append(Event.INSERTED)
            chip.enter_field()
            self._chip = chip

    def remove(self) -> None:
        """Take the card away, if there is one."""
        with self.lock:
            self._connection = None
            if self._chip is not None:
                self.events.append(Event.REMOVED)
                self._chip.leave_field()
                self._chip = None

    def jam(self, error: CardReaderError | None) -> None:
        """From now on `poll` and `connect` raise this, and the connection is lost; None makes the reader whole."""
        self._jam = error
        if error is not None:
            self._connection = None

    # The port

    def poll(self) -> bytes | None:
        """See `port.CardReader.poll`."""
        if self._jam is not None:
            raise self._jam
        chip = self._chip
        if chip is None or not chip.present:
            return None
        return chip.atr or None

    def connect(self) -> VirtualConnection:
        """See `port.CardReader.connect`."""
        with self.lock:
            atr = self.poll()
            if self._chip is None or atr is None:
                raise NoCard
            self.events.append(Event.CONNECTED)
            self._chip.power_on()
            self._connection = VirtualConnection(self, self._chip, atr)
            return self._connection

    def close(self) -> None:
        """See `port.CardReader.close`. The card stays where it is."""
        if self._connection is not None:
            self._connection.close()

    # For the connection

    def holds(self, connection: VirtualConnection) -> bool:
        """Whether this connection is the one in force."""
        return self._connection is connection

    def let_go(self) -> None:
        """The connection ended."""
        self._connection = None


class VirtualConnection:
    """See `port.CardConnection`."""

    def __init__(self, owner: VirtualReader, chip: Chip, atr: bytes) -> None:
        self.atr = atr
        self.reader = owner.name
        self._owner = owner
        self._chip = chip

    def transmit(self, apdu: bytes) -> bytes:
        """See the port."""
        with self._owner.lock:
            self._check()
            try:
                return self._chip.answer(apdu)
            except LeftField:
                raise CardGone from None

    def reselect(self) -> None:
        """See the port."""
        with self._owner.lock:
            self._check()
            self._owner.events.append(Event.RESELECTED)
            self._chip.power_off()
            self._chip.power_on()
            self._check()

    def close(self) -> None:
        """See the port."""
        with self._owner.lock:
            if self._owner.holds(self):
                self._owner.events.append(Event.CLOSED)
                self._chip.power_off()
                self._owner.let_go()

    def _check(self) -> None:
        if not (self._owner.holds(self) and self._chip.present and self._chip.atr):
            raise CardGone
