"""Retiring a terminal: what the proof of upload says, and the two ways from there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from protocol.ids import TerminalId
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.once import propose_once
from server.office.forms.terminals import LossForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.fleet.lines import terminal_line
from server.office.queries.fleet.missing import missing_of
from server.office.services import Services, actor, me
from server.settlement.upload_proof import proof_of_upload
from server.usecases.terminals.retiring import propose_loss, retire
from server.web.show import Answer


def add_retiring(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/terminals/<int:number>/retire")
    @allow(Permission.CHANGE_TERMINALS)
    def terminal_retire(number: int) -> Answer:
        return _page(number, ReasonForm(), LossForm())

    @office.post("/terminals/<int:number>/retire")
    @allow(Permission.CHANGE_TERMINALS)
    def terminal_retire_proved(number: int) -> Answer:
        form = ReasonForm()
        terminal_line(number, me().scope)
        if attempt(form, lambda: retire(TerminalId(number), form.reason.data or "", actor(), services.now)):
            flash(gettext("The terminal is retired. Everything that it ever did is here."))
            return redirect(url_for("office.terminal", number=number))
        return _page(number, form, LossForm(formdata=None))

    @office.post("/terminals/<int:number>/retire/loss")
    @allow(Permission.CHANGE_TERMINALS)
    def terminal_retire_loss(number: int) -> Answer:
        form = LossForm()
        terminal_line(number, me().scope)
        proposing = (TerminalId(number), form.lost.data or "", form.reason.data or "")
        way = propose_once(form, lambda: propose_loss(*proposing, actor(), services.now), services.now)
        return way or _page(number, ReasonForm(formdata=None), form)


def _page(number: int, reason: ReasonForm, loss: LossForm) -> Answer:
    line = terminal_line(number, me().scope)
    page = render_template(
        "office/terminals/retire.html",
        line=line,
        proof=proof_of_upload(TerminalId(number)),
        missing=missing_of(line),
        reason=reason,
        loss=loss,
    )
    return page, max(status_of(reason), status_of(loss))
