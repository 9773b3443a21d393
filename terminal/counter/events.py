"""What can happen at the counter: keys, cards, time, and the answers to its acts."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import Reference
from protocol.link.desk_orders import JobReason
from terminal.counter.old_slips import OldSlip
from terminal.counter.readiness import Facts
from terminal.counter.takings import Done
from terminal.devices import Change
from terminal.drivers.keypad.port import Key
from terminal.face import Notice
from terminal.sale.context import CardView
from terminal.sale.orders import PinPart
from terminal.sale.refusals import RefusalNote


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key."""

    key: Key


@dataclass(frozen=True, slots=True)
class CardTapped:
    """A card came to the reader."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Half a second or so has passed and nothing has happened; `view.now` says what time it is."""


@dataclass(frozen=True, slots=True)
class SaleSaid:
    """The sale has told people something."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Journalled:
    """Answer to Journal: durable. `reference` is the last entry's key."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Printed:
    """Answer to Print and PrintCopy: whether it is on paper. If not, people have been told why."""

    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class NoSuchSlip:
    """Answer to PrintCopy: the journal has no slip of this number."""


@dataclass(frozen=True, slots=True)
class CardLooked:
    """Answer to LookAtCard: the card that lies there, why it is none to work with, or None if there is no card."""

    found: CardView | RefusalNote | None


@dataclass(frozen=True, slots=True)
class PinChecked:
    """Answer to CheckPin."""

    matches: bool


@dataclass(frozen=True, slots=True)
class PinMade:
    """Answer to MakeVerifier: None for a PIN with another number of digits, or one that everybody tries."""

    verifier: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class PinSealed:
    """Answer to SealPin: as it goes onto the card; None if that card does not lie there any more."""

    part: PinPart | None


@dataclass(frozen=True, slots=True)
class CardMade:
    """Answer to MakeCard: NONE if it is made, else why not."""

    reason: JobReason


@dataclass(frozen=True, slots=True)
class DayRead:
    """Answer to ReadDay: what was finished today, in order."""

    acts: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class ShiftRead:
    """Answer to ReadShift: what was finished since the shift began, in order."""

    acts: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class FactsFound:
    """Answer to LookAround."""

    facts: Facts


@dataclass(frozen=True, slots=True)
class SlipsRead:
    """Answer to ReadSlips: newest first."""

    slips: tuple[OldSlip, ...]


@dataclass(frozen=True, slots=True)
class DevicesFound:
    """Answer to LookAtDevices: every device with its health, in the order in which they are named."""

    devices: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NoRehearsal:
    """Answer to Rehearse: the disk does not take a rehearsal."""


@dataclass(frozen=True, slots=True)
class RealCardLaid:
    """In a rehearsal a real card came to the real reader. Nothing looks at it."""


Event = (
    KeyPressed
    | CardTapped
    | TimePassed
    | SaleSaid
    | Journalled
    | Printed
    | NoSuchSlip
    | CardLooked
    | CardMade
    | PinSealed
    | PinChecked
    | PinMade
    | DayRead
    | ShiftRead
    | FactsFound
    | SlipsRead
    | DevicesFound
    | NoRehearsal
    | RealCardLaid
)
