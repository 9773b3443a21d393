"""Terminals: all of them at a glance, and one in full with what may be decided about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import TerminalId
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.once import propose_once
from server.office.forms.terminals import FilterForm, MastersForm, chosen_filter, offer_filter
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.branches import branches_seen, owners
from server.office.queries.fleet.lines import terminal_line, terminals_page, versions
from server.office.queries.fleet.standing import Line
from server.office.queries.fleet.terminal import terminal_whole
from server.office.services import Services, actor, me
from server.usecases.terminals.terminals import (
    close_terminal,
    masters_of,
    open_terminal,
    propose_masters,
    propose_release,
    revoke_certificate,
)
from server.web.show import Answer


def add_terminals(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/terminals")
    @allow(Permission.READ_TERMINALS)
    def terminals() -> Answer:
        form = FilterForm(request.args, meta={"csrf": False})
        offer_filter(form, branches_seen(me().scope), owners())
        shown = terminals_page(me().scope, chosen_filter(form), request.args.get("after", 0, type=int), services.now)
        kept = {name: value for name, value in request.args.items() if name in form.data and value}
        return render_template(
            "office/terminals/list.html", page=shown, form=form, kept=kept, newest=versions(), now=services.now
        )

    @office.get("/terminals/<int:number>")
    @allow(Permission.READ_TERMINALS)
    def terminal(number: int) -> Answer:
        return _page(_seen(number))

    @office.post("/terminals/<int:number>/masters")
    @allow(Permission.CHANGE_TERMINALS)
    def terminal_masters(number: int) -> Answer:
        seen, form = _seen(number), MastersForm()
        proposing = (TerminalId(number), form.owner.data or 0, form.load_float.amount, form.reason.data or "")
        way = propose_once(form, lambda: propose_masters(*proposing, actor(), services.now), services.now)
        return way or _page(seen, masters=form)

    @office.post("/terminals/<int:number>/close")
    @allow(Permission.CHANGE_TERMINALS)
    def terminal_close(number: int) -> Answer:
        return _decide(number, lambda why: close_terminal(TerminalId(number), why, actor(), services.now))

    @office.post("/terminals/<int:number>/open")
    @allow(Permission.CHANGE_TERMINALS)
    def terminal_open(number: int) -> Answer:
        return _decide(number, lambda why: open_terminal(TerminalId(number), why, actor(), services.now))

    @office.post("/terminals/<int:number>/certificates/<int:serial>/revoke")
    @allow(Permission.REVOKE_TERMINALS)
    def terminal_revoke(number: int, serial: int) -> Answer:
        return _decide(number, lambda why: revoke_certificate(TerminalId(number), serial, why, actor(), services.now))

    @office.post("/terminals/<int:number>/certificates/<int:serial>/release")
    @allow(Permission.REVOKE_TERMINALS)
    def terminal_release(number: int, serial: int) -> Answer:
        seen, form = _seen(number), ReasonForm()
        proposing = (TerminalId(number), serial, form.reason.data or "")
        way = propose_once(form, lambda: propose_release(*proposing, actor(), services.now), services.now)
        return way or _page(seen, reason=form)

    def _decide(number: int, act: Callable[[str], None]) -> Answer:
        seen, form = _seen(number), ReasonForm()
        if attempt(form, lambda: act(form.reason.data or "")):
            flash(gettext("Done. The terminal is told when it is heard next."))
            return redirect(url_for("office.terminal", number=number))
        return _page(seen, reason=form)

    def _page(line: Line, masters: MastersForm | None = None, reason: ReasonForm | None = None) -> Answer:
        forms = masters or _masters_form(line), reason or ReasonForm(formdata=None)
        page = render_template(
            "office/terminals/one.html",
            whole=terminal_whole(line),
            line=line,
            newest=versions(),
            now=services.now,
            masters=forms[0],
            reason=forms[1],
            trail=trail(f"terminal {line.terminal}"),
        )
        return page, max(map(status_of, forms))


def _seen(number: int) -> Line:
    return terminal_line(number, me().scope)


def _masters_form(line: Line) -> MastersForm:
    owner, load_float = masters_of(TerminalId(line.terminal))
    return MastersForm(formdata=None, owner=owner, load_float=load_float)
