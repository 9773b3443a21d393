"""What goes into the API and what comes out."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from server.usecases.members.details import LONG_MAX, TEXT_MAX

NEXT = {"description": "`next` of the page before"}
MINOR = {"description": "whole minor units of the shop's money"}
INT_MAX = 2**31 - 1
PAGE_MAX = 200
TITLE_MAX = 500
DAYS_MAX = 366
LAST_DAY = date(2179, 6, 6)
"""The last business day that fits into two bytes."""


def printable(text: str) -> None:
    """Raises ValidationError for what no page can show and no database keeps."""
    if not text.isprintable():
        raise ValidationError("Only characters that can be shown.")


def text(most: int, required: bool = False, **metadata: Any) -> fields.String:
    """A line of text."""
    least = 1 if required else 0
    return fields.String(required=required, validate=[validate.Length(least, most), printable], metadata=metadata)


class ProblemSchema(Schema):
    """RFC 9457, with a code to branch on and what to do next."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    next = fields.String(required=True)
    errors = fields.Dict(keys=fields.String())


class PageSchema(Schema):
    """Which part of a list."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, INT_MAX), metadata=NEXT)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, PAGE_MAX))


class ShopSchema(Schema):
    """The shop, and how its money is counted."""

    name = fields.String(required=True)
    currency = fields.String(required=True)
    digits = fields.Integer(required=True, metadata={"description": "1.00 is 10 to this power in minor units"})
    utc_offset_minutes = fields.Integer(required=True)


class MemberFields(Schema):
    """What is known of a member. `own` are the office's own fields, by their number."""

    sex = fields.String(validate=validate.OneOf(["", "0", "1", "2"]), metadata={"description": "ISO/IEC 5218"})
    birthday = text(TEXT_MAX)
    mobile = text(TEXT_MAX)
    phone = text(TEXT_MAX)
    email = text(TEXT_MAX)
    document = text(TEXT_MAX)
    company = text(TEXT_MAX)
    post = text(TEXT_MAX)
    address = fields.String(validate=validate.Length(max=LONG_MAX))
    remarks = fields.String(validate=validate.Length(max=LONG_MAX))
    branch = fields.Integer(allow_none=True, validate=validate.Range(1, INT_MAX))
    own = fields.Dict(keys=fields.String(validate=validate.Regexp(r"^[0-9]{1,9}$")), values=text(TEXT_MAX))


class NewMemberSchema(MemberFields):
    """Somebody who is not known yet."""

    name = text(TEXT_MAX, required=True)


class MemberPatchSchema(MemberFields):
    """What changes; the rest stays."""

    name = fields.String(validate=[validate.Length(1, TEXT_MAX), printable])
    version = fields.Integer(required=True, validate=validate.Range(1, INT_MAX), metadata={"description": "as it was read"})


class MemberSchema(MemberFields):
    """A member."""

    number = fields.Integer(required=True)
    shown = fields.String(required=True, metadata={"description": "the number as people write it, with its check digit"})
    name = fields.String(required=True)
    version = fields.Integer(required=True)
    active = fields.Boolean(required=True)
    added_at = fields.String(required=True)
    cards = fields.List(fields.String(), required=True)


