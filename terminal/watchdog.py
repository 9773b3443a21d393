"""Two watches over the loop. systemd restarts a program whose loop no longer turns; a thread of our own names the device
that it waits for, long before that.

`Supervisor` speaks systemd's notification protocol (sd_notify(3)): datagrams of `KEY=value` lines to the socket that the
environment names. Without such a socket it says nothing.

`Watch` is told what the loop begins to wait for and when the wait is over. A card reader's command has no time limit of
its own (HARDWARE 5.4): only another thread can say that the reader hangs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

PATIENCE_MS = 5_000
"""So long a device may take for one command before a person is told."""
LOOK_S = 0.5


class Supervisor:
    """Tells the service manager how the program is. `address` is its socket; `@` begins an abstract name; empty: nobody."""

    def __init__(self, address: str = "") -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """The terminal can sell."""
        self._tell("READY=1")

    def pet(self) -> None:
        """The loop turns."""
        self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._tell(f"STATUS={text.splitlines()[0] if text else ''}")

    def stopping(self) -> None:
        """The program ends in an orderly way."""
        self._tell("STOPPING=1")

    def _tell(self, line: str) -> None:
        if not self._address:
            return
        import socket

        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line_out:
                line_out.setblocking(False)
                line_out.sendto(line.encode(), self._address)
        except OSError:
            pass  # a service manager that does not listen is no reason to stop selling


def supervisor_of(environment: Mapping[str, str]) -> Supervisor:
    """Whoever started this program and wants to hear of it."""
    return Supervisor(environment.get("NOTIFY_SOCKET", ""))


@dataclass(frozen=True, slots=True)
class Hang:
    """A device has not answered for so long; `over`: it has answered now."""

    device: str
    waited_ms: int
    over: bool = False


class Watch:
    """Tells once of each wait that is longer than `patience_ms`, and once when it is over.

    `tell` is called on the watching thread for a wait that goes on, and on the loop's for one that is over.
    """

    def __init__(self, monotonic_ms: Callable[[], int], tell: Callable[[Hang], None], patience_ms: int = PATIENCE_MS) -> None:
        self._monotonic_ms, self.tell, self._patience_ms = monotonic_ms, tell, patience_ms
        self._waiting: tuple[str, int] | None = None
        self._told: tuple[str, int] | None = None
        self._stop = Event()

    def start(self) -> None:
        """Look every half second from now on."""
        Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            self.look()

    @contextmanager
    def waiting_for(self, device: str) -> Iterator[None]:
        """The loop waits for this device as long as this lasts."""
        self._waiting = wait = (device, self._monotonic_ms())
        try:
            yield
        finally:
            self._waiting = None
            if self._told is wait:
                self.tell(Hang(device, self._monotonic_ms() - wait[1], over=True))

    def look(self) -> None:
        """Tell if the wait of this moment is too long and was not told of before."""
        wait = self._waiting
        if wait is None or wait is self._told:
            return
        waited_ms = self._monotonic_ms() - wait[1]
        if waited_ms >= self._patience_ms:
            self._told = wait
            self.tell(Hang(wait[0], waited_ms))
