"""What owners are to be paid: settlements, their statements, and a new one. An owner reads his own."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext

from protocol.ids import OwnerId
from protocol.instants import BusinessDay, date_of
from server.office.forms.money import SettleForm, offer_settling
from server.office.forms.once import propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.settlements import owners_owed, settlement_seen, settlements_page, statement
from server.office.services import Services, actor, me
from server.office.views.asking import ask
from server.usecases.money.owner_settlements import propose_settlement
from server.web.show import Answer

NEWEST = 2**31


def add_money_owners(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/settlements")
    @allow(Permission.READ_SETTLEMENTS)
    def settlements() -> Answer:
        scope, yesterday = me().scope, BusinessDay(services.today - 1)
        page = settlements_page(scope, request.args.get("after", NEWEST, type=int))
        return render_template("office/money/settlements.html", page=page, owed=owners_owed(scope, yesterday))

    @office.get("/settlements/<int:number>")
    @allow(Permission.READ_SETTLEMENTS)
    def settlement(number: int) -> Answer:
        one = settlement_seen(number, me().scope)
        return render_template("office/money/settlement.html", one=one, days=statement(one))

    @office.route("/settlements/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def settlement_new() -> Answer:
        form = SettleForm()
        offer_settling(form)
        if request.method == "GET":
            form.owner.data = request.args.get("owner", type=int)
            form.until.data = date_of(BusinessDay(services.today - 1))

        def propose() -> int:
            return propose_settlement(OwnerId(form.owner.data), form.until.day, form.reason.data or "", actor(), services.now)

        if there := propose_once(form, propose, services.now):
            return there
        words = gettext("Everything that he sold up to that day and that was not settled before, less what was given back.")
        return ask(form, gettext("Settle with an owner"), words)
