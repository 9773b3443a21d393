"""The way to head office, as bad as the protocol allows: lost, doubled, late, old and bent packets, and long outages."""

from __future__ import annotations

from collections.abc import Callable

from protocol.link.packet import pack, unpack
from protocol.link.seal import Purpose, peek
from terminal.uplink.transport.port import Busy, Unreachable
from tests.simulation.chance import LINE, Chance
from tests.simulation.truth import Truth

RATE = 0.12
OLD_MAX = 20


class Wire:
    """One terminal's transport; `down_until` is an outage. Copies that were held come out at head office later."""

    def __init__(self, office: Callable[[bytes], bytes | None], chance: Chance, truth: Truth) -> None:
        self._office, self._chance, self._truth = office, chance, truth
        self.down = False
        self.withholds = False
        """The keeper of this terminal lets signs of life through, and no batch."""
        self.clean = False
        self._late: list[bytes] = []
        self._answers: list[bytes] = []

    def exchange(self, message: bytes) -> bytes:
        """See `Transport`."""
        if self.down:
            raise Unreachable("no line")
        if self.withholds:
            message = pack(one for one in unpack(message) if peek(one).purpose is not Purpose.BATCH)
        if self.clean:
            return self._ask(message)
        if self._late and self._chance.happens(0.5):
            self._office(self._late.pop(self._chance.random.randrange(len(self._late))))
        match self._chance.fault(LINE, RATE):
            case None:
                return self._ask(message)
            case fault:
                self._truth.count(f"line_{fault}")
                return self._badly(fault, message)

    def _badly(self, fault: str, message: bytes) -> bytes:
        match fault:
            case "request_lost":
                raise Unreachable("lost on the way")
            case "answer_lost":
                self._ask(message)
                raise Unreachable("the answer was lost")
            case "twice":
                self._ask(message)
            case "late_copy":
                self._late.append(message)
            case "held":
                self._late.append(message)
                raise Busy(30)
            case "old_answer" if self._answers:
                self._ask(message)
                return self._chance.random.choice(self._answers)
            case "corrupt":
                if self._chance.happens(0.5):
                    return self._bent(self._ask(message))
                return self._ask(self._bent(message))
        return self._ask(message)

    def _ask(self, message: bytes) -> bytes:
        answer = self._office(message)
        if answer is None:
            raise Unreachable("head office died")
        self._answers = [*self._answers[-OLD_MAX:], answer]
        return answer

    def _bent(self, data: bytes) -> bytes:
        if not data:
            return data
        place = self._chance.random.randrange(len(data))
        bent = data[place] ^ 1 << self._chance.random.randrange(8)
        return data[:place] + bytes([bent]) + data[place + 1 :]
