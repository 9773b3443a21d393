"""Where the cashier's keys go. Nothing here must survive a power cut: what counts is in the journal and on cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protocol.instants import Instant
from terminal.counter.acts import Act
from terminal.counter.flow import Flow
from terminal.counter.lines import Lines
from terminal.sale.screens import CustomerLines


@dataclass(frozen=True, slots=True)
class Said:
    """What was said since the last key or card, in pages; `at` is when the last of it was said. `member`: his, by turns."""

    pages: tuple[Lines, ...]
    at: Instant
    member: tuple[CustomerLines, ...] = ()


@dataclass(frozen=True, slots=True)
class Selling:
    """Keys build the sale; `asked` that the last line goes at the next BACK."""

    entry: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class InMenu:
    """A page of the menu, from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class InFlow:
    """A flow and its state."""

    flow: Flow
    state: Any


Place = Selling | InMenu | InFlow


@dataclass(frozen=True, slots=True)
class Counter:
    """`stars` counts the PIN digits in the pad; `giving_up` asks whether the card of an unfinished change will come;
    `touched` is when the last key was pressed."""

    place: Place = Selling()
    said: Said | None = None
    stars: int = 0
    giving_up: bool = False
    touched: Instant = Instant(0)  # noqa: RUF009 - a plain int


@dataclass(frozen=True, slots=True)
class CounterStep:
    """The next state and what is to be done, in this order."""

    counter: Counter
    acts: tuple[Act, ...] = ()
