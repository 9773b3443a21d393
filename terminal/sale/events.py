"""What can happen to the sale: keys, cards, and the answers to its effects."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import ItemCode, Reference
from protocol.link.duty_entries import Tender
from protocol.money import Money
from terminal.sale.context import CardView
from terminal.sale.orders import Ordered
from terminal.sale.refusals import RefusalNote

# Keys


@dataclass(frozen=True, slots=True)
class ItemKeyed:
    """`quantity` of an article."""

    code: ItemCode
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class AmountKeyed:
    """An amount without an article."""

    amount: Money


@dataclass(frozen=True, slots=True)
class OneTap:
    """The card that was just tapped pays one piece of this article, or nothing happens."""

    code: ItemCode


@dataclass(frozen=True, slots=True)
class LineRemoved:
    """Take line `index` (from 0) out again."""

    index: int


@dataclass(frozen=True, slots=True)
class QuantityKeyed:
    """Line `index` (from 0; -1 the last) gets another quantity."""

    index: int
    quantity: int


@dataclass(frozen=True, slots=True)
class TicketKeyed:
    """The basket's number at the counter or in another system."""

    ticket: str


@dataclass(frozen=True, slots=True)
class CashKeyed:
    """The basket is paid in cash, or by another tender that is only recorded; `text` is what the cheque or bank slip says."""

    tender: Tender = Tender.CASH
    text: str = ""


@dataclass(frozen=True, slots=True)
class CardKeyed:
    """The basket is paid by card."""


@dataclass(frozen=True, slots=True)
class RefundKeyed:
    """The basket came back; pay it out in cash or onto the card. `sale`: by reference or ticket, onto the card only."""

    to_card: bool
    sale: Reference | str | None = None


@dataclass(frozen=True, slots=True)
class LoadKeyed:
    """Put an amount onto the next card; `job` is the desk's job number, 0 at a counter."""

    amount: Money
    job: int = 0


@dataclass(frozen=True, slots=True)
class DeskOrdered:
    """Do what head office ordered of this desk."""

    order: Ordered


@dataclass(frozen=True, slots=True)
class VoidKeyed:
    """Undo the last sale of the card that is presented next."""


@dataclass(frozen=True, slots=True)
class PinKeyed:
    """A PIN was keyed and lies in the PIN pad; it is never part of an event or a state."""


@dataclass(frozen=True, slots=True)
class CancelKeyed:
    """Back out: of a PIN, of waiting for a card, of the basket. Never of a write that has begun."""


@dataclass(frozen=True, slots=True)
class AbandonKeyed:
    """Give up waiting for the card of an unfinished change."""


# Cards


@dataclass(frozen=True, slots=True)
class CardTapped:
    """A card came to the reader."""


@dataclass(frozen=True, slots=True)
class CardRead:
    """Answer to ReadCard."""

    view: CardView


@dataclass(frozen=True, slots=True)
class CardRefused:
    """Answer to ReadCard: not a card to work with."""

    note: RefusalNote


@dataclass(frozen=True, slots=True)
class CardLost:
    """Answer to ReadCard: the card went away before it was read, or the reader itself does not answer."""

    reader_answers: bool = True


# Answers


@dataclass(frozen=True, slots=True)
class Intended:
    """Answer to WriteIntent: durable under this key."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Written:
    """Answer to WriteCard: read back after a new selection and equal."""

    view: CardView


@dataclass(frozen=True, slots=True)
class WriteInDoubt:
    """Answer to WriteCard or Scrub: the card went away or answered otherwise."""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Answer to Scrub: the spare slots hold nothing."""


@dataclass(frozen=True, slots=True)
class Journalled:
    """Answer to every journal effect but WriteIntent: durable. `reference` is the last entry's key."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class PinCompared:
    """Answer to ComparePin."""

    matches: bool


@dataclass(frozen=True, slots=True)
class StorageFailed:
    """The journal cannot be trusted; selling stops (I20)."""


Event = (
    ItemKeyed
    | AmountKeyed
    | OneTap
    | LineRemoved
    | QuantityKeyed
    | TicketKeyed
    | CashKeyed
    | CardKeyed
    | RefundKeyed
    | LoadKeyed
    | DeskOrdered
    | VoidKeyed
    | PinKeyed
    | CancelKeyed
    | AbandonKeyed
    | CardTapped
    | CardRead
    | CardRefused
    | CardLost
    | Intended
    | Written
    | WriteInDoubt
    | Scrubbed
    | Journalled
    | PinCompared
    | StorageFailed
)
