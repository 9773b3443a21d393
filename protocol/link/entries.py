"""What a terminal's journal can say: one frozen dataclass a kind of entry (SPEC 3).

An entry's place (sequence) and its terminal and lineage are not in its bytes; the chain hash binds the sequence,
the batch header names the terminal and the lineage.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.card.ring import Change
from protocol.ids import (
    CardInstance,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
)
from protocol.instants import Instant
from protocol.link.duty_entries import DutyBody, Tender
from protocol.money import Money, UnitPrice


class Medium(IntEnum):
    """Kind of card."""

    MIFARE_1K = 1
    SLE4442 = 2


class BootReason(IntEnum):
    """Why a terminal started a new lineage."""

    FIRST = 1
    START = 2
    AFTER_FAULT = 3


class CancelReason(IntEnum):
    """How a terminal knows that an intended change is not on the card."""

    SCRUBBED = 1
    REPLACED = 2


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a sale or refund: `amount` = price x quantity, rounded once, less the discount."""

    item: ItemCode
    quantity: int
    price: UnitPrice
    discount: Money
    owner: OwnerId

    @property
    def amount(self) -> Money:
        """What the member pays for this line; never negative."""
        return self.price.times(self.quantity) - self.discount


@dataclass(frozen=True, slots=True)
class Basket:
    """What was bought or given back. `carried` lines stand in MoreLines entries right before this entry."""

    lines: tuple[SaleLine, ...]
    carried: int = 0
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """A sale paid from the card."""

    basket: Basket
    pin_used: bool


@dataclass(frozen=True, slots=True)
class VoidDetail:
    """The sale right beneath is undone."""

    sale: Reference


@dataclass(frozen=True, slots=True)
class LoadDetail:
    """Cash was taken and goes onto the card. `job` is the desk's job number, 0 for none."""

    ticket: str = ""
    job: int = 0


@dataclass(frozen=True, slots=True)
class RefundDetail:
    """Goods came back; `sale` names the sale where it is known here."""

    basket: Basket
    sale: Reference | None


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """An amount that head office owes to the card goes onto it; `claim` is the number of the lease (SPEC 6.7)."""

    claim: int


@dataclass(frozen=True, slots=True)
class PinTryDetail:
    """A PIN is about to be compared."""


@dataclass(frozen=True, slots=True)
class ConfirmDetail:
    """A clean record on top of one whose write was not acknowledged (INTEGRITY 5.4)."""

    confirms: Reference


@dataclass(frozen=True, slots=True)
class LockDetail:
    """The card is locked or unlocked; `reason` is a card-state code. `job` is the desk's job number, 0 for none. `identity`: the
    static part, with MAC, that an unlock brings along; empty where it stays.
    """

    reason: int
    job: int = 0
    identity: bytes = b""


@dataclass(frozen=True, slots=True)
class CashOutDetail:
    """What was on the card is paid out in cash, as the desk's job says."""

    job: int


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """A card is personalised: its static part as written, and its UID (empty on an SLE4442)."""

    identity: bytes
    uid: bytes
    job: int


Detail = (
    SaleDetail
    | VoidDetail
    | LoadDetail
    | RefundDetail
    | ClaimDetail
    | PinTryDetail
    | ConfirmDetail
    | LockDetail
    | IssueDetail
    | CashOutDetail
)


@dataclass(frozen=True, slots=True)
class Boot:
    """A start of the terminal program: from here on another lineage."""

    reason: BootReason
    previous: Lineage


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The clock was set; both readings in UTC milliseconds."""

    before: Instant
    after: Instant


@dataclass(frozen=True, slots=True)
class MoreLines:
    """Lines that belong to the next Intent, CashSale or CashRefund; never the last entry of a batch."""

    lines: tuple[SaleLine, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """A card change is about to be tried (I10). Its own place is the reference of the change.

    `before` is the ruling record as read (48 bytes; empty for an issue); the record to be written is
    `successor(before, change, reference, key_version)` with `mac`. `evidence` holds up to two older raw records
    of the card that this terminal has not yet reported.
    """

    card: CardInstance
    medium: Medium
    before: bytes
    change: Change
    key_version: int
    mac: bytes
    detail: Detail
    operator: OperatorId
    shift: ShiftNumber
    evidence: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """The change is on the card, read back and compared. Names an intent of the same lineage."""

    intent: Sequence


@dataclass(frozen=True, slots=True)
class Late:
    """An open change was found on the card at a later tap and a clean record was put on top."""

    intent: Reference
    confirmed_by: Reference


@dataclass(frozen=True, slots=True)
class Cancel:
    """An open change is not on the card and cannot come back."""

    intent: Reference
    reason: CancelReason


@dataclass(frozen=True, slots=True)
class Abandon:
    """The cashier gave up waiting for the card; the goods were paid otherwise or kept."""

    intent: Reference


@dataclass(frozen=True, slots=True)
class CashSale:
    """A sale paid in cash or by another tender than the card; `tender_text` is what the cheque or bank slip says."""

    basket: Basket
    operator: OperatorId
    shift: ShiftNumber
    tender: Tender = Tender.CASH
    tender_text: str = ""


@dataclass(frozen=True, slots=True)
class CashRefund:
    """Goods came back against cash or another tender."""

    basket: Basket
    operator: OperatorId
    shift: ShiftNumber
    tender: Tender = Tender.CASH
    tender_text: str = ""


@dataclass(frozen=True, slots=True)
class LineRemoved:
    """A line that stood in a basket was taken out again before anything was paid."""

    line: SaleLine
    operator: OperatorId
    shift: ShiftNumber


@dataclass(frozen=True, slots=True)
class Evidence:
    """Records read from a card that this terminal did not change: raw, newest first."""

    card: CardInstance
    records: tuple[bytes, ...]


Body = (
    Boot
    | ClockStep
    | MoreLines
    | Intent
    | Commit
    | Late
    | Cancel
    | Abandon
    | CashSale
    | CashRefund
    | Evidence
    | LineRemoved
    | DutyBody
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal: `at` is the terminal's clock and decides nothing."""

    at: Instant
    body: Body
