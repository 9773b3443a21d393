"""What a journal says of the people at the counter and of the drawer, kept up to date entry by entry. Pure.

A restart knows from here who was on duty, which shift is open and what its drawer should hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

from protocol.ids import CardInstance, OperatorId, Sequence, ShiftNumber
from protocol.instants import Instant
from protocol.link.duty_entries import (
    Approval,
    DrawerOpened,
    DutyBody,
    LossReport,
    PayOut,
    PinChanged,
    Rehearsal,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOff,
    SignOn,
    SignOnRefused,
    TamperSeen,
    Tender,
)
from protocol.money import ZERO, Money

NOBODY = OperatorId(0)
NO_SHIFT = ShiftNumber(0)


@dataclass(frozen=True, slots=True)
class Shift:
    """The open shift: whose drawer it is now, and the place of its ShiftOpened. `start` is the change money."""

    number: ShiftNumber
    opened_by: OperatorId
    operator: OperatorId
    opened_at: Instant
    place: Sequence
    start: Money


@dataclass(slots=True)
class Duty:
    """People and drawer after the last entry.

    `drawer`: what should lie in it, by tender; empty while no shift is open. `pins`: verifiers chosen at this terminal, and
    when. `refused`: sign-ons refused in a row, and when the last was. `lost`: cards reported here, and when; number with
    instance 0 where no more is known. `tampered`: the case is open. `rehearsing`: who began a rehearsal that has not ended.
    """

    operator: OperatorId = NOBODY
    shift: Shift | None = None
    last_shift: ShiftNumber = NO_SHIFT
    drawer: dict[Tender, Money] = field(default_factory=dict)
    pins: dict[OperatorId, tuple[bytes, Instant]] = field(default_factory=dict)
    refused: dict[OperatorId, tuple[int, Instant]] = field(default_factory=dict)
    lost: dict[CardInstance, Instant] = field(default_factory=dict)
    tampered: bool = False
    rehearsing: OperatorId = NOBODY

    def take(self, place: Sequence, at: Instant, body: DutyBody) -> None:
        """Take in the next entry about people or the drawer."""
        match body:
            case SignOn(operator=operator):
                self.operator = operator
                self.refused.pop(operator, None)
            case SignOff():
                self.operator = NOBODY
            case SignOnRefused(operator=operator):
                self.refused[operator] = self.refused.get(operator, (0, at))[0] + 1, at
            case PinChanged(operator=operator, verifier=verifier):
                self.pins[operator] = verifier, at
            case ShiftOpened(shift=number, operator=operator, start=start):
                self.shift = Shift(number, operator, operator, at, place, start)
                self.last_shift, self.drawer = number, {Tender.CASH: start}
            case ShiftHandover(to=to, counts=counts):
                if self.shift:
                    self.shift = replace(self.shift, operator=to)
                    self.drawer |= {count.tender: count.counted for count in counts}
            case ShiftClosed():
                self.shift, self.drawer = None, {}
            case PayOut(amount=amount):
                self.move(Tender.CASH, -amount)
            case LossReport(card=card):
                self.lost[card] = at
            case TamperSeen(open=opened):
                self.tampered = opened
            case Rehearsal(operator=operator, began=began):
                self.rehearsing = operator if began else NOBODY
            case Approval() | DrawerOpened():
                pass  # they say who did it, and change nothing
            case _:
                assert_never(body)

    def move(self, tender: Tender, amount: Money) -> None:
        """Something was put into the drawer of the open shift, or taken out of it."""
        if self.shift:
            self.drawer[tender] = self.drawer.get(tender, ZERO) + amount
