"""Whose secret is tried: that of a number, whether there is such a card or not (INTEGRITY 11.5)."""

from __future__ import annotations

from flask import Flask, request

from server.members.guard import whoever_asks
from server.settlement.cards.standing import read_card
from server.web.throttle import Throttle

PER_NUMBER = "5 per hour"


def make_throttle(app: Flask) -> Throttle:
    """Its counters."""
    return Throttle(app, PER_NUMBER, _number)


def _number() -> str:
    member = whoever_asks()
    if member is not None:
        return f"card {member.card.number}"
    typed = request.form.get("number", "")
    asked = read_card(typed)
    return f"card {typed.strip()[:40] if asked is None else asked[0]}"
