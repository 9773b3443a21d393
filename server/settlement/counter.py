"""What is said at a counter beside sales: shifts that are over or short, cards reported lost, PINs chosen anew.

Nothing here moves money: what a shift means in the books is one table in `ledger.entries`.
"""

from __future__ import annotations

from collections.abc import Iterable

from protocol.ids import CardInstance
from protocol.instants import Instant
from protocol.link.duty_entries import LossReport, PinChanged, ShiftClosed, ShiftHandover
from protocol.link.rights import OFFICE_PIN
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from server.database import run
from server.settlement.cards.fold import Drawer, Told
from server.settlement.findings.cases import CaseKind, NewCase
from server.settlement.states.listing import list_card

LISTED_BEFORE = (CardState.OK, CardState.UNDER_REVIEW)
"""What a loss report overrules; whatever else a person has said of a card stays."""


def differences(drawers: Iterable[Drawer]) -> list[NewCase]:
    """A case for each count that is over or short by more than the shop allows."""
    found = [(one, difference) for one in drawers if (difference := _largest(one))]
    most = _difference_max() if found else ZERO
    return [_difference(one, difference) for one, difference in found if abs(difference) > most]


def _largest(one: Drawer) -> Money:
    """The largest difference of a count, by one tender; cash and cheques do not make up for each other."""
    if not isinstance(one.body, ShiftHandover | ShiftClosed):
        return ZERO
    return max((count.difference for count in one.body.counts), key=abs, default=ZERO)


def _difference_max() -> Money:
    row = run("SELECT difference_max FROM parameter").fetchone()
    return ZERO if row is None else Money(row[0])


def _difference(one: Drawer, difference: Money) -> NewCase:
    assert isinstance(one.body, ShiftHandover | ShiftClosed)
    body, terminal = one.body, one.reference.terminal
    side = "over" if difference > ZERO else "short"
    counts = ", ".join(f"{count.tender.name} {count.counted.minor} of {count.expected.minor}" for count in body.counts)
    detail = f"shift {body.shift} of operator {body.operator} is {side} by {abs(difference).minor}: counted {counts}"
    return NewCase(CaseKind.SHIFT_DIFFERENCE, str(one.reference), detail, terminal=terminal)


def take_told(told: Iterable[Told], received_at: Instant) -> list[NewCase]:
    """List cards that were reported lost and keep PINs that were chosen; the cases. Must run inside `writing()`."""
    cases = []
    for one in told:
        if isinstance(one.body, LossReport):
            cases.append(_list_lost(one, one.body, received_at))
        else:
            _keep_pin(one.body, min(one.at, received_at))
    return cases


def _list_lost(told: Told, report: LossReport, received_at: Instant) -> NewCase:
    terminal = told.reference.terminal
    by = f"operator {report.operator} at terminal {terminal}"
    listed = [card for card in _in_use(report.card, told.at) if list_card(card, CardState.LOST, by, received_at)]
    result = f"listed {', '.join(map(str, listed))}" if listed else "no card in use was listed"
    detail = f"card {report.card} was reported lost to {by}: {result}"
    card = listed[0] if len(listed) == 1 else None
    return NewCase(CaseKind.LOSS_REPORTED, str(told.reference), detail, card, terminal)


def _in_use(card: CardInstance, at: Instant) -> list[CardInstance]:
    """The instances that a report means, without those of which head office itself has spoken since."""
    states = ", ".join(str(int(state)) for state in LISTED_BEFORE)
    rows = run(
        f"SELECT i.instance FROM card_instance i WHERE i.card = %s AND (i.instance = %s OR %s = 0) AND i.listed IN ({states})"
        " AND NOT EXISTS (SELECT 1 FROM card_listing l WHERE l.card = i.card AND l.instance = i.instance AND l.at > %s"
        " AND l.state = %s) ORDER BY i.instance",
        (card.number, card.instance, card.instance, at, int(CardState.OK)),
    ).fetchall()
    return [CardInstance(card.number, instance) for (instance,) in rows]


def _keep_pin(change: PinChanged, chosen_at: Instant) -> None:
    """The newest holds. PINs of those who may more than sell come from head office alone."""
    run(
        f"UPDATE operator SET pin = %s, pin_set_at = %s WHERE id = %s AND pin_set_at < %s AND (rights & {int(OFFICE_PIN)}) = 0",
        (change.verifier, chosen_at, change.operator, chosen_at),
    )
