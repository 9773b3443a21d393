"""What no program of ours says, though it has bytes (SPEC 3.6).

A terminal never encodes it. Head office takes it all the same when the signature holds (INTEGRITY I23), and asks here
what is the matter with it.
"""

from __future__ import annotations

from protocol.card.identity import IdentityViolation, unpack_identity
from protocol.card.record import Kind, Record, RecordViolation, unpack
from protocol.card.ring import SLOTS, Change, first_record, successor
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.limits import EVIDENCE_MAX
from protocol.link.baskets import amount_fault, basket_fault, line_fault, lines_fault
from protocol.link.duty_entries import PayOut, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.link.entries import (
    Body,
    CashRefund,
    CashSale,
    Evidence,
    Intent,
    IssueDetail,
    LineRemoved,
    LockDetail,
    Medium,
    MoreLines,
    RefundDetail,
    SaleDetail,
)
from protocol.link.tables import CardState
from protocol.money import ZERO

_SOME_REFERENCE = Reference(TerminalId(1), Lineage(0), Sequence(1))


def body_fault(body: Body) -> str | None:
    """Why a program of ours does not say this, or None."""
    match body:
        case Intent():
            return intent_fault(body)
        case MoreLines(lines=lines):
            return lines_fault(lines) if lines else "an entry of lines has none"
        case CashSale(basket=basket) | CashRefund(basket=basket):
            return basket_fault(basket) or tender_fault(body)
        case LineRemoved(line=line):
            return line_fault(line)
        case ShiftOpened() | ShiftHandover() | ShiftClosed() | PayOut():
            return drawer_fault(body)
        case Evidence(records=records):
            return records_fault(records) if 1 <= len(records) <= SLOTS else f"evidence has 1 to {SLOTS} records"
        case _:
            return None


def tender_fault(body: CashSale | CashRefund) -> str | None:
    """Why nobody pays like this, or None."""
    return "cash has a text of its own" if body.tender is Tender.CASH and body.tender_text else None


def drawer_fault(body: ShiftOpened | ShiftHandover | ShiftClosed | PayOut) -> str | None:
    """Why no shift goes like this, or None."""
    if body.shift < 1:
        return "a shift has no number"
    match body:
        case ShiftClosed(counts=counts) if not any(count.tender is Tender.CASH for count in counts):
            return "a shift was closed and its cash was not counted"
        case ShiftHandover(operator=operator, to=to) if operator == to:
            return "a shift was handed over to the one who has it"
        case PayOut(amount=amount) if not amount:
            return "nothing was paid out"
        case _:
            return None


def records_fault(records: tuple[bytes, ...]) -> str | None:
    """Why not all of these are records, or None."""
    try:
        for raw in records:
            unpack(raw)
    except RecordViolation as fault:
        return str(fault)
    return None


def sign_fault(change: Change) -> str | None:
    """Why a change of this kind does not have this amount, or None."""
    amount = change.amount
    match change.kind:
        case Kind.SALE:
            wrong = amount > ZERO
        case Kind.VOID | Kind.REFUND:
            wrong = amount < ZERO
        case Kind.CASH_OUT:
            wrong = amount >= ZERO
        case Kind.LOAD | Kind.CLAIM:
            wrong = amount <= ZERO
        case _:
            wrong = bool(amount)
    return "the amount has the wrong sign for its kind" if wrong else None


def next_record(intent: Intent) -> Record:
    """The record that the intent would write, without reference and MAC.

    Raises RecordViolation if what was read is no record, or if no record can follow it.
    """
    if intent.change.kind is Kind.ISSUE:
        if intent.change.amount:
            raise RecordViolation("an issue starts from nothing and adds nothing")
        return first_record(intent.change, _SOME_REFERENCE, intent.key_version)
    record = successor(unpack(intent.before), intent.change, _SOME_REFERENCE, intent.key_version)
    record.pack()
    return record


def issue_fault(intent: Intent, detail: IssueDetail) -> str | None:
    """Why this is no issue of this card, or None."""
    change = intent.change
    if change != Change(Kind.ISSUE, ZERO, change.day):
        return "an issue starts from nothing and adds nothing"
    if len(detail.uid) not in ((4, 7) if intent.medium is Medium.MIFARE_1K else (0,)):
        return "the UID does not fit the medium"
    return _names(intent, detail.identity)


def lock_fault(intent: Intent, detail: LockDetail) -> str | None:
    """Why this locks or unlocks no card of ours, or None."""
    if detail.reason not in CardState.__members__.values():
        return f"card state {detail.reason} is unknown"
    if detail.identity and intent.change.kind is not Kind.UNLOCK:
        return "only an unlock brings a static part along"
    return _names(intent, detail.identity) if detail.identity else None


def _names(intent: Intent, static_part: bytes) -> str | None:
    try:
        identity = unpack_identity(static_part)
    except IdentityViolation as fault:
        return str(fault)
    return None if identity.card == intent.card else "the static part names another card"


def intent_fault(intent: Intent) -> str | None:
    """Why a program of ours does not intend this, or None."""
    detail = intent.detail
    if len(intent.evidence) > EVIDENCE_MAX:
        return f"an intent has at most {EVIDENCE_MAX} records of evidence"
    if fault := sign_fault(intent.change) or records_fault(intent.evidence):
        return fault
    try:
        next_record(intent)
    except RecordViolation as violation:
        return str(violation)
    if isinstance(detail, LockDetail):
        return lock_fault(intent, detail)
    if isinstance(detail, IssueDetail):
        return issue_fault(intent, detail)
    if isinstance(detail, SaleDetail | RefundDetail):
        whole = None if detail.basket.carried else amount_fault(intent.change, detail.basket.lines)
        return basket_fault(detail.basket) or whole
    return None
