"""Files from a stick, answered as by the network; the answers go back on the stick. And which batches are missing."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.link.packet import PACKET_BYTES_MAX
from server.office.forms.attempt import attempt, status_of
from server.office.forms.sticks import StickForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.fleet.lines import missing_page
from server.office.queries.fleet.missing import missing_of
from server.office.queries.fleet.sticks import answer_seen, files_seen
from server.office.services import Services, actor, me
from server.usecases.terminals.collecting import collect as collect_files
from server.web.show import Answer


def add_sticks(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/terminals/missing")
    @allow(Permission.READ_TERMINALS)
    def terminals_missing() -> Answer:
        page = missing_page(me().scope, request.args.get("after", 0, type=int), services.now)
        spans = {line.terminal: missing_of(line) for line in page.rows}
        return render_template("office/terminals/missing.html", page=page, spans=spans)

    @office.get("/terminals/collect")
    @allow(Permission.COLLECT)
    def collect() -> Answer:
        return _page(StickForm())

    @office.post("/terminals/collect")
    @allow(Permission.COLLECT)
    def collect_send() -> Answer:
        form = StickForm()
        files = ((file.filename or "", file.stream.read(PACKET_BYTES_MAX + 1)) for file in form.files.data or [])
        if done := attempt(form, lambda: collect_files(files, services.office, actor())):
            flash(gettext("Taken: %(count)s files. Carry the answers back to the terminal on the same stick.", count=done.value))
            return redirect(url_for("office.collect"))
        return _page(form)

    @office.get("/terminals/collect/<int:number>/answer")
    @allow(Permission.COLLECT)
    def collect_answer(number: int) -> Answer:
        name, answer = answer_seen(number, me().session)
        said = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(answer, mimetype="application/octet-stream", headers=said)

    def _page(form: StickForm) -> Answer:
        page = render_template("office/terminals/collect.html", form=form, files=files_seen(me().session))
        return page, status_of(form)
