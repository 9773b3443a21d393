"""What the sale wants done. Each effect that can finish or fail is answered by exactly one event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from protocol.card.ring import Change
from protocol.ids import CardInstance, Reference
from protocol.link.entries import Abandon, Cancel, CashRefund, CashSale, Commit, Detail, Late, SaleLine
from protocol.money import Money
from terminal.sale.cautions import NO_CAUTIONS, Cautions, Uses
from terminal.sale.orders import Mark, Order, Stamp
from terminal.sale.refusals import RefusalNote
from terminal.words.sale import Phrase


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Read the card at the reader. Answers: CardRead, CardRefused, CardLost. `mends`: a card of this order whose static
    part is torn is read as though it had the one that head office knows.
    """

    mends: Mark | None = None


def read_for(order: Order) -> ReadCard:
    """Read the card that an order is for."""
    return ReadCard(order if isinstance(order, Mark) and order.stamp and order.stamp.whole else None)


@dataclass(frozen=True, slots=True)
class Plan:
    """A card change as decided: what it does and what is told of it. `lines` go into the detail's basket, and what `stamp` makes
    of the static part goes into the detail too.
    """

    change: Change
    detail: Detail
    lines: tuple[SaleLine, ...] = ()
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class WriteIntent:
    """Put the intent on disk (S4). Answer: Intended."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class WriteCard:
    """Write the intended record and read it back (S5-S8). Answers: Written, WriteInDoubt."""


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """Put these ends of changes on disk together (S9). Answer: Journalled."""

    bodies: tuple[Commit | Late | Cancel | Abandon, ...]


@dataclass(frozen=True, slots=True)
class Scrub:
    """Overwrite the slots outside the chain and read back (I12). Answers: Scrubbed, WriteInDoubt."""


@dataclass(frozen=True, slots=True)
class WriteCash:
    """Put a cash sale or refund on disk; `lines` may be more than one entry holds. Answer: Journalled."""

    body: CashSale | CashRefund
    lines: tuple[SaleLine, ...]


@dataclass(frozen=True, slots=True)
class AskPin:
    """Open the PIN pad."""


@dataclass(frozen=True, slots=True)
class ComparePin:
    """Compare what lies in the PIN pad with the card, then wipe it. Answer: PinCompared."""


class Tone(Enum):
    """How lamp and buzzer take it."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Say:
    """Tell cashier and member. Amounts are given as Money and shown in the shop's currency."""

    phrase: Phrase
    tone: Tone = Tone.PLAIN
    amount: Money | None = None
    balance: Money | None = None
    card: CardInstance | None = None
    reference: Reference | None = None
    uses: Uses | None = None
    cautions: Cautions = NO_CAUTIONS


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell why not, and what to do next."""

    note: RefusalNote


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Print the slip of a finished change or cash entry from the journal. Never part of the commit."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Nudge:
    """There is something to send."""


Effect = (
    ReadCard | WriteIntent | WriteCard | WriteOutcome | Scrub | WriteCash | AskPin | ComparePin | Say | Refuse | PrintSlip | Nudge
)
