"""What people decided about money, as the acts of it left it: rows to look at and to check against; the books are elsewhere."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class DuesRow(BaseModel):
    """Cash taken at a branch's office beside a card, below zero given back; once for each cause."""

    id = IntegerField(primary_key=True)
    card = BigIntegerField()
    instance = IntegerField()
    branch = IntegerField()
    deposit = MoneyField()
    fee = SmallIntegerField()
    charged = MoneyField()
    kept = MoneyField()
    cause = TextField(unique=True)
    booked_by = TextField()
    day = IntegerField()
    at = InstantField()

    class Meta:
        table_name = "dues"
        indexes = ((("card", "instance"), False), (("branch", "day"), False))


class CorrectionRow(BaseModel):
    """A recorded sale or load that was put right: what was recorded, by `reference`, stays as it is.

    `kind` is `lower`, `owner` or `load`. `claim` is the promise that gives the difference back, `job` the desk's job that takes
    it back from the card.
    """

    id = IntegerField(primary_key=True)
    reference = TextField(index=True)
    kind = TextField()
    card = BigIntegerField(null=True)
    instance = IntegerField()
    amount = MoneyField()
    recorded_owner = BigIntegerField()
    right_owner = BigIntegerField()
    claim = BigIntegerField(null=True)
    job = BigIntegerField(null=True)
    maker = TextField()
    checker = TextField()
    reason = TextField()
    day = IntegerField()
    at = InstantField()

    class Meta:
        table_name = "correction"


class SettlementRow(BaseModel):
    """What was settled with one owner up to a day: everything that he sold until then and that was not settled before.

    `late` is the part of `amount` that belongs to days before `from_day`: it came after they were settled.
    """

    id = IntegerField(primary_key=True)
    owner = BigIntegerField()
    from_day = IntegerField()
    to_day = IntegerField()
    amount = MoneyField()
    late = MoneyField()
    maker = TextField()
    checker = TextField()
    at = InstantField()

    class Meta:
        table_name = "owner_settlement"
        indexes = ((("owner", "to_day"), True),)


class ClaimFileRow(BaseModel):
    """A file of promises as it was sent, by the SHA-256 of its bytes; `proposal` is what became of it."""

    hash = TextField(primary_key=True)
    name = TextField()
    rows = TextField()
    kept_by = TextField()
    kept_at = InstantField(index=True)
    proposal = IntegerField(null=True)

    class Meta:
        table_name = "claim_file"


class TransferRow(BaseModel):
    """From one card to another at one desk: paid out from the first by one job, loaded onto the second by another."""

    id = IntegerField(primary_key=True)
    source = BigIntegerField()
    source_instance = IntegerField()
    target = BigIntegerField()
    target_instance = IntegerField()
    amount = MoneyField()
    desk = IntegerField()
    out_job = BigIntegerField()
    in_job = BigIntegerField(null=True)
    maker = TextField()
    checker = TextField()
    reason = TextField()
    at = InstantField()

    class Meta:
        table_name = "card_transfer"


class ShiftRow(BaseModel):
    """What a journal told of a shift (`settlement.shifts`). `other`: who took it over or who counted; `counts`: JSON of tender,
    expected and counted; `difference`: what is over (below zero: short), all tenders together."""

    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    word = SmallIntegerField()
    shift = BigIntegerField()
    operator = IntegerField()
    other = IntegerField()
    day = IntegerField()
    start = MoneyField()
    counts = TextField()
    difference = MoneyField()
    unsent = IntegerField()

    class Meta:
        table_name = "shift_result"
        indexes = ((("terminal", "lineage", "sequence"), True), (("terminal", "shift"), False), (("day", "id"), False))
