"""Operators of terminals: who they are, what they may, their PIN and card."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from protocol.ids import CardInstance
from protocol.link.codec_card import CARD_NUMBER_MAX
from protocol.link.rights import OFFICE_PIN, Right
from protocol.link.wire import U16_MAX
from server.masters.faults import Fault, Mistake
from server.masters.reading import NUMBERS, plain, whole
from server.office.forms.attempt import attempt, status_of, texts
from server.office.forms.decide import ReasonForm
from server.office.forms.operators import OperatorForm, chosen_rights
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.services import Services, actor
from server.settlement.cards.standing import read_card
from server.usecases.terminals.operators import (
    Done,
    Operator,
    add_operator,
    all_operators,
    change_operator,
    let_go,
    new_pin,
    operator_numbered,
    take_back,
)
from server.web.show import Answer


def add_operators(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/operators")
    @allow(Permission.READ_OPERATORS)
    def operators() -> Answer:
        return render_template("office/operators/list.html", operators=all_operators(), rights=list(Right))

    @office.route("/operators/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_OPERATORS, whole_chain=True)
    def operator_new() -> Answer:
        form = OperatorForm()
        done = attempt(form, lambda: add_operator(_said(form), form.reason.data or "", actor(), services.now))
        if done:
            return _told(int(form.number.data or 0), form.name.data or "", done.value)
        ticked = chosen_rights(form) if form.is_submitted() else Right(0)
        return render_template("office/operators/new.html", form=form, rights=list(Right), ticked=ticked), status_of(form)

    @office.get("/operators/<int:number>")
    @allow(Permission.READ_OPERATORS)
    def operator(number: int) -> Answer:
        return _page(operator_numbered(number))

    @office.post("/operators/<int:number>/change")
    @allow(Permission.CHANGE_OPERATORS, whole_chain=True)
    def operator_change(number: int) -> Answer:
        held, form = operator_numbered(number), OperatorForm()
        del form.number
        done = attempt(form, lambda: change_operator(_said(form, number), form.reason.data or "", actor(), services.now))
        return _told(number, held.name, done.value) if done else _page(held, form)

    @office.post("/operators/<int:number>/pin")
    @allow(Permission.CHANGE_OPERATORS, whole_chain=True)
    def operator_pin(number: int) -> Answer:
        held, form = operator_numbered(number), ReasonForm()
        done = attempt(form, lambda: new_pin(number, form.reason.data or "", actor(), services.now))
        return _told(number, held.name, done.value) if done else _page(held, reason=form)

    @office.post("/operators/<int:number>/leave")
    @allow(Permission.CHANGE_OPERATORS, whole_chain=True)
    def operator_leave(number: int) -> Answer:
        return _standing(number, lambda reason: let_go(number, reason, actor(), services.now))

    @office.post("/operators/<int:number>/back")
    @allow(Permission.CHANGE_OPERATORS, whole_chain=True)
    def operator_back(number: int) -> Answer:
        return _standing(number, lambda reason: take_back(number, reason, actor(), services.now))

    def _standing(number: int, act: Callable[[str], None]) -> Answer:
        held, form = operator_numbered(number), ReasonForm()
        done = attempt(form, lambda: act(form.reason.data or ""))
        return _told(number, held.name, Done()) if done else _page(held, reason=form)


def _page(held: Operator, form: OperatorForm | None = None, reason: ReasonForm | None = None) -> Answer:
    ticked = held.rights if form is None else chosen_rights(form)
    form = form or OperatorForm(
        formdata=None, name=held.name, card=str(held.card or ""), supervised="y" if held.supervised else ""
    )
    reason = reason or ReasonForm(formdata=None)
    page = render_template(
        "office/operators/operator.html",
        operator=held,
        form=form,
        reason=reason,
        rights=list(Right),
        ticked=ticked,
        power=bool(held.rights & OFFICE_PIN),
        trail=trail(f"operator {held.number}"),
    )
    return page, max(status_of(form), status_of(reason))


def _told(number: int, name: str, done: Done) -> Answer:
    if done.proposal is not None:
        flash(gettext("Proposed. Another person must approve it within 72 hours."))
        return redirect(url_for("office.proposal", number=done.proposal))
    if done.pin:
        return render_template("office/operators/pin.html", number=number, name=name, pin=done.pin)
    flash(gettext("Kept. Terminals get it when it is published."))
    return redirect(url_for("office.operator", number=number))


def _said(form: OperatorForm, number: int | None = None) -> Operator:
    said = texts(form)
    if number is None:
        number = whole(said, "number", fair=range(1, NUMBERS.stop))
    return Operator(number, plain("name", said["name"]), chosen_rights(form), _card(said["card"]), bool(said["supervised"]))


def _card(typed: str) -> CardInstance | None:
    if not typed:
        return None
    found = read_card(typed)
    if found is None or not 0 < found[0] <= CARD_NUMBER_MAX or not 0 <= (found[1] or 0) <= U16_MAX:
        raise Mistake("card", Fault.CARD)
    return CardInstance(found[0], 1 if found[1] is None else found[1])
