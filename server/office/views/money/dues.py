"""Deposits and fees: what was taken beside cards, in which office's till it lies, and what must be given back."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.money import deposits_held, dues_page, fees_earned, tills
from server.web.show import Answer

NEWEST = 2**31


def add_money_dues(office: Blueprint) -> None:
    """The route."""

    @office.get("/money/dues")
    @allow(Permission.READ_MONEY, whole_chain=True)
    def money_dues() -> Answer:
        page = dues_page(request.args.get("after", NEWEST, type=int))
        return render_template("office/money/dues.html", page=page, tills=tills(), fees=fees_earned(), held=deposits_held())
