"""The way in and out: set-up of a new head office, signing in, signing out."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, logout_user

from server.office.forms.attempt import attempt, status_of
from server.office.forms.sign_in import LoginForm, SetUpForm
from server.office.guard import allow, allow_anybody
from server.office.permissions import Permission
from server.office.services import Services, actor, me, visitor
from server.office.signed_in import begin
from server.office.throttle import Throttle
from server.usecases.staff.roles import EVERYTHING, Role
from server.usecases.staff.sign_in import sign_in, sign_out
from server.usecases.staff.staff import NewMember, anybody, set_up
from server.web.furnish import own_path
from server.web.show import Answer


def add_login(office: Blueprint, services: Services, throttle: Throttle) -> None:
    """The routes."""

    @office.route("/set-up", methods=["GET", "POST"])
    @allow_anybody
    @throttle.guessing
    def first() -> Answer:
        if anybody():
            return redirect(url_for("office.login"))
        form = SetUpForm()
        new = NewMember(form.name.data or "", form.display.data or "", Role.ADMINISTRATOR, EVERYTHING)
        setting_up = partial(set_up, form.word.data or "", new, form.password.data or "", services.locks.passwords)
        if attempt(form, lambda: setting_up(visitor().address, services.now)):
            return redirect(url_for("office.login"))
        return render_template("office/login/set_up.html", form=form), status_of(form)

    @office.route("/login", methods=["GET", "POST"])
    @allow_anybody
    @throttle.guessing
    def login() -> Answer:
        if not anybody():
            return redirect(url_for("office.first"))
        if current_user.is_authenticated:
            return redirect(url_for("office.dashboard"))
        form = LoginForm()
        typed = (form.name.data or "", form.password.data or "", form.code.data or "")
        if done := attempt(form, lambda: sign_in(*typed, visitor(), services.locks, services.now)):
            begin(done.value, services.settings, services.clock)
            return redirect(own_path(request.args.get("next", ""), url_for("office.dashboard")))
        return render_template("office/login/login.html", form=form), status_of(form)

    @office.post("/logout")
    @allow(Permission.USE_OWN_ACCOUNT)
    def logout() -> Answer:
        sign_out(me().session.key, actor(), services.now)
        logout_user()
        return redirect(url_for("office.login"))
