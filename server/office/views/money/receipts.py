"""A receipt by its number, and what can be put right of it: goods that came back, a wrong owner, a load that was too much."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext

from protocol.card.record import Kind
from protocol.ids import Reference, TerminalId, parse_reference
from protocol.instants import Instant
from server.audit import Actor
from server.office.bonus_words import say_bonus
from server.office.forms.decide import ReasonForm
from server.office.forms.money import (
    ALL_OWNERS,
    LoadBackForm,
    OwnerForm,
    RefundForm,
    chosen,
    offer_desks,
    offer_owners,
    offer_refund,
)
from server.office.forms.once import propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.money import corrections_page
from server.office.reports.names import names_of
from server.office.services import Services, actor, me
from server.office.views.asking import ask
from server.reports.takings import Group
from server.usecases.declined import Declined, Reason
from server.usecases.money.corrections import propose_load_back, propose_other_owner, propose_refund
from server.usecases.money.receipts import Receipt, receipt_of, receipts_named
from server.web.show import Answer

NEWEST = 2**31
TYPED_MAX = 40


def add_money_receipts(office: Blueprint, services: Services) -> None:
    """The routes."""

    def why(form: ReasonForm) -> tuple[str, Actor, Instant]:
        return form.reason.data or "", actor(), services.now

    @office.get("/money/receipts")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_receipts() -> Answer:
        typed = request.args.get("number", "").strip()[:TYPED_MAX]
        found = receipts_named(typed) if typed else []
        return render_template(
            "office/money/receipts.html",
            typed=typed,
            found=found,
            items=names_of(Group.ITEM, {line.item for one in found for line in one.lines}),
            operators=names_of(Group.OPERATOR, {one.operator for one in found}),
            owners=names_of(Group.OWNER, {owner for one in found for owner, _ in one.owners}),
        )

    @office.get("/money/corrections")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_corrections() -> Answer:
        return render_template(
            "office/money/corrections.html", page=corrections_page(request.args.get("after", NEWEST, type=int))
        )

    @office.route("/money/receipts/<number>/refund", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_refund(number: str) -> Answer:
        receipt, form = _receipt(number, Kind.SALE), RefundForm()
        offer_refund(form, receipt.left)

        def propose() -> int:
            owner = None if form.owner.data == ALL_OWNERS else int(form.owner.data)
            return propose_refund(receipt.reference, owner, form.amount.data, form.wrong.data, *why(form))

        if there := propose_once(form, propose, services.now):
            return there
        words = gettext("The card gets it at its next tap, at the cost of whose sale it was.")
        return ask(form, gettext("Refund of receipt %(number)s", number=receipt.reference), words, receipt=receipt)

    @office.route("/money/receipts/<number>/owner", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_other_owner(number: str) -> Answer:
        receipt, form = _receipt(number, Kind.SALE), OwnerForm()
        offer_owners(form, receipt.left)

        def propose() -> int:
            recorded, right = form.recorded.data, form.right.data
            return propose_other_owner(receipt.reference, recorded, right, chosen(form.amount), *why(form))

        if there := propose_once(form, propose, services.now):
            return there
        words = gettext("The receipt stays as it is: a correction points to it and moves the revenue.")
        return ask(form, gettext("Whose sale was %(number)s?", number=receipt.reference), words, receipt=receipt)

    @office.route("/money/receipts/<number>/load", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_load_back(number: str) -> Answer:
        receipt, form = _receipt(number, Kind.LOAD), LoadBackForm()
        offer_desks(form, me().scope)

        def propose() -> int:
            return propose_load_back(receipt.reference, chosen(form.amount), TerminalId(form.desk.data), *why(form))

        if there := propose_once(form, propose, services.now):
            return there
        words = gettext("When it is approved, the desk is told to take it off the card and to pay it out of its drawer.")
        title = gettext("Take back of load %(number)s", number=receipt.reference)
        return ask(form, title, words, receipt=receipt, bonus=say_bonus(receipt.reference))


def _receipt(number: str, kind: Kind) -> Receipt:
    found = receipt_of(_reference(number))
    if found is None or found.kind is not kind:
        raise Declined(Reason.NOT_THERE)
    return found


def _reference(number: str) -> Reference:
    try:
        return parse_reference(number)
    except ValueError:
        raise Declined(Reason.NOT_THERE) from None
