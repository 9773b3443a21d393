"""How this terminal stands, so that nobody can miss it: age of the last contact with head office, what waits, which limits are
in force, how long until they are narrowed and until cards are taken no more (`terminal.sale.freshness`); what head office
refuses, an open case, devices that do not answer."""

from __future__ import annotations

from enum import Enum

from protocol.link.violations import Reason
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.sale.freshness import Mode, mode
from terminal.words.catalogue import say
from terminal.words.counter import Word

OFFLINE_MINUTES = 15
"""A line that works gives a sign of life every five minutes."""
NO_PASS = frozenset({Reason.REVOKED, Reason.EXPIRED, Reason.BAD_SIGNATURE, Reason.WEAK_KEY})
"""Head office takes nothing under this terminal's certificate any more."""
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


def first_lines(view: View) -> Lines:
    """Every warning as the first line of a screen has it, the gravest first; they take turns with who works here."""
    rows = [alarm_row(view)] if alarm(view) is not Alarm.NONE else []
    if view.books.case_open:
        rows.append(say(Word.CASE_OPEN, view.language))
    if view.refused is not None:
        rows.append(refused_row(view.refused, view))
    return tuple(rows)


def warnings(view: View) -> tuple[Lines, ...]:
    """Every warning as the two lines that it has on the idle screen, where they take turns: what it is, and the next step."""
    found: list[Lines] = [standing_lines(view)[1:]] if alarm(view) is not Alarm.NONE else []
    if view.books.case_open:
        found.append((say(Word.CASE_OPEN, view.language), say(Word.CLOSE_CASE, view.language)))
    if view.refused is not None:
        found.append((refused_row(view.refused, view), say(next_step(view.refused), view.language)))
    return (*found, *((say(Word.LOOK_AFTER, view.language), row(name)) for name in view.missing))


def refused_row(reason: Reason, view: View) -> str:
    """That head office refuses what this terminal sends, with the code to tell on the telephone."""
    return say(Word.OFFICE_REFUSES, view.language, error=f"{reason:02}")


def next_step(reason: Reason) -> Word:
    """What is to be done about it; what is sold meanwhile stays in the journal and is sent again."""
    if reason in NO_PASS:
        return Word.NO_PASS
    return Word.LOCKED if reason is Reason.LOCKED else Word.NOT_TAKEN


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
