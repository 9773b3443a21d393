"""Every place where the counter rests with every key: the table that a change is reviewed by, and that no place is a trap."""

from __future__ import annotations

import pytest

from terminal.counter.acts import EndRehearsal, OpenAgain, ToSale
from terminal.counter.events import KeyPressed
from terminal.counter.flows.standing import STANDING, Showing
from terminal.counter.machine import step
from terminal.counter.state import Counter, InFlow, InMenu, Selling
from terminal.counter.view import View
from terminal.counter.views import screen
from terminal.drivers.keypad.port import Key
from terminal.sale.events import CancelKeyed
from terminal.sale.states import EnteringPin, Ready, Stopped, Waiting
from tests.support.counter_examples import seeing
from tests.support.golden import Golden
from tests.support.sale_samples import STATES
from tests.terminal.counter.test_flow_tables import text_of

IDLE = Counter()
BASKET = seeing(STATES["Ready: a basket"])
PLACES: dict[str, tuple[Counter, View]] = {
    "idle": (IDLE, seeing()),
    "an entry is keyed": (Counter(Selling("3×1")), seeing()),
    "a basket": (IDLE, BASKET),
    "a basket, the last line is asked about": (Counter(Selling(asked=True)), BASKET),
    "menu": (Counter(InMenu()), seeing()),
    "menu, page 2": (Counter(InMenu(1)), BASKET),
    "a flow": (Counter(InFlow(STANDING, Showing())), seeing()),
    "a card is awaited": (IDLE, seeing(STATES["Waiting: to pay"])),
    "a card is awaited for a load": (IDLE, seeing(STATES["Waiting: to load"])),
    "a sale is in doubt": (IDLE, seeing(STATES["Waiting: to pay, the sale in doubt"])),
    "a sale is in doubt, giving up is asked": (Counter(giving_up=True), seeing(STATES["Waiting: to pay, the sale in doubt"])),
    "a PIN is asked": (IDLE, seeing(STATES["EnteringPin"])),
    "a PIN is keyed": (Counter(stars=3), seeing(STATES["EnteringPin"])),
    "stopped": (IDLE, seeing(STATES["Stopped"])),
    "rehearsal, idle": (IDLE, seeing(rehearsal=True)),
    "rehearsal, menu": (Counter(InMenu()), seeing(rehearsal=True)),
    "rehearsal, a card is awaited": (IDLE, seeing(STATES["Waiting: to pay"], rehearsal=True)),
    "rehearsal, a sale is in doubt": (IDLE, seeing(STATES["Waiting: to pay, the sale in doubt"], rehearsal=True)),
    "rehearsal, stopped": (IDLE, seeing(STATES["Stopped"], rehearsal=True)),
}
"""Where keys are awaited; in every other state of the sale a card or the disk is being worked on, and keys wait their turn."""


def test_keys_are_awaited_in_no_other_state_of_the_sale() -> None:
    assert {type(view.sale) for _, view in PLACES.values()} == {Ready, Waiting, EnteringPin, Stopped}


def test_the_table_of_the_keys_is_as_it_was_read_last(golden: Golden) -> None:
    golden("counter/keys.md", "\n".join(["# keys", "", *(_page(name, *place) for name, place in PLACES.items())]))


@pytest.mark.parametrize("name", [name for name in PLACES if name != "stopped"])
def test_back_alone_leads_from_every_place_to_where_the_next_customer_is_served(name: str) -> None:
    counter, view = PLACES[name]
    if "in doubt" in name:
        asked = step(counter, KeyPressed(Key.BACK), view).counter
        assert asked.giving_up is not counter.giving_up  # one key asks, and the same takes the question back
        return
    for _ in range(10):
        moved = step(counter, KeyPressed(Key.BACK), view)
        if ToSale(CancelKeyed()) in moved.acts or EndRehearsal() in moved.acts:
            return
        counter = moved.counter
        if counter.place == Selling():
            return
    raise AssertionError(f"{name} is a trap")


def test_a_stopped_terminal_takes_enter_alone_which_opens_the_journal_again() -> None:
    counter, view = PLACES["stopped"]
    moves = {key: step(counter, KeyPressed(key), view) for key in Key}
    assert {key: move.acts for key, move in moves.items() if move.acts} == {Key.ENTER: (OpenAgain(),)}


def _page(name: str, counter: Counter, view: View) -> str:
    shown = "\n".join(f"    |{line:<20}|" for line in screen(counter, view).operator)
    rows = [row for key in Key if (row := _row(key, counter, view))]
    return "\n".join([f"## {name}", "", shown, "", "| key | next | acts and words |", "|---|---|---|", *rows, ""])


def _row(key: Key, counter: Counter, view: View) -> str:
    """What a key does; nothing for one that means nothing here, and of the digits only 0 and 1 are shown."""
    moved = step(counter, KeyPressed(key), view)
    if key.digit and key.digit not in "01":
        return ""
    kept = (moved.counter.place, moved.counter.stars, moved.counter.giving_up)
    if kept == (counter.place, counter.stars, counter.giving_up) and not moved.acts and not moved.counter.said:
        return ""
    following = "stays" if moved.counter.place == counter.place else text_of(moved.counter.place)
    notes = [f"{moved.counter.stars} stars"] if moved.counter.stars != counter.stars else []
    if moved.counter.giving_up is not counter.giving_up:
        notes.append("asks whether to give up" if moved.counter.giving_up else "asks no more")
    said = [f"“{' / '.join(line for page in moved.counter.said.pages for line in page)}”"] if moved.counter.said else []
    return f"| {key.value} | {following} | {' · '.join([*notes, *map(text_of, moved.acts), *said])} |"
