"""Money that waits for cards, what terminals may load, and what lies in suspense. Each act is proposed to a second person."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import BusinessDay, Instant, date_of
from protocol.link.tables import ClaimReason
from server.audit import Actor
from server.office.forms.attempt import status_of
from server.office.forms.decide import ReasonForm
from server.office.forms.money import FloatForm, PromiseForm, chosen, offer_promise
from server.office.forms.once import attempt_once, go, propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.money import claims_page, floats, in_suspense, loading_terminals, over_short, promised
from server.office.services import Services, actor
from server.office.views.asking import ask
from server.office.wording.money import say_payer
from server.settlement.credits.claims import Claim
from server.settlement.credits.payers import payer_text
from server.settlement.credits.refund_claims import CLAIM_DAYS
from server.usecases.money.claims import Promise, claim_seen, propose_claim, take_back
from server.usecases.money.floats import propose_float
from server.usecases.money.suspense import propose_closing
from server.web.show import Answer

NEWEST = 2**62


def add_money_claims(office: Blueprint, services: Services) -> None:
    """The routes."""

    def why(form: ReasonForm) -> tuple[str, Actor, Instant]:
        return form.reason.data or "", actor(), services.now

    @office.get("/money")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_claims() -> Answer:
        show, card = request.args.get("show", ""), request.args.get("card", type=int)
        number = None if card is None else CardNumber(card)
        page = claims_page(request.args.get("after", NEWEST, type=int), show != "all", number)
        return render_template("office/money/claims.html", page=page, show=show, card=number, waiting=promised(), payers=_payers)

    @office.get("/money/claims/<int:number>")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_claim(number: int) -> Answer:
        return _page(claim_seen(number), ReasonForm())

    @office.post("/money/claims/<int:number>/back")
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_claim_back(number: int) -> Answer:
        form = ReasonForm()

        def back() -> str:
            take_back(number, *why(form))
            return url_for("office.money_claim", number=number)

        if done := attempt_once(form, back, services.now):
            return go(done, gettext("Taken back, or asked back from its terminal."))
        return _page(claim_seen(number), form)

    @office.route("/money/claims/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_claim_new() -> Answer:
        form = PromiseForm()
        offer_promise(form)
        if request.method == "GET":
            form.until.data = date_of(BusinessDay(services.today + CLAIM_DAYS))
        if there := propose_once(form, lambda: propose_claim(_promise(form), *why(form)), services.now):
            return there
        return ask(
            form,
            gettext("Promise money to a card"),
            gettext("The card gets it at its next tap at one terminal that loads. After the last day it goes back."),
        )

    @office.get("/money/floats")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_floats() -> Answer:
        return render_template("office/money/floats.html", floats=floats())

    @office.route("/money/floats/grant", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_float() -> Answer:
        form = FloatForm()
        form.terminal.choices = [(one, str(one)) for one in loading_terminals()]
        if there := propose_once(
            form, lambda: propose_float(TerminalId(form.terminal.data), chosen(form.amount), *why(form)), services.now
        ):
            return there
        return ask(
            form,
            gettext("Let a terminal load more"),
            gettext("On top of what it may load before head office has heard of it, once and for all."),
        )

    @office.get("/money/suspense")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_suspense() -> Answer:
        return render_template("office/money/suspense.html", rows=in_suspense(), closed=over_short())

    @office.route("/money/suspense/<int:number>.<int:instance>", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_closing(number: int, instance: int) -> Answer:
        form, card = ReasonForm(), CardInstance(CardNumber(number), instance)
        if there := propose_once(form, lambda: propose_closing(card, *why(form)), services.now):
            return there
        return ask(
            form,
            gettext("Close what lies in suspense for card %(card)s", card=card),
            gettext("Only when all terminals have told everything that they have. It goes to over and short."),
        )


def _page(claim: Claim, form: ReasonForm) -> Answer:
    sources = [(say_payer(payer_text(name)), amount) for name, amount in claim.source]
    page = render_template("office/money/claim.html", claim=claim, sources=sources, form=form, trail=trail(f"claim {claim.id}"))
    return page, status_of(form)


def _promise(form: PromiseForm) -> Promise:
    return Promise(chosen(form.card), ClaimReason[form.kind.data], chosen(form.amount), form.until.day, form.payer.data)


def _payers(claim: Claim) -> str:
    return ", ".join(say_payer(payer_text(name)) for name, _ in claim.source)
