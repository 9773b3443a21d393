"""What head office tells terminals: whole tables, each signed, each with a version that never falls (SPEC 6).

The card states have a version too, and travel in their own way (`snapshot`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from protocol.ids import CardInstance, CategoryId, ClassId, ItemCode, OperatorId, OwnerId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import DeskOrders
from protocol.link.duty_entries import SignOnMethod
from protocol.money import ZERO, Money, UnitPrice


class TableKind(IntEnum):
    """Which table."""

    ITEMS = 1
    CLASSES = 2
    DISCOUNTS = 3
    OPERATORS = 4
    PARAMETERS = 5
    CARD_STATES = 6
    LEASES = 7
    DESK_ORDERS = 8


class ClaimReason(IntEnum):
    """Why head office owes an amount to a card."""

    SUBSIDY = 1
    REFUND = 2
    TOP_UP = 3
    REISSUE = 4
    BONUS = 5


class CardState(IntEnum):
    """What the snapshot says of a card instance; everything but OK refuses it."""

    OK = 0
    LOST = 1
    STOLEN = 2
    RETURNED = 3
    REPLACED = 4
    NOT_SOLD = 5
    LOCKED = 6
    UNDER_REVIEW = 7


@dataclass(frozen=True, slots=True)
class Item:
    """An article of the price list. `uses`: how many uses one of it takes from the card; below zero it adds them."""

    code: ItemCode
    name: str
    price: UnitPrice
    category: CategoryId
    owner: OwnerId
    uses: int = 0


@dataclass(frozen=True, slots=True)
class ItemTable:
    """Articles, rising by code."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class CardClass:
    """A member class and its limits for cards (money in minor units).

    `groups` has bit g set if cards of the class may be used at terminals of group g. Above a soft limit the PIN is
    asked, above a hard limit the sale is refused; a day's limit counts what the card and the terminal remember.
    `floor` is what must stay on the card. A sale is of `least_sale` or more; one terminal makes at most `sales_day`
    sales a day with one card, 0 for as many as anyone likes.
    """

    id: ClassId
    name: str
    discount_bp: int
    groups: int
    floor: Money
    soft_sale: Money
    hard_sale: Money
    soft_day: Money
    hard_day: Money
    least_sale: Money = ZERO
    sales_day: int = 0


@dataclass(frozen=True, slots=True)
class ClassTable:
    """Classes, rising by id."""

    classes: tuple[CardClass, ...]


@dataclass(frozen=True, slots=True)
class DiscountRule:
    """A discount of a class on one item, or on a category where `item` is 0; in basis points."""

    card_class: ClassId
    item: ItemCode
    category: CategoryId
    discount_bp: int


@dataclass(frozen=True, slots=True)
class DiscountTable:
    """Rules, rising by (class, item, category)."""

    rules: tuple[DiscountRule, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """Someone who may work a terminal. `rights` is a bit set (SPEC 6.4).

    `pin` is a verifier (`operator_pin`) or empty, `pin_set_at` when it was chosen; `card` the card that he signs on
    with. Whoever has both needs both, and whoever has neither does not sign on. `supervised`: another operator with
    SUPERVISE must sign on with him.
    """

    id: OperatorId
    name: str
    rights: int
    pin: bytes = b""
    pin_set_at: Instant = Instant(0)  # noqa: RUF009 - a plain int
    card: CardInstance | None = None
    supervised: bool = False

    @property
    def method(self) -> SignOnMethod | None:
        """How he proves who he is; None if he cannot."""
        if self.card is not None:
            return SignOnMethod.CARD_AND_PIN if self.pin else SignOnMethod.CARD
        return SignOnMethod.PIN if self.pin else None


@dataclass(frozen=True, slots=True)
class OperatorTable:
    """Operators, rising by id."""

    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True)
class PayOutReason:
    """For what cash may leave a drawer; `code` stands in the PayOut entry."""

    code: int
    name: str


class Target(IntEnum):
    """Whom a setting of its own is for."""

    GROUP = 1
    TERMINAL = 2


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """One setting that one group of terminals, or one terminal, has for itself. `name` is the field of `Parameters`, `value`
    what would stand there."""

    target: Target
    number: int
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Parameters:
    """The shop's settings. `contact_share` divides every limit for an SLE4442; `language` is BCP 47, and `languages` are
    those that a member may choose beside it.

    A terminal without news from head office, or with old card states, takes less after `narrow_after_minutes` and
    nothing by card after `stop_after_minutes`; it takes less, too, while more than `stored_records_max` records or
    `stored_sum_max` wait. Taking less: limits divided by `narrow_divisor`, the PIN above `narrow_pin_above`.

    A member is warned `near_expiry_days` before his card ends and below `low_balance`. An operator is signed off after
    `idle_minutes` without a key, never if 0. `one_tap` are the items that a terminal may sell by tapping alone. A shift
    that is over or short by more than `difference_max` becomes a case. In the morning a terminal goes only with limits if
    less than `ready_disk_mib` is free or its clock is off by more than `ready_clock_seconds`.

    `own`: what groups and terminals have for themselves (`parameters_for` makes of it what holds at one terminal).
    """

    shop: str
    currency: str
    digits: int
    utc_offset_minutes: int
    language: str
    receipt_head: tuple[str, ...]
    receipt_foot: tuple[str, ...]
    contact_share: int
    contact_offline_load: bool
    balance_max: Money
    narrow_after_minutes: int = 1_440
    stop_after_minutes: int = 4_320
    narrow_divisor: int = 2
    narrow_pin_above: Money = Money(5_000)  # noqa: RUF009 - frozen
    stored_records_max: int = 2_000
    stored_sum_max: Money = Money(2_000_000)  # noqa: RUF009 - frozen
    languages: tuple[str, ...] = ()
    near_expiry_days: int = 30
    low_balance: Money = Money(1_000)  # noqa: RUF009 - frozen
    idle_minutes: int = 10
    one_tap: tuple[ItemCode, ...] = ()
    pay_out_reasons: tuple[PayOutReason, ...] = ()
    difference_max: Money = ZERO
    ready_disk_mib: int = 200
    ready_clock_seconds: int = 120
    own: tuple[OwnSetting, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount that this terminal, and no other, may put onto a card once, up to and including `last_day`."""

    id: int
    card: CardInstance
    reason: ClaimReason
    amount: Money
    last_day: BusinessDay


@dataclass(frozen=True, slots=True)
class LeaseTable:
    """What head office has entrusted to one terminal: no other installs it (SPEC 6.7).

    `float_granted` is the sum of all loads that the terminal may ever have made, so that it does not matter which
    of them head office knew. `locked`: the terminal sells no more. `claims` rise by id.
    """

    terminal: TerminalId
    locked: bool
    float_granted: Money
    claims: tuple[Claim, ...]


Table = ItemTable | ClassTable | DiscountTable | OperatorTable | Parameters | LeaseTable | DeskOrders
