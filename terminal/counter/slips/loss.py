"""What a member takes home who reported a card lost at the counter (FEATURES G5)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardNumber, Reference
from protocol.instants import Instant, local_text
from protocol.link.tables import Parameters
from terminal.sale.receipt import Columns, Receipt, Rule, TextLine, framed, marks_of, masked
from terminal.words.catalogue import say
from terminal.words.language import language_of
from terminal.words.slips import Text


@dataclass(frozen=True, slots=True)
class LossSlip:
    """A report of loss as journalled."""

    reference: Reference
    at: Instant
    card: CardNumber
    operator: str
    copy: bool = False
    virtual: bool = False
    rehearsal: bool = False


def loss_receipt(slip: LossSlip, shop: Parameters) -> Receipt:
    """The slip, in the shop's language: when it was reported, and what that stops."""
    words = language_of(shop.language)
    named = [
        (Text.DATE, local_text(slip.at, shop.utc_offset_minutes)),
        (Text.REFERENCE, str(slip.reference)),
        (Text.OPERATOR, slip.operator),
        (Text.CARD_NUMBER, masked(slip.card)),
    ]
    body: Receipt = (
        *(Columns(say(name, words), value) for name, value in named),
        Rule(),
        TextLine(say(Text.REPORTED, words)),
        TextLine(say(Text.WAITS_TO_BE_SENT, words)),
    )
    marks = marks_of(words, copy=slip.copy, virtual=slip.virtual, rehearsal=slip.rehearsal)
    return framed(shop, marks, say(Text.LOSS_SLIP, words), body)
