"""What a counter may know, made by hand: the example shop with somebody on duty who may do everything."""

from __future__ import annotations

from dataclasses import replace

from protocol.ids import OperatorId
from protocol.link.rights import ALL_RIGHTS, Right
from protocol.link.tables import Operator, OperatorTable
from terminal.counter.events import KeyPressed
from terminal.counter.machine import step
from terminal.counter.state import Counter, CounterStep
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.catalogue import Catalogue
from terminal.sale.states import Ready, State
from tests.support.sale_examples import journal, knowing
from tests.support.shop import NOON, catalogue


def staffed(rights: int = ALL_RIGHTS, **parameters: str) -> Catalogue:
    """The example shop with Ann on duty."""
    return catalogue(**parameters).installing(2, OperatorTable((Operator(OperatorId(1), "Ann", int(Right(rights))),)))


def seeing(sale: State | None = None, books: Catalogue | None = None, **fields: object) -> View:
    """What the counter may know at noon; `fields` replace what is special."""
    facts = journal()
    plain = View(sale or Ready(), knowing(facts, catalogue=books or staffed()), facts, NOON)
    return replace(plain, **fields)  # type: ignore[arg-type]


KEYS_OF = {key.value: key for key in Key} | {"x": Key.TIMES}


def keys(typed: str) -> list[Key]:
    """Keys by what is printed on them, apart by spaces; digits and the point may stand together: `3 x 101 ENTER`."""
    return [KEYS_OF[part] for word in typed.split() for part in ([word] if word in KEYS_OF else word)]


def press(counter: Counter, view: View, typed: str) -> CounterStep:
    """Press keys one after the other; the last step, with the acts of all."""
    acts: tuple[object, ...] = ()
    for key in keys(typed):
        moved = step(counter, KeyPressed(key), view)
        counter, acts = moved.counter, acts + moved.acts
    return CounterStep(counter, acts)  # type: ignore[arg-type]
