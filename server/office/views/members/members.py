"""Members: found, shown, added and changed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.instants import date_of
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.members import GiveForm, MemberForm, PhotoForm, TakeForm, member_form
from server.office.forms.once import attempt_once, go
from server.office.guard import allow
from server.office.kept import parts_of
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.member_cards import cards_held, last_of_all, named_card
from server.office.queries.members import NEWEST, at_home, branch_names, browses, find, newest
from server.office.services import Services, actor, me
from server.office.throttle import Throttle
from server.usecases.members.details import Column
from server.usecases.members.fields import own_fields
from server.usecases.members.holders import give_card, take_card
from server.usecases.members.members import (
    Member,
    change,
    create,
    look_at,
    member_numbered,
    members_numbered,
    original_of,
    set_active,
    twins_of,
)
from server.usecases.members.photos import drop_photo, has_photo, keep_photo, photo_of
from server.usecases.staff.roles import Reach
from server.web.paging import ROWS
from server.web.show import Answer


def add_members(office: Blueprint, services: Services, throttle: Throttle) -> None:
    """The routes."""

    @office.get("/members")
    @allow(Permission.READ_MEMBERS)
    @throttle.seeking
    def members() -> Answer:
        typed, scope = request.args.get("q", "").strip(), me().scope
        found = find(typed, scope) if typed else []
        if len(found) == 1 and found[0].sure:
            return redirect(url_for("office.member", number=found[0].member.number))
        page = newest(scope, request.args.get("after", NEWEST, type=int)) if not typed else None
        shown = {"found": found[:ROWS], "more": len(found) > ROWS, "page": page}
        return render_template("office/members/list.html", typed=typed, browses=browses(scope), **shown)

    @office.get("/members/found")
    @allow(Permission.READ_MEMBERS)
    @throttle.seeking
    def members_found() -> Answer:
        typed = request.args.get("q", "").strip()
        found = find(typed, me().scope) if typed else []
        return render_template("office/members/found.html", found=found[:ROWS], more=len(found) > ROWS, typed=typed)

    @office.get("/members/<int:number>")
    @allow(Permission.READ_MEMBERS)
    @throttle.seeking
    def member(number: int) -> Answer:
        return _page(_opened(number), ReasonForm(), GiveForm(), PhotoForm())

    @office.route("/members/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MEMBERS)
    def member_new() -> Answer:
        form = _form(None)
        done = attempt_once(form, lambda: _made(create(form.details, actor(), services.now)), services.now)
        return _edit(form, None) if done is None else go(done, gettext("The member is written down. The next step is a card."))

    @office.route("/members/<int:number>/change", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MEMBERS)
    @throttle.seeking
    def member_change(number: int) -> Answer:
        seen = _opened(number)
        form = _form(seen)
        if attempt(form, lambda: change(number, form.shown_version, form.details, actor(), services.now)):
            flash(gettext("Changed."))
            return redirect(url_for("office.member", number=number))
        return _edit(form, seen)

    @office.post("/members/<int:number>/leave")
    @allow(Permission.CHANGE_MEMBERS)
    @throttle.seeking
    def member_leave(number: int) -> Answer:
        return _stand(number, False)

    @office.post("/members/<int:number>/return")
    @allow(Permission.CHANGE_MEMBERS)
    @throttle.seeking
    def member_return(number: int) -> Answer:
        return _stand(number, True)

    @office.get("/members/<int:number>/photo")
    @allow(Permission.READ_MEMBERS)
    @throttle.seeking
    def member_photo(number: int) -> Answer:
        _opened(number)
        return Response(photo_of(number), mimetype="image/jpeg")

    @office.post("/members/<int:number>/photo")
    @allow(Permission.CHANGE_MEMBERS)
    @throttle.seeking
    def member_photo_keep(number: int) -> Answer:
        seen, form = _opened(number), PhotoForm()
        if attempt(form, lambda: keep_photo(number, form.photo.data.read(), actor(), services.now)):
            return redirect(url_for("office.member", number=number))
        return _page(seen, ReasonForm(formdata=None), GiveForm(formdata=None), form)

    @office.post("/members/<int:number>/photo/drop")
    @allow(Permission.CHANGE_MEMBERS)
    def member_photo_drop(number: int) -> Answer:
        drop_photo(number, actor(), services.now)
        return redirect(url_for("office.member", number=number))

    @office.post("/members/<int:number>/cards")
    @allow(Permission.CHANGE_MEMBERS)
    @throttle.seeking
    def member_card_give(number: int) -> Answer:
        seen, form = _opened(number), GiveForm()
        typed, why = form.card.data or "", form.reason.data or ""
        if attempt(form, lambda: give_card(named_card(typed), number, why, actor(), services.now)):
            flash(gettext("The card is this member's."))
            return redirect(url_for("office.member", number=number))
        return _page(seen, ReasonForm(formdata=None), form, PhotoForm(formdata=None))

    @office.route("/members/<int:number>/cards/take", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MEMBERS)
    @throttle.seeking
    def member_card_take(number: int) -> Answer:
        seen, form = _opened(number), TakeForm(card=request.args.get("card", ""))
        why = form.reason.data or ""
        if attempt(form, lambda: take_card(named_card(form.card.data), number, why, actor(), services.now)):
            flash(gettext("The card is nobody's now."))
            return redirect(url_for("office.member", number=number))
        return render_template("office/members/take.html", member=seen, form=form), status_of(form)

    def _opened(number: int) -> Member:
        """A member of whom something is shown; if elsewhere at home, that is written down."""
        seen = member_numbered(number)
        if not at_home(seen, me().scope):
            look_at(number, actor(), services.now)
        return seen

    def _made(number: int) -> str:
        return url_for("office.member", number=number)

    def _form(seen: Member | None) -> MemberForm:
        scope = me().scope
        home = scope.number if scope.reach is Reach.BRANCH else None
        return member_form(own_fields(), branch_names(), date_of(services.today), seen, home)

    def _edit(form: MemberForm, seen: Member | None) -> Answer:
        twins = twins_of(form.details) if form.form_errors and hasattr(form, "details") else []
        known = [one for one in members_numbered(twins).values() if seen is None or one.number != seen.number]
        return render_template("office/members/edit.html", member=seen, form=form, known=known), status_of(form)

    def _stand(number: int, active: bool) -> Answer:
        seen, form = _opened(number), ReasonForm()
        if attempt(form, lambda: set_active(number, active, form.reason.data or "", actor(), services.now)):
            return redirect(url_for("office.member", number=number))
        return _page(seen, form, GiveForm(formdata=None), PhotoForm(formdata=None))

    def _page(seen: Member, reason: ReasonForm, give: GiveForm, photo: PhotoForm) -> Answer:
        held, untold = cards_held(seen.number)
        page = render_template(
            "office/members/member.html",
            member=seen,
            columns=[one for one in Column if one not in (Column.NAME, Column.SEX, Column.BRANCH)],
            own=own_fields(all_of_them=True),
            home=dict(branch_names()).get(seen.details.branch or 0),
            has_photo=has_photo(seen.number),
            original=original_of(seen.number),
            kept=parts_of,
            cards=held,
            untold=untold,
            lines=last_of_all([one.stands.card for one in held], me().scope),
            trail=trail(f"member {seen.number}"),
            reason=reason,
            give=give,
            photo=photo,
        )
        return page, max(status_of(reason), status_of(give), status_of(photo))
