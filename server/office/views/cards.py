"""Cards: found by number, and one card's page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import CardInstance, CardNumber
from server.office.card_offers import offers
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.cards import instances_of, last_lines, listings, read_card, standing
from server.office.queries.cases import open_seen
from server.office.queries.proposals import proposals_about
from server.office.services import Services, me
from server.settlement.cards.explain import explain
from server.usecases.card_facts import known_card
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
        return render_template("office/cards/search.html", typed=typed)

    @office.get("/cards/<int:number>.<int:instance>")
    @allow(Permission.READ_CARDS)
    def card(number: int, instance: int) -> Answer:
        name = CardInstance(CardNumber(number), instance)
        known = known_card(name, services.today)
        return render_template(
            "office/cards/card.html",
            stands=standing(name),
            explained=explain(name),
            lines=last_lines(name, me().scope),
            listings=listings(name),
            instances=instances_of(name.number),
            known=known,
            offers=offers(known, me()),
            waiting=proposals_about(name, me().session, services.now),
            trail=trail(f"card {name}"),
            cases=open_seen(name, me().scope) if me().may(Permission.READ_CASES) else [],
        )
