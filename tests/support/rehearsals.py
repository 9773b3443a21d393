"""How a tester plays in a rehearsal: over the counter's own menu."""

from __future__ import annotations

from terminal.at_counter import AtCounter
from terminal.counter.flows.stage import FAULTS, PER_PAGE
from terminal.counter.props import Fault
from terminal.words.counter import Word
from tests.support.counter_stand import CounterStand
from tests.terminal.counter.menus import choose


def begin(stand: CounterStand) -> AtCounter:
    """Begin one; its counter."""
    choose(stand, Word.REHEARSE)
    stand.press("ENTER")
    rehearsal = stand.at.rehearsal
    assert rehearsal
    return rehearsal


def end(stand: CounterStand) -> None:
    """End it."""
    choose(stand, Word.END_REHEARSAL)
    stand.press("ENTER")


def switch(stand: CounterStand, fault: Fault) -> None:
    """Move a lever."""
    page, place = divmod(list(FAULTS).index(fault), PER_PAGE)
    choose(stand, Word.FAULTS)
    stand.press(" ".join(["MENU"] * page + [str(place + 1), "BACK"]))


def sums_of(at: AtCounter) -> dict[str, tuple[int, int]]:
    """The totals of a counter's journal: how many, how much."""
    return {part.kind.name: (part.count, part.amount.minor) for part in at.terminal.journal.state.totals}
