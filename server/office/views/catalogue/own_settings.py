"""Settings that a group of terminals, or one terminal, has for itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from protocol.link.own_settings import GROUP_MAX
from protocol.link.tables import Target
from server.masters.own_settings import own_of
from server.masters.settings import Kind, Setting, shown
from server.office.forms.attempt import attempt, status_of
from server.office.forms.own_settings import MARK, OwnSettingsForm, filled, wanted
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.fleet.lines import terminal_line
from server.office.queries.own_settings import holdings
from server.office.services import Services, actor, me
from server.usecases.catalogue.own_settings import keep_own
from server.usecases.declined import Declined, Reason
from server.web.figures import the_shop
from server.web.show import Answer


def add_own_settings(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/parameters/groups/<int:number>")
    @allow(Permission.READ_PARAMETERS)
    def group_settings(number: int) -> Answer:
        return _page(Target.GROUP, number)

    @office.post("/parameters/groups/<int:number>")
    @allow(Permission.CHANGE_PARAMETERS, whole_chain=True)
    def group_settings_keep(number: int) -> Answer:
        return _keep(Target.GROUP, number)

    @office.get("/parameters/terminals/<int:number>")
    @allow(Permission.READ_PARAMETERS)
    def terminal_settings(number: int) -> Answer:
        return _page(Target.TERMINAL, number)

    @office.post("/parameters/terminals/<int:number>")
    @allow(Permission.CHANGE_PARAMETERS, whole_chain=True)
    def terminal_settings_keep(number: int) -> Answer:
        return _keep(Target.TERMINAL, number)

    def _keep(target: Target, number: int) -> Answer:
        form = OwnSettingsForm()
        found = wanted(form, the_shop().digits)
        if found is not None and attempt(form, lambda: keep_own(target, number, found, actor(), services.now)):
            flash(gettext("Kept. Terminals get it when it is published."))
            return redirect(url_for(f"office.{target.name.lower()}_settings", number=number))
        return _page(target, number, form)


def _page(target: Target, number: int, form: OwnSettingsForm | None = None) -> Answer:
    terminal = number if target is Target.TERMINAL else 0
    group = _group_of(number) if terminal else number
    if group > GROUP_MAX:
        raise Declined(Reason.NOT_THERE)
    found, digits = holdings(group, terminal), the_shop().digits
    form = form or filled(found, own_of(target, number), digits)
    page = render_template(
        "office/own_settings.html",
        target=target,
        number=number,
        group=group,
        form=form,
        mark=MARK,
        holdings=found,
        as_text=lambda one, value: _said(one.setting, value, digits),
        trail=trail(f"settings of {target.name.lower()} {number}"),
    )
    return page, status_of(form)


def _said(setting: Setting, value: Any, digits: int) -> str:
    """A value as somebody reads it."""
    if setting.kind is Kind.YES:
        return str(gettext("yes") if value else gettext("no"))
    return shown(setting, value, digits)


def _group_of(number: int) -> int:
    """That of its newest certificate. Raises Declined for a terminal that is not, or is not to be seen."""
    line = terminal_line(number, me().scope)
    if line.licence is None:
        raise Declined(Reason.NOT_THERE)
    return line.licence.group
