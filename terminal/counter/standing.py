"""How this terminal stands with head office, so that nobody can miss it: age of the last contact, what waits, which limits are
in force, and how long until they are narrowed and until cards are taken no more (`terminal.sale.freshness`)."""

from __future__ import annotations

from enum import Enum

from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.sale.freshness import Mode, mode
from terminal.words.catalogue import say
from terminal.words.counter import Word

OFFLINE_MINUTES = 15
"""A line that works gives a sign of life every five minutes."""
HOUR = 60
DAY = 24 * HOUR


class Alarm(Enum):
    """What the first line of every screen warns of."""

    NONE = "none"
    OFFLINE = "offline"
    NARROW = "narrow"
    STOPPED = "stopped"


def alarm(view: View) -> Alarm:
    """The worst that is true."""
    match mode(view.context):
        case Mode.STOPPED:
            return Alarm.STOPPED
        case Mode.NARROW:
            return Alarm.NARROW
        case _:
            return Alarm.OFFLINE if view.context.ages.contact_minutes >= OFFLINE_MINUTES else Alarm.NONE


def alarm_row(view: View) -> str:
    """The first line in an alarm: what is wrong, and how long until it gets worse."""
    shop, language = view.context.catalogue.parameters, view.language
    match alarm(view):
        case Alarm.STOPPED:
            return say(Word.CARDS_STOPPED, language)
        case Alarm.NARROW:
            return row(say(Word.LIMITS_NARROW, language), _until(shop.stop_after_minutes, view, Word.STOP_IN))
        case _:
            left = min(shop.narrow_after_minutes, shop.stop_after_minutes)
            return row(say(Word.OFFLINE, language), _until(left, view, Word.NARROW_IN))


def standing_lines(view: View) -> Lines:
    """The whole of it, for the idle screen in an alarm: contact, what waits, what is in force and what comes next.

    A clock that is behind tells no age that could be believed: then the screen says that instead.
    """
    ages, language = view.context.ages, view.language
    waiting = row(say(Word.UNSENT, language, count=ages.stored_records), view.text(ages.stored_sum))
    contact = row(say(Word.NO_CONTACT, language), span(ages.contact_minutes))
    return alarm_row(view), say(Word.CLOCK_BEHIND, language) if ages.clock_behind else contact, waiting


def span(minutes: int) -> str:
    """A time as people say it in five columns: `45m`, `5h30`, `3d4h`; `-` for never yet."""
    if minutes >= DAY:
        days, rest = divmod(minutes, DAY)
        return f"{days}d{rest // HOUR}h" if days < 100 else ">99d"
    return f"{minutes // HOUR}h{minutes % HOUR:02}" if minutes >= HOUR else f"{minutes}m"


def _until(limit: int, view: View, what: Word) -> str:
    ages = view.context.ages
    left = max(0, limit - max(ages.contact_minutes, ages.states_minutes))
    return say(what, view.language, span=span(left))
