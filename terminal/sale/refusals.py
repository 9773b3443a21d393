"""Every refusal that is expected at the counter, by name. The sentences are in `terminal.words.refusals`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from protocol.link.tables import CardState
from protocol.money import Money


class Refusal(Enum):
    """Why the terminal says no; the value is what programs and logs call it."""

    # keying
    UNKNOWN_ITEM = "unknown-item"
    QUANTITY_RANGE = "quantity-range"
    AMOUNT_RANGE = "amount-range"
    EMPTY_BASKET = "empty-basket"
    BASKET_FULL = "basket-full"
    NOTHING_TO_REMOVE = "nothing-to-remove"
    TICKET_UNUSABLE = "ticket-unusable"
    TWO_MODES = "two-modes"
    USES_NEED_CARD = "uses-need-card"
    USES_NOT_REFUNDED = "uses-not-refunded"
    # the card as such
    NOT_OURS = "not-ours"
    WRONG_TYPE = "wrong-type"
    DAMAGED = "damaged"
    CODE_BLOCKED = "code-blocked"
    CODE_DAMAGED = "code-damaged"
    KEY_VERSION = "key-version"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    LOCKED = "locked"
    LISTED = "listed"
    ROLLED_BACK = "rolled-back"
    TAMPERED = "tampered"
    UNKNOWN_CARD = "unknown-card"
    WRONG_GROUP = "wrong-group"
    ANOTHER_CARD = "another-card"
    # money and PIN
    INSUFFICIENT_BALANCE = "insufficient-balance"
    BALANCE_TOO_HIGH = "balance-too-high"
    NO_USES_LEFT = "no-uses-left"
    TOO_MANY_SALES = "too-many-sales"
    BELOW_LEAST_SALE = "below-least-sale"
    ABOVE_SALE_LIMIT = "above-sale-limit"
    ABOVE_DAY_LIMIT = "above-day-limit"
    ABOVE_NARROW_SALE = "above-narrow-sale"
    ABOVE_NARROW_DAY = "above-narrow-day"
    WRONG_PIN = "wrong-pin"
    PIN_LOCKED = "pin-locked"
    NO_PIN = "no-pin"
    ABOVE_FLOAT = "above-float"
    ABOVE_SALE = "above-sale"
    UNKNOWN_SALE = "unknown-sale"
    SALE_OF_ANOTHER_CARD = "sale-of-another-card"
    ANOTHER_BALANCE = "another-balance"
    # the terminal
    TERMINAL_LOCKED = "terminal-locked"
    OUT_OF_TOUCH = "out-of-touch"
    CASE_OPEN = "case-open"
    NOT_PERMITTED = "not-permitted"
    NOTHING_TO_VOID = "nothing-to-void"
    STORAGE_FAILED = "storage-failed"
    RECORDS_FULL = "records-full"


CODES: dict[Refusal, str] = {
    Refusal.UNKNOWN_ITEM: "A01",
    Refusal.QUANTITY_RANGE: "A02",
    Refusal.AMOUNT_RANGE: "A03",
    Refusal.EMPTY_BASKET: "A04",
    Refusal.BASKET_FULL: "A05",
    Refusal.NOTHING_TO_REMOVE: "A06",
    Refusal.TICKET_UNUSABLE: "A07",
    Refusal.TWO_MODES: "A08",
    Refusal.USES_NEED_CARD: "A09",
    Refusal.USES_NOT_REFUNDED: "A10",
    Refusal.NOT_OURS: "C01",
    Refusal.WRONG_TYPE: "C02",
    Refusal.DAMAGED: "C03",
    Refusal.CODE_BLOCKED: "C04",
    Refusal.CODE_DAMAGED: "C05",
    Refusal.KEY_VERSION: "C06",
    Refusal.EXPIRED: "C07",
    Refusal.NOT_YET_VALID: "C08",
    Refusal.LOCKED: "C09",
    Refusal.LISTED: "C10",
    Refusal.ROLLED_BACK: "C11",
    Refusal.TAMPERED: "C12",
    Refusal.UNKNOWN_CARD: "C13",
    Refusal.WRONG_GROUP: "C14",
    Refusal.ANOTHER_CARD: "C15",
    Refusal.RECORDS_FULL: "C16",
    Refusal.INSUFFICIENT_BALANCE: "M01",
    Refusal.BALANCE_TOO_HIGH: "M02",
    Refusal.NO_USES_LEFT: "M03",
    Refusal.TOO_MANY_SALES: "M04",
    Refusal.BELOW_LEAST_SALE: "M05",
    Refusal.ABOVE_SALE_LIMIT: "M06",
    Refusal.ABOVE_DAY_LIMIT: "M07",
    Refusal.ABOVE_NARROW_SALE: "M08",
    Refusal.ABOVE_NARROW_DAY: "M09",
    Refusal.ABOVE_FLOAT: "M10",
    Refusal.ABOVE_SALE: "M11",
    Refusal.UNKNOWN_SALE: "M12",
    Refusal.SALE_OF_ANOTHER_CARD: "M13",
    Refusal.ANOTHER_BALANCE: "M14",
    Refusal.WRONG_PIN: "P01",
    Refusal.PIN_LOCKED: "P02",
    Refusal.NO_PIN: "P03",
    Refusal.TERMINAL_LOCKED: "T01",
    Refusal.OUT_OF_TOUCH: "T02",
    Refusal.NOT_PERMITTED: "T03",
    Refusal.NOTHING_TO_VOID: "T04",
    Refusal.STORAGE_FAILED: "T05",
    Refusal.CASE_OPEN: "T06",
}
"""What members and cashiers quote on the telephone: A what is keyed, C the card, M money, P the PIN, T the terminal.

A code keeps its meaning for good: a refusal that is dropped takes its code with it.
"""

NAMES_AMOUNT = frozenset(
    {
        Refusal.INSUFFICIENT_BALANCE,
        Refusal.ANOTHER_BALANCE,
        Refusal.BELOW_LEAST_SALE,
        Refusal.BALANCE_TOO_HIGH,
        Refusal.ABOVE_SALE_LIMIT,
        Refusal.ABOVE_DAY_LIMIT,
        Refusal.ABOVE_NARROW_SALE,
        Refusal.ABOVE_NARROW_DAY,
        Refusal.ABOVE_FLOAT,
        Refusal.ABOVE_SALE,
    }
)
NAMES_COUNT = frozenset({Refusal.WRONG_PIN, Refusal.NO_USES_LEFT, Refusal.TOO_MANY_SALES})
NAMES_STATE = frozenset({Refusal.LISTED})


@dataclass(frozen=True, slots=True)
class RefusalNote:
    """A refusal and what its sentence names. Raises ValueError if that is missing or too much.

    `amount`: the balance, or what is left under a limit, of the float or of a sale, or the highest balance. `count`: PIN
    tries or uses left, or sales a day. `state`: what the card-state snapshot says.
    """

    refusal: Refusal
    amount: Money | None = None
    count: int | None = None
    state: CardState | None = None

    def __post_init__(self) -> None:
        given = (self.amount is not None, self.count is not None, self.state is not None)
        if given != tuple(self.refusal in named for named in (NAMES_AMOUNT, NAMES_COUNT, NAMES_STATE)):
            raise ValueError(f"the sentence of {self.refusal.name} does not name just these values")
