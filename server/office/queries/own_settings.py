"""Which value of each setting holds at a group of terminals or at one of them, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from protocol.ids import TerminalId
from protocol.link.own_settings import parameters_for
from protocol.link.tables import Parameters, Target
from server.database import run
from server.masters.own_settings import OWN, column_of
from server.masters.settings import Setting
from server.settlement.tables import NoShop, told_parameters
from server.usecases.declined import Declined, Reason

NOBODY = TerminalId(0)
"""No terminal has this number: of a group alone is asked."""


class Whence(Enum):
    """Whose value holds. EARLIER: less is taken no later than nothing is taken."""

    ALL = "all"
    GROUP = "its group"
    TERMINAL = "its own"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Holding:
    """One setting: what holds for all and what holds here, as columns, and why."""

    setting: Setting
    for_all: Any
    here: Any
    whence: Whence


def holdings(group: int, terminal: int = NOBODY) -> list[Holding]:
    """Every setting that may differ, as it is written down now. Raises Declined where there is no shop yet."""
    try:
        table = told_parameters()
    except NoShop:
        raise Declined(Reason.NO_SHOP) from None
    here = parameters_for(table, group, TerminalId(terminal))
    return [_holding(setting, table, here, group, terminal) for setting in OWN]


def _holding(setting: Setting, table: Parameters, here: Parameters, group: int, terminal: int) -> Holding:
    name, whence = setting.stored, Whence.ALL
    value = getattr(table, name)
    for one in table.own:  # groups stand before terminals
        if one.name == name and (one.target, one.number) in ((Target.GROUP, group), (Target.TERMINAL, terminal)):
            whence, value = Whence[one.target.name], one.value
    found = getattr(here, name)
    return Holding(setting, column_of(getattr(table, name)), column_of(found), whence if found == value else Whence.EARLIER)


def with_own(target: Target) -> dict[int, int]:
    """Which groups or terminals have settings of their own, and how many."""
    rows = run(
        "SELECT number, COUNT(*) FROM own_setting WHERE target = %s GROUP BY number ORDER BY number", (int(target),)
    ).fetchall()
    return dict(rows)
