"""Members: listed by number, shown, added, changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from protocol.instants import date_of
from server.api.guard import ApiServices, actor, needs
from server.api.once import KeySchema, once
from server.api.schemas import INT_MAX, MemberPatchSchema, MemberSchema, MembersSchema, NewMemberSchema, PageSchema
from server.api.shown import instant_text
from server.usecases.members.details import Column, Details, read_details
from server.usecases.members.fields import own_fields
from server.usecases.members.holders import cards_of
from server.usecases.members.members import Member, change, create, look_at, member_numbered, page_of_members
from server.usecases.staff.api_tokens import ApiScope
from server.usecases.terminals.branches import branch_numbers
from server.web.problems import Problem, answer

Shown = dict[str, Any]
_OWN = "own"


def add_members(api: Blueprint, services: ApiServices) -> None:
    """The routes."""

    @api.route("/members")
    @needs(ApiScope.MEMBERS_READ)
    @api.arguments(PageSchema, location="query")
    @api.response(200, MembersSchema)
    def members(page: dict[str, int]) -> Shown:
        """Members by number. That they were listed is kept in the audit"""
        found = page_of_members(page["after"], page["limit"], actor(), services.now)
        cards = cards_of(one.number for one in found)
        shown = [_shown(one, [str(card) for card in cards.get(one.number, ())]) for one in found]
        return {"members": shown, "next": found[-1].number if len(found) == page["limit"] else None}

    @api.route(f"/members/<int(max={INT_MAX}):number>")
    @needs(ApiScope.MEMBERS_READ)
    @api.response(200, MemberSchema)
    def member(number: int) -> Shown:
        """One member. That somebody read it is kept in the audit"""
        shown = _one(number)
        look_at(number, actor(), services.now)
        return shown

    @api.route("/members", methods=["POST"])
    @needs(ApiScope.MEMBERS_READ, ApiScope.MEMBERS_WRITE)
    @api.arguments(KeySchema, location="headers")
    @api.arguments(NewMemberSchema)
    @api.response(201, MemberSchema)
    def member_new(key: dict[str, str], body: Shown) -> Any:
        """Write a member down, once for each Idempotency-Key"""
        details, wrong = _read({}, body)
        return wrong or _one(once(key["key"], lambda: create(details, actor(), services.now), services.now))

    @api.route(f"/members/<int(max={INT_MAX}):number>", methods=["PATCH"])
    @needs(ApiScope.MEMBERS_READ, ApiScope.MEMBERS_WRITE)
    @api.arguments(MemberPatchSchema)
    @api.response(200, MemberSchema)
    def member_change(body: Shown, number: int) -> Any:
        """Change what is named; `version` must be the one that was read"""
        known = member_numbered(number).details
        texts = {column.value: known.text(column) for column in Column}
        texts |= {f"field-{field}": value for field, value in known.own.items()}
        details, wrong = _read(texts, {name: value for name, value in body.items() if name != "version"})
        if wrong is not None:
            return wrong
        change(number, body["version"], details, actor(), services.now)
        return _one(number)

    def _read(texts: Mapping[str, str], body: Shown) -> tuple[Details, Any]:
        told = {name: "" if value is None else str(value) for name, value in body.items() if name != _OWN}
        told |= {f"field-{field}": value for field, value in body.get(_OWN, {}).items()}
        details, faults = read_details({**texts, **told}, own_fields(), branch_numbers(), date_of(services.today))
        if not faults:
            return details, None
        errors = {"json": {str(name): [fault.value] for name, fault in faults.items()}}
        problem = Problem(422, "unfit", "Something is known to be wrong.", "Look at `errors` and send it again.", errors)
        return details, answer(problem)


def _one(number: int) -> Shown:
    cards = cards_of([number]).get(number, [])
    return _shown(member_numbered(number), [str(card) for card in cards])


def _shown(member: Member, cards: list[str]) -> Shown:
    details = member.details
    told: Shown = {column.value: details.text(column) for column in Column}
    return told | {
        "branch": details.branch,
        _OWN: {str(field): value for field, value in details.own.items()},
        "number": member.number,
        "shown": member.shown,
        "version": member.version,
        "active": member.active,
        "added_at": instant_text(member.added_at),
        "cards": cards,
    }
