"""Bytes of what a card change says: lines, baskets, details and the Intent itself (SPEC 3.3 to 3.5)."""

from __future__ import annotations

from typing import assert_never

from protocol.card.identity import IDENTITY_BYTES
from protocol.card.record import MAC_BYTES, RECORD_BYTES, Kind
from protocol.card.ring import Change
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
    LINES_PER_ENTRY_MAX,
    LINES_PER_SALE_MAX,
    QUANTITY_MAX,
    TICKET_BYTES_MAX,
)
from protocol.link.entries import (
    Basket,
    CashOutDetail,
    ClaimDetail,
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
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U16_MAX, U32_MAX, Reader, Writer
from protocol.money import MILLS, Money, UnitPrice

CARD_NUMBER_MAX = 10**16 - 1
PRICE_MAX_MILLS = AMOUNT_MAX_MINOR * MILLS
UID_BYTES_MAX = 7
AMOUNTS = range(-(2**31), 2**31)
"""A change's amount has the width that it has in the record."""

DETAIL_OF_KIND: dict[Kind, type[Detail]] = {
    Kind.ISSUE: IssueDetail,
    Kind.SALE: SaleDetail,
    Kind.VOID: VoidDetail,
    Kind.LOAD: LoadDetail,
    Kind.REFUND: RefundDetail,
    Kind.CLAIM: ClaimDetail,
    Kind.PIN_TRY: PinTryDetail,
    Kind.CONFIRM: ConfirmDetail,
    Kind.LOCK: LockDetail,
    Kind.UNLOCK: LockDetail,
    Kind.CASH_OUT: CashOutDetail,
}
"""The detail that goes with a kind of change."""

_CARRIED, _TICKET = 2, 1
_MEDIUM, _POINTS, _EVIDENCE, _PIN_USED, _LOCKED = 0x03, 0x08, 0x30, 0x40, 0x80
_UNUSED = 0x04
_EVIDENCE_SHIFT = 4
_EVIDENCE_WIDTH = 3
_HEAD_MAX = LINES_PER_ENTRY_MAX << 2 | _CARRIED | _TICKET


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


def write_basket(writer: Writer, basket: Basket) -> None:
    """Head varint: lines x 4 + 2 if some are carried + 1 if there is a ticket; then carried, ticket, lines."""
    head = len(basket.lines) << 2 | (_CARRIED if basket.carried else 0) | (_TICKET if basket.ticket else 0)
    writer.varint(head, _HEAD_MAX)
    if basket.carried:
        writer.varint(basket.carried, LINES_PER_SALE_MAX)
    if basket.ticket:
        writer.text(basket.ticket, TICKET_BYTES_MAX)
    write_lines(writer, basket.lines)


def read_basket(reader: Reader) -> Basket:
    """Read a basket. Raises TheirViolation."""
    head = reader.varint(_HEAD_MAX)
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
        case ClaimDetail(claim=claim):
            writer.varint(claim)
        case LockDetail(reason=reason, job=job, identity=identity):
            writer.u8(reason)
            writer.varint(job)
            writer.blob(identity, IDENTITY_BYTES)
        case CashOutDetail(job=job):
            writer.varint(job)
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
            return LockDetail(reader.one_of(reader.u8, CardState), reader.varint(), reader.blob(IDENTITY_BYTES))
        case Kind.ISSUE:
            return IssueDetail(reader.raw(IDENTITY_BYTES), reader.blob(UID_BYTES_MAX), reader.varint())
        case Kind.CLAIM:
            return ClaimDetail(reader.varint())
        case Kind.CASH_OUT:
            return CashOutDetail(reader.varint())
        case _:
            assert_never(kind)


def write_intent(writer: Writer, intent: Intent) -> None:
    """Card · kind and PIN fails · bits · before · amount · day · points and times · key version · MAC · detail ·
    operator · shift · evidence (SPEC 3.3). Raises OurViolation for what does not fit its field.
    """
    change, detail = intent.change, intent.detail
    if DETAIL_OF_KIND[change.kind] is not type(detail):
        raise OurViolation(f"a {change.kind.name} does not go with {type(detail).__name__}")
    if change.amount.minor not in AMOUNTS or len(intent.evidence) > _EVIDENCE_WIDTH:
        raise OurViolation("an amount or the evidence does not fit its field")
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
    if amount.minor not in AMOUNTS:
        raise TheirViolation(Reason.MALFORMED, f"{amount.minor} is no amount of a record")
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