class MembersSchema(Schema):
    """A page of members; `next` is null on the last."""

    members = fields.List(fields.Nested(MemberSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class CardSchema(Schema):
    """Where a card stands."""

    card = fields.String(required=True, metadata={"description": "number, a dot, and the instance"})
    state = fields.String(required=True)
    card_class = fields.String(required=True, allow_none=True)
    valid_until = fields.String(required=True, allow_none=True)
    newest = fields.String(required=True, metadata={"description": "the newest card with this number"})
    member = fields.Integer(required=True, allow_none=True)
    balance = fields.Integer(required=True, metadata=MINOR)


class PartSchema(Schema):
    """One thing that a balance is made of, or that may still change it."""

    what = fields.String(required=True)
    amount = fields.Integer(required=True, metadata=MINOR)


class BalanceSchema(Schema):
    """`ledger` = `told` + `on_the_way` + `unexplained`. The lists say what may still change it."""

    card = fields.String(required=True)
    ledger = fields.Integer(required=True, metadata=MINOR)
    told = fields.Integer(required=True, metadata=MINOR)
    on_the_way = fields.Integer(required=True, metadata=MINOR)
    unexplained = fields.Integer(required=True, metadata=MINOR)
    record = fields.Integer(required=True, metadata={"description": "what the highest record on the card says, in minor units"})
    open = fields.List(fields.Nested(PartSchema), required=True)
    to_give_back = fields.List(fields.Nested(PartSchema), required=True)
    claims = fields.List(fields.Nested(PartSchema), required=True)


class NewClaimSchema(Schema):
    """Money that is to be promised to a card: nobody has it before somebody of the staff approves."""

    card = text(22, required=True, description="1001, or 1001.2 for the second card with that number")
    amount = fields.Integer(required=True, validate=validate.Range(1, INT_MAX), metadata=MINOR)
    what_for = fields.String(required=True, validate=validate.OneOf(["SUBSIDY", "TOP_UP"]))
    payer = fields.String(required=True, validate=validate.Regexp(r"^(house|bank|(branch|owner):[0-9]{1,9})$"))
    last_day = fields.Date(required=True, validate=validate.Range(max=LAST_DAY))
    reason = text(TITLE_MAX, required=True)


class ProposalSchema(Schema):
    """What was proposed, and what came of it. `claim` is there once it is approved."""

    proposal = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "approved", "rejected", "expired"]))
    card = fields.String(required=True)
    amount = fields.Integer(required=True, metadata=MINOR)
    made_at = fields.String(required=True)
    expires_at = fields.String(required=True)
    claim = fields.Integer(required=True, allow_none=True)


class ClaimSchema(Schema):
    """Money that a card gets with its next tap."""

    claim = fields.Integer(required=True)
    card = fields.String(required=True)
    amount = fields.Integer(required=True, metadata=MINOR)
    what_for = fields.String(required=True)
    last_day = fields.String(required=True)
    state = fields.String(required=True)


class SalesQuerySchema(Schema):
    """Which lines."""

    day = fields.Date(required=True)
    after = fields.String(
        load_default="",
        validate=validate.Regexp(r"^([0-9]{1,15}-[0-9]{1,10})?$"),
        metadata=NEXT,
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, PAGE_MAX))


class SaleLineSchema(Schema):
    """One line of a sale, a refund or a void: an article, or what the books hold beyond articles."""

    reference = fields.String(required=True, metadata={"description": "of the entry; lines of one sale share it"})
    line = fields.Integer(required=True)
    at = fields.String(required=True)
    terminal = fields.Integer(required=True)
    kind = fields.String(required=True)
    tender = fields.Integer(required=True, metadata={"description": "0: from the card"})
    card = fields.String(required=True, allow_none=True)
    item = fields.Integer(required=True, allow_none=True)
    category = fields.Integer(required=True, allow_none=True)
    owner = fields.Integer(required=True, allow_none=True)
    quantity = fields.Integer(required=True)
    amount = fields.Integer(required=True, metadata=MINOR)


class SalesSchema(Schema):
    """A page of lines; `next` is null on the last. Batches that `waiting` counts are stored and not told yet."""

    day = fields.String(required=True)
    lines = fields.List(fields.Nested(SaleLineSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    waiting = fields.Integer(required=True)


class DaysQuerySchema(Schema):
    """A period, both days included."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)


class DayTotalSchema(Schema):
    """What one kind of movement came to on one day."""

    day = fields.String(required=True)
    kind = fields.String(required=True)
    count = fields.Integer(required=True)
    amount = fields.Integer(required=True, metadata=MINOR)


class DaysSchema(Schema):
    """Totals by day and kind, which agree with the ledger."""

    totals = fields.List(fields.Nested(DayTotalSchema), required=True)
