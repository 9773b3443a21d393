"""What a journal says of the people at the counter and of the drawer: who was on duty, what was counted (SPEC 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.ids import CardInstance, OperatorId, ShiftNumber
from protocol.link.rights import Right
from protocol.money import Money


class Tender(IntEnum):
    """What was put on the counter. CHEQUE and BANK_CARD are recorded and no more: nothing here moves them."""

    CASH = 1
    CHEQUE = 2
    BANK_CARD = 3


class SignOnMethod(IntEnum):
    """By what an operator proved who he is."""

    PIN = 1
    CARD = 2
    CARD_AND_PIN = 3


class SignOffReason(IntEnum):
    """Why an operator is on duty no more. REPLACED: another one signed on in his place."""

    ASKED = 1
    IDLE = 2
    REPLACED = 3


@dataclass(frozen=True, slots=True)
class SignOn:
    """From here on what is done is done by this operator."""

    operator: OperatorId
    method: SignOnMethod


@dataclass(frozen=True, slots=True)
class SignOff:
    """Nobody is on duty until the next SignOn."""

    operator: OperatorId
    reason: SignOffReason


@dataclass(frozen=True, slots=True)
class SignOnRefused:
    """Somebody gave this operator's number with a wrong PIN or a wrong card."""

    operator: OperatorId


@dataclass(frozen=True, slots=True)
class PinChanged:
    """An operator chose another PIN; `verifier` is that of `operator_pin`, never the PIN."""

    operator: OperatorId
    verifier: bytes


@dataclass(frozen=True, slots=True)
class Approval:
    """`by` lent a right to the operator on duty, for the act in the next entries and for no other."""

    operator: OperatorId
    right: Right
    by: OperatorId


@dataclass(frozen=True, slots=True)
class Count:
    """One tender in the drawer: what the journal says should be there, and what was counted blind.

    `expected` may be negative, for more may be given back than was taken.
    """

    tender: Tender
    expected: Money
    counted: Money

    @property
    def difference(self) -> Money:
        """What is over (positive) or short (negative)."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """A shift begins: `start` is the change money put into the drawer. Its number is the one of its Z slip."""

    shift: ShiftNumber
    operator: OperatorId
    start: Money


@dataclass(frozen=True, slots=True)
class ShiftHandover:
    """The same shift and drawer in other hands; `counts` (by tender) is empty if nobody counted."""

    shift: ShiftNumber
    operator: OperatorId
    to: OperatorId
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """A shift ends and its drawer is emptied. `by` counted and closed it: the operator, or a supervisor where the
    operator is away. `counts` rise by tender; `unsent` records waited for head office.
    """

    shift: ShiftNumber
    operator: OperatorId
    by: OperatorId
    counts: tuple[Count, ...]
    unsent: int


@dataclass(frozen=True, slots=True)
class PayOut:
    """Cash left the drawer for a purpose: `reason` is a code of the parameters (SPEC 6.5)."""

    amount: Money
    reason: int
    text: str
    operator: OperatorId
    shift: ShiftNumber


@dataclass(frozen=True, slots=True)
class DrawerOpened:
    """The drawer was opened without a payment."""

    operator: OperatorId
    shift: ShiftNumber


@dataclass(frozen=True, slots=True)
class LossReport:
    """A member said at the counter that this card is lost; instance 0 where only its number is known."""

    card: CardInstance
    operator: OperatorId


@dataclass(frozen=True, slots=True)
class TamperSeen:
    """The case of the terminal was opened or is closed again."""

    open: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal began or ended. What is done in it stands in another journal, which is never sent."""

    operator: OperatorId
    began: bool


DutyBody = (
    SignOn
    | SignOff
    | SignOnRefused
    | PinChanged
    | Approval
    | ShiftOpened
    | ShiftHandover
    | ShiftClosed
    | PayOut
    | DrawerOpened
    | LossReport
    | TamperSeen
    | Rehearsal
)
