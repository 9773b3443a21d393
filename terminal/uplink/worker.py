"""The thread that waits for the line, so that the till never does. It holds no key and decides nothing.

It has at most one packet: the newest one it was given. It tries until the packet is answered, waits longer after each
failure, and posts what happened. What the packet says and what the answer means is `uplink`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread

from terminal.uplink.backoff import ROLL_END, wait_ms
from terminal.uplink.transport.port import Busy, Transport, TransportError


@dataclass(frozen=True, slots=True)
class Answered:
    """Head office answered with this packet."""

    packet: bytes


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A try failed; the next one comes after `wait_ms` milliseconds, or at a nudge unless head office is busy."""

    error: TransportError
    wait_ms: int


@dataclass(frozen=True, slots=True)
class Crashed:
    """The thread ended by a mistake in the program; whoever gets this must stop."""

    error: Exception


Posted = Answered | NoAnswer | Crashed


class Worker:
    """Exchanges packets over one transport. `post` is called on the worker's thread; `roll(n)` draws from 0 to n - 1."""

    def __init__(self, transport: Transport, post: Callable[[Posted], None], roll: Callable[[int], int]) -> None:
        self._transport = transport
        self._post = post
        self._roll = roll
        self._changed = Condition()
        self._packet: bytes | None = None
        self._nudged = False
        self._stopped = False
        self._thread = Thread(target=self._run, name="uplink", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, packet: bytes) -> None:
        """Exchange this packet instead of any earlier one that is still unanswered, and now if the line was waiting for work."""
        with self._changed:
            self._packet = packet
            self._changed.notify()

    def nudge(self) -> None:
        """Do not wait any longer before the next try: the line may be back. A busy head office is left alone all the same."""
        with self._changed:
            self._nudged = True
            self._changed.notify()

    def stop(self, timeout_s: float | None = None) -> bool:
        """Try no more and wait for the thread; False if it still hangs in an exchange after `timeout_s` seconds."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            failures = 0
            while (packet := self._next()) is not None:
                failures = 0 if self._tried(packet, failures) else failures + 1
        except Exception as error:
            self._post(Crashed(error))

    def _next(self) -> bytes | None:
        """The packet to send, as soon as there is one; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._packet is not None)
            self._nudged = False
            return None if self._stopped else self._packet

    def _tried(self, packet: bytes, failures: int) -> bool:
        try:
            answer = self._transport.exchange(packet)
        except TransportError as error:
            asked = error.retry_after_s if isinstance(error, Busy) else None
            wait = wait_ms(failures + 1, self._roll(ROLL_END), asked)
            self._post(NoAnswer(error, wait))
            self._wait(wait, may_be_nudged=not isinstance(error, Busy))
            return False
        self._done(packet)
        self._post(Answered(answer))
        return True

    def _wait(self, milliseconds: int, may_be_nudged: bool) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or (may_be_nudged and self._nudged), milliseconds / 1_000)

    def _done(self, packet: bytes) -> None:
        """Forget the packet, unless another one was given meanwhile."""
        with self._changed:
            if self._packet is packet:
                self._packet = None
