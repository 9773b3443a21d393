"""All routes of the office together."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from flask import Blueprint, Flask, render_template

from server.office.guard import admits, stand_guard
from server.office.menu import menu
from server.office.services import Services
from server.office.signed_in import admit
from server.office.throttle import Throttle
from server.office.views.audit import add_audit
from server.office.views.branches import add_branches
from server.office.views.card_issue import add_card_issue
from server.office.views.card_jobs import add_card_jobs
from server.office.views.card_lists import add_card_lists
from server.office.views.card_replacing import add_card_replacing
from server.office.views.cards import add_cards
from server.office.views.cases import add_cases
from server.office.views.classes import add_classes
from server.office.views.dashboard import add_dashboard
from server.office.views.desk_jobs import add_desk_jobs
from server.office.views.discounts import add_discounts
from server.office.views.enrolments import add_enrolments
from server.office.views.find import add_find
from server.office.views.groups import add_groups
from server.office.views.item_lists import add_item_lists
from server.office.views.items import add_items
from server.office.views.login import add_login
from server.office.views.member_fields import add_member_fields
from server.office.views.member_files import add_member_files
from server.office.views.members import add_members
from server.office.views.money_claims import add_money_claims
from server.office.views.money_dues import add_money_dues
from server.office.views.money_files import add_money_files
from server.office.views.money_owners import add_money_owners
from server.office.views.money_receipts import add_money_receipts
from server.office.views.money_transfers import add_money_transfers
from server.office.views.operators import add_operators
from server.office.views.own import add_own
from server.office.views.parameters import add_parameters
from server.office.views.proposals import add_proposals
from server.office.views.publishing import add_publishing
from server.office.views.reports import add_reports
from server.office.views.retiring import add_retiring
from server.office.views.shifts import add_shifts
from server.office.views.staff import add_staff
from server.office.views.sticks import add_sticks
from server.office.views.terminals import add_terminals
from server.office.views.tokens import add_tokens
from server.office.views.web_access import add_web_access
from server.office.views.why import add_why
from server.office.wording import say, say_scope
from server.settlement.findings.cases import CaseClass
from server.usecases.declined import Declined, Reason
from server.web.show import Answer


def make_blueprint(app: Flask, services: Services) -> Blueprint:
    """The routes, working with these services."""
    office = Blueprint("office", __name__, url_prefix="/office", template_folder="templates")
    admit(app, services.settings, services.clock)
    throttle = Throttle(app)
    stand_guard(office)
    add_login(office, services, throttle)
    add_own(office, services, throttle)
    add_dashboard(office, services)
    add_cases(office, services)
    add_cards(office, services)
    add_find(office)
    add_members(office, services, throttle)
    add_money_claims(office, services)
    add_money_files(office, services)
    add_money_dues(office)
    add_money_receipts(office, services)
    add_money_transfers(office, services)
    add_money_owners(office, services)
    add_terminals(office, services)
    add_sticks(office, services)
    add_enrolments(office, services)
    add_retiring(office, services)
    add_branches(office, services)
    add_card_lists(office, services)
    add_card_issue(office, services)
    add_card_jobs(office, services)
    add_card_replacing(office, services)
    add_desk_jobs(office, services)
    add_classes(office, services)
    add_member_fields(office, services)
    add_member_files(office, services)
    add_shifts(office)
    add_reports(office, services)
    add_web_access(office, services)
    add_staff(office, services)
    add_tokens(office, services)
    add_items(office, services)
    add_item_lists(office, services)
    add_groups(office, services)
    add_discounts(office, services)
    add_why(office, services)
    add_publishing(office, services)
    add_parameters(office, services)
    add_operators(office, services)
    add_proposals(office, services, throttle)
    add_audit(office)
    app.jinja_env.filters.update(say=say, scope=say_scope)
    app.jinja_env.globals.update(menu=menu, admits=partial(admits, app), case_classes=lambda: list(CaseClass))

    @office.errorhandler(Declined)
    def show(declined: Declined) -> Answer:
        code = HTTPStatus.NOT_FOUND if declined.reason is Reason.NOT_THERE else HTTPStatus.CONFLICT
        return render_template("web/error.html", code=int(code), sentence=say(declined.reason)), code

    return office
