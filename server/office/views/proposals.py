"""What two persons decide: the list, and one proposal as it was frozen."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ApproveForm, RejectForm
from server.office.guard import allow, require
from server.office.permissions import Permission, deciding
from server.office.proposal_lines import lines_of, summary
from server.office.queries.proposals import decided_lately, decides, proposal_seen, waiting_for
from server.office.services import Services, actor, me
from server.office.throttle import Throttle
from server.usecases.approving import approve, needs_word, reject
from server.usecases.proposals import Proposal
from server.usecases.staff.sign_in import prove_oneself
from server.web.show import Answer


def add_proposals(office: Blueprint, services: Services, throttle: Throttle) -> None:
    """The routes."""

    @office.get("/proposals")
    @allow(Permission.READ_PROPOSALS)
    def proposals() -> Answer:
        session = me().session
        return render_template(
            "office/proposals/list.html",
            waiting=waiting_for(session, services.now),
            decided=decided_lately(session),
            summary=summary,
        )

    @office.get("/proposals/<int:number>")
    @allow(Permission.READ_PROPOSALS)
    def proposal(number: int) -> Answer:
        return _page(proposal_seen(number, me().session), ApproveForm(), RejectForm())

    @office.post("/proposals/<int:number>/approve")
    @allow(Permission.READ_PROPOSALS)
    @throttle.guessing
    def proposal_approve(number: int) -> Answer:
        seen, form = proposal_seen(number, me().session), ApproveForm()
        require(deciding(seen))
        if done := attempt(form, lambda: _approve(seen, form)):
            return render_template("office/proposals/approved.html", proposal=seen, secret=done.value)
        return _page(seen, form, RejectForm(formdata=None))

    @office.post("/proposals/<int:number>/reject")
    @allow(Permission.READ_PROPOSALS)
    def proposal_reject(number: int) -> Answer:
        seen, form = proposal_seen(number, me().session), RejectForm()
        require(deciding(seen))
        if attempt(form, lambda: reject(number, form.shown.data or "", actor(), form.reason.data or "", services.now)):
            flash(gettext("Rejected."))
            return redirect(url_for("office.proposals"))
        return _page(seen, ApproveForm(formdata=None), form)

    def _approve(seen: Proposal, form: ApproveForm) -> str:
        locks = services.locks
        prove_oneself(actor(), form.password.data or "", locks.passwords)
        return approve(seen.number, form.shown.data or "", actor(), form.word.data or "", locks.passwords, services.now)

    def _page(seen: Proposal, approval: ApproveForm, rejection: RejectForm) -> Answer:
        session = me().session
        approval.shown.data = rejection.shown.data = seen.shown
        page = render_template(
            "office/proposals/one.html",
            proposal=seen,
            lines=lines_of(seen),
            open=seen.fault(seen.shown, services.now) is None,
            decides=decides(seen, session),
            own=seen.maker == session.staff,
            word=needs_word(seen, session.staff),
            approval=approval,
            rejection=rejection,
        )
        return page, max(status_of(approval), status_of(rejection))
