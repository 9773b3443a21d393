"""What reports read: transfers by day, and what was sold line by line. All of it follows from the books and the evidence, and
can be made anew from them."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, IntegerField, SmallIntegerField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class Tally(BaseModel):
    """What the transfers of one day come to by terminal, code and sides (`ledger.tallies`); `facts`: how many there were."""

    business_day = IntegerField()
    terminal = IntegerField()
    code = SmallIntegerField()
    debit = IntegerField()
    credit = IntegerField()
    facts = BigIntegerField()
    amount = MoneyField()

    class Meta:
        table_name = "tally"
        primary_key = CompositeKey("business_day", "terminal", "code", "debit", "credit")


class Untallied(BaseModel):
    """The same, not in the tally yet. `lineage` and `sequence` name the fact; ordinary sales leave one row for many."""

    business_day = IntegerField()
    terminal = IntegerField()
    code = SmallIntegerField()
    debit = IntegerField()
    credit = IntegerField()
    facts = IntegerField()
    amount = MoneyField()
    lineage = BigIntegerField(null=True)
    sequence = BigIntegerField(null=True)

    class Meta:
        table_name = "untallied"


class ToldLine(BaseModel):
    """One line of a fact that stands in the books: an article of a sale or refund, or a load, a claim, a pay-out as a whole.

    `amount` is what it brought: sales above zero, refunds and voids below. `moved`: by how much it changed what is owed on the
    card. `tender` 0: paid from the card. `item` is null where evidence does not tell the articles; then one line for each owner
    says what the books hold. `owner` is null where the money is no owner's. `line` counts from 0 within its fact.
    """

    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    line = SmallIntegerField()
    business_day = IntegerField()
    at = InstantField()
    code = SmallIntegerField()
    tender = SmallIntegerField()
    operator = IntegerField(null=True)
    card = BigIntegerField(null=True)
    instance = IntegerField(null=True)
    card_class = IntegerField(null=True)
    item = BigIntegerField(null=True)
    category = IntegerField(null=True)
    owner = BigIntegerField(null=True)
    quantity = IntegerField()
    amount = MoneyField()
    moved = MoneyField()

    class Meta:
        table_name = "told_line"
        indexes = (
            (("business_day", "at", "id"), False),
            (("card", "instance", "business_day", "at", "id"), False),
            (("terminal", "lineage", "sequence", "line"), True),
        )


class Overdrawn(BaseModel):
    """A card that was below zero when something was told of it last. An index of accounts by balance would burden every sale."""

    card = BigIntegerField()
    instance = IntegerField()

    class Meta:
        table_name = "card_overdrawn"
        primary_key = CompositeKey("card", "instance")


class ToldMark(BaseModel):
    """Up to which stored batch lines are told: one row."""

    id = SmallIntegerField(primary_key=True)
    batch = IntegerField()

    class Meta:
        table_name = "told_mark"
