"""What the counter wants done. An act with an answer is answered by exactly one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import CardInstance, OperatorId, Sequence, ShiftNumber
from protocol.link.desk_orders import DeskOrder, JobWord
from protocol.link.entries import Body
from terminal.counter.props import Fault, PropCard
from terminal.devices import Device
from terminal.sale import events as on
from terminal.sale.receipt import Receipt
from terminal.words.language import Language


@dataclass(frozen=True, slots=True)
class ToSale:
    """Give the sale an event; what it says comes back as SaleSaid."""

    event: on.Event


@dataclass(frozen=True, slots=True)
class Journal:
    """Put these entries on disk in one transaction. Answer: Journalled; if the disk fails, the sale stops instead."""

    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """Print a receipt that is no slip of a sale. Answer: Printed."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """Print the slip of a finished act once more from the journal, marked COPY. Answers: Printed, NoSuchSlip.

    `sequence` is the last part of its reference: a terminal numbers its entries through.
    """

    sequence: Sequence


@dataclass(frozen=True, slots=True)
class LookAtCard:
    """Read the card that lies on the reader, for no sale. Answer: CardLooked."""


@dataclass(frozen=True, slots=True)
class PadKey:
    """One digit of a PIN goes into the pad; no state holds it."""

    digit: str


@dataclass(frozen=True, slots=True)
class PadWipe:
    """What lies in the pad is forgotten."""


@dataclass(frozen=True, slots=True)
class SetOperator:
    """From now on this operator is named in every entry; 0 for nobody."""

    operator: OperatorId


@dataclass(frozen=True, slots=True)
class SetShift:
    """From now on this shift is named in every entry; 0 for none."""

    shift: ShiftNumber


@dataclass(frozen=True, slots=True)
class SetMemberLanguage:
    """The next slip and the voice until then are in this language."""

    language: Language


@dataclass(frozen=True, slots=True)
class SendNow:
    """Close what is open and send it in the background."""


@dataclass(frozen=True, slots=True)
class AskOffice:
    """Ask head office for orders, unless it was asked just now."""


@dataclass(frozen=True, slots=True)
class TellJob:
    """The next poll says this of an order."""

    word: JobWord


@dataclass(frozen=True, slots=True)
class MakeCard:
    """Make the card of an order, its PIN being what lies in the pad. Answer: CardMade; PinChecked if the pad does not hold what
    `verifier` was made of."""

    order: DeskOrder
    verifier: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class SealPin:
    """Make of what lies in the pad the PIN of the card that was looked at, then wipe it. Answer: PinSealed; PinChecked if the
    pad does not hold what `verifier` was made of.
    """

    card: CardInstance
    verifier: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Compare what lies in the pad with this verifier of an operator's PIN, then wipe it. Answer: PinChecked."""

    verifier: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MakeVerifier:
    """Make a verifier of what lies in the pad, then wipe it. Answer: PinMade."""


@dataclass(frozen=True, slots=True)
class ReadDay:
    """Read what was done today. Answer: DayRead."""


@dataclass(frozen=True, slots=True)
class ReadShift:
    """Read what was done since the open shift began. Answer: ShiftRead."""


@dataclass(frozen=True, slots=True)
class LookAround:
    """Find out how devices, disk, clock, journal and certificate are. Answer: FactsFound."""


@dataclass(frozen=True, slots=True)
class ReadSlips:
    """Read which slips were printed last. Answer: SlipsRead."""


@dataclass(frozen=True, slots=True)
class LookAtDevices:
    """Say how every device is. Answer: DevicesFound."""


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Try this device again now, or all of them; how they are is known half a second later."""

    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Rehearse:
    """Leave the counter as it stands and begin a rehearsal. Answer: NoRehearsal if that fails, else the rehearsal's end."""


@dataclass(frozen=True, slots=True)
class OpenAgain:
    """Open the journal again after it failed; if that succeeds, selling goes on and the operator signs on anew."""


@dataclass(frozen=True, slots=True)
class EndRehearsal:
    """The rehearsal is over; the counter goes on where it stood."""


@dataclass(frozen=True, slots=True)
class LayCard:
    """Lay a test card on the rehearsal's reader; one that lies there is taken away first. Answer: CardTapped."""

    card: PropCard


@dataclass(frozen=True, slots=True)
class LiftCard:
    """Take the test card away, if one lies there."""


@dataclass(frozen=True, slots=True)
class SetFault:
    """From now on the rehearsal has this fault, or has it no more."""

    fault: Fault
    on: bool


StageAct = EndRehearsal | LayCard | LiftCard | SetFault
"""What can be done in a rehearsal alone."""
Act = (
    ToSale
    | Journal
    | Print
    | PrintCopy
    | LookAtCard
    | PadKey
    | PadWipe
    | SetOperator
    | SetShift
    | SetMemberLanguage
    | SendNow
    | AskOffice
    | TellJob
    | MakeCard
    | SealPin
    | CheckPin
    | MakeVerifier
    | ReadDay
    | ReadShift
    | LookAround
    | ReadSlips
    | LookAtDevices
    | Reconnect
    | Rehearse
    | OpenAgain
    | StageAct
)
