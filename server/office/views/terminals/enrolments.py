"""Enrolment: a terminal is ordered here, its device approved by two persons, signed elsewhere by the CA key, and served back."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.enrolment import show_code
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.enrolments import AnswerForm, OrderForm, offer_roles
from server.office.forms.once import attempt_once, go, propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.fleet.enrolments import enrolments_page
from server.office.services import Services, actor, me
from server.usecases.terminals.enrolling import enrolment_numbered, order, order_file, propose_admission, take_answer, withdraw
from server.usecases.terminals.enrolments import Enrolment, State
from server.web.qr import qr_svg
from server.web.show import Answer

NEWEST = 2**31


def add_enrolments(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/enrolments")
    @allow(Permission.READ_ENROLMENTS)
    def enrolments() -> Answer:
        page = enrolments_page(request.args.get("after", NEWEST, type=int))
        return render_template("office/enrolments/list.html", page=page, now=services.now)

    @office.route("/enrolments/new", methods=["GET", "POST"])
    @allow(Permission.ENROL_TERMINALS)
    def enrolment_new() -> Answer:
        form = OrderForm()
        offer_roles(form)

        def place() -> str:
            number = order(form.new_terminal(), form.reason.data or "", services.office, actor())
            return url_for("office.enrolment", number=number)

        if done := attempt_once(form, place, services.now):
            return go(done, gettext("Ordered. Hand the code to the installer, by another way than the device's request comes."))
        return render_template("office/enrolments/new.html", form=form), status_of(form)

    @office.get("/enrolments/<int:number>")
    @allow(Permission.READ_ENROLMENTS)
    def enrolment(number: int) -> Answer:
        return _page(enrolment_numbered(number), ReasonForm(), AnswerForm())

    @office.post("/enrolments/<int:number>/approve")
    @allow(Permission.ENROL_TERMINALS)
    def enrolment_approve(number: int) -> Answer:
        found, form = enrolment_numbered(number), ReasonForm()
        way = propose_once(form, lambda: propose_admission(number, form.reason.data or "", actor(), services.now), services.now)
        return way or _page(found, form, AnswerForm(formdata=None))

    @office.post("/enrolments/<int:number>/withdraw")
    @allow(Permission.ENROL_TERMINALS)
    def enrolment_withdraw(number: int) -> Answer:
        found, form = enrolment_numbered(number), ReasonForm()
        if attempt(form, lambda: withdraw(number, form.reason.data or "", actor(), services.now)):
            return redirect(url_for("office.enrolment", number=number))
        return _page(found, form, AnswerForm(formdata=None))

    @office.get("/enrolments/<int:number>/order")
    @allow(Permission.ENROL_TERMINALS)
    def enrolment_order(number: int) -> Answer:
        name, data = order_file(number, services.now)
        said = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, mimetype="application/octet-stream", headers=said)

    @office.post("/enrolments/<int:number>/answer")
    @allow(Permission.ENROL_TERMINALS)
    def enrolment_answer(number: int) -> Answer:
        found, form = enrolment_numbered(number), AnswerForm()
        answer = form.answer.data.stream.read(OBJECT_BYTES_MAX) if form.answer.data else b""
        if attempt(form, lambda: take_answer(number, answer, services.office, actor())):
            flash(gettext("Kept. The device fetches it when it asks again; its certificate counts from then on."))
            return redirect(url_for("office.enrolment", number=number))
        return _page(found, ReasonForm(formdata=None), form)

    def _page(found: Enrolment, reason: ReasonForm, answer: AnswerForm) -> Answer:
        state, keys = found.state(services.now), services.office.keys
        shows = state is State.WAITING and me().may(Permission.ENROL_TERMINALS)
        code = show_code(found.code(keys)) if shows else ""
        sheet = _sheet(found, code, keys.environment.hex(), keys.root_public.hex())
        page = render_template(
            "office/enrolments/one.html",
            order=found,
            state=state,
            code=code,
            picture=qr_svg(sheet) if shows else "",
            environment=keys.environment.hex(),
            root=keys.root_public.hex(),
            reason=reason,
            answer=answer,
        )
        return page, max(status_of(reason), status_of(answer))


def _sheet(found: Enrolment, code: str, environment: str, root: str) -> str:
    """What the installer needs, for his telephone."""
    return f"Tallycard\nterminal {found.terminal}\ncode {code}\nenvironment {environment}\nroot {root}\n"
