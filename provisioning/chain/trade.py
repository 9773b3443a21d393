"""Who buys what when: the plan of a day, from chance alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random  # noqa: TID251 - handed in

from protocol.ids import TerminalId
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant, date_of

OPENS, CLOSES = 8 * 60, 20 * 60
"""In minutes of the day."""
HOURS = {8: 4, 9: 3, 10: 2, 11: 4, 12: 10, 13: 9, 14: 3, 15: 3, 16: 3, 17: 4, 18: 6, 19: 2}
"""How busy each hour is."""
ARTICLES = {101: 9, 102: 8, 103: 3, 201: 6, 202: 5, 203: 4, 204: 3, 301: 4, 302: 3, 303: 3}
"""How often each article is asked for."""
WEEKEND = 0.6


class Doing(Enum):
    """What a guest does."""

    CARD = auto()
    CASH = auto()
    VOID = auto()
    BRING_BACK = auto()


SHARES = {Doing.CARD: 74, Doing.CASH: 22, Doing.VOID: 2, Doing.BRING_BACK: 2}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at a counter. `who` picks one of the cards that are there by then."""

    at: Instant
    till: TerminalId
    doing: Doing
    basket: dict[int, int]
    who: float


def guests(day: BusinessDay, begins: Instant, minutes: int, busy: dict[TerminalId, int], chance: Random) -> list[Guest]:
    """Everybody who comes from `begins` on within so many minutes of a day, in order; `busy` says how many come to each
    terminal in a whole working day. A part of a day is as busy as the whole, at least one guest comes."""
    share = minutes / (CLOSES - OPENS) * (WEEKEND if date_of(day).weekday() > 4 else 1)
    found = []
    for till, many in busy.items():
        for _ in range(max(1, round(many * share * chance.uniform(0.8, 1.2)))):
            minute = _minute(chance) if minutes == CLOSES - OPENS else chance.uniform(0, minutes)
            doing = chance.choices(list(SHARES), list(SHARES.values()))[0]
            at = Instant(begins + int(minute * MS_PER_MINUTE))
            found.append(Guest(at, till, doing, _basket(chance), chance.random()))
    return sorted(found, key=lambda guest: guest.at)


def pick(cards: Sequence[int], who: float) -> int:
    """One of these cards."""
    return cards[int(who * len(cards))]


def _minute(chance: Random) -> float:
    """Minutes after opening, on a whole day."""
    hour = chance.choices(list(HOURS), list(HOURS.values()))[0]
    return hour * 60 - OPENS + chance.uniform(0, 60)


def _basket(chance: Random) -> dict[int, int]:
    basket: dict[int, int] = {}
    for _ in range(chance.choice((1, 1, 2, 2, 3))):
        code = chance.choices(list(ARTICLES), list(ARTICLES.values()))[0]
        basket[code] = basket.get(code, 0) + 1
    return basket
