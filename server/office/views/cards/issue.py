"""New cards: one, many by their numbers, and one that was made before and is sold now. What the member pays is shown before
anything is ordered."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request
from flask_babel import gettext

from protocol.ids import CardInstance, CardNumber
from protocol.instants import day_of
from protocol.money import ZERO
from server.office.forms.attempt import status_of
from server.office.forms.card_orders import BatchForm, IssueForm, SellForm, UntilForm, day_after, offer_classes, offer_desks
from server.office.forms.once import OnceForm, attempt_once, go
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.desk_jobs import desks
from server.office.services import Services, actor, me
from server.office.views.cards.jobs import ordered_page, to_jobs
from server.office.wording import say
from server.usecases.cards.classes import all_classes, class_numbered
from server.usecases.cards.facts import known_card
from server.usecases.cards.issuing import NewCards, Terms, check_load, issue, judge_new, next_number, sell, terms_of
from server.usecases.cards.life import CardAct
from server.usecases.cards.orders import check_extension, extend
from server.usecases.cards.replacing import make_successor, replacing_of, terms_of_successor
from server.usecases.declined import Declined, Reason
from server.usecases.members.holders import holder_of
from server.usecases.members.members import Member, member_numbered
from server.web.show import Answer

Priced = IssueForm | BatchForm | SellForm | UntilForm
"""Forms that show what the member pays before anything is ordered."""


def add_card_issue(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.route("/cards/issue", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def cards_issue() -> Answer:
        form = IssueForm(number=next_number(), member=request.args.get("member", ""))
        _offer(form)

        def order() -> str:
            issue(_one(form), actor(), services.today, services.now)
            return to_jobs(_one(form).cards[0])

        done, terms = _ask(form, lambda: judge_new(_one(form), services.today), order)
        if done is not None:
            return done
        member = _member(form.member.data)
        page = render_template("office/cards/issue.html", form=form, terms=terms, member=member, desks=form.desk.choices)
        return page, status_of(form)

    @office.route("/cards/batch", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def cards_batch() -> Answer:
        first = next_number()
        form = BatchForm(first=first, last=first + 9)
        _offer(form)

        def order() -> str:
            issue(_many(form), actor(), services.today, services.now)
            return to_jobs(_many(form).cards[0])

        done, terms = _ask(form, lambda: judge_new(_many(form), services.today), order)
        if done is not None:
            return done
        count = 0 if terms is None else len(_many(form).cards)
        page = render_template("office/cards/batch.html", form=form, terms=terms, count=count, desks=form.desk.choices)
        return page, status_of(form)

    @office.route("/cards/<int:number>.<int:instance>/sell", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def card_sell(number: int, instance: int) -> Answer:
        card = CardInstance(CardNumber(number), instance)
        known = known_card(card, services.today)
        form = SellForm(member=holder_of(card))
        offer_desks(form, desks(me().scope))

        def price() -> Terms:
            check_load(known.type, form.load.amount)
            if form.member.data is not None:
                member_numbered(form.member.data)
            elif known.type.named:
                raise Declined(Reason.HOLDER_NEEDED)
            return terms_of(known.type, form.load.amount, True)

        def order() -> str:
            sell(card, form.terminal, form.load.amount, form.member.data, actor(), services.today, services.now)
            return to_jobs(card)

        done, terms = _ask(form, price, order)
        return done or ordered_page(services, card, CardAct.SELL, form, ("member", "load", "desk"), terms)

    @office.route("/cards/<int:number>.<int:instance>/successor", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def card_successor(number: int, instance: int) -> Answer:
        card = CardInstance(CardNumber(number), instance)
        known, replacing = known_card(card, services.today), replacing_of(card)
        if replacing is None:
            raise Declined(Reason.NOT_WITH_THIS_CARD)
        form = UntilForm(valid_until=day_after(services.today, known.type.valid_days), desk=str(replacing.desk))
        offer_desks(form, desks(me().scope))

        def order() -> str:
            make_successor(card, form.terminal, form.day, actor(), services.today, services.now)
            return to_jobs(replacing.successor)

        done, terms = _ask(form, lambda: terms_of_successor(replacing, known.type), order)
        return done or ordered_page(services, card, None, form, ("valid_until", "desk"), terms)

    @office.route("/cards/<int:number>.<int:instance>/extend", methods=["GET", "POST"])
    @allow(Permission.ISSUE_CARDS)
    def card_extend(number: int, instance: int) -> Answer:
        card = CardInstance(CardNumber(number), instance)
        known = known_card(card, services.today)
        form = UntilForm(valid_until=day_after(services.today, known.type.valid_days))
        offer_desks(form, desks(me().scope))

        def price() -> Terms:
            check_extension(known, form.day, services.today)
            return Terms(ZERO, ZERO, known.type.charges.renewal)

        def order() -> str:
            extend(card, form.terminal, form.day, actor(), services.today, services.now)
            return to_jobs(card)

        done, terms = _ask(form, price, order)
        return done or ordered_page(services, card, CardAct.EXTEND, form, ("valid_until", "desk"), terms)

    def _offer(form: IssueForm | BatchForm) -> None:
        offer_desks(form, desks(me().scope))
        offer_classes(form, [one for one, _ in all_classes()])

    def _one(form: IssueForm) -> NewCards:
        member = _member(form.member.data)
        return _new(form, form.number.data or 0, form.number.data or 0, None if member is None else member.number)

    def _many(form: BatchForm) -> NewCards:
        return _new(form, form.first.data or 0, form.last.data or 0, None)

    def _new(form: IssueForm | BatchForm, first: int, last: int, member: int | None) -> NewCards:
        card_class = int(form.card_class.data)
        until = form.valid_until.data or day_after(services.today, class_numbered(card_class)[1].valid_days)
        return NewCards(first, last, card_class, form.terminal, day_of(until), form.load.amount, not form.later.data, member)

    def _ask(form: Priced, judge: Callable[[], Terms], order: Callable[[], str]) -> tuple[Answer | None, Terms | None]:
        """The way on once it is ordered, or what is to be paid. Ordered only when that was shown, and is still so."""

        def act() -> str:
            if _told(judge()) != form.shown.data:
                raise Declined(Reason.CHANGED)
            return order()

        if form.is_submitted() and form.shown.data:
            if done := attempt_once(form, act, services.now):
                return go(done, gettext("Ordered from the desk.")), None
            if form.form_errors != [say(Reason.CHANGED)]:
                form.shown.data = ""
                return None, None
            form.form_errors.clear()
        terms = _judged(form, judge)
        form.shown.data = "" if terms is None else _told(terms)
        return None, terms


def _told(terms: Terms) -> str:
    return f"{terms.load.minor} {terms.deposit.minor} {terms.fee.minor}"


def _judged(form: OnceForm, judge: Callable[[], Terms]) -> Terms | None:
    """What is to be paid, if the form was sent and is right; why not is written on the form."""
    if not form.validate_on_submit():
        return None
    try:
        return judge()
    except Declined as declined:
        form.form_errors.append(say(declined.reason))
        return None


def _member(typed: str | None) -> Member | None:
    return member_numbered(int(typed)) if typed and typed.isdecimal() and len(typed) < 10 else None
