"""A finished act at the counter as a receipt: device-neutral elements, no widths and no printer bytes.

A receipt can be made again at any time from the journal: `Slip` holds all it needs and nothing secret. A copy is
marked COPY and never opens the drawer; a slip of virtual devices is marked VIRTUAL. Layout is `layout`'s,
bytes are the printer driver's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from protocol.ids import DIRECT_AMOUNT, CardNumber, ItemCode, Reference
from protocol.instants import Instant, local_text
from protocol.link.entries import SaleLine
from protocol.link.tables import Parameters
from protocol.money import Money, UnitPrice, total
from terminal.sale.cautions import Uses
from terminal.words.catalogue import say
from terminal.words.language import Language, language_of
from terminal.words.sale import Phrase
from terminal.words.slips import MeansName, Text


class Align(Enum):
    """Where a line of text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class TextLine:
    """Text that is wrapped at the paper's width; `double` is twice as wide and high."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    double: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Words at the left edge and money at the right."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The paper is cut here."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """The cash drawer opens."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code in the middle; its text is printable ASCII. Raises ValueError for any other."""

    text: str

    def __post_init__(self) -> None:
        if not (self.text.isascii() and self.text.isprintable()):
            raise ValueError(f"{self.text!r} is not for a QR code on a slip")


Element = TextLine | Columns | Rule | Feed | Cut | Drawer | QrCode
Receipt = tuple[Element, ...]


class SlipKind(Enum):
    """What happened."""

    SALE = "sale"
    REFUND = "refund"
    LOAD = "load"
    VOID = "void"
    CLAIM = "claim"
    CASH_OUT = "cash-out"
    LOAD_IN_DOUBT = "load in doubt"


class Tender(Enum):
    """How it was paid, or given back; a load and a cash-out are paid in cash."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    BANK_CARD = "bank card"


IN_DRAWER = frozenset({Tender.CASH, Tender.CHEQUE})
"""What is put into the drawer."""


@dataclass(frozen=True, slots=True)
class Slip:
    """All that a receipt says of one act.

    `names` has the article names of `lines`; a code without a name prints as its number. `total` is positive: what
    was paid, given back or loaded. `about` is the sale that a refund or void undoes. `late` tells that an
    unfinished sale was finished at a later tap, `rehearsal` that nothing of it counts.
    `tender_text` is what a cheque or a bank slip says. `uses` are those of a card, where the act moved any.
    """

    kind: SlipKind
    lines: tuple[SaleLine, ...]
    names: Mapping[ItemCode, str]
    total: Money
    tender: Tender
    card: CardNumber | None
    balance_before: Money | None
    balance_after: Money | None
    reference: Reference
    at: Instant
    operator: str
    ticket: str = ""
    copy: bool = False
    virtual: bool = False
    about: Reference | None = None
    late: bool = False
    rehearsal: bool = False
    tender_text: str = ""
    uses: Uses | None = None


def sale_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """Lines, discount, total, PAID, and the card's balance before and after."""
    words = language_of(shop.language)
    paid = say(Phrase.PAID_LATE if slip.late else Phrase.PAID, words)
    return _whole(slip, shop, Text.SALE_SLIP, (*_goods(slip, shop), *_sum(slip, shop, Text.TOTAL), big(paid)))


def refund_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """The goods that came back and what was given for them."""
    return _whole(slip, shop, Text.REFUND_SLIP, (*_goods(slip, shop), *_sum(slip, shop, Text.REFUNDED)))


def load_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """The cash that was taken and the card's balance before and after."""
    return _whole(slip, shop, Text.LOAD_SLIP, _sum(slip, shop, Text.LOADED))


def void_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """The sale that was undone."""
    return _whole(slip, shop, Text.VOID_SLIP, (*_goods(slip, shop), *_sum(slip, shop, Text.VOIDED)))


def claim_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """What head office put onto the card."""
    return _whole(slip, shop, Text.CLAIM_SLIP, _sum(slip, shop, Text.CLAIMED))


def cash_out_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """What the card held and is paid out in cash."""
    return _whole(slip, shop, Text.CASH_OUT_SLIP, _sum(slip, shop, Text.CASHED_OUT))


def doubtful_load_receipt(slip: Slip, shop: Parameters) -> Receipt:
    """Cash was taken and nobody knows yet whether it is on the card (INTEGRITY row 30)."""
    keep = TextLine(say(Text.KEEP_SLIP, language_of(shop.language)))
    return _whole(slip, shop, Text.LOAD_IN_DOUBT, (*_sum(slip, shop, Text.CASH_TAKEN), keep))


_RECEIPTS = {
    SlipKind.SALE: sale_receipt,
    SlipKind.REFUND: refund_receipt,
    SlipKind.LOAD: load_receipt,
    SlipKind.VOID: void_receipt,
    SlipKind.CLAIM: claim_receipt,
    SlipKind.CASH_OUT: cash_out_receipt,
    SlipKind.LOAD_IN_DOUBT: doubtful_load_receipt,
}


def receipt_of(slip: Slip, shop: Parameters) -> Receipt:
    """The receipt of any slip, in the shop's language."""
    return _RECEIPTS[slip.kind](slip, shop)


def masked(card: CardNumber) -> str:
    """A card number for paper: the first and the last four of its 16 digits."""
    digits = f"{card:016d}"
    return f"{digits[:4]} **** **** {digits[-4:]}"


