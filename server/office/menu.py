"""The places that stand at the side of each page, for whoever may go there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext

from server.office.guard import admits
from server.office.permissions import Permission
from server.office.services import me


@dataclass(frozen=True, slots=True)
class Place:
    """One of them. `key`: typed after `g`, it leads there."""

    endpoint: str
    name: object
    key: str
    permission: Permission
    area: str

    @property
    def here(self) -> bool:
        """Whether the page shown belongs there."""
        return (request.endpoint or "").removeprefix("office.").split("_")[0] in self.area.split()


CATALOGUE = "items item categories category owners owner discounts why versions version"
PLACES = (
    Place("office.dashboard", lazy_gettext("Today"), "d", Permission.READ_DASHBOARD, "dashboard"),
    Place("office.worklist", lazy_gettext("Worklist"), "w", Permission.READ_CASES, "worklist"),
    Place("office.cases", lazy_gettext("Cases"), "c", Permission.READ_CASES, "case cases"),
    Place("office.cards", lazy_gettext("Cards"), "k", Permission.READ_CARDS, "card cards"),
    Place("office.members", lazy_gettext("Members"), "m", Permission.READ_MEMBERS, "member members"),
    Place("office.money_claims", lazy_gettext("Money"), "y", Permission.READ_MONEY, "money"),
    Place("office.settlements", lazy_gettext("Owners"), "o", Permission.READ_SETTLEMENTS, "settlement settlements"),
    Place(
        "office.terminals",
        lazy_gettext("Terminals"),
        "t",
        Permission.READ_TERMINALS,
        "terminal terminals branch branches region collect enrolment enrolments",
    ),
    Place("office.jobs", lazy_gettext("Desk jobs"), "j", Permission.READ_JOBS, "job jobs"),
    Place("office.classes", lazy_gettext("Classes"), "l", Permission.READ_CARDS, "classes"),
    Place("office.shifts", lazy_gettext("Shifts"), "h", Permission.READ_SHIFTS, "shift shifts"),
    Place("office.reports", lazy_gettext("Reports"), "r", Permission.READ_REPORTS, "report reports"),
    Place("office.items", lazy_gettext("Catalogue"), "i", Permission.READ_CATALOGUE, CATALOGUE),
    Place("office.publish", lazy_gettext("Publish"), "u", Permission.PUBLISH, "publish"),
    Place("office.operators", lazy_gettext("Operators"), "e", Permission.READ_OPERATORS, "operators operator"),
    Place("office.parameters", lazy_gettext("Settings"), "x", Permission.READ_PARAMETERS, "parameters"),
    Place("office.proposals", lazy_gettext("To approve"), "p", Permission.READ_PROPOSALS, "proposal proposals"),
    Place("office.staff", lazy_gettext("Staff"), "s", Permission.READ_STAFF, "staff"),
    Place("office.tokens", lazy_gettext("Programs"), "n", Permission.READ_TOKENS, "token tokens"),
    Place("office.audit", lazy_gettext("Audit"), "a", Permission.READ_AUDIT, "audit"),
)


def menu() -> list[Place]:
    """Those that whoever asks may use."""
    return [place for place in PLACES if me().may(place.permission) and admits(current_app, place.endpoint)]
