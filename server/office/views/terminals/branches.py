"""Regions and branches: named, put into a region, closed and opened."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from server.office.forms.attempt import attempt, status_of
from server.office.forms.branches import NameForm, NumberForm, RegionForm, offer_regions
from server.office.forms.decide import ReasonForm
from server.office.forms.once import propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.branches import BranchLine, branch_seen, branches_seen, regions
from server.office.services import Services, actor, me
from server.usecases.terminals.branches import (
    add_branch,
    add_region,
    close_branch,
    name_branch,
    name_region,
    open_branch,
    propose_region,
)
from server.web.show import Answer


def add_branches(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/branches")
    @allow(Permission.READ_TERMINALS)
    def branches() -> Answer:
        return _list(NumberForm(), NumberForm())

    @office.post("/branches")
    @allow(Permission.CHANGE_TERMINALS)
    def branch_add() -> Answer:
        form = NumberForm()
        if attempt(form, lambda: add_branch(form.number.data or 0, form.name.data or "", actor(), services.now)):
            return redirect(url_for("office.branch", number=form.number.data))
        return _list(form, NumberForm(formdata=None))

    @office.post("/regions")
    @allow(Permission.CHANGE_TERMINALS)
    def region_add() -> Answer:
        form = NumberForm()
        if attempt(form, lambda: add_region(form.number.data or 0, form.name.data or "", actor(), services.now)):
            return redirect(url_for("office.branches"))
        return _list(NumberForm(formdata=None), form)

    @office.route("/regions/<int:number>", methods=["GET", "POST"])
    @allow(Permission.CHANGE_TERMINALS)
    def region(number: int) -> Answer:
        known = {one.number: one for one in regions()}
        form = NameForm(name=known[number].name if number in known else "")
        if attempt(form, lambda: name_region(number, form.name.data or "", actor(), services.now)):
            return redirect(url_for("office.branches"))
        return render_template("office/branches/region.html", number=number, form=form), status_of(form)

    @office.get("/branches/<int:number>")
    @allow(Permission.READ_TERMINALS)
    def branch(number: int) -> Answer:
        return _page(branch_seen(number, me().scope))

    @office.post("/branches/<int:number>/name")
    @allow(Permission.CHANGE_TERMINALS)
    def branch_name(number: int) -> Answer:
        seen, form = branch_seen(number, me().scope), NameForm()
        if attempt(form, lambda: name_branch(number, form.name.data or "", actor(), services.now)):
            return redirect(url_for("office.branch", number=number))
        return _page(seen, name=form)

    @office.post("/branches/<int:number>/region")
    @allow(Permission.CHANGE_TERMINALS)
    def branch_region(number: int) -> Answer:
        seen, form = branch_seen(number, me().scope), RegionForm()
        offer_regions(form, regions())
        proposing = (number, form.region.data or 0, form.reason.data or "")
        way = propose_once(form, lambda: propose_region(*proposing, actor(), services.now), services.now)
        return way or _page(seen, region=form)

    @office.post("/branches/<int:number>/close")
    @allow(Permission.CHANGE_TERMINALS)
    def branch_close(number: int) -> Answer:
        return _decide(number, lambda why: close_branch(number, why, actor(), services.now))

    @office.post("/branches/<int:number>/open")
    @allow(Permission.CHANGE_TERMINALS)
    def branch_open(number: int) -> Answer:
        return _decide(number, lambda why: open_branch(number, why, actor(), services.now))


def _decide(number: int, act: Callable[[str], None]) -> Answer:
    seen, form = branch_seen(number, me().scope), ReasonForm()
    if attempt(form, lambda: act(form.reason.data or "")):
        flash(gettext("Done. Each terminal is told when it is heard next."))
        return redirect(url_for("office.branch", number=number))
    return _page(seen, reason=form)


def _list(branch: NumberForm, region: NumberForm) -> Answer:
    page = render_template(
        "office/branches/list.html", branches=branches_seen(me().scope), regions=regions(), branch_form=branch, region_form=region
    )
    return page, max(status_of(branch), status_of(region))


def _page(
    seen: BranchLine, name: NameForm | None = None, region: RegionForm | None = None, reason: ReasonForm | None = None
) -> Answer:
    forms = name or NameForm(formdata=None, name=seen.name), region or _region_form(seen), reason or ReasonForm(formdata=None)
    page = render_template(
        "office/branches/one.html",
        branch=seen,
        name_form=forms[0],
        region_form=forms[1],
        reason_form=forms[2],
        trail=trail(f"branch {seen.number}"),
    )
    return page, max(map(status_of, forms))


def _region_form(seen: BranchLine) -> RegionForm:
    form = RegionForm(formdata=None, region=seen.region or 0)
    offer_regions(form, regions())
    return form
