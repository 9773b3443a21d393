"""The office's own fields for members."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from server.office.forms.attempt import attempt, status_of
from server.office.forms.member_files import own_field_form, own_field_from
from server.office.forms.once import attempt_once, go
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.services import Services, actor
from server.usecases.members.fields import add_field, change_field, field_numbered, own_fields
from server.web.show import Answer


def add_member_fields(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.route("/members/fields", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MEMBER_FIELDS)
    def member_fields() -> Answer:
        form = own_field_form(None)

        def add() -> str:
            add_field(own_field_from(form, 0), actor(), services.now)
            return url_for("office.member_fields")

        if done := attempt_once(form, add, services.now):
            return go(done, gettext("Added. It is asked for from now on."))
        fields = own_fields(all_of_them=True)
        return render_template("office/members/fields.html", fields=fields, form=form), status_of(form)

    @office.route("/members/fields/<int:number>", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MEMBER_FIELDS)
    def member_field(number: int) -> Answer:
        one = field_numbered(number)
        form = own_field_form(one)
        if attempt(form, lambda: change_field(own_field_from(form, number), actor(), services.now)):
            flash(gettext("Changed."))
            return redirect(url_for("office.member_fields"))
        return render_template("office/members/field.html", one=one, form=form), status_of(form)
