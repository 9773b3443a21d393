"""Publishing: what terminals would learn, which versions there were, who holds which, and the way back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.instants import Instant
from protocol.link.tables import TableKind
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.publishing import PublishForm, ticked
from server.office.guard import allow, require
from server.office.permissions import PUBLISHES, Permission
from server.office.queries.changes import Change, changes
from server.office.queries.versions import NEWEST, holders, issues_page, newest_issues
from server.office.services import Services, actor, me
from server.settlement.publish import TABLES
from server.settlement.published import newest_before
from server.usecases.catalogue.publishing import Pending, pending, publish_shown
from server.usecases.catalogue.rolling_back import RESTORE, roll_back, version_numbered
from server.web.figures import the_shop
from server.web.show import Answer

SHOWN = 300
"""So many changes of one table are listed."""


def add_publishing(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.route("/publish", methods=["GET", "POST"])
    @allow(Permission.PUBLISH, whole_chain=True)
    def publish() -> Answer:
        form = PublishForm()
        wanted = ticked(_mine())
        if done := attempt(form, lambda: publish_shown(wanted, services.office.keys, actor(), services.now)):
            flash(_told(done.value))
            return redirect(url_for("office.publish"))
        waiting = [one for kind in _mine() if (one := pending(kind, services.now)).changes]
        tables = [(one, _learned(one), _begins(one)) for one in waiting]
        return render_template("office/publishing/publish.html", form=form, tables=tables, shown=SHOWN), status_of(form)

    @office.get("/versions")
    @allow(Permission.READ_PRICING)
    def versions() -> Answer:
        newest = newest_issues()
        every = holders(me().scope)
        behind = [one for one in every if one.behind(newest)]
        counts = {kind: sum(one.versions.get(kind, 0) >= newest.get(kind, 0) for one in every) for kind in TABLES}
        return render_template(
            "office/publishing/versions.html",
            kinds=TABLES,
            newest=newest,
            terminals=every,
            behind=behind,
            counts=counts,
            shown=SHOWN,
        )

    @office.get("/versions/<any(ITEMS, CLASSES, DISCOUNTS, OPERATORS, PARAMETERS):kind>")
    @allow(Permission.READ_PRICING)
    def versions_of(kind: str) -> Answer:
        page = issues_page(TableKind[kind], request.args.get("after", NEWEST, type=int))
        every = holders(me().scope)
        holding = {
            issue.version: sum(one.versions.get(TableKind[kind], 0) == issue.version for one in every) for issue in page.rows
        }
        return render_template("office/publishing/issues.html", kind=TableKind[kind], page=page, holding=holding)

    @office.get("/versions/<any(ITEMS, CLASSES, DISCOUNTS, OPERATORS, PARAMETERS):kind>/<int:number>")
    @allow(Permission.READ_PRICING)
    def version(kind: str, number: int) -> Answer:
        return _page(TableKind[kind], number, ReasonForm())

    @office.post("/versions/<any(ITEMS, CLASSES, DISCOUNTS, OPERATORS, PARAMETERS):kind>/<int:number>/back")
    @allow(Permission.PUBLISH, whole_chain=True)
    def version_back(kind: str, number: int) -> Answer:
        table, form = TableKind[kind], ReasonForm()
        require(PUBLISHES[table])
        done = attempt(
            form, lambda: roll_back(table, number, form.reason.data or "", services.office.keys, actor(), services.now)
        )
        if done:
            flash(_told(done.value))
            return redirect(url_for("office.versions_of", kind=kind))
        return _page(table, number, form)

    def _page(kind: TableKind, number: int, form: ReasonForm) -> Answer:
        found = version_numbered(kind, number)
        before = newest_before(kind, number)
        digits = the_shop().digits
        latest = newest_issues()[kind]
        now = version_numbered(kind, latest)
        page = render_template(
            "office/publishing/version.html",
            version=found,
            before=before,
            learned=changes(before.table if before else None, found.table, digits),
            latest=latest,
            back=changes(now.table, found.table, digits) if number != latest else [],
            may=kind in RESTORE and me().rules(Permission.PUBLISH) and me().may(PUBLISHES[kind]),
            form=form,
            shown=SHOWN,
        )
        return page, status_of(form)

    def _learned(one: Pending) -> list[Change]:
        return list(changes(one.held.table if one.held else None, one.new, the_shop().digits))

    def _begins(one: Pending) -> list[tuple[Instant, list[Change]]]:
        found = []
        last = one.new
        for planned in one.planned:
            found.append((planned.from_at, changes(last, planned.table, the_shop().digits)))
            last = planned.table
        return found


def _mine() -> list[TableKind]:
    """The tables that whoever asks may publish."""
    return [kind for kind in TABLES if me().may(PUBLISHES[kind])]


def _told(published: dict[TableKind, int]) -> str:
    if not published:
        return str(gettext("The plan for days to come is kept."))
    return str(gettext("Published. Terminals get it at their next contact."))
