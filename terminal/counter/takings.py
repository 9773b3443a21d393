"""What was taken, given back and paid out: told act by act, counted by kind and means of payment. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from protocol.ids import OperatorId, Reference
from protocol.instants import Instant
from protocol.money import ZERO, Money, total


class Act(Enum):
    """What was done, in the order in which slips tell it."""

    SALE = "sale"
    VOID = "void"
    REFUND = "refund"
    LOAD = "load"
    CLAIM = "claim"
    CASH_OUT = "cash-out"
    PAY_OUT = "pay-out"


class Means(Enum):
    """What it was paid with, or given back in."""

    CARD = "card"
    CASH = "cash"
    CHEQUE = "cheque"
    BANK_CARD = "bank-card"


GIVES = frozenset({Act.VOID, Act.REFUND, Act.CASH_OUT, Act.PAY_OUT})
"""Acts that give money away; the others take it in."""
TURNOVER = frozenset({Act.SALE, Act.VOID, Act.REFUND})
"""Acts that are sales, or undo them."""
CORRECTS = frozenset({Act.VOID, Act.REFUND})
"""Acts that correct a recorded sale."""


@dataclass(frozen=True, slots=True)
class Done:
    """One finished act. `amount` is what it moved, never negative; `about` is the sale that it corrects, where it names one."""

    act: Act
    means: Means
    amount: Money
    operator: OperatorId
    reference: Reference
    at: Instant
    about: Reference | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many acts of one kind, paid by one means, and what they come to."""

    act: Act
    means: Means
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Takings:
    """Tallies in the order of `Act` and `Means`, each pair once and only where there was something."""

    tallies: tuple[Tally, ...] = ()

    @property
    def turnover(self) -> Money:
        """Sales by every means less what was voided and refunded."""
        return total([_signed(tally) for tally in self.tallies if tally.act in TURNOVER])

    @property
    def sales(self) -> int:
        """How many sales."""
        return sum(tally.count for tally in self.tallies if tally.act is Act.SALE)

    def in_drawer(self, means: Means) -> Money:
        """What these acts have put into the drawer, less what they took out of it."""
        return total([_signed(tally) for tally in self.tallies if tally.means is means])


NOTHING_TAKEN = Takings()


def _signed(tally: Tally) -> Money:
    return -tally.amount if tally.act in GIVES else tally.amount


def count_up(done: Iterable[Done]) -> Takings:
    """The takings of these acts."""
    found: dict[tuple[Act, Means], tuple[int, Money]] = {}
    for one in done:
        count, amount = found.get((one.act, one.means), (0, ZERO))
        found[one.act, one.means] = count + 1, amount + one.amount
    return Takings(tuple(Tally(act, means, *found[act, means]) for act in Act for means in Means if (act, means) in found))
