"""An order for cards becomes ordered jobs, each with a sentence, and totals. PURE: numbers and PINs come from outside.

A card instance is planned once, ever: the caller says what has been planned before and stores what comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from protocol.ids import CardInstance, CardNumber, ClassId
from protocol.instants import BusinessDay, date_of
from protocol.limits import BALANCE_MAX_MINOR
from protocol.link.jobs import Job
from protocol.money import ZERO, Money, total
from provisioning.refusals import Refusal, Refused

CARDS_MAX = 2_000
NUMBER_DIGITS_MAX = 16
INSTANCE_MAX = 2**16 - 1
CLASS_MAX = 255
PIN_DIGITS = range(4, 7)


class PinPolicy(Enum):
    """Where the first PIN of a card comes from."""

    NONE = "none"
    GIVEN = "given"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted, the same for all of its cards. `digits` are the decimals of the currency, for the sentences."""

    cards: tuple[CardInstance, ...]
    card_class: ClassId
    issued: BusinessDay
    valid_from: BusinessDay
    valid_until: BusinessDay
    load: Money
    pin: PinPolicy
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One job for the desk and what it means."""

    job: Job = field(repr=False)
    sentence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the desk will be told to do, in this order."""

    steps: tuple[Step, ...]

    @property
    def loads(self) -> Money:
        """The cash that the desk takes for all cards together."""
        return total([step.job.load for step in self.steps])

    @property
    def pins(self) -> int:
        """How many of the cards get a PIN."""
        return sum(1 for step in self.steps if step.job.pin)


def read_cards(text: str, instance: int) -> tuple[CardInstance, ...] | Refused:
    """`1000-1049,2000` as card instances, in the order written."""
    if not 1 <= instance <= INSTANCE_MAX:
        return Refused(Refusal.CARD_INSTANCE, str(instance))
    cards: list[CardInstance] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        last = last if dash else first
        if not (_is_card_number(first) and _is_card_number(last) and int(first) <= int(last)):
            return Refused(Refusal.CARD_NUMBER, part)
        if len(cards) + int(last) - int(first) >= CARDS_MAX:
            return Refused(Refusal.PLAN_TOO_LARGE, f"{CARDS_MAX:,}")
        cards += [CardInstance(CardNumber(number), instance) for number in range(int(first), int(last) + 1)]
    return tuple(cards)


def _is_card_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS_MAX and int(text) > 0


def judge_pin(pin: str) -> Refused | None:
    """None for a PIN that may be given: 4 to 6 digits that are not all one and do not just count."""
    if not (len(pin) in PIN_DIGITS and pin.isascii() and pin.isdigit()):
        return Refused(Refusal.PIN_SHAPE)
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return Refused(Refusal.PIN_TRIVIAL) if steps <= {0} or steps <= {1, -9} or steps <= {-1, 9} else None


def make_plan(order: Order, first_job: int, was_planned: Callable[[CardInstance], bool], pins: Sequence[str]) -> Plan | Refused:
    """The jobs from number `first_job` on. `pins` holds one PIN a card, or nothing under PinPolicy.NONE."""
    refused = _judge_order(order, was_planned)
    if refused:
        return refused
    for pin in pins:
        if weak := judge_pin(pin):
            return weak
    chosen = pins if order.pin is not PinPolicy.NONE else [""] * len(order.cards)
    steps = (
        _step(order, first_job + place, card, pin) for place, (card, pin) in enumerate(zip(order.cards, chosen, strict=True))
    )
    return Plan(tuple(steps))


def _judge_order(order: Order, was_planned: Callable[[CardInstance], bool]) -> Refused | None:
    validity = f"{date_of(order.valid_from)} to {date_of(order.valid_until)}"
    if not order.cards:
        return Refused(Refusal.PLAN_EMPTY)
    if len(order.cards) > CARDS_MAX:
        return Refused(Refusal.PLAN_TOO_LARGE, f"{CARDS_MAX:,}")
    if not 0 <= order.card_class <= CLASS_MAX:
        return Refused(Refusal.CARD_CLASS, str(order.card_class))
    if order.valid_until < order.valid_from:
        return Refused(Refusal.CARD_VALIDITY, validity)
    if order.valid_until < order.issued:
        return Refused(Refusal.CARD_OVER, validity)
    if not ZERO <= order.load <= Money(BALANCE_MAX_MINOR):
        return Refused(Refusal.LOAD_RANGE, order.load.text(order.digits))
    for card, times in Counter(order.cards).items():
        if times > 1:
            return Refused(Refusal.CARD_TWICE, str(card))
        if was_planned(card):
            return Refused(Refusal.CARD_PLANNED, str(card))
    return None


def _step(order: Order, number: int, card: CardInstance, pin: str) -> Step:
    job = Job(number, card, order.card_class, order.issued, order.valid_from, order.valid_until, order.load, pin)
    load = f"a first load of {order.load.text(order.digits)}" if order.load else "no load"
    words = {PinPolicy.NONE: "no PIN", PinPolicy.GIVEN: "the given PIN", PinPolicy.RANDOM: "a PIN drawn by lot"}[order.pin]
    validity = f"valid {date_of(order.valid_from)} to {date_of(order.valid_until)}"
    return Step(job, f"Make card {card} of class {order.card_class}, {validity}, with {load} and {words}.")
