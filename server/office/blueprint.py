"""All routes of the office together."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from flask import Blueprint, Flask, render_template

from server.office.forms.tokens import SCOPES
from server.office.guard import admits, stand_guard
from server.office.menu import menu
from server.office.services import Services
from server.office.signed_in import admit
from server.office.throttle import Throttle
from server.office.views.cards import add_card_pages
from server.office.views.cases import add_cases
from server.office.views.catalogue import add_catalogue_pages
from server.office.views.dashboard import add_dashboard
from server.office.views.find import add_find
from server.office.views.members import add_member_pages
from server.office.views.money import add_money_pages
from server.office.views.proposals import add_proposals
from server.office.views.reports import add_reports
from server.office.views.staff import add_staff_pages
from server.office.views.terminals import add_terminal_pages
from server.office.wording import say, say_scope
from server.office.wording.entries import entry_name
from server.office.wording.signs import sign_text
from server.office.wording.stored import told
from server.settlement.findings.cases import CaseClass
from server.usecases.declined import Declined, Reason
from server.web.show import Answer


def make_blueprint(app: Flask, services: Services) -> Blueprint:
    """The routes, working with these services."""
    office = Blueprint("office", __name__, url_prefix="/office", template_folder="templates")
    admit(app, services.settings, services.clock)
    throttle = Throttle(app)
    stand_guard(office)
    add_staff_pages(office, services, throttle)
    add_dashboard(office, services)
    add_find(office)
    add_member_pages(office, services, throttle)
    add_card_pages(office, services)
    add_money_pages(office, services)
    add_catalogue_pages(office, services)
    add_terminal_pages(office, services)
    add_cases(office, services)
    add_proposals(office, services, throttle)
    add_reports(office, services)
    app.jinja_env.filters.update(say=say, scope=say_scope, sign_text=sign_text, entry_name=entry_name, scope_name=SCOPES.get)
    app.jinja_env.globals.update(menu=menu, admits=partial(admits, app), case_classes=lambda: list(CaseClass), told=told)

    @office.errorhandler(Declined)
    def show(declined: Declined) -> Answer:
        code = HTTPStatus.NOT_FOUND if declined.reason is Reason.NOT_THERE else HTTPStatus.CONFLICT
        return render_template("web/error.html", code=int(code), sentence=say(declined.reason)), code

    return office
