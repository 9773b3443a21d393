"""The books: accounts, and transfers from one account to another. A transfer never changes and never goes (triggers)."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, Check, CompositeKey, IntegerField, SmallIntegerField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class Account(BaseModel):
    """An account of the chart; `balance` is credits less debits, a cache that `prove` recomputes.

    A card's liability account also holds where the card stands, as long as it is *plain*: everything up to `counter` is
    declared, single and fits, and nothing is open, missing or seen ahead. Then `record` is the balance that the record at
    `counter` says, and `ring` are the references of that record and of the two beneath it, newest first, 10 bytes each
    (terminal u16, lineage u32, sequence u32; zeros where there is none): head office's mirror of the ring on the card.
    Of any other card `counter`, `record` and `ring` are null, and `card_instance` and `card_change` say more.
    """

    kind = SmallIntegerField()
    number = BigIntegerField()
    part = IntegerField()
    balance = MoneyField()
    counter = BigIntegerField(null=True)
    record = MoneyField(null=True)
    ring = BlobField(null=True)

    class Meta:
        table_name = "account"
        indexes = ((("kind", "number", "part"), True),)


class Transfer(BaseModel):
    """One amount from the debit account to the credit account, for one leg of one fact, which is its key.

    `booked_at` is when head office received the evidence, so that booking again gives the same rows. `debit` and `credit`
    are account ids; there is no index by account and no foreign key, which `prove` checks instead: the hot path stays as
    fast in a big ledger as in an empty one.
    """

    lineage = BigIntegerField()
    sequence = BigIntegerField()
    terminal = IntegerField()
    code = SmallIntegerField()
    leg = SmallIntegerField()
    debit = IntegerField()
    credit = IntegerField()
    amount = MoneyField(constraints=[Check("amount > 0")])
    booked_at = InstantField()
    business_day = IntegerField()

    class Meta:
        table_name = "transfer"
        primary_key = CompositeKey("terminal", "lineage", "sequence", "code", "leg")


class Act(BaseModel):
    """What people or the office decided and what money or judgement depends on, after which batch it was decided.

    Booking again replays it there. `kind` and `data` are those of `settlement.acts`. Never changes, never goes (triggers).
    """

    after_batch = IntegerField(index=True)
    at = InstantField()
    kind = SmallIntegerField()
    data = BlobField()

    class Meta:
        table_name = "act"
