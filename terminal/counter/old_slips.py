"""A slip that can be printed again, as the cashier finds it in a list. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from protocol.ids import Sequence
from protocol.instants import Instant


class OldKind(Enum):
    """What it is about."""

    SALE = "sale"
    VOID = "void"
    REFUND = "refund"
    LOAD = "load"
    CLAIM = "claim"
    CASH_OUT = "cash-out"
    PAY_OUT = "pay-out"
    LOSS = "loss"
    HANDOVER = "handover"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class OldSlip:
    """`sequence` is the last part of its reference. `about` tells it from others: an amount, a shift, the end of a card's
    number."""

    kind: OldKind
    sequence: Sequence
    at: Instant
    about: str
