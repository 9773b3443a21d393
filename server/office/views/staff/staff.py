"""The staff: who is on it, as what. Giving power is proposed to a second person; taking it away is done at once."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import ImmutableMultiDict

from protocol.instants import Instant
from server.audit import Actor
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.once import propose_once
from server.office.forms.staff import AddForm, StandingForm, offer, scope_from, scope_text
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.scope import all_scopes
from server.office.services import Services, actor
from server.usecases.staff.roles import Role, Scope
from server.usecases.staff.staff import (
    Member,
    NewMember,
    all_members,
    disable,
    member_numbered,
    propose_add,
    propose_change,
    propose_reset,
)
from server.web.show import Answer


def add_staff(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/staff")
    @allow(Permission.READ_STAFF)
    def staff() -> Answer:
        return render_template("office/staff/list.html", members=all_members())

    @office.route("/staff/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_STAFF)
    def staff_new() -> Answer:
        form = AddForm()
        offer(form, all_scopes())
        if there := propose_once(form, lambda: propose_add(_new(form), *_why(form)), services.now):
            return there
        return render_template("office/staff/new.html", form=form), status_of(form)

    @office.get("/staff/<int:number>")
    @allow(Permission.READ_STAFF)
    def staff_member(number: int) -> Answer:
        return _page(member_numbered(number), ReasonForm())

    @office.post("/staff/<int:number>/change")
    @allow(Permission.CHANGE_STAFF)
    def staff_change(number: int) -> Answer:
        form = _standing_form(member_numbered(number), request.form)
        if there := propose_once(form, lambda: _propose_change(number, form), services.now):
            return there
        return _page(member_numbered(number), ReasonForm(formdata=None), form)

    @office.post("/staff/<int:number>/reset")
    @allow(Permission.CHANGE_STAFF)
    def staff_reset(number: int) -> Answer:
        form = ReasonForm()
        if there := propose_once(form, lambda: propose_reset(number, *_why(form)), services.now):
            return there
        return _page(member_numbered(number), form)

    @office.post("/staff/<int:number>/disable")
    @allow(Permission.CHANGE_STAFF)
    def staff_disable(number: int) -> Answer:
        form = ReasonForm()
        if attempt(form, lambda: disable(number, *_why(form))):
            flash(gettext("Done. Every browser of this person is signed out."))
            return redirect(url_for("office.staff_member", number=number))
        return _page(member_numbered(number), form)

    def _propose_change(number: int, form: StandingForm) -> int:
        role, scope = _standing(form)
        return propose_change(number, role, scope, *_why(form))

    def _why(form: ReasonForm) -> tuple[str, Actor, Instant]:
        return form.reason.data or "", actor(), services.now


def _page(member: Member, reason: ReasonForm, standing: StandingForm | None = None) -> Answer:
    form = standing or _standing_form(member, None)
    about = trail(f"staff {member.number}")
    page = render_template("office/staff/member.html", member=member, form=form, reason=reason, trail=about)
    return page, max(status_of(form), status_of(reason))


def _standing_form(member: Member, sent: ImmutableMultiDict[str, str] | None) -> StandingForm:
    form = StandingForm(formdata=sent, role=member.role.value, scope=scope_text(member.scope))
    offer(form, all_scopes())
    return form


def _standing(form: StandingForm) -> tuple[Role, Scope]:
    return Role(form.role.data), scope_from(form.scope.data)


def _new(form: AddForm) -> NewMember:
    return NewMember(form.name.data or "", form.display.data or "", *_standing(form))
