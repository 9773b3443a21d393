"""The devices on the counter and how they are; a number tries one of them again, 0 all of them (J10).

A device that comes back is found without this; a person who has just put a cable in need not wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import LookAtDevices, Reconnect
from terminal.counter.events import DevicesFound, Event, KeyPressed, TimePassed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import chosen, ended, tell
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.device_notices import sentence_of, short_name_of, state_of
from terminal.devices import Change, Device, Health
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word

PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Looking:
    """How they are is being asked. `tried`: those that were tried again, of which people are told."""

    tried: tuple[Device, ...] = ()


@dataclass(frozen=True, slots=True)
class Showing:
    """One page of the list, from 0."""

    found: tuple[Change, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class Trying:
    """These are being tried again, until some time has passed."""

    tried: tuple[Device, ...]


State = Looking | Showing | Trying


def begin(view: View) -> Moved:
    """Ask how they are."""
    return Moved(Looking(), (LookAtDevices(),))


def step(state: State, event: Event, view: View) -> Moved:
    """A number tries one, 0 all, MENU turns the page, BACK leaves."""
    if event == KeyPressed(Key.BACK):
        return done()
    match state, event:
        case Looking(tried), DevicesFound(found):
            return Moved(Showing(found), said=_told(tried, found, view)) if found else ended(view, Word.NO_DEVICES)
        case Trying(tried), TimePassed():
            return Moved(Looking(tried), (LookAtDevices(),))
        case Showing(found, page), KeyPressed(Key.MENU):
            return Moved(Showing(found, page + 1 if _page(found, page + 1) else 0))
        case Showing(found), KeyPressed(Key.ZERO):
            return Moved(Trying(tuple(one.device for one in found)), (Reconnect(),))
        case Showing(found, page), KeyPressed(key) if (place := chosen(key, _page(found, page))) is not None:
            device = _page(found, page)[place].device
            return Moved(Trying((device,)), (Reconnect(device),))
        case _:
            return Moved(state)


def _page(found: tuple[Change, ...], page: int) -> tuple[Change, ...]:
    return found[page * PER_PAGE : (page + 1) * PER_PAGE]


def _told(tried: tuple[Device, ...], found: tuple[Change, ...], view: View) -> Lines:
    """What has become of those that were tried: what still fails, and what to do about it."""
    of_these = [one for one in found if one.device in tried]
    failing = [one for one in of_these if one.health is not Health.WORKS]
    if len(of_these) > 1 and not failing:
        return (tell(view, Word.DEVICES_WORK),)
    return tuple(sentence_of(one, view.language) for one in failing or of_these)


def lines(state: State, view: View) -> Lines:
    """Three devices and the keys."""
    if not isinstance(state, Showing):
        return tell(view, Word.DEVICES), tell(view, Word.TRYING_AGAIN if isinstance(state, Trying) else Word.ONE_MOMENT)
    listed = (
        row(f"{number} {short_name_of(one.device, view.language)}", state_of(one.health, view.language))
        for number, one in enumerate(_page(state.found, state.page), 1)
    )
    return *listed, tell(view, Word.RECONNECT_KEYS)


DEVICES = Flow("devices", Word.DEVICES, Right(0), begin, step, lines, (Looking, Showing, Trying))
