"""Cases and worklists: what people must clear, one case with the evidence on both sides, and closing it."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext

from server.office.forms.attempt import status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.once import attempt_once, go
from server.office.guard import admits, allow, require
from server.office.permissions import CLOSES, Permission
from server.office.queries.audit import trail
from server.office.queries.cases import amount_of, case_seen, closed_page, open_page
from server.office.queries.evidence import evidence_of, references_in
from server.office.queries.scope import terminals_seen
from server.office.queries.worklists import tasks_seen
from server.office.services import Services, actor, me
from server.settlement.findings.cases import Case, CaseClass
from server.settlement.findings.worklists import Task
from server.usecases.cases import close
from server.web.show import Answer

NEWEST = 2**31
PLACES = (
    ("office.case", re.compile(r"\bcase (?P<number>\d+)")),
    ("office.card", re.compile(r"\bcard (?P<number>\d+)\.(?P<instance>\d+)")),
    ("office.terminal", re.compile(r"\bterminal (?P<number>\d+)")),
)
"""Where the words of a worklist lead to, the nearest first."""


def add_cases(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/worklist")
    @allow(Permission.READ_CASES)
    def worklist() -> Answer:
        return render_template("office/cases/worklist.html", lists=tasks_seen(services.now, me().scope), there=_there)

    @office.get("/cases")
    @allow(Permission.READ_CASES)
    def cases() -> Answer:
        case_class = _class(request.args.get("class", ""))
        shown = open_page(me().scope, case_class, request.args.get("after", 0, type=int))
        return render_template("office/cases/list.html", page=shown, chosen=case_class, closed=False, now=services.now)

    @office.get("/cases/closed")
    @allow(Permission.READ_CASES)
    def cases_closed() -> Answer:
        case_class = _class(request.args.get("class", ""))
        shown = closed_page(me().scope, case_class, request.args.get("after", NEWEST, type=int))
        return render_template("office/cases/list.html", page=shown, chosen=case_class, closed=True, now=services.now)

    @office.get("/cases/<int:number>")
    @allow(Permission.READ_CASES)
    def case(number: int) -> Answer:
        return _page(case_seen(number, me().scope), ReasonForm())

    @office.post("/cases/<int:number>/close")
    @allow(*CLOSES.values())
    def case_close(number: int) -> Answer:
        seen, form = case_seen(number, me().scope), ReasonForm()
        require(CLOSES[seen.handling.case_class])
        done = attempt_once(form, lambda: _closed(seen, form.reason.data or ""), services.now)
        if done is None:
            return _page(seen, form)
        if seen.handling.persons > 1:
            return go(done, gettext("Proposed. Another person must approve it within 72 hours."))
        return go(done, gettext("The case is closed."))

    def _closed(seen: Case, reason: str) -> str:
        proposed = close(seen, reason, actor(), services.now)
        if proposed is None:
            return url_for("office.case", number=seen.number)
        return url_for("office.proposal", number=proposed)

    def _page(seen: Case, form: ReasonForm) -> Answer:
        page = render_template(
            "office/cases/one.html",
            case=seen,
            hours=seen.age_hours(services.now),
            amount=amount_of(seen),
            evidence=evidence_of(seen, references_in(seen.subject, seen.detail), terminals_seen(me().scope)),
            closes=me().may(CLOSES[seen.handling.case_class]),
            trail=trail(f"case {seen.number}"),
            form=form,
        )
        return page, status_of(form)


def _class(asked: str) -> CaseClass | None:
    return CaseClass(asked) if asked in {one.value for one in CaseClass} else None


def _there(task: Task) -> str | None:
    """The page of what a task is about, for whoever may see it."""
    for endpoint, place in PLACES:
        if (found := place.search(f"{task.subject} {task.detail}")) and admits(current_app, endpoint):
            values: dict[str, Any] = {name: int(text) for name, text in found.groupdict().items()}
            return url_for(endpoint, **values)
    return None
