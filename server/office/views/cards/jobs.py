"""What a desk does to a card: the forms that order it, and the page that follows it until it is done."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm

from protocol.ids import CardInstance, CardNumber
from protocol.instants import Instant
from server.audit import Actor
from server.office.bonus_words import say_bands, say_earned
from server.office.forms.attempt import status_of
from server.office.forms.card_orders import DeskForm, LoadForm, ReasonedForm, RecognisedForm, offer_desks
from server.office.forms.once import OnceForm, attempt_once, go
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.card_orders import ordered_for
from server.office.queries.desk_jobs import desks, job_seen, jobs_of_card
from server.office.services import Services, actor, me
from server.office.wording import say
from server.settlement.cards.explain import explain
from server.settlement.cards.standing import instances_of
from server.usecases.cards.bonuses import bands_today
from server.usecases.cards.facts import known_card
from server.usecases.cards.issuing import Terms, branch_of
from server.usecases.cards.life import CardAct
from server.usecases.cards.orders import (
    deposit_due,
    due_back,
    give_deposit_back,
    give_dues_back,
    load,
    mend,
    read,
    set_pin,
    takes_two,
    unlock,
)
from server.usecases.cards.orders import take_back as take_back_card
from server.usecases.declined import Declined, Reason
from server.usecases.members.holders import holder_of
from server.usecases.members.members import member_numbered
from server.usecases.staff.roles import Reach
from server.web.show import Answer


def add_card_jobs(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/cards/<int:number>.<int:instance>/jobs")
    @allow(Permission.READ_CARDS)
    def card_jobs(number: int, instance: int) -> Answer:
        card = CardInstance(CardNumber(number), instance)
        ordered, known = ordered_for(card, me().scope, services.now), card in instances_of(card.number)
        member = holder_of(card)
        return render_template(
            "office/cards/jobs.html",
            card=card,
            ordered=ordered,
            live=any(one.state.is_open for one in ordered),
            explained=explain(card) if known else None,
            member=None if member is None else member_numbered(member),
            form=OnceForm(),
        )

    @office.route("/cards/<int:number>.<int:instance>/load", methods=["GET", "POST"])
    @allow(Permission.LOAD_CARDS)
    def card_load(number: int, instance: int) -> Answer:
        form = LoadForm()
        return _order(
            CardInstance(CardNumber(number), instance),
            CardAct.LOAD,
            form,
            ("amount", "desk"),
            lambda card, who, now: load(card, form.terminal, form.amount.amount, who, services.today, now),
            lambda card: say_earned(known_card(card, services.today).card_class, form.amount.amount, services.today),
        )

    @office.route("/cards/<int:number>.<int:instance>/read", methods=["GET", "POST"])
    @allow(Permission.REPAIR_CARDS)
    def card_read(number: int, instance: int) -> Answer:
        form = DeskForm()
        return _order(
            CardInstance(CardNumber(number), instance),
            CardAct.READ,
            form,
            ("desk",),
            lambda card, who, now: read(card, form.terminal, who, services.today, now),
        )

    @office.route("/cards/<int:number>.<int:instance>/unlock", methods=["GET", "POST"])
    @allow(Permission.REPAIR_CARDS)
    def card_unlock(number: int, instance: int) -> Answer:
        form = DeskForm()
        return _order(
            CardInstance(CardNumber(number), instance),
            CardAct.UNLOCK,
            form,
            ("desk",),
            lambda card, who, now: unlock(card, form.terminal, who, services.today, now),
        )

    @office.route("/cards/<int:number>.<int:instance>/pin", methods=["GET", "POST"])
    @allow(Permission.REPAIR_CARDS)
    def card_pin(number: int, instance: int) -> Answer:
        form = RecognisedForm()
        return _order(
            CardInstance(CardNumber(number), instance),
            CardAct.SET_PIN,
            form,
            ("recognised", "desk"),
            lambda card, who, now: set_pin(card, form.terminal, form.recognised.data or "", who, services.today, now),
        )

    @office.route("/cards/<int:number>.<int:instance>/mend", methods=["GET", "POST"])
    @allow(Permission.REPAIR_CARDS)
    def card_mend(number: int, instance: int) -> Answer:
        form = DeskForm()
        return _order(
            CardInstance(CardNumber(number), instance),
            CardAct.MEND,
            form,
            ("desk",),
            lambda card, who, now: mend(card, form.terminal, who, services.today, now),
        )

    @office.route("/cards/<int:number>.<int:instance>/return", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def card_return(number: int, instance: int) -> Answer:
        card, form = CardInstance(CardNumber(number), instance), ReasonedForm()
        offer_desks(form, desks(me().scope))

        def order() -> str:
            job = take_back_card(card, form.terminal, form.reason.data or "", actor(), services.today, services.now)
            return to_jobs(card) if job is not None else url_for("office.card", number=number, instance=instance)

        if done := attempt_once(form, order, services.now):
            proposed = not done.address.endswith("/jobs")
            words = gettext("Proposed. Another person must approve it within 72 hours.") if proposed else None
            return go(done, words or gettext("Ordered from the desk."))
        return ordered_page(services, card, CardAct.TAKE_BACK, form, ("desk", "reason"))

    @office.post("/cards/<int:number>.<int:instance>/deposit")
    @allow(Permission.ISSUE_CARDS)
    def card_deposit(number: int, instance: int) -> Answer:
        card = CardInstance(CardNumber(number), instance)

        def act() -> str:
            give_deposit_back(card, _branch(card), actor(), services.today, services.now)
            return to_jobs(card)

        return _done(card, act, gettext("Written down: the deposit is given back."))

    @office.post("/cards/jobs/<int:number>/back")
    @allow(Permission.ISSUE_CARDS)
    def card_dues_back(number: int) -> Answer:
        job = job_seen(number, me().scope)

        def act() -> str:
            give_dues_back(number, actor(), services.now)
            return to_jobs(job.card)

        return _done(job.card, act, gettext("Written down: what was taken is given back."))

    def _order(
        card: CardInstance,
        act: CardAct,
        form: DeskForm,
        fields: tuple[str, ...],
        do: Callable[[CardInstance, Actor, Instant], int],
        beside: Callable[[CardInstance], str] = lambda card: "",
    ) -> Answer:
        offer_desks(form, desks(me().scope))

        def order() -> str:
            do(card, actor(), services.now)
            return to_jobs(card)

        if done := attempt_once(form, order, services.now):
            return go(done, f"{gettext('Ordered from the desk.')} {beside(card)}".rstrip())
        return ordered_page(services, card, act, form, fields)

    def _done(card: CardInstance, act: Callable[[], str], words: str) -> Answer:
        form = OnceForm()
        if done := attempt_once(form, act, services.now):
            return go(done, words)
        for fault in form.form_errors:
            flash(str(fault))
        return redirect(to_jobs(card))


def _branch(card: CardInstance) -> int:
    """Where the money is paid out: at one's own branch, or, for whoever has none, where the card was taken back."""
    scope = me().scope
    if scope.reach is Reach.BRANCH:
        return scope.number
    jobs = jobs_of_card(card, scope)
    if not jobs:
        raise Declined(Reason.NOT_WITH_THIS_CARD)
    return branch_of(jobs[0].desk)


def to_jobs(card: CardInstance) -> str:
    """Where a card's jobs are followed."""
    return url_for("office.card_jobs", number=card.number, instance=card.instance)


def ordered_page(
    services: Services,
    card: CardInstance,
    act: CardAct | None,
    form: FlaskForm,
    fields: tuple[str, ...],
    terms: Terms | None = None,
) -> Answer:
    """The page that asks before a desk gets a job; without an act it is about the card that takes this one's place."""
    known = known_card(card, services.today)
    due = None
    if act is CardAct.TAKE_BACK and act in known.acts and not form.is_submitted():
        try:
            due = due_back(card, services.today)
        except Declined as declined:
            form.form_errors.append(say(declined.reason))
    page = render_template(
        "office/cards/order.html",
        known=known,
        act=act,
        form=form,
        fields=fields,
        terms=terms,
        explained=explain(card),
        due=due,
        two=due is not None and takes_two(card, due, services.today),
        deposit=deposit_due(card),
        bonus=say_bands(bands_today(known.card_class, services.today)) if act in (CardAct.LOAD, CardAct.SELL) else [],
    )
    return page, status_of(form)
