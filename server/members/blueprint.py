"""All routes of the members' pages together."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, render_template

from server.members.guard import stand_guard
from server.members.services import MemberServices
from server.members.throttle import make_throttle
from server.members.views import add_entrance, add_own_card
from server.members.wording import called, why
from server.usecases.declined import Declined
from server.web.show import Answer


def make_blueprint(app: Flask, services: MemberServices) -> Blueprint:
    """The routes, working with these services."""
    members = Blueprint("members", __name__, url_prefix="/members", template_folder="templates")
    throttle = make_throttle(app)
    stand_guard(app, members, services)
    add_entrance(members, services, throttle)
    add_own_card(members, services, throttle)
    app.jinja_env.filters.update(called=called)

    @members.errorhandler(Declined)
    def show(declined: Declined) -> Answer:
        code = HTTPStatus.CONFLICT
        return render_template("web/error.html", code=int(code), sentence=why(declined.reason), home="/members/"), code

    return members
