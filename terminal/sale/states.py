"""Where the sale can be. Each state carries only what is true in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import CardInstance, Reference
from protocol.money import Money
from terminal.sale.basket import KeyedBasket
from terminal.sale.context import CardView
from terminal.sale.effects import Plan, Say
from terminal.sale.orders import Order
from terminal.sale.resolve import Verdict


@dataclass(frozen=True, slots=True)
class Ready:
    """Keys build a basket; `seen` is the card tapped first, whose class prices the lines."""

    basket: KeyedBasket = field(default_factory=KeyedBasket)
    ticket: str = ""
    seen: CardView | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A write of this order was not acknowledged: only this card may go on.

    `main` is the order's own change if that is what is in doubt, None for a PIN try or a CONFIRM before it.
    """

    card: CardInstance
    main: Reference | None


@dataclass(frozen=True, slots=True)
class Want:
    """What the next card is wanted for."""

    order: Order
    doubt: Doubtful | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """No card, or not yet the right one."""

    want: Want


@dataclass(frozen=True, slots=True)
class Reading:
    """ReadCard is under way."""

    want: Want


@dataclass(frozen=True, slots=True)
class Scrubbing:
    """Scrub is under way, for changes that never reached the card."""

    want: Want
    view: CardView
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cancelling:
    """The ends of changes that are not on the card are being journalled; `told` is what is to be said of their money."""

    want: Want
    told: tuple[Say, ...]


@dataclass(frozen=True, slots=True)
class EnteringPin:
    """The PIN pad is open."""

    want: Want
    view: CardView


@dataclass(frozen=True, slots=True)
class ComparingPin:
    """The try is on the card; the comparison is under way."""

    want: Want
    view: CardView


@dataclass(frozen=True, slots=True)
class Job:
    """A card change under way. `settles` are older changes that a CONFIRM proves."""

    want: Want
    view: CardView
    plan: Plan
    settles: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Intending:
    """The intent is being put on disk."""

    job: Job


@dataclass(frozen=True, slots=True)
class Writing:
    """The card is being written and read back."""

    job: Job
    reference: Reference


@dataclass(frozen=True, slots=True)
class Committing:
    """The outcome is being put on disk; `job.view` is the card as read back."""

    job: Job
    reference: Reference


@dataclass(frozen=True, slots=True)
class CashWriting:
    """A cash entry is being put on disk."""

    refund: bool
    amount: Money


@dataclass(frozen=True, slots=True)
class Abandoning:
    """The cashier gave up on a card; that is being journalled."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The journal failed: nothing is sold until it was opened again."""


State = (
    Ready
    | Waiting
    | Reading
    | Scrubbing
    | Cancelling
    | EnteringPin
    | ComparingPin
    | Intending
    | Writing
    | Committing
    | CashWriting
    | Abandoning
    | Stopped
)
