"""Whether whoever holds a card can look at it in a browser, and the code that lets him in."""

from __future__ import annotations

from flask import Blueprint, render_template

from protocol.ids import CardInstance, CardNumber
from server.office.forms.attempt import attempt, status_of
from server.office.forms.decide import ReasonForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.cards import standing
from server.office.services import Services, actor
from server.usecases.self_service.access import CODE_DAYS, access_of, give_web_code
from server.web.show import Answer


def add_web_access(office: Blueprint, services: Services) -> None:
    """The route. The code is shown once: whoever asks twice gets another one, and the first opens nothing."""

    @office.route("/cards/<int:number>.<int:instance>/web", methods=["GET", "POST"])
    @allow(Permission.CHANGE_MEMBERS)
    def card_web(number: int, instance: int) -> Answer:
        card, form = CardInstance(CardNumber(number), instance), ReasonForm()
        stands = standing(card)
        done = attempt(form, lambda: give_web_code(card, services.locks.passwords, form.reason.data or "", actor(), services.now))
        code = None if done is None else done.value
        page = render_template(
            "office/cards/web.html", stands=stands, access=access_of(number), code=code, form=form, days=CODE_DAYS
        )
        return page, status_of(form)
