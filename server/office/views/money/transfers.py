"""From card to card at a desk: the list, one of them with both its jobs, and the second half."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import TerminalId
from protocol.instants import Instant
from server.office.forms.attempt import status_of
from server.office.forms.money import TransferForm, chosen, offer_desks
from server.office.forms.once import OnceForm, attempt_once, go, propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.services import Services, actor, me
from server.office.views.asking import ask
from server.settlement.desk_jobs import JobState
from server.usecases.desk_jobs import job_numbered
from server.usecases.money.transfers import (
    FAILED,
    load_target,
    loading_job,
    propose_transfer,
    transfer_numbered,
    transfers_before,
)
from server.web.paging import ROWS, page_of
from server.web.show import Answer

NEWEST = 2**31


def add_money_transfers(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/money/transfers")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_transfers() -> Answer:
        found = transfers_before(request.args.get("after", NEWEST, type=int), ROWS + 1)
        return render_template("office/money/transfers.html", page=page_of(found, lambda one: one.number))

    @office.route("/money/transfers/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_transfer_new() -> Answer:
        form = TransferForm()
        offer_desks(form, me().scope)

        def propose() -> int:
            cards, desk = (chosen(form.card), chosen(form.to)), TerminalId(form.desk.data)
            return propose_transfer(*cards, chosen(form.amount), desk, form.reason.data or "", actor(), services.now)

        if there := propose_once(form, propose, services.now):
            return there
        words = gettext(
            "Both cards are tapped at one desk: the first pays out, the second is loaded; the cash stays in the drawer."
        )
        return ask(form, gettext("Transfer from card to card"), words)

    @office.get("/money/transfers/<int:number>")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_transfer(number: int) -> Answer:
        return _page(number, OnceForm(), services.now)

    @office.post("/money/transfers/<int:number>/load")
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_transfer_load(number: int) -> Answer:
        form = OnceForm()

        def load() -> str:
            load_target(number, actor(), services.now)
            return url_for("office.money_transfer", number=number)

        if done := attempt_once(form, load, services.now):
            return go(done, gettext("Ordered from the desk."))
        return _page(number, form, services.now)


def _page(number: int, form: OnceForm, now: Instant) -> Answer:
    one = transfer_numbered(number)
    out, back = job_numbered(one.out_job), loading_job(one)
    page = render_template(
        "office/money/transfer.html",
        transfer=one,
        out=out,
        load=back,
        ready=out.state is JobState.VERIFIED and (back is None or back.state_at(now) in FAILED),
        form=form,
    )
    return page, status_of(form)
