"""Cards that are refused: loss reports, freezing, and taking a card off the list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm

from protocol.ids import CardInstance, CardNumber
from server.office.forms.attempt import status_of
from server.office.forms.card_acts import loss_form
from server.office.forms.decide import ReasonForm
from server.office.forms.once import attempt_once, go, propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.loss import loss_slip
from server.office.services import Services, actor, me
from server.usecases.cards.facts import known_card
from server.usecases.cards.life import CardAct
from server.usecases.cards.lists import freeze, propose_unlisting, report_loss
from server.web.show import Answer


def add_card_lists(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.route("/cards/<int:number>.<int:instance>/loss", methods=["GET", "POST"])
    @allow(Permission.LIST_CARDS)
    def card_loss(number: int, instance: int) -> Answer:
        card, form = CardInstance(CardNumber(number), instance), loss_form()

        def act() -> str:
            report_loss(card, form.chosen, form.reason.data or "", actor(), services.today, services.now)
            return url_for("office.card_slip", number=number, instance=instance)

        if done := attempt_once(form, act, services.now):
            return go(done, gettext("The card is refused from now on: terminals hear of it at their next contact."))
        return act_page(services, card, CardAct.REPORT_LOSS, form, ("state", "reason"))

    @office.route("/cards/<int:number>.<int:instance>/freeze", methods=["GET", "POST"])
    @allow(Permission.LIST_CARDS)
    def card_freeze(number: int, instance: int) -> Answer:
        card, form = CardInstance(CardNumber(number), instance), ReasonForm()

        def act() -> str:
            freeze(card, form.reason.data or "", actor(), services.today, services.now)
            return url_for("office.card", number=number, instance=instance)

        if done := attempt_once(form, act, services.now):
            return go(done, gettext("The card is frozen: terminals hear of it at their next contact."))
        return act_page(services, card, CardAct.FREEZE, form, ("reason",))

    @office.route("/cards/<int:number>.<int:instance>/unlist", methods=["GET", "POST"])
    @allow(Permission.UNLIST_CARDS)
    def card_unlist(number: int, instance: int) -> Answer:
        card, form = CardInstance(CardNumber(number), instance), ReasonForm()
        proposed = propose_once(
            form, lambda: propose_unlisting(card, form.reason.data or "", actor(), services.today, services.now), services.now
        )
        return proposed or act_page(services, card, CardAct.CANCEL_LOSS, form, ("reason",))

    @office.get("/cards/<int:number>.<int:instance>/slip")
    @allow(Permission.READ_CARDS)
    def card_slip(number: int, instance: int) -> Answer:
        slip = loss_slip(CardInstance(CardNumber(number), instance), me().scope)
        if slip is None:
            flash(gettext("This card is not on the list."))
            return redirect(url_for("office.card", number=number, instance=instance))
        return render_template("office/cards/slip.html", slip=slip, now=services.now)


def act_page(services: Services, card: CardInstance, act: CardAct, form: FlaskForm, fields: tuple[str, ...]) -> Answer:
    """The page that asks before something is done with a card."""
    known = known_card(card, services.today)
    page = render_template("office/cards/act.html", known=known, act=act, form=form, fields=fields)
    return page, status_of(form)
