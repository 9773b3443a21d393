"""One's own account: password, telephone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from server.office.forms.attempt import attempt, status_of
from server.office.forms.sign_in import OwnPasswordForm, TelephoneForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.services import Services, actor, me, visitor
from server.office.signed_in import begin
from server.office.throttle import Throttle
from server.usecases.staff.sign_in import change_password, take_telephone
from server.usecases.staff.totp import address
from server.web.figures import the_shop
from server.web.qr import qr_svg
from server.web.show import Answer


def add_own(office: Blueprint, services: Services, throttle: Throttle) -> None:
    """The routes."""

    @office.get("/own")
    @allow(Permission.USE_OWN_ACCOUNT)
    def own() -> Answer:
        return render_template("office/own/own.html")

    @office.route("/own/password", methods=["GET", "POST"])
    @allow(Permission.USE_OWN_ACCOUNT)
    @throttle.guessing
    def own_password() -> Answer:
        form = OwnPasswordForm()
        typed = (form.old.data or "", form.new.data or "")
        if done := attempt(form, lambda: change_password(actor(), *typed, visitor(), services.locks, services.now)):
            begin(done.value, services.settings, services.clock)
            flash(gettext("Your password is changed. All other browsers are signed out."))
            return redirect(url_for("office.dashboard"))
        return render_template("office/own/password.html", form=form), status_of(form)

    @office.route("/own/telephone", methods=["GET", "POST"])
    @allow(Permission.USE_OWN_ACCOUNT)
    @throttle.guessing
    def own_telephone() -> Answer:
        form, secret = TelephoneForm(), services.locks.vault.offered(me().session.key)
        typed = (form.code.data or "", form.password.data or "")
        if attempt(form, lambda: take_telephone(actor(), secret, *typed, services.locks, services.now)):
            flash(gettext("From now on you sign in with a code from this telephone."))
            return redirect(url_for("office.dashboard"))
        picture = qr_svg(address(secret, me().session.name, the_shop().name))
        return render_template("office/own/telephone.html", form=form, secret=secret, picture=picture), status_of(form)
