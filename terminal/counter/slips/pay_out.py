"""Cash that left the drawer for a reason that is no refund: the slip that lies in the drawer instead of it."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import Reference
from protocol.instants import Instant, local_text
from protocol.link.tables import Parameters
from protocol.money import Money
from terminal.counter.slips.shift import signature
from terminal.sale.receipt import Columns, Drawer, Receipt, Rule, framed, marks_of
from terminal.words.catalogue import say
from terminal.words.language import language_of
from terminal.words.slips import Text


@dataclass(frozen=True, slots=True)
class PayOutSlip:
    """A pay-out as journalled; `reason` is the shop's own word for it, `approved_by` the supervisor where one had to agree."""

    reference: Reference
    at: Instant
    amount: Money
    reason: str
    operator: str
    approved_by: str = ""
    copy: bool = False
    virtual: bool = False
    rehearsal: bool = False


def pay_out_receipt(slip: PayOutSlip, shop: Parameters) -> Receipt:
    """The slip, in the shop's language; the drawer opens, but not for a copy."""
    words = language_of(shop.language)
    named = [
        (Text.DATE, local_text(slip.at, shop.utc_offset_minutes)),
        (Text.REFERENCE, str(slip.reference)),
        (Text.OPERATOR, slip.operator),
        (Text.APPROVED_BY, slip.approved_by),
    ]
    drawer: Receipt = () if slip.copy else (Drawer(),)
    body = (
        *(Columns(say(name, words), value) for name, value in named if value),
        Rule(),
        Columns(say(Text.REASON, words), slip.reason),
        Columns(say(Text.AMOUNT, words, currency=shop.currency).rstrip(), slip.amount.text(shop.digits), bold=True),
        *signature(words, ""),
    )
    marks = marks_of(words, copy=slip.copy, virtual=slip.virtual, rehearsal=slip.rehearsal)
    return (*drawer, *framed(shop, marks, say(Text.PAY_OUT_SLIP, words), body, for_member=False))
