"""The whole behaviour of the sale on one page: every sample state with every sample event."""

from __future__ import annotations

from terminal.sale import effects as do
from terminal.sale.effects import Effect
from terminal.sale.machine import step
from terminal.sale.refusals import RefusalNote
from terminal.sale.states import State, Stopped
from tests.support.golden import Golden
from tests.support.sale_samples import ANSWERS, CONTEXT, KEYS_AND_TAPS, STATES

HEAD = """\
The sale: every state with every event, and what follows.

`-> state   effects` is the move; `in doubt (x)` names the change that waits for its card, `-` a change before it.
Keys and taps that are not listed do nothing; answers that are not listed cannot come and are our own mistake.
A failing journal leads from every state to Stopped, where each event is refused with storage-failed.
"""


def test_the_page_of_transitions_is_as_it_was_read_last(golden: Golden) -> None:
    golden("sale_transitions.txt", "\n".join([HEAD, *(_page(name, state) for name, state in STATES.items())]))


def _page(name: str, state: State) -> str:
    if isinstance(state, Stopped):
        return f"{name}\n"
    moves = [(event, _move(state, KEYS_AND_TAPS[event])) for event in KEYS_AND_TAPS]
    moves += [(event, _move(state, ANSWERS[event])) for event in ANSWERS]
    return "\n".join([name, *(f"  {event:<26} {move}" for event, move in moves if move)]) + "\n"


def _move(state: State, event: object) -> str:
    """The move in words; empty for a key that does nothing and for an answer that cannot come."""
    try:
        move = step(state, event, CONTEXT)  # type: ignore[arg-type]
    except AssertionError:
        return ""
    if move.state == state and not move.effects:
        return ""
    return f"-> {_state(move.state):<34} {' · '.join(map(_effect, move.effects))}".rstrip()


def _state(state: State) -> str:
    want = getattr(state, "want", None) or getattr(getattr(state, "job", None), "want", None)
    name = type(state).__name__
    if want is None:
        return f"{name} {_basket(state)}".rstrip()
    doubt = f", in doubt ({want.doubt.main.sequence if want.doubt.main else '-'})" if want.doubt else ""
    return f"{name} {type(want.order).__name__}{doubt}"


def _basket(state: State) -> str:
    lines = getattr(getattr(state, "basket", None), "lines", ())
    seen = ", seen" if getattr(state, "seen", None) else ""
    return f"({len(lines)} line{'s' * (len(lines) != 1)}{seen})" if lines or seen else ""


def _effect(effect: Effect) -> str:
    match effect:
        case do.Say(phrase, _, amount, balance):
            values = [f"{money.minor}" for money in (amount, balance) if money is not None]
            return " ".join([f"say {phrase.name}", *values])
        case do.Refuse(note):
            return f"refuse {_note(note)}"
        case do.WriteIntent(plan):
            return f"WriteIntent {plan.change.kind.name} {plan.change.amount.minor}"
        case do.WriteOutcome(bodies):
            return "WriteOutcome " + "+".join(type(body).__name__ for body in bodies)
        case do.WriteCash(body, lines):
            return f"WriteCash {type(body).__name__} {sum(line.amount.minor for line in lines)}"
        case do.PrintSlip(reference):
            return f"PrintSlip {reference.sequence}"
        case _:
            return type(effect).__name__


def _note(note: RefusalNote) -> str:
    value = note.amount.minor if note.amount is not None else note.count
    return note.refusal.value if value is None else f"{note.refusal.value} {value}"
