"""All reports, and what leads to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext

from server.office.permissions import Permission
from server.office.reports.asked import Asked
from server.office.reports.chain import balances_table, liability_table, losses_table, overdrawn_table
from server.office.reports.grouped import takings_table
from server.office.reports.listed import changes_table, corrections_table, loads_table, pay_outs_table, sales_table
from server.office.reports.table import Table
from server.office.signed_in import SignedIn
from server.reports.chosen import FILTERS
from server.reports.takings import Group
from server.usecases.staff.roles import EVERYTHING, Reach

_HIDDEN = {Reach.OWNER: ("branch", "card", "member", "operator", "owner"), Reach.BRANCH: ("branch",), Reach.REGION: ("branch",)}
"""Filters that would tell somebody of what he does not see."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `needs`: what it takes beside reading reports. `chain`: for those alone who see everything.

    `days`: how many days it shows unless told otherwise, today being the last. `lines`: it reads lines, which are told in steps.
    """

    name: str
    title: object
    make: Callable[[Asked], Table]
    filters: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    needs: Permission = Permission.READ_REPORTS
    chain: bool = False
    days: int = 1
    lines: bool = True

    def open_to(self, who: SignedIn) -> bool:
        """Whether somebody may see it."""
        return who.may(self.needs) and (not self.chain or who.scope == EVERYTHING)

    def groups_for(self, who: SignedIn) -> tuple[Group, ...]:
        """An owner is told of his sales, not of whose cards paid them."""
        private = (Group.CARD, Group.OPERATOR, Group.OWNER) if who.scope.reach is Reach.OWNER else ()
        return tuple(one for one in self.groups if one not in private)

    def filters_for(self, who: SignedIn) -> tuple[str, ...]:
        """The same of filters."""
        return tuple(one for one in self.filters if one not in _HIDDEN.get(who.scope.reach, ()))


_WITH_CARD = tuple(one for one in FILTERS if one not in ("item", "category", "owner"))
_AT_TERMINAL = ("branch", "terminal", "operator")
REPORTS = {
    one.name: one
    for one in (
        Report("takings", lazy_gettext("Takings"), takings_table, FILTERS, tuple(Group), days=31),
        Report("sales", lazy_gettext("Sales in detail"), sales_table, FILTERS),
        Report("loads", lazy_gettext("Loads"), loads_table, _WITH_CARD, needs=Permission.READ_CARDS),
        Report("changes", lazy_gettext("Changes of cards beside sales"), changes_table, _WITH_CARD, needs=Permission.READ_CARDS),
        Report("corrections", lazy_gettext("Voids, refunds and corrections"), corrections_table, FILTERS, days=31),
        Report(
            "pay-outs", lazy_gettext("Paid out of drawers"), pay_outs_table, _AT_TERMINAL, needs=Permission.READ_CARDS, days=31
        ),
        Report(
            "balances",
            lazy_gettext("Balances of cards"),
            balances_table,
            ("card_class",),
            needs=Permission.READ_LIABILITY,
            chain=True,
            lines=False,
        ),
        Report(
            "overdrawn",
            lazy_gettext("Overdrawn cards"),
            overdrawn_table,
            ("card_class",),
            needs=Permission.READ_LIABILITY,
            chain=True,
        ),
        Report(
            "liability",
            lazy_gettext("Owed on cards, day by day"),
            liability_table,
            (),
            needs=Permission.READ_LIABILITY,
            chain=True,
            days=31,
            lines=False,
        ),
        Report(
            "losses",
            lazy_gettext("Lost and stolen cards"),
            losses_table,
            (),
            needs=Permission.READ_LIABILITY,
            chain=True,
            days=31,
            lines=False,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Way:
    """A report with something chosen already, for the list of reports."""

    report: Report
    title: object
    group: Group | None = None


WAYS: tuple[tuple[object, tuple[Way, ...]], ...] = (
    (
        lazy_gettext("What was taken"),
        tuple(
            Way(REPORTS["takings"], title, group)
            for title, group in (
                (lazy_gettext("by day"), Group.DAY),
                (lazy_gettext("by month"), Group.MONTH),
                (lazy_gettext("by hour of day"), Group.HOUR),
                (lazy_gettext("by terminal"), Group.TERMINAL),
                (lazy_gettext("by branch"), Group.BRANCH),
                (lazy_gettext("by owner"), Group.OWNER),
                (lazy_gettext("by operator"), Group.OPERATOR),
                (lazy_gettext("by how it was paid"), Group.TENDER),
                (lazy_gettext("by class of card"), Group.CARD_CLASS),
            )
        ),
    ),
    (
        lazy_gettext("What was sold"),
        (
            Way(REPORTS["takings"], lazy_gettext("best-selling articles"), Group.ITEM),
            Way(REPORTS["takings"], lazy_gettext("by category"), Group.CATEGORY),
            Way(REPORTS["takings"], lazy_gettext("top spenders"), Group.CARD),
            *(Way(REPORTS[name], REPORTS[name].title) for name in ("sales", "corrections")),
        ),
    ),
    (
        lazy_gettext("Cards and cash"),
        tuple(
            Way(REPORTS[name], REPORTS[name].title)
            for name in ("loads", "changes", "balances", "overdrawn", "liability", "losses", "pay-outs")
        ),
    ),
)
