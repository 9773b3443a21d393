"""Examples of the states of every flow, from which the transition tables are made."""

from __future__ import annotations

from typing import Any

from protocol.ids import Sequence
from protocol.instants import MS_PER_DAY, Instant
from protocol.link.desk_orders import DeskOrder, Load, Make, SetPin
from protocol.money import Money
from terminal.counter.flows import (
    balance,
    desk,
    language,
    load,
    one_tap,
    refund,
    rehearse,
    reprint,
    review,
    stage,
    standing,
    ticket,
    void,
    why,
)
from terminal.counter.old_slips import OldKind, OldSlip
from tests.support.sale_examples import CARD, view
from tests.support.shop import NOON, ORDINARY, TEA, TODAY
from tests.terminal.counter.duty_flow_examples import DUTY_EXAMPLES

MAKE = DeskOrder(41, CARD, Instant(NOON + 1), Make(ORDINARY, TODAY, TODAY, TODAY, Money(2_000), pin=True))
LOAD = DeskOrder(42, CARD, Instant(NOON + 1), Load(Money(300)))
NEW_PIN = DeskOrder(43, CARD, Instant(NOON + 1), SetPin())
OLD_SLIPS = (
    OldSlip(OldKind.SHIFT, Sequence(60), NOON, "S3"),
    OldSlip(OldKind.REFUND, Sequence(50), NOON, "9999.99"),
    OldSlip(OldKind.LOSS, Sequence(40), Instant(NOON - MS_PER_DAY), "..4242"),
    OldSlip(OldKind.SALE, Sequence(30), Instant(NOON - MS_PER_DAY), "12.00"),
)
EXAMPLES: dict[str, dict[str, Any]] = {
    "load": {"Keying": load.Keying(), "Keying 2": load.Keying("2"), "Confirming": load.Confirming(Money(2_000))},
    "balance": {
        "Looking": balance.Looking(),
        "Presenting": balance.Presenting(),
        "Showing": balance.Showing(view()),
        "Printing": balance.Printing(),
    },
    "desk": {
        "Looking": desk.Looking(),
        "Laying": desk.Laying(MAKE, frozenset()),
        "Laying, one was tried": desk.Laying(LOAD, frozenset({40}), tried=True),
        "Keying": desk.Keying(MAKE, frozenset()),
        "Keying again": desk.Keying(MAKE, frozenset(), 4, bytes(33)),
        "Working": desk.Working(LOAD, frozenset()),
        "Laying, a new PIN": desk.Laying(NEW_PIN, frozenset()),
        "Keying a new PIN again": desk.Keying(NEW_PIN, frozenset(), 4, bytes(33)),
        "Working, a new PIN": desk.Working(NEW_PIN, frozenset()),
    },
    "void": {"Asking": void.Asking()},
    "refund": {"Choosing": refund.Choosing(), "Numbering": refund.Numbering(), "Numbering 4": refund.Numbering("4")},
    "copy": {
        "Numbering": reprint.Numbering(),
        "Numbering 4": reprint.Numbering("4"),
        "Reading": reprint.Reading(),
        "Choosing": reprint.Choosing(OLD_SLIPS),
        "Choosing on page 2": reprint.Choosing(OLD_SLIPS, 1),
        "Printing": reprint.Printing(),
    },
    "review": {"Reviewing": review.Reviewing(), "Reviewing the second, 3": review.Reviewing(1, "3")},
    "why": {"Explaining": why.Explaining()},
    "one-tap": {"Choosing": one_tap.Choosing(), "Tapping": one_tap.Tapping(TEA)},
    "language": {"Choosing": language.Choosing()},
    "ticket": {"Numbering": ticket.Numbering(), "Numbering 4": ticket.Numbering("4")},
    "standing": {"Showing": standing.Showing()},
    "rehearse": {"Asking": rehearse.Asking(), "Starting": rehearse.Starting()},
    "test-cards": {"Choosing": stage.Choosing()},
    "faults": {"Setting": stage.Setting(), "Setting, second page": stage.Setting(1)},
    "end-rehearsal": {"Asking": stage.Asking()},
    **DUTY_EXAMPLES,
}
"""By the name of the flow and the name of the state; every class of `Flow.states` has at least one."""
