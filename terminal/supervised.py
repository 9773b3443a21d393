"""Devices under supervision, as their ports: what they do is the device's, how it ended is noted (`devices`)."""

from __future__ import annotations

from collections.abc import Callable

from terminal.devices import Device, Supervised
from terminal.drivers.card_reader.port import CardConnection, CardReader, ReaderMissing, ServiceMissing
from terminal.drivers.keypad.port import Key, Keypad, KeypadError
from terminal.drivers.printer.port import OutOfPaper, PaperStatus, Printer, PrinterError, PrinterOffline
from terminal.drivers.tamper.port import TamperError, TamperSwitch
from terminal.sale.receipt import Receipt

READER_TROUBLE = (ReaderMissing, ServiceMissing)
"""What is the reader's fault and not the card's."""


class SupervisedReader:
    """See `CardReader`. It is polled all the time, so it needs no probe; a card that is gone says nothing about it."""

    def __init__(self, reader: CardReader, now_ms: Callable[[], int]) -> None:
        self.supervised = Supervised(Device.READER, READER_TROUBLE, now_ms, reader.poll)
        self._reader = reader

    @property
    def name(self) -> str:
        """The reader's own."""
        return self._reader.name

    @property
    def virtual(self) -> bool:
        """Whether it is a twin."""
        return self._reader.virtual

    def poll(self) -> bytes | None:
        """See `CardReader.poll`."""
        with self.supervised.used():
            return self._reader.poll()

    def connect(self) -> CardConnection:
        """See `CardReader.connect`."""
        with self.supervised.used():
            return self._reader.connect()

    def close(self) -> None:
        """See `CardReader.close`."""
        self._reader.close()


class SupervisedPrinter:
    """See `Printer`. Each receipt is tried, whatever the last one met; `idle` as in `Supervised`.

    Whoever prints hears of trouble by the error, so it is not told as a change too.
    """

    def __init__(self, printer: Printer, now_ms: Callable[[], int], *, idle: bool = True) -> None:
        trouble = (PrinterError,)
        self.supervised = Supervised(Device.PRINTER, trouble, now_ms, self._probe, idle, out_of_paper=(OutOfPaper,))
        self.name, self.virtual, self.columns = printer.name, printer.virtual, printer.columns
        self._printer = printer

    def print(self, receipt: Receipt) -> None:
        """See `Printer.print`."""
        try:
            with self.supervised.used():
                self._printer.print(receipt)
        except PrinterError:
            self.supervised.take_change()
            raise

    def status(self) -> PaperStatus:
        """See `Printer.status`."""
        return self._printer.status()

    def close(self) -> None:
        """See `Printer.close`."""
        self._printer.close()

    def _probe(self) -> None:
        match self._printer.status():
            case PaperStatus.NO_PAPER:
                raise OutOfPaper
            case PaperStatus.OFFLINE:
                raise PrinterOffline


class SupervisedKeypad:
    """See `Keypad`, but `wait` never raises: a keypad that is missing has no keys until it is back."""

    def __init__(self, keypad: Keypad, now_ms: Callable[[], int], sleep_ms: Callable[[int], None]) -> None:
        self.supervised = Supervised(Device.KEYPAD, (KeypadError,), now_ms)
        self.name, self.virtual = keypad.name, keypad.virtual
        self._keypad, self._sleep_ms = keypad, sleep_ms

    def wait(self, timeout_ms: int) -> Key | None:
        """The next key, or None after so long without one, as when the keypad is missing."""
        if not self.supervised.due:
            self._sleep_ms(timeout_ms)
            return None
        return self.supervised.attempt(lambda: self._keypad.wait(timeout_ms))

    def close(self) -> None:
        """See `Keypad.close`."""
        self._keypad.close()


class SupervisedTamperSwitch:
    """See `TamperSwitch`, but a switch that cannot be read says nothing."""

    def __init__(self, switch: TamperSwitch, now_ms: Callable[[], int]) -> None:
        self.supervised = Supervised(Device.TAMPER, (TamperError,), now_ms, switch.is_open)
        self._switch = switch

    def is_open(self) -> bool | None:
        """Whether the case is open now; None if that cannot be known."""
        return self.supervised.attempt(self._switch.is_open)

    def close(self) -> None:
        """See `TamperSwitch.close`."""
        self._switch.close()
