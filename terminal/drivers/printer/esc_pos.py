"""The real receipt printer, over python-escpos: the only file that may import it.

The bytes are ours (`commands`) and so are three things that the library does in a way that hurts at a counter: it
takes a silent printer for one with paper (HARDWARE 6.5), it leaks the socket of a refused connection, and it lets a
USB printer without paper block a write for ever. A printer at USB is used through the kernel's driver, which answers
too: the library's own way would take the device from it and reset it. The device is opened for each receipt and closed
after it: a printer may be switched off in between, and a network printer serves one client at a time. The library itself
is loaded for the first receipt: it takes as long and as much memory as half of the terminal.
"""

from __future__ import annotations

import os
import select
import socket
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from terminal.drivers.printer.commands import ASK_PAPER, ASK_PRINTER, encode
from terminal.drivers.printer.port import OutOfPaper, PaperStatus, PrinterMissing, PrinterOffline
from terminal.sale.receipt import Receipt

PATIENCE_SECONDS = 3
ANSWER_SECONDS = 0.3
PIECE_BYTES = 512

_STATUS_MASK, _STATUS_MARK = 0x93, 0x12
_OFFLINE_BIT = 0x08
_PAPER_END_BITS = 0x60


@dataclass(frozen=True, slots=True)
class FileTarget:
    """Any file, which is appended to. It cannot be asked for its status."""

    path: str


@dataclass(frozen=True, slots=True)
class UsbTarget:
    """A printer at the kernel's own driver, such as /dev/usb/lp0."""

    path: str


@dataclass(frozen=True, slots=True)
class SerialTarget:
    """A serial line."""

    device: str
    baud: int = 9600


@dataclass(frozen=True, slots=True)
class NetworkTarget:
    """A printer's raw port."""

    host: str
    port: int = 9100


@dataclass(frozen=True, slots=True)
class DummyTarget:
    """Nothing is connected; bytes are formed and dropped. For measuring."""


Target = FileTarget | UsbTarget | SerialTarget | NetworkTarget | DummyTarget


class EscPosPrinter:
    """A printer at `target` with `columns`; nothing is opened until it is used."""

    virtual = False

    def __init__(self, target: Target, columns: int = 32) -> None:
        self.name = f"ESC/POS printer at {target}"
        self.columns = columns
        self._target = target
        self._vendor_printer: Any = None

    @property
    def _printer(self) -> Any:
        if self._vendor_printer is None:
            self._vendor_printer = _vendor_printer(self._target)
        return self._vendor_printer

    def print(self, receipt: Receipt) -> None:
        """Print unless the device says that it cannot; see `Printer.print`."""
        data = encode(receipt, self.columns)
        with self._opened():
            match self._ask():
                case PaperStatus.NO_PAPER:
                    raise OutOfPaper(f"{self.name} has no paper")
                case PaperStatus.OFFLINE:
                    raise PrinterOffline(f"{self.name} says that it is offline")
                case PaperStatus.READY | PaperStatus.UNKNOWN:
                    self._send(data)

    def status(self) -> PaperStatus:
        """Ask the device, within about a second."""
        try:
            with self._opened():
                return self._ask()
        except (PrinterMissing, PrinterOffline):
            return PaperStatus.OFFLINE

    def close(self) -> None:
        """Let go of the device."""
        self._release()

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """The device open, with short time-outs; vendor and system errors become ours at this border."""
        try:
            self._open()
        except _failures() as error:
            raise PrinterMissing(f"{self.name} cannot be opened: {error}") from None
        try:
            yield
        except _failures() as error:
            raise PrinterOffline(f"{self.name} does not take the receipt: {error}") from None
        finally:
            self._release()

    def _open(self) -> None:
        match self._target:
            case FileTarget(path):
                self._printer.device = open(path, "ab", buffering=0, opener=_without_blocking)  # noqa: SIM115 - closed by _release
            case UsbTarget(path):
                self._printer.device = open(path, "r+b", buffering=0, opener=_without_blocking)  # noqa: SIM115 - closed by _release
            case SerialTarget():
                self._printer.open()
                self._printer.device.write_timeout = PATIENCE_SECONDS
            case NetworkTarget(host, port):
                self._printer.device = socket.create_connection((host, port), PATIENCE_SECONDS)
            case DummyTarget():
                pass

    def _send(self, data: bytes) -> None:
        """Send piece by piece: patience is for each piece, so that a long receipt on a slow line is not given up."""
        if not isinstance(self._target, FileTarget | UsbTarget):
            for at in range(0, len(data), PIECE_BYTES):
                self._printer._raw(data[at : at + PIECE_BYTES])
            return
        while data:
            if not select.select([], [self._printer.device], [], PATIENCE_SECONDS)[1]:
                raise TimeoutError(f"nothing was taken for {PATIENCE_SECONDS} s")
            data = data[self._printer.device.write(data) or 0 :]

    def _release(self) -> None:
        if self._vendor_printer is None:
            return
        try:
            self._printer.close()
        except _failures():
            self._printer._device = False

    def _ask(self) -> PaperStatus:
        """The printer's own words; UNKNOWN for silence and for bytes that are no status."""
        printer = self._answer(ASK_PRINTER)
        if printer is None:
            return PaperStatus.UNKNOWN
        paper = self._answer(ASK_PAPER)
        if paper is not None and paper & _PAPER_END_BITS:
            return PaperStatus.NO_PAPER
        return PaperStatus.OFFLINE if printer & _OFFLINE_BIT else PaperStatus.READY

    def _answer(self, question: bytes) -> int | None:
        device: Any = self._printer.device
        match self._target:
            case NetworkTarget():
                self._printer._raw(question)
                device.settimeout(ANSWER_SECONDS)
                try:
                    answer = device.recv(1)
                except TimeoutError:
                    answer = b""
                finally:
                    device.settimeout(PATIENCE_SECONDS)
            case SerialTarget():
                device.reset_input_buffer()
                self._printer._raw(question)
                answer = device.read(1)
            case UsbTarget():
                device.read(PIECE_BYTES)  # what an earlier question left
                self._send(question)
                answer = device.read(1) if select.select([device], [], [], ANSWER_SECONDS)[0] else b""
            case FileTarget() | DummyTarget():
                return None
        return answer[0] if answer and answer[0] & _STATUS_MASK == _STATUS_MARK else None


def _failures() -> tuple[type[Exception], ...]:
    """What the library and the system raise."""
    from escpos.exceptions import Error as EscposError

    return EscposError, OSError, termios.error


def _without_blocking(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK, 0o600)


def _vendor_printer(target: Target) -> Any:
    from escpos.printer import Dummy, File, Network, Serial

    match target:
        case FileTarget(path) | UsbTarget(path):
            return File(path)
        case SerialTarget(device, baud):
            return Serial(device, baudrate=baud, timeout=ANSWER_SECONDS, dsrdtr=False)
        case NetworkTarget(host, port):
            return Network(host, port=port, timeout=PATIENCE_SECONDS)
        case DummyTarget():
            return Dummy()
