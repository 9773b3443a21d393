"""Bytes of what a card change says: lines, baskets, details and the Intent itself (SPEC 3.3 to 3.5)."""

from __future__ import annotations

from typing import assert_never

from protocol.card.identity import IDENTITY_BYTES, IdentityViolation, unpack_identity
from protocol.card.record import MAC_BYTES, RECORD_BYTES, Kind, RecordViolation, unpack
from protocol.card.ring import Change, successor
from protocol.ids import (
    CardInstance,
    CardNumber,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
    TerminalId,
)
from protocol.instants import BusinessDay
from protocol.limits import (
    AMOUNT_MAX_MINOR,
    EVIDENCE_MAX,
    LINES_PER_ENTRY_MAX,
    LINES_PER_SALE_MAX,
    QUANTITY_MAX,
    TICKET_BYTES_MAX,
)
from protocol.link.baskets import amount_fault
from protocol.link.entries import (
    Basket,
    ConfirmDetail,
    Detail,
    Intent,
    IssueDetail,
    LoadDetail,
    LockDetail,
    Medium,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.link.tables import CardState
from protocol.link.violations import Reason, TheirViolation
from protocol.link.wire import U16_MAX, U32_MAX, Reader, Writer
from protocol.money import MILLS, ZERO, Money, UnitPrice

CARD_NUMBER_MAX = 10**16 - 1
PRICE_MAX_MILLS = AMOUNT_MAX_MINOR * MILLS
UID_BYTES_MAX = 7

DETAIL_OF_KIND: dict[Kind, type[Detail]] = {
    Kind.ISSUE: IssueDetail,
    Kind.SALE: SaleDetail,
    Kind.VOID: VoidDetail,
    Kind.LOAD: LoadDetail,
    Kind.REFUND: RefundDetail,
    Kind.PIN_TRY: PinTryDetail,
    Kind.CONFIRM: ConfirmDetail,
    Kind.LOCK: LockDetail,
    Kind.UNLOCK: LockDetail,
}
"""The detail that goes with a kind of change. A CLAIM has none: no entry can say it."""

_CARRIED, _TICKET = 2, 1
_MEDIUM, _POINTS, _EVIDENCE, _PIN_USED, _LOCKED = 0x03, 0x08, 0x30, 0x40, 0x80
_UNUSED = 0x04
_EVIDENCE_SHIFT = 4
_SOME_REFERENCE = Reference(TerminalId(1), Lineage(0), Sequence(1))


def write_card(writer: Writer, card: CardInstance) -> None:
    """Number and instance as varints."""
    writer.varint(card.number, CARD_NUMBER_MAX)
    writer.varint(card.instance, U16_MAX)


def read_card(reader: Reader) -> CardInstance:
    """Read a card instance. Raises TheirViolation."""
    return CardInstance(CardNumber(reader.varint(CARD_NUMBER_MAX)), reader.varint(U16_MAX))


def write_reference(writer: Writer, reference: Reference) -> None:
    """Terminal u16, lineage u32, sequence u32."""
    writer.u16(reference.terminal)
    writer.u32(reference.lineage)
    writer.u32(reference.sequence)


def read_reference(reader: Reader) -> Reference:
    """Read a reference. Raises TheirViolation."""
    return Reference(TerminalId(reader.u16()), Lineage(reader.u32()), Sequence(reader.u32()))


def line_fault(line: SaleLine) -> str | None:
    """Why a line has no encoding beyond the widths of its fields, or None."""
    gross = line.price.times(line.quantity)
    if line.quantity < 1 or gross.minor > AMOUNT_MAX_MINOR:
        return "a line has no quantity, or is worth more than any record can say"
    return None if ZERO <= line.discount <= gross else "a discount is negative or above the line's worth"


def write_lines(writer: Writer, lines: tuple[SaleLine, ...]) -> None:
    """Item, quantity, price in mills, discount and owner of each line, all varints."""
    for line in lines:
        writer.varint(line.item, U32_MAX)
        writer.varint(line.quantity, QUANTITY_MAX)
        writer.varint(line.price.mills, PRICE_MAX_MILLS)
        writer.varint(line.discount.minor, AMOUNT_MAX_MINOR)
        writer.varint(line.owner, U32_MAX)


def read_lines(reader: Reader, count: int) -> tuple[SaleLine, ...]:
    """Read `count` lines. Raises TheirViolation."""
    return tuple(
        SaleLine(
            item=ItemCode(reader.varint(U32_MAX)),
            quantity=reader.varint(QUANTITY_MAX),
            price=UnitPrice(reader.varint(PRICE_MAX_MILLS)),
            discount=Money(reader.varint(AMOUNT_MAX_MINOR)),
            owner=OwnerId(reader.varint(U32_MAX)),
        )
        for _ in range(count)
    )


def lines_fault(lines: tuple[SaleLine, ...]) -> str | None:
    """Why the lines of one entry have no encoding, or None."""
    if len(lines) > LINES_PER_ENTRY_MAX:
        return f"an entry has at most {LINES_PER_ENTRY_MAX} lines"
    return next((fault for line in lines if (fault := line_fault(line))), None)


def basket_fault(basket: Basket) -> str | None:
    """Why a basket has no encoding, or None."""
    if not 1 <= basket.carried + len(basket.lines) <= LINES_PER_SALE_MAX:
        return f"a basket has 1 to {LINES_PER_SALE_MAX} lines"
    return lines_fault(basket.lines)


def write_basket(writer: Writer, basket: Basket) -> None:
    """Head varint: lines x 4 + 2 if some are carried + 1 if there is a ticket; then carried, ticket, lines."""
    head = len(basket.lines) << 2 | (_CARRIED if basket.carried else 0) | (_TICKET if basket.ticket else 0)
    writer.varint(head)
    if basket.carried:
        writer.varint(basket.carried, LINES_PER_SALE_MAX)
    if basket.ticket:
        writer.text(basket.ticket, TICKET_BYTES_MAX)
    write_lines(writer, basket.lines)


def read_basket(reader: Reader) -> Basket:
    """Read a basket. Raises TheirViolation."""
    head = reader.varint(LINES_PER_ENTRY_MAX << 2 | _CARRIED | _TICKET)
    carried = reader.varint(LINES_PER_SALE_MAX) if head & _CARRIED else 0
    ticket = reader.text(TICKET_BYTES_MAX) if head & _TICKET else ""
    if (head & _CARRIED and not carried) or (head & _TICKET and not ticket):
        raise TheirViolation(Reason.NOT_CANONICAL, "a basket announces what it has not")
    return Basket(read_lines(reader, head >> 2), carried, ticket)


def _write_detail(writer: Writer, detail: Detail) -> None:
    match detail:
        case SaleDetail(basket=basket):
            write_basket(writer, basket)
        case VoidDetail(sale=named) | ConfirmDetail(confirms=named):
            write_reference(writer, named)
        case LoadDetail(ticket=ticket, job=job):
            writer.text(ticket, TICKET_BYTES_MAX)
            writer.varint(job)
        case RefundDetail(basket=basket, sale=sale):
            write_basket(writer, basket)
            writer.yes(sale is not None)
            if sale is not None:
                write_reference(writer, sale)
        case LockDetail(reason=reason):
            writer.u8(reason)
        case IssueDetail(identity=identity, uid=uid, job=job):
            writer.raw(identity, IDENTITY_BYTES)
            writer.blob(uid, UID_BYTES_MAX)
            writer.varint(job)
        case PinTryDetail():
            pass
        case _:
            assert_never(detail)


def _read_detail(reader: Reader, kind: Kind, pin_used: bool) -> Detail:
    match kind:
        case Kind.SALE:
            return SaleDetail(read_basket(reader), pin_used)
        case Kind.VOID:
            return VoidDetail(read_reference(reader))
        case Kind.LOAD:
            return LoadDetail(reader.text(TICKET_BYTES_MAX), reader.varint())
        case Kind.REFUND:
            basket = read_basket(reader)
            return RefundDetail(basket, read_reference(reader) if reader.yes() else None)
        case Kind.PIN_TRY:
            return PinTryDetail()
        case Kind.CONFIRM:
            return ConfirmDetail(read_reference(reader))
        case Kind.LOCK | Kind.UNLOCK:
            return LockDetail(reader.one_of(reader.u8, CardState))
        case Kind.ISSUE:
            return IssueDetail(reader.raw(IDENTITY_BYTES), reader.blob(UID_BYTES_MAX), reader.varint())
        case Kind.CLAIM:
            raise TheirViolation(Reason.MALFORMED, "a claim is not a change that an entry can say")
        case _:
            assert_never(kind)


def _amount_sign_fault(intent: Intent) -> str | None:
    amount = intent.change.amount
    match intent.change.kind:
        case Kind.SALE:
            wrong = amount > ZERO
        case Kind.VOID | Kind.REFUND:
            wrong = amount < ZERO
        case Kind.LOAD:
            wrong = amount <= ZERO
        case _:
            wrong = bool(amount)
    return "the amount has the wrong sign for its kind" if wrong else None


def _issue_fault(intent: Intent, detail: IssueDetail) -> str | None:
    change = intent.change
    if intent.before or change != Change(Kind.ISSUE, ZERO, change.day):
        return "an issue starts from nothing and adds nothing"
    if len(detail.uid) not in ((4, 7) if intent.medium is Medium.MIFARE_1K else (0,)):
        return "the UID does not fit the medium"
    try:
        identity = unpack_identity(detail.identity)
    except IdentityViolation as fault:
        return str(fault)
    return None if identity.card == intent.card else "the static part names another card"


def _record_fault(intent: Intent) -> str | None:
    """The records as read must be records, and the record to be written must exist."""
    try:
        for raw in intent.evidence:
            unpack(raw)
        if intent.change.kind is not Kind.ISSUE:
            successor(unpack(intent.before), intent.change, _SOME_REFERENCE, intent.key_version).pack()
    except RecordViolation as fault:
        return str(fault)
    return None


def intent_fault(intent: Intent) -> str | None:
    """Why an Intent has no encoding beyond the widths of its fields, or None."""
    detail, change = intent.detail, intent.change
    if DETAIL_OF_KIND.get(change.kind) is not type(detail):
        return f"a {change.kind.name} does not go with {type(detail).__name__}"
    if len(intent.evidence) > EVIDENCE_MAX:
        return f"an intent has at most {EVIDENCE_MAX} records of evidence"
    if fault := _amount_sign_fault(intent) or _record_fault(intent):
        return fault
    if isinstance(detail, LockDetail) and detail.reason not in CardState.__members__.values():
        return f"card state {detail.reason} is unknown"
    if isinstance(detail, IssueDetail):
        return _issue_fault(intent, detail)
    if isinstance(detail, SaleDetail | RefundDetail):
        whole = None if detail.basket.carried else amount_fault(change, detail.basket.lines)
        return basket_fault(detail.basket) or whole
    return None


def write_intent(writer: Writer, intent: Intent) -> None:
    """Card · kind and PIN fails · bits · before · amount · day · points and times · key version · MAC · detail ·
    operator · shift · evidence (SPEC 3.3).
    """
    change, detail = intent.change, intent.detail
    moved = bool(change.points or change.times)
    pin_used = isinstance(detail, SaleDetail) and detail.pin_used
    bits = intent.medium | (_POINTS if moved else 0) | len(intent.evidence) << _EVIDENCE_SHIFT
    write_card(writer, intent.card)
    writer.u8(change.kind | change.pin_fails << 4)
    writer.u8(bits | (_PIN_USED if pin_used else 0) | (_LOCKED if change.locked else 0))
    writer.raw(intent.before, 0 if change.kind is Kind.ISSUE else RECORD_BYTES)
    writer.money(change.amount)
    writer.u16(change.day)
    if moved:
        writer.zigzag(change.points)
        writer.zigzag(change.times)
    writer.u8(intent.key_version)
    writer.raw(intent.mac, MAC_BYTES)
    _write_detail(writer, detail)
    writer.varint(intent.operator, U32_MAX)
    writer.varint(intent.shift, U32_MAX)
    for raw in intent.evidence:
        writer.raw(raw, RECORD_BYTES)


def read_intent(reader: Reader) -> Intent:
    """Read an Intent. Raises TheirViolation."""
    card, first, bits = read_card(reader), reader.u8(), reader.u8()
    kind = reader.one_of(lambda: first & 0x0F, Kind)
    if bits & _UNUSED or (bits & _PIN_USED and kind is not Kind.SALE):
        raise TheirViolation(Reason.MALFORMED, f"bits {bits:02x} of an intent are unknown")
    before = b"" if kind is Kind.ISSUE else reader.raw(RECORD_BYTES)
    amount, day = reader.money(), BusinessDay(reader.u16())
    points, times = (reader.zigzag(), reader.zigzag()) if bits & _POINTS else (0, 0)
    if bits & _POINTS and not (points or times):
        raise TheirViolation(Reason.NOT_CANONICAL, "an intent announces points that it has not")
    return Intent(
        card=card,
        medium=reader.one_of(lambda: bits & _MEDIUM, Medium),
        before=before,
        change=Change(kind, amount, day, points, times, first >> 4, bool(bits & _LOCKED)),
        key_version=reader.u8(),
        mac=reader.raw(MAC_BYTES),
        detail=_read_detail(reader, kind, bool(bits & _PIN_USED)),
        operator=OperatorId(reader.varint(U32_MAX)),
        shift=ShiftNumber(reader.varint(U32_MAX)),
        evidence=tuple(reader.raw(RECORD_BYTES) for _ in range((bits & _EVIDENCE) >> _EVIDENCE_SHIFT)),
    )
