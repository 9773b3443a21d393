"""A way to head office inside this process: for the demo, training and tests. Chosen by configuration only.

Levers: `plug`, and a plan of faults, one for each coming exchange. Memory: `history`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from terminal.uplink.transport.port import Busy, TransportError, Unreachable


class Fault(Enum):
    """What happens to one exchange."""

    DROP_REQUEST = auto()
    """Head office never sees it."""
    DROP_ANSWER = auto()
    """Head office acts on it, the terminal does not learn of it."""
    REPEAT = auto()
    """Head office gets it twice; the terminal gets the second answer."""
    HOLD_REQUEST = auto()
    """It waits on the way until `late_request`."""
    HOLD_ANSWER = auto()
    """Head office acts on it, its answer waits on the way until `late_answer`."""


@dataclass(frozen=True, slots=True)
class Corrupt:
    """The byte at `position` (counted from the end if negative) is changed by the bits of `mask`; an empty packet stays."""

    position: int
    answer: bool = False
    mask: int = 0x01


@dataclass(frozen=True, slots=True)
class Overload:
    """Head office asks to come back later."""

    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What happened: the terminal's packet and what it got."""

    message: bytes
    outcome: bytes | TransportError


class VirtualTransport:
    """Calls `office` instead of a line."""

    def __init__(self, office: Callable[[bytes], bytes]) -> None:
        self._office = office
        self.plugged = True
        self.plan: deque[Fault | Corrupt | Overload | None] = deque()
        self.held_requests: list[bytes] = []
        self.held_answers: list[bytes] = []
        self.history: list[Exchange] = []

    def exchange(self, message: bytes) -> bytes:
        """Send a packet through the next planned fault, or through none. Raises TransportError."""
        try:
            answer = self._through(self.plan.popleft() if self.plan else None, message)
        except TransportError as error:
            self.history.append(Exchange(message, error))
            raise
        self.history.append(Exchange(message, answer))
        return answer

    def late_request(self, place: int = 0) -> bytes:
        """A held packet arrives at head office after all; the answer is whatever the caller makes of it."""
        return self._office(self.held_requests.pop(place))

    def late_answer(self, place: int = 0) -> bytes:
        """A held answer comes out, in whatever order it is asked for."""
        return self.held_answers.pop(place)

    def _through(self, fault: Fault | Corrupt | Overload | None, message: bytes) -> bytes:
        if not self.plugged:
            raise Unreachable("the line is unplugged")
        match fault:
            case None:
                return self._office(message)
            case Corrupt(answer=False):
                return self._office(_bent(message, fault))
            case Corrupt():
                return _bent(self._office(message), fault)
            case Overload(retry_after_s):
                raise Busy(retry_after_s)
            case Fault.REPEAT:
                self._office(message)
                return self._office(message)
            case Fault.DROP_REQUEST:
                pass
            case Fault.HOLD_REQUEST:
                self.held_requests.append(message)
            case Fault.DROP_ANSWER:
                self._office(message)
            case Fault.HOLD_ANSWER:
                self.held_answers.append(self._office(message))
        raise Unreachable(f"planned: {fault.name}")


def _bent(packet: bytes, corrupt: Corrupt) -> bytes:
    if not packet:
        return packet
    changed = bytearray(packet)
    changed[corrupt.position % len(packet)] ^= corrupt.mask
    return bytes(changed)
