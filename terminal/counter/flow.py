"""What a flow is: a small machine under the menu. How to write one stands in the package's docstring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from protocol.link.certificate import Role
from protocol.link.rights import Right
from terminal.counter.acts import Act
from terminal.counter.events import Event
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.sale.screens import CustomerLines
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Moved:
    """The next state of a flow, None when it is over; `said` stands on the display until the next key. `anew`: something else
    begins, of which nothing that was said before is true.
    """

    state: Any
    acts: tuple[Act, ...] = ()
    said: Lines = ()
    anew: bool = False


ANY_ROLE = Role(0)


@dataclass(frozen=True, slots=True)
class Flow:
    """`states` are the classes of its states; its functions take and give values of them.

    `member`: what the member reads meanwhile, None where nothing concerns him. `self_service`: members help themselves, and
    nobody presses a key after what was said. `rehearsal`: whether it is offered in a
    rehearsal alone (True) or never in one (False). `role`: what the certificate must allow.
    """

    name: str
    title: Word
    right: Right
    begin: Callable[[View], Moved]
    step: Callable[[Any, Event, View], Moved]
    lines: Callable[[Any, View], Lines]
    states: tuple[type, ...]
    member: Callable[[Any, View], CustomerLines | None] | None = None
    self_service: bool = False
    rehearsal: bool | None = None
    role: Role = ANY_ROLE


def done(*acts: Act, said: Lines = ()) -> Moved:
    """The flow is over."""
    return Moved(None, acts, said)
