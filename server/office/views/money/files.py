"""Promises from a file: read it, see every problem, and propose all of it to a second person."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for

from protocol.instants import BusinessDay, date_of
from protocol.link.tables import ClaimReason
from server.office.forms.attempt import attempt, status_of
from server.office.forms.money import ClaimFileForm, PromiseFileForm, offer_promise
from server.office.forms.once import propose_once
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.services import Services, actor
from server.settlement.credits.refund_claims import CLAIM_DAYS
from server.usecases.money.claim_files import file_kept, files_kept, keep_file, propose_file
from server.web.show import Answer

FILES_SHOWN, FAULTS_SHOWN, ROWS_SHOWN = 50, 200, 20


def add_money_files(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/money/files")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_files() -> Answer:
        return render_template("office/money/files.html", files=files_kept(FILES_SHOWN))

    @office.route("/money/files/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_file_new() -> Answer:
        form = ClaimFileForm()

        def keep() -> str:
            sent = form.file.data
            return keep_file(sent.filename or "", sent.read(), actor(), services.now)

        if done := attempt(form, keep):
            return redirect(url_for("office.money_file", key=done.value))
        return render_template("office/money/file_new.html", form=form), status_of(form)

    @office.get("/money/files/<key>")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_file(key: str) -> Answer:
        form = PromiseFileForm()
        form.until.data = date_of(BusinessDay(services.today + CLAIM_DAYS))
        return _page(key, form)

    @office.post("/money/files/<key>/propose")
    @allow(Permission.CHANGE_MONEY, whole_chain=True)
    def money_file_propose(key: str) -> Answer:
        form = PromiseFileForm()
        offer_promise(form)

        def propose() -> int:
            what = (ClaimReason[form.kind.data], form.payer.data, form.until.day)
            return propose_file(key, *what, form.reason.data or "", actor(), services.now)

        if there := propose_once(form, propose, services.now):
            return there
        return _page(key, form)


def _page(key: str, form: PromiseFileForm) -> Answer:
    offer_promise(form)
    page = render_template(
        "office/money/file.html",
        file=file_kept(key),
        form=form,
        faults_shown=FAULTS_SHOWN,
        rows_shown=ROWS_SHOWN,
    )
    return page, status_of(form)
