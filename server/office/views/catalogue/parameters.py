"""The shop's settings."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.link.tables import Target
from server.masters.settings import MONEY, SETTINGS, Setting, read_all, shown, typed
from server.office.forms.attempt import attempt, blame, status_of, texts
from server.office.forms.parameters import ParametersForm, fix
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.own_settings import with_own
from server.office.services import Services, actor
from server.usecases.catalogue.settings import keep_settings, money_fixed, settings_kept
from server.web.show import Answer


def add_parameters(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/parameters")
    @allow(Permission.READ_PARAMETERS)
    def parameters() -> Answer:
        return _page(_filled())

    @office.post("/parameters")
    @allow(Permission.CHANGE_PARAMETERS, whole_chain=True)
    def parameters_keep() -> Answer:
        form = ParametersForm()
        said, unread = typed({**texts(form), **_long(form)})
        wanted, wrong = read_all(said)
        named = {mistake.key for mistake in unread}
        mistakes = [*unread, *(mistake for mistake in wrong if mistake.key not in named)]
        if mistakes and form.validate_on_submit():
            for mistake in mistakes:
                blame(form, mistake)
        elif attempt(form, lambda: keep_settings(wanted, actor(), services.now)):
            flash(gettext("Kept. Terminals get it when it is published."))
            return redirect(url_for("office.parameters"))
        return _page(form)


def _page(form: ParametersForm) -> Answer:
    kept = settings_kept()
    if kept is not None and money_fixed():
        fix(form, MONEY)
    own = {"groups": with_own(Target.GROUP), "terminals": with_own(Target.TERMINAL)}
    page = render_template("office/parameters.html", form=form, new=kept is None, trail=trail("settings"), **own)
    return page, status_of(form)


def _filled() -> ParametersForm:
    kept = settings_kept()
    if kept is None:
        return ParametersForm(formdata=None, **{setting.key: _default(setting) for setting in SETTINGS})
    values = {setting.key: shown(setting, kept[setting.stored], kept["digits"]) for setting in SETTINGS}
    return ParametersForm(formdata=None, **values)


def _default(setting: Setting) -> str:
    match setting.default:
        case None | False | []:
            return ""
        case value:
            return str(value)


def _long(form: ParametersForm) -> dict[str, str]:
    """Texts of several lines, of which spaces at the beginning stay: a head may be centred by them."""
    return {key: request.form.get(key, "").replace("\r", "") for key in ("receipt_head", "receipt_foot")}
