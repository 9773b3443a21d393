"""The first page: today in a few numbers."""

from __future__ import annotations

from flask import Blueprint, render_template

from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.dashboard import liability, open_by_class, silent, takings
from server.office.queries.proposals import waiting_for
from server.office.services import Services, me
from server.usecases.roles import EVERYTHING
from server.web.show import Answer


def add_dashboard(office: Blueprint, services: Services) -> None:
    """The route."""

    @office.get("/")
    @allow(Permission.READ_DASHBOARD)
    def dashboard() -> Answer:
        who = me()
        return render_template(
            "office/dashboard.html",
            today=services.today,
            takings=takings(services.today, services.utc_offset_minutes, who.scope) if who.may(Permission.READ_TAKINGS) else None,
            liability=liability() if who.may(Permission.READ_LIABILITY) and who.scope == EVERYTHING else None,
            silent=silent(services.now, who.scope) if who.may(Permission.READ_CASES) else None,
            cases=open_by_class(who.scope) if who.may(Permission.READ_CASES) else None,
            waiting=waiting_for(who.session, services.now) if who.may(Permission.READ_PROPOSALS) else [],
        )
