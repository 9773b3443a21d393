"""Why an article has its price, for a class or a card, on any day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext

from protocol.ids import CardInstance, ClassId, ItemCode
from protocol.instants import BusinessDay, date_of, day_of
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.discounts import classes_seen
from server.office.queries.why import Explained, class_of_card, explained
from server.office.services import Services, me
from server.office.wording import say
from server.settlement.cards.standing import instances_of, read_card
from server.web.show import Answer


def add_why(office: Blueprint, services: Services) -> None:
    """The route."""

    @office.get("/why")
    @allow(Permission.READ_PRICING)
    def why() -> Answer:
        typed = {name: request.args.get(name, "").strip()[:40] for name in ("code", "class", "card", "day")}
        day = _day(typed["day"]) or services.today
        card_class, fault = _class(typed["class"], typed["card"])
        found = None
        if typed["code"] and not fault:
            found = _explained(typed["code"], card_class, day)
            fault = "" if found else gettext("Terminals know no article with this code on that day.")
        return render_template(
            "office/discounts/why.html",
            typed={**typed, "day": date_of(day).isoformat()},
            classes=classes_seen(),
            found=found,
            fault=fault,
            rule=_rule(found) if found else "",
            cards=me().may(Permission.READ_CARDS),
        )

    def _explained(code: str, card_class: ClassId | None, day: BusinessDay) -> Explained | None:
        if not (code.isascii() and code.isdigit()):
            return None
        return explained(ItemCode(int(code)), card_class, day, services.now, services.utc_offset_minutes)


def _rule(found: Explained) -> str:
    """The rule in the words of terminals."""
    version = "–" if found.rule_version is None else found.rule_version
    return say(found.deciding.because) % {"version": version}


def _class(chosen: str, card: str) -> tuple[ClassId | None, str]:
    """The class that is asked for, and why there is none."""
    if card and me().may(Permission.READ_CARDS):
        asked = read_card(card)
        found = instances_of(asked[0]) if asked else []
        wanted = [one for one in found if asked and asked[1] in (None, one.instance)]
        if not wanted:
            return None, gettext("There is no card %(number)s.", number=card)
        newest: CardInstance = max(wanted, key=lambda one: one.instance)
        return class_of_card(newest), ""
    return ClassId(int(chosen)) if chosen.isascii() and chosen.isdigit() and chosen != "0" else None, ""


def _day(typed: str) -> BusinessDay | None:
    try:
        found = day_of(date.fromisoformat(typed))
    except ValueError:
        return None
    return found if 0 <= found < 2**16 - 1 else None
