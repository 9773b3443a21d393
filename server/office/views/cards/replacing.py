"""Cards that are replaced: proposed, followed until all that was on them has come over."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import CardInstance, CardNumber
from server.office.forms.card_orders import ReasonedForm, offer_desks
from server.office.forms.once import OnceForm, attempt_once, go
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.card_orders import replaced_page
from server.office.queries.desk_jobs import desks
from server.office.services import Services, actor, me
from server.office.views.cards.jobs import ordered_page
from server.usecases.cards.replacing import ACTS, Why, move_rest, propose_replacement
from server.web.show import Answer

NOT_FOUND = 404


def add_card_replacing(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.route("/cards/<int:number>.<int:instance>/replace/<why>", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def card_replace(number: int, instance: int, why: str) -> Answer:
        if why not in {one.value for one in Why}:
            abort(NOT_FOUND)
        card, form, cause = CardInstance(CardNumber(number), instance), ReasonedForm(), Why(why)
        offer_desks(form, desks(me().scope))

        def act() -> str:
            propose_replacement(card, cause, form.terminal, form.reason.data or "", actor(), services.today, services.now)
            return url_for("office.card", number=number, instance=instance)

        if done := attempt_once(form, act, services.now):
            return go(done, gettext("Proposed. Another person must approve it within 72 hours."))
        return ordered_page(services, card, ACTS[cause], form, ("desk", "reason"))

    @office.post("/cards/<int:number>.<int:instance>/rest")
    @allow(Permission.REISSUE_CARDS)
    def card_rest(number: int, instance: int) -> Answer:
        card, form = CardInstance(CardNumber(number), instance), OnceForm()
        here = url_for("office.card", number=number, instance=instance)

        def act() -> str:
            move_rest(card, actor(), services.now)
            return here

        if done := attempt_once(form, act, services.now):
            return go(done, gettext("What is safe now waits for the new card."))
        for fault in form.form_errors:
            flash(str(fault))
        return redirect(here)

    @office.get("/cards/replaced")
    @allow(Permission.READ_CARDS, whole_chain=True)
    def cards_replaced() -> Answer:
        page = replaced_page(request.args.get("after", 0, type=int))
        return render_template("office/cards/replaced.html", page=page, form=OnceForm())
