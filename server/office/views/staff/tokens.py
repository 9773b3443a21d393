"""Tokens for other programs: made, shown once, revoked."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.tokens import TokenForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.services import Services, actor
from server.usecases.staff.api_tokens import ApiScope, all_tokens, make_token, revoke_token, token_numbered
from server.web.show import Answer


def add_tokens(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/tokens")
    @allow(Permission.READ_TOKENS)
    def tokens() -> Answer:
        return render_template("office/tokens/list.html", tokens=all_tokens(), now=services.now)

    @office.route("/tokens/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_TOKENS)
    def token_new() -> Answer:
        form = TokenForm()
        wanted = [ApiScope(one) for one in form.scopes.data or () if one in set(ApiScope)]
        done = attempt(form, lambda: make_token(form.name.data or "", wanted, form.days.data, actor(), services.now))
        word = None if done is None else done.value
        return render_template("office/tokens/new.html", form=form, word=word), status_of(form)

    @office.get("/tokens/<int:number>")
    @allow(Permission.READ_TOKENS)
    def token(number: int) -> Answer:
        return _page(number, ReasonForm())

    @office.post("/tokens/<int:number>/revoke")
    @allow(Permission.CHANGE_TOKENS)
    def token_revoke(number: int) -> Answer:
        form = ReasonForm()
        if attempt(form, lambda: revoke_token(number, form.reason.data or "", actor(), services.now)):
            flash(gettext("This token opens nothing any more."))
            return redirect(url_for("office.token", number=number))
        return _page(number, form)

    def _page(number: int, form: ReasonForm) -> Answer:
        found = token_numbered(number)
        page = render_template("office/tokens/one.html", token=found, form=form, now=services.now, trail=trail(f"token {number}"))
        return page, status_of(form)
