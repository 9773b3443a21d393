"""Every state of every flow with every event: the tables that a change is reviewed by, and that no state is a trap."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest

from protocol.ids import TerminalId
from protocol.link.desk_orders import DeskOrders, JobReason
from protocol.money import Money
from terminal.counter.events import (
    CardLooked,
    CardMade,
    CardTapped,
    DayRead,
    DevicesFound,
    Event,
    FactsFound,
    Journalled,
    KeyPressed,
    NoRehearsal,
    NoSuchSlip,
    PinChecked,
    PinMade,
    PinSealed,
    Printed,
    ShiftRead,
    SlipsRead,
    TimePassed,
)
from terminal.counter.flow import Flow, Moved
from terminal.counter.flows import FLOWS
from terminal.counter.flows.duty import DUTY
from terminal.counter.flows.rehearse import REHEARSE
from terminal.counter.flows.stage import STAGE
from terminal.counter.lines import COLUMNS, ROWS
from terminal.counter.props import Fault, PropCard
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.basket import KeyedBasket, KeyedItem
from terminal.sale.context import CardView
from terminal.sale.layout import display_width
from terminal.sale.orders import PinPart
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Ready
from terminal.words.catalogue import say
from terminal.words.language import Language
from tests.support.counter_examples import seeing, staffed
from tests.support.duty_examples import ACTS, ANN, CY, duty_catalogue, on_duty
from tests.support.golden import Golden
from tests.support.sale_examples import ref, view
from tests.support.shop import CAKE, STAFF, TEA, catalogue
from tests.support.slip_examples import FINE
from tests.terminal.counter.duty_flow_examples import FOUND
from tests.terminal.counter.flow_examples import EXAMPLES, LOAD, MAKE, NEW_PIN, OLD_SLIPS

EVENTS: dict[str, Event] = {
    **{f"key {key.value}": KeyPressed(key) for key in Key},
    "card tapped": CardTapped(),
    "time passed": TimePassed(),
    "journalled": Journalled(ref(90)),
    "printed": Printed(),
    "not printed": Printed(on_paper=False),
    "no such slip": NoSuchSlip(),
    "a card": CardLooked(view()),
    "a foreign card": CardLooked(RefusalNote(Refusal.NOT_OURS)),
    "no card": CardLooked(None),
    "card made": CardMade(JobReason.NONE),
    "no blank": CardMade(JobReason.NOT_BLANK),
    "PIN sealed": PinSealed(PinPart(bytes(4), bytes(8))),
    "card gone": PinSealed(None),
    "PIN right": PinChecked(True),
    "PIN wrong": PinChecked(False),
    "verifier made": PinMade(bytes(33)),
    "no PIN": PinMade(None),
    "day read": DayRead(ACTS),
    "shift read": ShiftRead(ACTS),
    "facts": FactsFound(FINE),
    "slips": SlipsRead(OLD_SLIPS),
    "no slips": SlipsRead(()),
    "devices": DevicesFound(FOUND),
    "no devices": DevicesFound(()),
    "no rehearsal": NoRehearsal(),
}
DIGITS = [f"key {digit}" for digit in range(1, 9)]
WAYS_BACK_MAX = 20
TEA_ITEM, CAKE_ITEM = (catalogue().item(code) for code in (TEA, CAKE))
assert TEA_ITEM
assert CAKE_ITEM
BASKET = KeyedBasket((KeyedItem(TEA_ITEM, 3), KeyedItem(CAKE_ITEM, 1)), Money(950))
MEMBER = view(card_class=STAFF)
VIEW = seeing(Ready(BASKET, seen=MEMBER))
"""Three teas and a cake, and a card of the staff was seen."""
REHEARSING = seeing(rehearsal=True, faults=frozenset({Fault.OUTAGE, Fault.TORN_WRITE}), on_reader=PropCard.B)
VIEWS: dict[str, View] = {flow.name: on_duty() for flow in (*DUTY, REHEARSE)} | {"approve": on_duty(CY)}
VIEWS |= {flow.name: REHEARSING for flow in STAGE}
VIEWS |= {"desk": seeing(books=staffed().installing(3, DeskOrders(TerminalId(1), (MAKE, LOAD, NEW_PIN))))}
"""What the flows about people and drawer are shown: Ann with an open shift; Cy, who may sell and nothing else; and what
those of a rehearsal are shown."""


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_table_of_each_flow_is_as_it_was_read_last(flow: Flow, golden: Golden) -> None:
    begun = f"begin {_move(flow.begin(VIEWS.get(flow.name, VIEW)), None)}"
    pages = [_page(flow, name, state) for name, state in EXAMPLES[flow.name].items()]
    golden(f"counter/{flow.name}.md", "\n".join([f"# {flow.name}", "", begun, "", *pages]))


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_state_has_an_example_and_a_name_in_the_menu_that_is_its_own(flow: Flow) -> None:
    assert {type(state) for state in EXAMPLES[flow.name].values()} == set(flow.states)
    assert [other.name for other in FLOWS].count(flow.name) == [other.title for other in FLOWS].count(flow.title) == 1


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_title_fits_the_menu_behind_its_number(flow: Flow, language: Language) -> None:
    assert display_width(say(flow.title, language)) <= COLUMNS - 2


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_back_alone_leads_out_of_every_state(flow: Flow) -> None:
    for name, example in EXAMPLES[flow.name].items():
        state = example
        for _ in range(WAYS_BACK_MAX):
            if state is None:
                break
            state = flow.step(state, KeyPressed(Key.BACK), VIEWS.get(flow.name, VIEW)).state
        assert state is None, f"{name} is a trap"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_screen_of_a_flow_fits_the_display(flow: Flow, language: str) -> None:
    shown = seeing(VIEW.sale, books=staffed(language=language))
    if flow in STAGE:
        shown = replace(REHEARSING, context=shown.context)
    elif flow.name in VIEWS:
        shown = on_duty(CY if flow.name == "approve" else ANN, books=duty_catalogue(language=language))
    for state in EXAMPLES[flow.name].values():
        lines = flow.lines(state, shown)
        assert 0 < len(lines) <= ROWS
        assert all(display_width(line) <= COLUMNS for line in lines), lines


def _page(flow: Flow, name: str, state: Any) -> str:
    shown = "\n".join(f"    |{line:<20}|" for line in flow.lines(state, VIEWS.get(flow.name, VIEW)))
    return "\n".join([f"## {name}", "", shown, "", "| event | next | acts and words |", "|---|---|---|", *_rows(flow, state), ""])


def _rows(flow: Flow, state: Any) -> list[str]:
    moves: dict[str, str] = {}
    for name, event in EVENTS.items():
        moved = flow.step(state, event, VIEWS.get(flow.name, VIEW))
        if moved.state == state and not moved.acts and not moved.said:
            continue
        moves[name] = _move(moved, state)
    if "key 0" in moves and all(name in moves for name in DIGITS):
        for name in DIGITS:
            del moves[name]
    return [f"| {name} {move}" for name, move in moves.items()]


def _move(moved: Moved, before: Any) -> str:
    following = "out" if moved.state is None else "stays" if moved.state == before else text_of(moved.state)
    words = [f"“{' / '.join(moved.said)}”"] if moved.said else []
    return f"| {following} | {' · '.join([*map(text_of, moved.acts), *words])} |"


def text_of(value: Any) -> str:
    """A value as a reviewer reads it: its class and its fields in short."""
    if isinstance(value, Money):
        return value.text(2)
    if isinstance(value, CardView):
        return "card"
    if isinstance(value, Flow):
        return value.name
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, tuple):
        return f"{len(value)} of {type(value[0]).__name__}" if value else "none"
    if is_dataclass(value):
        inner = [text_of(getattr(value, field.name)) for field in fields(value) if field.repr]
        return f"{type(value).__name__}({', '.join(inner)})" if inner else type(value).__name__
    return str(value)
