"""What all virtual cards share: bytes in, bytes out, levers to break them, and a memory of what happened.

A virtual chip stands for the card together with the firmware of the reader before it. It parses the same bytes as
the real pair. Nothing is random: each tear leaves bytes that follow from the old and the new content.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Final

from terminal.drivers.card_reader.cells import Cells

HISTORY: Final = 2000
"""How many exchanges a chip remembers."""

OK: Final = b"\x90\x00"
FAILED: Final = b"\x63\x00"
WRONG_LENGTH: Final = b"\x67\x00"
UNSUPPORTED: Final = b"\x6a\x81"
UNKNOWN_COMMAND: Final = b"\x6d\x00"
WRONG_CLASS: Final = b"\x6e\x00"


class LeftField(Exception):
    """The chip has no power or was taken away; nobody will learn what it did last."""


class Tear(Enum):
    """What an EEPROM write leaves behind when the power goes away in the middle of it."""

    UNTOUCHED = "old stays"
    GARBAGE = "garbage, and stays so"
    LATE_VALID = "garbage now, the new bytes once aged"
    DECAYING = "the new bytes now, garbage once aged"
    DONE = "written, only the answer is lost"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One APDU and its answer; None if the card left before it answered."""

    apdu: bytes = field(repr=False)
    answer: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a chip takes: seconds for each APDU and for each stroke of EEPROM, passed to `sleep`."""

    sleep: Callable[[float], None]
    per_apdu: float = 0.0
    per_write: float = 0.0


@dataclass(frozen=True, slots=True)
class _Pull:
    apdu: int
    after: bool


@dataclass(frozen=True, slots=True)
class _Torn:
    write: int
    how: Tear
    at_byte: int


def garbage(old: int, new: int) -> int:
    """A byte that is neither the old nor the new one, made from both."""
    byte = ~(old & new) & 0xFF
    return byte ^ 0x55 if byte in (old, new) else byte


class Chip(ABC):
    """A virtual card. It starts outside the field; a virtual reader or the vpcd bridge puts it in."""

    stroke: ClassVar[int]
    """How many bytes the chip programs at once; a tear hits one stroke."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.present = False
        self.apdus = 0
        """APDUs so far."""
        self.writes = 0
        """EEPROM writes so far; one APDU may make none, one or two."""
        self.history: deque[Exchange] = deque(maxlen=HISTORY)
        self.latency: Latency | None = None
        self.on_apdu: Callable[[int, bytes], None] | None = None
        """Called with the APDU's number (from 1) and bytes before it is executed; may raise, as a power cut does."""
        self.on_done: Callable[[int, bytes], None] | None = None
        """Called after it was executed and before it is answered; may raise."""
        self.on_leave: Callable[[], None] | None = None
        """Called when a lever took the card away; may raise: then the terminal dies with the card."""
        self._pull: _Pull | None = None
        self._torn: _Torn | None = None

    @property
    @abstractmethod
    def atr(self) -> bytes:
        """The answer to reset; empty if the chip is dead."""

    @abstractmethod
    def _execute(self, apdu: bytes) -> bytes:
        """Do one APDU; data and status word."""

    @abstractmethod
    def _forget(self) -> None:
        """Lose what lives only while there is power."""

    # The field

    def enter_field(self) -> None:
        """The card is laid on the reader or put into it."""
        self.present = True
        self.power_on()

    def leave_field(self) -> None:
        """The card is taken away."""
        self.present = False
        self.power_off()

    def power_on(self) -> None:
        """The reader gives power: everything volatile starts anew."""
        self._forget()

    def power_off(self) -> None:
        """The reader takes the power away."""
        self._forget()

    # The conversation

    def answer(self, apdu: bytes) -> bytes:
        """Execute one APDU and answer it. Raises LeftField if the card is away or a lever takes it away."""
        if not self.present:
            raise LeftField
        self.apdus += 1
        number = self.apdus
        self.history.append(Exchange(apdu, None))
        if self.on_apdu is not None:
            self.on_apdu(number, apdu)
        pull = self._pull
        if pull is not None and pull.apdu == number and not pull.after:
            self._go()
        if self.latency is not None and self.latency.per_apdu:
            self.latency.sleep(self.latency.per_apdu)
        answer = self._execute(apdu)
        if self.on_done is not None:
            self.on_done(number, apdu)
        if pull is not None and pull.apdu == number:
            self._go()
        self.history[-1] = Exchange(apdu, answer)
        return answer

    # Levers

    def pull_at(self, n: int, *, after: bool = False) -> None:
        """Take the card away right before the n-th APDU from now (1 = the next), or right after it was executed.

        One pull and one tear can be armed; whichever comes down first disarms the other.
        """
        self._pull = _Pull(self.apdus + _positive(n), after)

    def tear_write(self, n: int, how: Tear, *, at_byte: int = 0) -> None:
        """Cut the n-th EEPROM write from now short (1 = the next); the card is away afterwards.

        Where the chip writes byte by byte, the bytes before `at_byte` are written, that byte is torn and the later
        ones stay old; `Tear.DONE` writes them all. A value behind the end tears the last byte.
        """
        self._torn = _Torn(self.writes + _positive(n), how, at_byte)

    def disarm(self) -> None:
        """Forget the levers that have not come down yet."""
        self._pull = None
        self._torn = None

    def age(self) -> None:
        """Time passes: what a tear left undecided is decided."""
        self.cells.age()

    def dump(self) -> bytes:
        """What the memory reads now: all of it, keys and codes too."""
        return self.cells.content

    def restore(self, dump: bytes) -> None:
        """Put an old dump back, as a fraud would. Raises ValueError if it is of another size."""
        if len(dump) != self.cells.size:
            raise ValueError(f"a dump of this chip has {self.cells.size} bytes, not {len(dump)}")
        self.cells.write(0, dump)

    # For the chips

    def _program(self, address: int, data: bytes) -> None:
        """One EEPROM write, stroke by stroke. Raises LeftField if it was to be torn."""
        self.writes += 1
        torn = self._torn if self._torn is not None and self._torn.write == self.writes else None
        strokes = range(0, len(data), self.stroke)
        broken = -1 if torn is None else strokes[min(torn.at_byte // self.stroke, len(strokes) - 1)]
        for offset in strokes:
            part = data[offset : offset + self.stroke]
            if self.latency is not None and self.latency.per_write:
                self.latency.sleep(self.latency.per_write)
            if torn is not None and offset == broken and torn.how is not Tear.DONE:
                self._break(address + offset, part, torn.how)
                self._go()
            self.cells.write(address + offset, part)
        if torn is not None:
            self._go()

    def _break(self, address: int, new: bytes, how: Tear) -> None:
        old = self.cells.read(address, len(new))
        noise = self._noise(address, old, new)
        if how is Tear.GARBAGE:
            self.cells.write(address, noise)
        elif how is Tear.LATE_VALID:
            self.cells.weaken(address, noise, new)
        elif how is Tear.DECAYING:
            self.cells.weaken(address, new, noise)

    def _noise(self, address: int, old: bytes, new: bytes) -> bytes:
        """What a broken write leaves at an address."""
        return bytes(garbage(was, wanted) for was, wanted in zip(old, new, strict=True))

    def _go(self) -> None:
        self.disarm()
        self.leave_field()
        if self.on_leave is not None:
            self.on_leave()
        raise LeftField


def _positive(n: int) -> int:
    if n < 1:
        raise ValueError("a lever counts from 1")
    return n