def found_by(slip: Slip, shop: Parameters) -> str:
    """What the slip's QR code says, for looking it up at the counter or at head office: reference, what, amount, when."""
    at = local_text(slip.at, shop.utc_offset_minutes)
    return f"{slip.reference} {slip.kind.name} {slip.total.text(shop.digits)} {at}"


def price_text(price: UnitPrice, digits: int) -> str:
    """A price of one piece, with as many decimals beyond the currency's as it really has."""
    whole, _, part = Money(price.mills).text(digits + 3).partition(".")
    kept = part[:digits] + part[digits:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def framed(shop: Parameters, marks: Receipt, title: str, body: Receipt, *, for_member: bool = True) -> Receipt:
    """A slip of this shop: its name and head lines, `marks` at head and foot, the title, and what stands between.

    The foot lines speak to members.
    """
    return (
        *((TextLine(shop.shop, Align.CENTRE, bold=True, double=True),) if shop.shop else ()),
        *(TextLine(line, Align.CENTRE) for line in shop.receipt_head),
        *marks,
        TextLine(title, Align.CENTRE, bold=True),
        *body,
        Rule(),
        *marks,
        *(TextLine(line, Align.CENTRE) for line in shop.receipt_foot if for_member),
        Feed(1),
        Cut(),
    )


def marks_of(words: Language, *, copy: bool = False, virtual: bool = False, rehearsal: bool = False) -> Receipt:
    """What must be seen at once on paper that is not what it looks like."""
    marks = [Text.COPY] * copy + [Text.VIRTUAL] * virtual + [Text.REHEARSAL] * rehearsal
    return tuple(big(say(mark, words)) for mark in marks)


def big(text: str) -> TextLine:
    """A line in letters of twice the size, in the middle."""
    return TextLine(text, Align.CENTRE, bold=True, double=True)


def _whole(slip: Slip, shop: Parameters, title: Text, body: Receipt) -> Receipt:
    words = language_of(shop.language)
    drawer: Receipt = (Drawer(),) if slip.tender in IN_DRAWER and not slip.copy else ()
    marks = marks_of(words, copy=slip.copy, virtual=slip.virtual, rehearsal=slip.rehearsal)
    inner = (*_heading(slip, shop, words), Rule(), *body, *_card(slip, shop, words), QrCode(found_by(slip, shop)))
    return (*drawer, *framed(shop, marks, say(title, words), inner))


def _heading(slip: Slip, shop: Parameters, words: Language) -> Receipt:
    named = [
        (Text.DATE, local_text(slip.at, shop.utc_offset_minutes)),
        (Text.REFERENCE, str(slip.reference)),
        (Text.ABOUT, "" if slip.about is None else str(slip.about)),
        (Text.TICKET, slip.ticket),
        (Text.OPERATOR, slip.operator),
    ]
    return tuple(Columns(say(name, words), value) for name, value in named if value)


def _goods(slip: Slip, shop: Parameters) -> Receipt:
    words = language_of(shop.language)
    elements: list[Element] = []
    for line in slip.lines:
        gross = line.price.times(line.quantity).text(shop.digits)
        name = _name(line.item, slip.names, words)
        if line.quantity == 1:
            elements.append(Columns(name, gross))
        else:
            elements += [TextLine(name), Columns(f"  {line.quantity} x {price_text(line.price, shop.digits)}", gross)]
        if line.discount:
            elements.append(Columns("  " + say(Text.DISCOUNT, words), (-line.discount).text(shop.digits)))
    return (*elements, Rule()) if elements else ()


def _name(code: ItemCode, names: Mapping[ItemCode, str], words: Language) -> str:
    if code == DIRECT_AMOUNT:
        return say(Text.DIRECT_AMOUNT, words)
    return names.get(code) or say(Text.ITEM, words, code=code)


def _sum(slip: Slip, shop: Parameters, name: Text) -> Receipt:
    words = language_of(shop.language)
    saved = total(tuple(line.discount for line in slip.lines))
    gross = slip.total + saved
    parts: Receipt = ()
    if saved:
        parts = (
            Columns(say(Text.SUBTOTAL, words), gross.text(shop.digits)),
            Columns(say(Text.DISCOUNT_TOTAL, words), (-saved).text(shop.digits)),
        )
    return (
        *parts,
        Columns(f"{say(name, words)} {shop.currency}".rstrip(), slip.total.text(shop.digits), bold=True),
        Columns(
            f"{say(MeansName[slip.tender.name], words).capitalize()} {slip.tender_text}".rstrip(), slip.total.text(shop.digits)
        ),
    )


def _card(slip: Slip, shop: Parameters, words: Language) -> Receipt:
    named = [
        (Text.CARD_NUMBER, None if slip.card is None else masked(slip.card)),
        (Text.BALANCE_BEFORE, None if slip.balance_before is None else slip.balance_before.text(shop.digits)),
        (Text.BALANCE_AFTER, None if slip.balance_after is None else slip.balance_after.text(shop.digits)),
    ]
    if slip.uses:
        taken = (Text.USES_TAKEN if slip.uses.taken > 0 else Text.USES_ADDED, str(abs(slip.uses.taken)))
        named += [taken, (Text.USES_LEFT, str(slip.uses.left))]
    lines: Receipt = tuple(Columns(say(name, words), value) for name, value in named if value is not None)
    return (Rule(), *lines) if lines else ()
