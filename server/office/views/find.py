"""The field above every page: a card's number leads to the card, anything else to the members."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for

from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.member_cards import card_typed
from server.office.services import me
from server.web.show import Answer


def add_find(office: Blueprint) -> None:
    """The route."""

    @office.get("/find")
    @allow(Permission.READ_CARDS, Permission.READ_MEMBERS)
    def find() -> Answer:
        typed = request.args.get("q", "").strip()
        card = card_typed(typed) if me().may(Permission.READ_CARDS) else None
        if card is not None:
            return redirect(url_for("office.card", number=card.number, instance=card.instance))
        if me().may(Permission.READ_MEMBERS):
            return redirect(url_for("office.members", q=typed))
        return redirect(url_for("office.cards", number=typed))
