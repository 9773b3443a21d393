"""Articles by the list: out into a spreadsheet, and in from one after a look at what it would do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.instants import BusinessDay, date_of, day_of
from server.masters.items import COLUMNS
from server.masters.lists import LIST_BYTES_MAX, ROWS_MAX, TooLong, Unreadable, read_list
from server.office.forms.attempt import attempt, status_of
from server.office.forms.catalogue import ListForm, TakeListForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.items import all_lines
from server.office.services import Services, actor, me
from server.office.views.catalogue.items import sought_in
from server.office.wording import fault_words
from server.usecases.catalogue.item_lists import Judged, judge_list, take_list
from server.usecases.declined import Declined, Reason
from server.usecases.exports import tell_export
from server.web.export import Column, Form, Sheet, as_file
from server.web.figures import plain_price, the_shop
from server.web.show import Answer

NEEDED = ("code", "name", "price")
WRONG_SHOWN = 200


def add_item_lists(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/items/file/<any(csv, xlsx):form>")
    @allow(Permission.READ_CATALOGUE)
    def items_file(form: str) -> Answer:
        sought = sought_in(request.args)
        tell_export("items", {key: value for key, value in request.args.items() if value}, actor(), services.now)
        digits = the_shop().digits
        rows = (
            (str(one.code), one.name, plain_price(one.mills, digits), str(one.category), str(one.owner), str(one.uses))
            for one in all_lines(sought, services.today, me().scope)
        )
        sheet = Sheet("items", [Column(name) for name in COLUMNS], rows, digits, services.utc_offset_minutes)
        return as_file(sheet, Form(form))

    @office.route("/items/list", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def items_list() -> Answer:
        form = ListForm(day=date_of(services.today))
        if done := attempt(form, lambda: _judged(_uploaded(form), day_of(form.day.data))):
            return _preview(*done.value, day_of(form.day.data), TakeListForm(formdata=None))
        return render_template(
            "office/items/upload.html", form=form, kilobytes=LIST_BYTES_MAX // 1_000, most=ROWS_MAX
        ), status_of(form)

    @office.post("/items/list/take")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def items_list_take() -> Answer:
        form = TakeListForm()
        if not form.validate_on_submit():
            raise Declined(Reason.LIST_UNREADABLE)
        day = day_of(form.day.data)
        rows, judged = _judged(_said(form.rows.data), day)
        if done := attempt(form, lambda: take_list(judged, day, services.today, actor(), services.now)):
            flash(
                gettext("%(count)s articles are added or changed. Terminals get them when they are published.", count=done.value)
            )
            return redirect(url_for("office.items"))
        return _preview(rows, judged, day, form)


def _judged(rows: list[dict[str, str]], day: BusinessDay) -> tuple[list[dict[str, str]], Judged]:
    return rows, judge_list(rows, the_shop().digits, day)


def _uploaded(form: ListForm) -> list[dict[str, str]]:
    try:
        return [_wanted(row) for row in read_list(form.list.data.read(LIST_BYTES_MAX + 1), NEEDED)]
    except Unreadable:
        raise Declined(Reason.LIST_UNREADABLE) from None
    except TooLong:
        raise Declined(Reason.LIST_LONG) from None


def _said(text: str) -> list[dict[str, str]]:
    try:
        rows = json.loads(text)
        return [dict(zip(COLUMNS, map(str, row), strict=True)) for row in rows]
    except (ValueError, TypeError, RecursionError):
        raise Declined(Reason.LIST_UNREADABLE) from None


def _wanted(row: Mapping[str, str]) -> dict[str, str]:
    return {name: row.get(name, "") for name in COLUMNS}


def _preview(rows: Sequence[Mapping[str, Any]], judged: Judged, day: BusinessDay, form: TakeListForm) -> Answer:
    form.rows.data = json.dumps([list(row.values()) for row in rows], ensure_ascii=False, separators=(",", ":"))
    form.day.data = date_of(day)
    page = render_template(
        "office/items/preview.html", judged=judged, day=day, form=form, columns=COLUMNS, words=fault_words, shown=WRONG_SHOWN
    )
    return page, status_of(form)
