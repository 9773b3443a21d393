"""What a card holds and what happened to it last, from the card itself (FEATURES D21)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.record import Kind, Record
from protocol.ids import CardNumber
from protocol.instants import BusinessDay, Instant, date_of, local_text
from protocol.link.tables import Parameters
from protocol.money import ZERO, Money
from terminal.sale.catalogue import Catalogue
from terminal.sale.context import CardView
from terminal.sale.receipt import Columns, Receipt, Rule, TextLine, framed, marks_of, masked
from terminal.words.cards import KindName
from terminal.words.catalogue import say
from terminal.words.language import language_of
from terminal.words.slips import Text

QUIET = frozenset({Kind.PIN_TRY, Kind.CONFIRM})
"""Records that move nothing: no member asks for them."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One record of the ring, as a member reads it."""

    day: BusinessDay
    kind: Kind
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class BalanceSlip:
    """A card as it was read. `spendable` is what is left above what its class must keep."""

    card: CardNumber
    class_name: str
    balance: Money
    spendable: Money
    points: int
    visits: int
    valid_until: BusinessDay
    latest: tuple[Happened, ...]
    at: Instant
    virtual: bool = False
    rehearsal: bool = False


def balance_slip(view: CardView, catalogue: Catalogue, at: Instant, *, virtual: bool, rehearsal: bool) -> BalanceSlip:
    """What to tell of a card; newest first what happened, as far back as the ring goes."""
    head, card_class = view.chain.current, catalogue.card_class(view.identity.card_class)
    floor = card_class.floor if card_class else ZERO
    return BalanceSlip(
        card=view.card.number,
        class_name=card_class.name if card_class else str(view.identity.card_class),
        balance=head.balance,
        spendable=max(ZERO, head.balance - floor),
        points=head.points,
        visits=head.times,
        valid_until=view.identity.valid_until,
        latest=tuple(_happened(record) for record in view.chain.records if record.kind not in QUIET),
        at=at,
        virtual=virtual,
        rehearsal=rehearsal,
    )


def _happened(record: Record) -> Happened:
    return Happened(record.day, record.kind, record.amount, record.balance)


def balance_receipt(slip: BalanceSlip, shop: Parameters) -> Receipt:
    """The slip, in the shop's language."""
    words = language_of(shop.language)
    digits = shop.digits
    held = [
        (Text.SPENDABLE, "" if slip.spendable == slip.balance else slip.spendable.text(digits)),
        (Text.POINTS, str(slip.points) if slip.points else ""),
        (Text.USES_LEFT, str(slip.visits) if slip.visits else ""),
        (Text.VALID_UNTIL, date_of(slip.valid_until).isoformat()),
    ]
    happened: Receipt = tuple(
        Columns(f"{date_of(one.day):%m-%d} {say(KindName[one.kind.name], words)}", one.amount.text(digits) if one.amount else "")
        for one in slip.latest
    )
    if happened:
        happened = (Rule(), TextLine(say(Text.LATEST, words)), *happened)
    body: Receipt = (
        Columns(say(Text.DATE, words), local_text(slip.at, shop.utc_offset_minutes)),
        Columns(say(Text.CARD_NUMBER, words), masked(slip.card)),
        Columns(say(Text.CARD_CLASS, words), slip.class_name),
        Rule(),
        Columns(say(Text.BALANCE, words, currency=shop.currency).rstrip(), slip.balance.text(digits), bold=True),
        *(Columns(say(name, words), value) for name, value in held if value),
        *happened,
    )
    marks = marks_of(words, virtual=slip.virtual, rehearsal=slip.rehearsal)
    return framed(shop, marks, say(Text.BALANCE_SLIP, words), body)
