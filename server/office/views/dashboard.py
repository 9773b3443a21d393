"""The first page: today in a few numbers."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext
from markupsafe import Markup

from protocol.instants import BusinessDay, date_of
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.dashboard import backups, lately, liability, open_by_class, silent, takings
from server.office.queries.fleet.lines import attention
from server.office.queries.proposals import waiting_for
from server.office.services import Services, me
from server.usecases.staff.roles import EVERYTHING, Scope
from server.web.charts import bars
from server.web.figures import money_text, the_shop
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
            takings=takings(services.today, who.scope) if who.may(Permission.READ_TAKINGS) else None,
            chart=_chart(services.today, who.scope) if who.may(Permission.READ_TAKINGS) else None,
            liability=liability() if who.may(Permission.READ_LIABILITY) and who.scope == EVERYTHING else None,
            silent=silent(services.now, who.scope) if who.may(Permission.READ_CASES) else None,
            attention=attention(who.scope, services.now) if who.may(Permission.READ_TERMINALS) else None,
            cases=open_by_class(who.scope) if who.may(Permission.READ_CASES) else None,
            backups=backups(services.now) if who.may(Permission.READ_AUDIT) else None,
            waiting=waiting_for(who.session, services.now) if who.may(Permission.READ_PROPOSALS) else [],
        )


def _chart(today: BusinessDay, scope: Scope) -> Markup:
    """The last days; in words, the best of them."""
    days, digits = lately(today, scope), the_shop().digits
    best, most = max(days, key=lambda one: one[1])
    said = gettext(
        "Takings of the last %(count)s days; the best was %(day)s with %(amount)s.",
        count=len(days),
        day=date_of(best).isoformat(),
        amount=money_text(most, digits),
    )
    return bars([(f"{date_of(day):%m-%d}", amount) for day, amount in days], digits, said)
