"""Virtual cards behind the real pcscd, over vsmartcard's driver `vpcd`.

The driver listens on a TCP port for each slot; the card connects. Connected is present, closed is removed. Both
sides send two bytes of length, big-endian, then the payload. One byte from the driver is a control code, more is
an APDU. An answer of length zero would hang pcscd for ever, so there is never one: the socket is closed instead.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from enum import IntEnum
from threading import Thread
from typing import Final

from terminal.drivers.card_reader.chip import Chip, LeftField

CONNECT_SECONDS: Final = 5.0


class Control(IntEnum):
    """Payloads of one byte from the driver; only the last is answered."""

    POWER_OFF = 0
    POWER_ON = 1
    RESET = 2
    GET_ATR = 4


class VpcdSlot:
    """One slot of the driver. Same levers as `virtual.VirtualReader`: `insert` and `remove`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._chip: Chip | None = None
        self._socket: socket.socket | None = None
        self._thread: Thread | None = None

    def insert(self, chip: Chip) -> None:
        """Lay a card on the reader; one that lay there is taken away first. Raises OSError if no driver listens."""
        self.remove()
        link = socket.create_connection(("127.0.0.1", self._port), timeout=CONNECT_SECONDS)
        link.settimeout(None)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chip.enter_field()
        self._chip, self._socket = chip, link
        self._thread = Thread(target=_serve, args=(link, chip), name=f"vpcd {self._port}", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Take the card away, if there is one."""
        if self._chip is None or self._socket is None or self._thread is None:
            return
        self._chip.leave_field()
        _hang_up(self._socket)
        self._thread.join()
        self._chip = self._socket = self._thread = None


def _serve(link: socket.socket, chip: Chip) -> None:
    with link, suppress(LeftField, OSError):
        try:
            while (request := _receive(link)) and (answer := _answer(chip, request)) is not None:
                if answer:
                    link.sendall(len(answer).to_bytes(2, "big") + answer)
        finally:
            chip.leave_field()


def _answer(chip: Chip, request: bytes) -> bytes | None:
    """What to send back: nothing after a control code, None to hang up."""
    if len(request) > 1:
        return chip.answer(request)
    match request[0]:
        case Control.GET_ATR:
            return chip.atr or None
        case Control.POWER_ON:
            chip.power_on()
        case Control.POWER_OFF:
            chip.power_off()
        case Control.RESET:
            chip.power_off()
            chip.power_on()
    return b""


def _receive(link: socket.socket) -> bytes:
    """One message; empty when the driver hung up."""
    header = _exactly(link, 2)
    # Without this the driver's second small segment waits some 40 ms for an acknowledgement of its first.
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    return _exactly(link, int.from_bytes(header, "big"))


def _exactly(link: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = link.recv(count - len(data))
        if not part:
            return b""
        data += part
    return data


def _hang_up(link: socket.socket) -> None:
    with suppress(OSError):  # the other side may have been quicker
        link.shutdown(socket.SHUT_RDWR)
