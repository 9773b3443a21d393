"""The language in which a sale is told: events go in, effects come out, and nobody is left waiting for an answer.

    play(
        Ready(), context,
        CardKeyed(), ReadCard(),
        CardLost(), Say(Phrase.PRESENT_ANY_CARD),
    )

An event in the script is taken in; the effects after it are just those that must follow. A type instead of an effect
stands for any effect of that type; `Now(context)` changes what the machine may know from there on, as a journal does.
A script ends finished: an effect that waits for an answer must get it, unless the test says `unfinished`. It may begin
with an answer, in a state that waits for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import ndiff
from typing import get_args

from terminal.sale import effects as do
from terminal.sale import events as on
from terminal.sale.context import Context
from terminal.sale.effects import Effect
from terminal.sale.events import Event
from terminal.sale.machine import step
from terminal.sale.states import State

EVENTS = get_args(Event)
ANSWERED = (do.ReadCard, do.WriteIntent, do.WriteCard, do.WriteOutcome, do.Scrub, do.WriteCash, do.ComparePin)
ANSWERS = (
    on.CardRead,
    on.CardRefused,
    on.CardLost,
    on.Intended,
    on.Written,
    on.WriteInDoubt,
    on.Scrubbed,
    on.Journalled,
    on.PinCompared,
    on.StorageFailed,
)


@dataclass(frozen=True, slots=True)
class Now:
    """From here on the machine may know this."""

    context: Context


Line = Event | Effect | type[Effect] | Now


class ScriptFailed(AssertionError):
    """The machine did not do what the script says; the message shows both."""


def play(state: State, context: Context, *script: Line, unfinished: bool = False) -> State:
    """Play a script from `state` and hand back the state at its end. Raises ScriptFailed."""
    wanted: list[str] = []
    found: list[str] = []
    waiting: Effect | None = None
    for event, effects, now in _acts(script, context):
        context = now
        if isinstance(event, ANSWERS) and waiting is None and found:
            raise ScriptFailed(f"nothing was asked that {event} answers")
        if not isinstance(event, ANSWERS) and waiting is not None:
            raise ScriptFailed(f"the script goes on with {event}, and {waiting} waits for its answer")
        move = step(state, event, context)
        state = move.state
        wanted += [f">> {event}", *(_told(effect) for effect in effects)]
        shown = [*effects, *[None] * len(move.effects)]
        found += [f">> {event}", *(_as(one, other) for one, other in zip(move.effects, shown, strict=False))]
        waiting = next((effect for effect in move.effects if isinstance(effect, ANSWERED)), None)
        if wanted != found:
            raise ScriptFailed("\n".join(["the script (-) and what happened (+) differ:", *ndiff(wanted, found)]))
    if waiting is not None and not unfinished:
        raise ScriptFailed(f"the script ends, and {waiting} waits for its answer")
    return state


def _acts(script: tuple[Line, ...], context: Context) -> list[tuple[Event, list[Effect | type[Effect]], Context]]:
    """The script as events, each with what must follow and what may be known."""
    acts: list[tuple[Event, list[Effect | type[Effect]], Context]] = []
    for line in script:
        if isinstance(line, Now):
            context = line.context
        elif isinstance(line, EVENTS):
            acts.append((line, [], context))
        elif not acts:
            raise ScriptFailed(f"the script begins with {line}, which no event asked for")
        else:
            acts[-1][1].append(line)  # type: ignore[arg-type]  # what is neither an event nor Now is an effect
    return acts


def _told(effect: Effect | type[Effect]) -> str:
    return f"<< {effect.__name__}(...)" if isinstance(effect, type) else f"<< {effect}"


def _as(effect: Effect, wanted: Effect | type[Effect] | None) -> str:
    """What came, told as loosely as the script told it."""
    return _told(wanted if isinstance(wanted, type) and isinstance(effect, wanted) else effect)
