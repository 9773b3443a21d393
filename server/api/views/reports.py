"""What was sold, line by line, and what days came to; and the shop itself."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from protocol.instants import day_of
from server.api.guard import ApiServices, needs
from server.api.schemas import DAYS_MAX, DaysQuerySchema, DaysSchema, SalesQuerySchema, SalesSchema, ShopSchema
from server.api.shown import day_text, instant_text
from server.reporting.days import SoldLine, sold_lines, totals_by_day
from server.reporting.fold import reached
from server.usecases.staff.api_tokens import ApiScope
from server.web.figures import the_shop
from server.web.problems import Problem, answer

Shown = dict[str, Any]


def add_reports(api: Blueprint, services: ApiServices) -> None:
    """The routes."""

    @api.route("/shop")
    @needs()
    @api.response(200, ShopSchema)
    def shop() -> Shown:
        """The shop, and how its money is counted; any token will do"""
        found = the_shop()
        return {
            "name": found.name,
            "currency": found.currency,
            "digits": found.digits,
            "utc_offset_minutes": services.utc_offset_minutes,
        }

    @api.route("/sales")
    @needs(ApiScope.SALES_READ)
    @api.arguments(SalesQuerySchema, location="query")
    @api.response(200, SalesSchema)
    def sales(asked: Shown) -> Shown:
        """The lines of one business day in the order of its clock: sales, refunds and voids"""
        at, _, row = asked["after"].partition("-")
        found = sold_lines(day_of(asked["day"]), (int(at), int(row)) if row else (0, 0), asked["limit"])
        last = found[-1] if len(found) == asked["limit"] else None
        return {
            "day": asked["day"].isoformat(),
            "lines": [_line(one) for one in found],
            "next": None if last is None else f"{last.at}-{last.row}",
            "waiting": reached().waiting,
        }

    @api.route("/reports/days")
    @needs(ApiScope.REPORTS_READ)
    @api.arguments(DaysQuerySchema, location="query")
    @api.response(200, DaysSchema)
    def days(asked: Shown) -> Any:
        """What each day of a period came to, by kind of movement"""
        if not 0 <= (asked["last"] - asked["first"]).days < DAYS_MAX:
            errors = {"query": {"last": [f"`last` is not before `first`, and at most {DAYS_MAX - 1} days after it."]}}
            return answer(Problem(422, "period", "This is not a period.", "Ask for a shorter one.", errors))
        found = totals_by_day(day_of(asked["first"]), day_of(asked["last"]))
        totals = [
            {"day": day_text(one.day), "kind": one.code.name.lower(), "count": one.count, "amount": one.amount.minor}
            for one in found
        ]
        return {"totals": totals}


def _line(one: SoldLine) -> Shown:
    return {
        "reference": str(one.reference),
        "line": one.line,
        "at": instant_text(one.at),
        "terminal": one.reference.terminal,
        "kind": one.code.name.lower(),
        "tender": one.tender,
        "card": None if one.card is None else str(one.card),
        "item": one.item,
        "category": one.category,
        "owner": one.owner,
        "quantity": one.quantity,
        "amount": one.amount.minor,
    }
