"""Reports as pages and as files, and the statement of a card."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, date_of
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.cards import standing
from server.office.queries.scope import terminals_seen
from server.office.reports.asked import ARGUMENTS, Asked, periods, read_chosen, told_again
from server.office.reports.catalogue import REPORTS, WAYS, Report
from server.office.reports.grouped import title_of
from server.office.reports.names import NAMED, TENDERS, choices, code_name, names_of, tender_name
from server.office.services import Services, actor, me
from server.reporting.fold import fold, reached
from server.reports.cards import statement
from server.reports.takings import ON_LINES, Group
from server.usecases.declined import Declined, Reason
from server.usecases.exports import tell_export
from server.web.export import Form, Sheet, as_file
from server.web.figures import the_shop
from server.web.show import Answer

STEPS = 1
"""How much is told before a page is shown; the rest is told in the background."""
LINES_DAYS = 7
"""How many days are shown at first where lines are read for groups: there are many."""


def add_reports(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/reports")
    @allow(Permission.READ_REPORTS)
    def reports() -> Answer:
        ways = [(title, [way for way in some if _open(way.report, way.group)]) for title, some in WAYS]
        return render_template("office/reports/list.html", ways=[(title, some) for title, some in ways if some])

    @office.get("/reports/<name>")
    @allow(Permission.READ_REPORTS)
    def report(name: str) -> Answer:
        found, asked = _asked(name)
        fold(STEPS)
        return render_template(
            "office/reports/one.html",
            report=found,
            asked=asked,
            table=found.make(asked),
            reached=reached() if found.lines else None,
            periods=periods(services.today),
            groups=[(one, title_of(one)) for one in found.groups_for(me())],
            choices=_choices(found),
            exports=me().may(Permission.EXPORT_REPORTS),
        )

    @office.get("/reports/<name>/<form>")
    @allow(Permission.EXPORT_REPORTS)
    def report_file(name: str, form: str) -> Answer:
        found, asked = _asked(name)
        if form not in {one.value for one in Form}:
            raise Declined(Reason.NOT_THERE)
        fold(STEPS)
        tell_export(f"report {name}", asked.arguments | {"file": form}, actor(), services.now)
        table = found.make(replace(asked, whole=True))
        file = f"{name}-{date_of(asked.chosen.first)}-{date_of(asked.chosen.last)}"
        sheet = Sheet(file, table.columns, table.rows, asked.digits, services.utc_offset_minutes)
        return as_file(sheet, Form(form))

    @office.get("/cards/<int:number>.<int:instance>/statement")
    @allow(Permission.READ_CARDS)
    def card_statement(number: int, instance: int) -> Answer:
        card, faults = CardInstance(CardNumber(number), instance), list[str]()
        stands = standing(card)
        chosen = read_chosen(request.args, BusinessDay(services.today - 30), services.today, faults)
        fold(STEPS)
        told = statement(card, chosen)
        return render_template(
            "office/reports/statement.html",
            stands=stands,
            chosen=chosen,
            told=told,
            faults=faults,
            near=terminals_seen(me().scope),
            items=names_of(Group.ITEM, {one.item for one in told.lines}),
            periods=periods(services.today),
            reached=reached(),
            code_name=code_name,
        )

    def _asked(name: str) -> tuple[Report, Asked]:
        found = REPORTS.get(name)
        if found is None or not found.open_to(me()):
            raise Declined(Reason.NOT_THERE)
        faults: list[str] = []
        typed = {word: request.args.get(word, "") for word in _words(found)}
        group = _group(found)
        days = LINES_DAYS if group in ON_LINES else found.days
        chosen = read_chosen(typed, BusinessDay(services.today - days + 1), services.today, faults)
        address = told_again(chosen) | ({"by": group.value} if found.groups else {})
        after = request.args.get("after", "")[:40]
        offset = services.utc_offset_minutes
        return found, Asked(chosen, me().scope, group, after, offset, the_shop().digits, address, faults=faults)


def _words(found: Report) -> list[str]:
    return ["from", "to", *(ARGUMENTS[name] for name in found.filters_for(me()))]


def _group(found: Report) -> Group:
    groups = found.groups_for(me())
    asked = request.args.get("by", "")
    return Group(asked) if asked in {one.value for one in groups} else (groups or (Group.DAY,))[0]


def _open(found: Report, group: Group | None) -> bool:
    return found.open_to(me()) and (group is None or group in found.groups_for(me()))


def _choices(found: Report) -> dict[str, list[tuple[int, str]]]:
    """What can be chosen for the filters that have few values."""
    wanted = found.filters_for(me())
    named = {one.value: one for one in NAMED if one not in (Group.ITEM,)}
    listed = {ARGUMENTS[name]: choices(named[ARGUMENTS[name]]) for name in wanted if ARGUMENTS[name] in named}
    return listed | ({"tender": [(one, tender_name(one)) for one in TENDERS]} if "tender" in wanted else {})
