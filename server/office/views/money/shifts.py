"""Results of shifts: what should have lain in drawers and what did, and one of them with all that it did."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from protocol.instants import BusinessDay, day_of
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.shifts import Wanted, opening_of, parts_of, shift_seen, shifts_page
from server.office.services import me
from server.web.show import Answer

NEWEST = 2**31


def add_shifts(office: Blueprint) -> None:
    """The routes."""

    @office.get("/shifts")
    @allow(Permission.READ_SHIFTS)
    def shifts() -> Answer:
        wanted = Wanted(
            _day(request.args.get("day", "")),
            request.args.get("terminal", type=int),
            request.args.get("operator", type=int),
            bool(request.args.get("different")),
        )
        page = shifts_page(me().scope, wanted, request.args.get("after", NEWEST, type=int))
        kept = {name: request.args[name] for name in ("day", "terminal", "operator", "different") if request.args.get(name)}
        return render_template("office/money/shifts.html", page=page, kept=kept)

    @office.get("/shifts/<int:number>")
    @allow(Permission.READ_SHIFTS)
    def shift(number: int) -> Answer:
        seen = shift_seen(number, me().scope)
        opening = opening_of(seen)
        parts = [] if opening is None else parts_of(seen, opening)
        return render_template("office/money/shift.html", shift=seen, opening=opening, parts=parts)


def _day(typed: str) -> BusinessDay | None:
    try:
        return day_of(date.fromisoformat(typed))
    except ValueError:
        return None
