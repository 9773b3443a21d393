"""Claims: amounts that the office owes to a card and that wait for its next tap."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class ClaimRow(BaseModel):
    """One claim, from the act that made it until it is written or returned.

    `source` is whom it was taken from (accounts and amounts, as in the act), `cause` what it follows from, empty for a
    person's own decision. `terminal` holds the lease; `withdrawn` is the version of its lease table from which on the claim
    is no longer in it. `holder` is the change that wrote it.
    """

    id = BigIntegerField(primary_key=True)
    card = BigIntegerField()
    instance = IntegerField()
    reason = SmallIntegerField()
    amount = MoneyField()
    last_day = IntegerField()
    source = TextField()
    cause = TextField(index=True)
    maker = TextField()
    checker = TextField()
    made_at = InstantField()
    terminal = IntegerField(null=True, index=True)
    withdrawn = BigIntegerField(null=True)
    holder = TextField()
    returned_at = InstantField(null=True)

    class Meta:
        table_name = "claim"
        indexes = ((("card", "instance"), False), (("holder", "returned_at", "id"), False))
