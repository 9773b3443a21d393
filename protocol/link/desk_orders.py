"""What head office's pages order from one desk: typed jobs, each about one card (SPEC 6.8).

They travel as a table that is made for one terminal, as its leases are. No PIN is in an order: whoever wants one keys it
at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.card.record import Kind
from protocol.ids import CardInstance, ClassId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.money import Money


class OrderKind(IntEnum):
    """What is to be done to the card."""

    MAKE = 1
    SELL = 2
    LOAD = 3
    CASH_OUT = 4
    RETURN = 5
    LOCK = 6
    UNLOCK = 7
    READ = 8
    SET_PIN = 9
    EXTEND = 10
    MEND = 11


@dataclass(frozen=True, slots=True)
class Make:
    """Personalise a blank, and load it. `pin`: the member keys one first."""

    card_class: ClassId
    issued: BusinessDay
    valid_from: BusinessDay
    valid_until: BusinessDay
    load: Money
    pin: bool


@dataclass(frozen=True, slots=True)
class Sell:
    """A card that was made and not sold is sold now, with this load."""

    load: Money


@dataclass(frozen=True, slots=True)
class Load:
    """Cash is taken and goes onto the card."""

    amount: Money


@dataclass(frozen=True, slots=True)
class CashOut:
    """The card pays this amount out in cash."""

    amount: Money


@dataclass(frozen=True, slots=True)
class Return:
    """The whole balance is paid out, then the card is locked for ever. `balance` is what head office knows: a card that says
    another is not paid out."""

    balance: Money


@dataclass(frozen=True, slots=True)
class Lock:
    """The card locks itself."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """A card that locked itself works again."""


@dataclass(frozen=True, slots=True)
class Read:
    """Look at the card and report all its records."""


@dataclass(frozen=True, slots=True)
class SetPin:
    """The member keys a new PIN; the tries that were used up are his again."""


@dataclass(frozen=True, slots=True)
class Extend:
    """The card is valid until another day."""

    valid_until: BusinessDay


@dataclass(frozen=True, slots=True)
class Mend:
    """The static part of the card is written anew as head office knows it, without a PIN. Its records say that it is the card,
    and what is on it; no amount is in this order.
    """

    card_class: ClassId
    issued: BusinessDay
    valid_from: BusinessDay
    valid_until: BusinessDay


Content = Make | Sell | Load | CashOut | Return | Lock | Unlock | Read | SetPin | Extend | Mend

KIND_OF_CONTENT: dict[type[Content], OrderKind] = {
    Make: OrderKind.MAKE,
    Sell: OrderKind.SELL,
    Load: OrderKind.LOAD,
    CashOut: OrderKind.CASH_OUT,
    Return: OrderKind.RETURN,
    Lock: OrderKind.LOCK,
    Unlock: OrderKind.UNLOCK,
    Read: OrderKind.READ,
    SetPin: OrderKind.SET_PIN,
    Extend: OrderKind.EXTEND,
    Mend: OrderKind.MEND,
}


@dataclass(frozen=True, slots=True)
class DeskOrder:
    """One job. `number` is unique for ever, among those of job lists too, and stands in the journal with what was done for
    it. Nothing is begun after `until`."""

    number: int
    card: CardInstance
    until: Instant
    content: Content

    @property
    def kind(self) -> OrderKind:
        """What is to be done."""
        return KIND_OF_CONTENT[type(self.content)]

    @property
    def steps(self) -> tuple[Kind, ...]:
        """The card changes that it takes, in order; the order is done with the last one."""
        match self.content:
            case Make(load=load):
                return (Kind.ISSUE, Kind.LOAD) if load else (Kind.ISSUE,)
            case Sell(load=load):
                return (Kind.UNLOCK, Kind.LOAD) if load else (Kind.UNLOCK,)
            case Load():
                return (Kind.LOAD,)
            case CashOut():
                return (Kind.CASH_OUT,)
            case Return(balance=balance):
                return (Kind.CASH_OUT, Kind.LOCK) if balance else (Kind.LOCK,)
            case Lock():
                return (Kind.LOCK,)
            case Unlock() | SetPin() | Extend() | Mend():
                return (Kind.UNLOCK,)
            case _:  # a look at the card
                return ()


@dataclass(frozen=True, slots=True)
class DeskOrders:
    """All orders that are open at one desk, rising by number: no other terminal installs it."""

    terminal: TerminalId
    orders: tuple[DeskOrder, ...]


class Progress(IntEnum):
    """How far the desk is with a job, as its poll tells it (SPEC 5.3). Money is believed by the journal alone."""

    TAP_NOW = 1
    WRITTEN = 2
    REFUSED = 3


class JobReason(IntEnum):
    """Why a desk refused a job."""

    NONE = 0
    DECLINED = 1
    NOT_BLANK = 2
    ANOTHER_CARD = 3
    CARD_REFUSED = 4
    NOT_ALLOWED = 5
    ANOTHER_BALANCE = 6
    CARD_FAULT = 7


@dataclass(frozen=True, slots=True)
class JobWord:
    """What a desk says of one job in its poll."""

    number: int
    progress: Progress
    reason: JobReason = JobReason.NONE
