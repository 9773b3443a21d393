"""Members from files, and rosters."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext

from protocol.instants import date_of
from server.office.forms.attempt import attempt, status_of
from server.office.forms.member_files import FileForm, RosterForm, TakeOverForm, roster_form
from server.office.forms.once import attempt_once, go
from server.office.guard import allow
from server.office.member_columns import CARDS, LEFT, cells, headings, printed, titles
from server.office.permissions import Permission
from server.office.queries.members import browses, roster_branches
from server.office.services import Services, actor, me
from server.usecases.members.fields import own_fields
from server.usecases.members.importing import KeptFile, Plan, keep_file, kept_file, plan, take_over
from server.usecases.members.roster import PAGE, Entry, take_roster
from server.web.export import Column, Form, Sheet, as_file
from server.web.show import Answer

SHOWN_MAX = 200
"""Rows of each sort in a preview."""


def add_member_files(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.route("/members/import", methods=["GET", "POST"])
    @allow(Permission.IMPORT_MEMBERS)
    def member_import() -> Answer:
        form = FileForm()
        if done := attempt(form, lambda: keep(form)):
            return redirect(url_for("office.member_import_file", hashed=done.value))
        return render_template("office/members/import.html", form=form, titles=template_titles()), status_of(form)

    @office.get("/members/import/template.<any(csv, xlsx):ending>")
    @allow(Permission.IMPORT_MEMBERS)
    def member_import_template(ending: str) -> Answer:
        return as_file(sheet(gettext("members"), template_titles(), []), Form(ending))

    @office.route("/members/import/<hashed>", methods=["GET", "POST"])
    @allow(Permission.IMPORT_MEMBERS)
    def member_import_file(hashed: str) -> Answer:
        kept, form = kept_file(hashed), TakeOverForm()
        done = attempt_once(form, lambda: take(hashed, form), services.now)
        if done is not None:
            return go(done, gettext("The file is taken over."))
        planned = None if kept.done_at is not None else planned_of(kept.content)
        form.shown.data = "" if planned is None else planned.fingerprint
        return preview(kept, planned, form)

    @office.route("/members/roster", methods=["GET", "POST"])
    @allow(Permission.EXPORT_MEMBERS)
    def member_roster() -> Answer:
        form = roster_form(roster_branches(me().scope), everybody=browses(me().scope))
        if done := attempt(form, lambda: take_roster(form.choice, form.form.data, actor(), services.now)):
            return roster(done.value, form)
        return render_template("office/members/roster.html", form=form), status_of(form)

    def keep(form: FileForm) -> str:
        content = form.file.data.read()
        planned_of(content)
        return keep_file(form.file.data.filename or "", content, actor(), services.now)

    def take(hashed: str, form: TakeOverForm) -> str:
        today = date_of(services.today)
        take_over(hashed, form.shown.data or "", headings(own_fields()), today, actor(), services.now)
        return url_for("office.member_import_file", hashed=hashed)

    def planned_of(content: bytes) -> Plan:
        return plan(content, headings(own_fields()), date_of(services.today))

    def preview(kept: KeptFile, planned: Plan | None, form: TakeOverForm) -> Answer:
        shown = {"titles": titles(own_fields(all_of_them=True)), "most": SHOWN_MAX}
        return render_template("office/members/preview.html", file=kept, plan=planned, form=form, **shown), status_of(form)

    def roster(entries: list[Entry], form: RosterForm) -> Answer:
        own = own_fields()
        rows = [cells(entry, own) for entry in entries]
        if form.form.data == PAGE:
            whose = dict(form.branch.choices)[form.branch.data]
            shown = {"titles": list(titles(own).values()), "places": printed(own), "rows": rows, "whose": whose}
            return render_template("office/members/roster_page.html", now=services.now, **shown)
        return as_file(sheet(gettext("roster"), list(titles(own).values()), rows), Form(form.form.data))

    def sheet(name: str, names: list[str], rows: list[list[str]]) -> Sheet:
        return Sheet(name, [Column(one) for one in names], rows, 0, services.utc_offset_minutes)


def template_titles() -> list[str]:
    """The headings of a file to fill in."""
    return [title for key, title in titles(own_fields()).items() if key not in (CARDS, LEFT)]
