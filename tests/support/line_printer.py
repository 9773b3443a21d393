"""A receipt printer at the far end of a wire, as real sockets and pseudo-terminals: takes bytes, answers DLE EOT."""

from __future__ import annotations

import os
import pty
import select
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ASK = b"\x10\x04"
IDLE = 0x12


@dataclass
class FarPrinter:
    """What it received, status questions apart, and how it answers: `answers[n]` for question n, none for silence.

    `unplugged`: a serial one whose cable comes off with the next bytes.
    """

    answers: dict[int, int] = field(default_factory=lambda: {1: IDLE, 4: IDLE})
    received: bytes = b""
    unplugged: bool = False

    def take(self, data: bytes) -> bytes:
        """The answer to a piece of input. A question comes alone: the driver waits before it goes on."""
        if data[:2] == ASK and len(data) == 3:
            return bytes([self.answers[data[2]]]) if data[2] in self.answers else b""
        self.received += data
        return b""


@contextmanager
def network_printer() -> Iterator[tuple[FarPrinter, int]]:
    """A printer listening on a local port."""
    printer, listener, done = FarPrinter(), socket.create_server(("127.0.0.1", 0)), threading.Event()
    listener.settimeout(0.05)

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except TimeoutError:
                if done.is_set():  # and nobody is left at the door
                    return
                continue
            with client:
                while data := client.recv(65_536):
                    client.sendall(printer.take(data))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield printer, listener.getsockname()[1]
    finally:
        done.set()
        thread.join()
        listener.close()


@contextmanager
def serial_printer() -> Iterator[tuple[FarPrinter, str]]:
    """A printer at the far end of a serial line."""
    printer, done = FarPrinter(), threading.Event()
    far, near = pty.openpty()
    tty.setraw(near)

    def serve() -> None:
        while True:
            if select.select([far], [], [], 0.02)[0]:
                answer = printer.take(os.read(far, 65_536))
                if printer.unplugged:
                    os.close(far)
                    return
                os.write(far, answer)
            elif done.is_set():  # and nothing is left on the line
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield printer, os.ttyname(near)
    finally:
        done.set()
        thread.join()
        if not printer.unplugged:
            os.close(far)
        os.close(near)
