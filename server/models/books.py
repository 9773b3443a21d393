"""The books: accounts, and transfers from one account to another. A transfer never changes and never goes (triggers)."""

from __future__ import annotations

from peewee import BigIntegerField, Check, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class Account(BaseModel):
    """An account of the chart; `balance` is credits less debits, a cache that `prove` recomputes."""

    kind = SmallIntegerField()
    key = TextField()
    balance = MoneyField()

    class Meta:
        table_name = "account"
        indexes = ((("kind", "key"), True),)


class Transfer(BaseModel):
    """One amount from the debit account to the credit account, for one leg of one fact.

    `booked_at` is when head office received the evidence, so that booking again gives the same rows. There is no
    index by account: the hot path stays as fast in a big ledger as in an empty one.
    """

    debit = ForeignKeyField(Account, index=False)
    credit = ForeignKeyField(Account, index=False)
    amount = MoneyField(constraints=[Check("amount > 0")])
    code = SmallIntegerField()
    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    leg = IntegerField()
    business_day = IntegerField()
    booked_at = InstantField()

    class Meta:
        table_name = "transfer"
        indexes = ((("terminal", "lineage", "sequence", "code", "leg"), True),)
