"""Desk jobs: those of all desks or one, a job that is followed until it is done, calling one off, and a look at a card."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from server.office.forms.attempt import status_of
from server.office.forms.card_orders import offer_desks
from server.office.forms.decide import ReasonForm
from server.office.forms.desk_jobs import LookForm
from server.office.forms.once import attempt_once, go
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.desk_jobs import NEWEST, desks, job_seen, jobs_page
from server.office.services import Services, actor, me
from server.settlement.cards.explain import explain
from server.settlement.cards.standing import instances_of
from server.settlement.desk_jobs import DeskJob
from server.usecases.cards.orders import read
from server.usecases.desk_jobs import cancel
from server.web.show import Answer


def add_desk_jobs(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/jobs")
    @allow(Permission.READ_JOBS)
    def jobs() -> Answer:
        return _list(_look_form())

    @office.post("/jobs/look")
    @allow(Permission.ORDER_JOBS)
    def jobs_look() -> Answer:
        form = _look_form()

        def look() -> str:
            number = read(form.chosen_card, form.terminal, actor(), services.today, services.now)
            return url_for("office.job", number=number)

        if done := attempt_once(form, look, services.now):
            return go(done, gettext("Ordered. Lay the card down at the desk."))
        return _list(form)

    @office.get("/jobs/<int:number>")
    @allow(Permission.READ_JOBS)
    def job(number: int) -> Answer:
        return _page(job_seen(number, me().scope), ReasonForm())

    @office.post("/jobs/<int:number>/cancel")
    @allow(Permission.ORDER_JOBS)
    def job_cancel(number: int) -> Answer:
        seen, form = job_seen(number, me().scope), ReasonForm()

        def call_off() -> str:
            cancel(number, form.reason.data or "", actor(), services.now)
            return url_for("office.job", number=number)

        if done := attempt_once(form, call_off, services.now):
            return go(done, gettext("Called off. A desk that has begun it already may still end it."))
        return _page(seen, form)

    def _look_form() -> LookForm:
        form = LookForm()
        offer_desks(form, desks(me().scope))
        return form

    def _list(form: LookForm) -> Answer:
        desk = request.args.get("desk", type=int)
        page = jobs_page(me().scope, request.args.get("after", NEWEST, type=int), desk)
        return render_template("office/jobs/list.html", page=page, desk=desk, form=form, now=services.now), status_of(form)

    def _page(seen: DeskJob, form: ReasonForm) -> Answer:
        page = render_template(
            "office/jobs/one.html",
            job=seen,
            state=seen.state_at(services.now),
            explained=explain(seen.card) if seen.card in instances_of(seen.card.number) else None,
            trail=trail(f"desk job {seen.number}"),
            form=form,
        )
        return page, status_of(form)
