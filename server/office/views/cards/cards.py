"""Cards: found by number, by holder, state or class, and one card's page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import CardInstance, CardNumber
from protocol.link.tables import CardState
from server.office.card_offers import offers
from server.office.forms.once import OnceForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.card_list import Wish, cards_page
from server.office.queries.card_orders import ordered_for, replaced
from server.office.queries.cards import last_lines, listings, standing
from server.office.queries.cases import open_seen
from server.office.queries.members import browses
from server.office.queries.proposals import proposals_about
from server.office.queries.scope import terminals_seen
from server.office.services import Services, me
from server.settlement.cards.explain import explain
from server.settlement.cards.standing import instances_of, read_card
from server.usecases.cards.classes import all_classes
from server.usecases.cards.facts import known_card
from server.usecases.cards.orders import deposit_due
from server.usecases.members.holders import holder_of
from server.usecases.members.members import member_numbered
from server.web.show import Answer


def add_cards(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/cards")
    @allow(Permission.READ_CARDS)
    def cards() -> Answer:
        typed = request.args.get("number", "").strip()
        asked = read_card(typed)
        found = instances_of(asked[0]) if asked else []
        wanted = [card for card in found if asked and asked[1] in (None, card.instance)]
        if len(wanted) == 1 or (wanted and asked and asked[1] is None):
            return redirect(url_for("office.card", number=wanted[0].number, instance=wanted[0].instance))
        if typed:
            flash(gettext("There is no card %(number)s.", number=typed[:40]))
        wish = _wish()
        return render_template(
            "office/cards/search.html",
            typed=typed,
            wish=wish,
            page=cards_page(wish, me().scope, request.args.get("after", 0, type=int), services.today),
            browses=browses(me().scope),
            states=list(CardState),
            classes=[one for one, _ in all_classes()],
        )

    @office.get("/cards/<int:number>.<int:instance>")
    @allow(Permission.READ_CARDS)
    def card(number: int, instance: int) -> Answer:
        name = CardInstance(CardNumber(number), instance)
        known, member = known_card(name, services.today), holder_of(name)
        return render_template(
            "office/cards/card.html",
            stands=standing(name),
            explained=explain(name),
            near=terminals_seen(me().scope),
            lines=last_lines(name, me().scope),
            listings=listings(name),
            instances=instances_of(name.number),
            known=known,
            member=None if member is None else member_numbered(member),
            offers=offers(known, me()),
            waiting=proposals_about(name, me().session, services.now),
            replaced=replaced(name),
            ordered=ordered_for(name, me().scope, services.now),
            deposit=deposit_due(name),
            trail=trail(f"card {name}"),
            cases=open_seen(name, me().scope) if me().may(Permission.READ_CASES) else [],
            form=OnceForm(),
        )


def _wish() -> Wish:
    state = request.args.get("state", "")
    return Wish(
        CardState[state] if state in CardState.__members__ else None,
        request.args.get("class", type=int),
        request.args.get("holder", "").strip(),
    )
