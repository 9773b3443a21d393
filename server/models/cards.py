"""What is known of cards: issued instances, changes told by journals, records seen on cards, and cases for people."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class CardInstanceRow(BaseModel):
    """One issued card and where its books stand.

    `settled`: everything up to this counter is declared, single and fits, and `settled_balance` is what it leaves;
    what lies below is not read again.
    `top_counter` and `top_balance`: the highest record that stands. `gap` and `mismatch`: what is booked for missing
    records (since `gap_since`) and for neighbours that do not fit. `card_class` is null until the issue is known.
    """

    card = BigIntegerField()
    instance = IntegerField()
    card_class = IntegerField(null=True)
    issued = IntegerField(null=True)
    valid_from = IntegerField(null=True)
    valid_until = IntegerField(null=True)
    medium = SmallIntegerField(null=True)
    uid = BlobField(null=True)
    listed = SmallIntegerField()
    settled = BigIntegerField(null=True)
    settled_balance = MoneyField()
    top_counter = BigIntegerField(null=True)
    top_balance = MoneyField()
    gap = MoneyField()
    mismatch = MoneyField()
    gap_since = InstantField(null=True)

    class Meta:
        table_name = "card_instance"
        primary_key = CompositeKey("card", "instance")
        indexes = ((("listed", "card", "instance"), False), (("card_class", "card", "instance"), False))


class CardChange(BaseModel):
    """One intended change of a card, under the key of its INTENT; `counter` -1: no record can say it.

    `named` is the reference that it was put upon. `owners` is what the basket lines come to by owner, `undoes` the sale that
    a void or a refund names. `abandoned`: the cashier gave it up. `recovered`: known from a record on the card alone (R13).
    `debits`: the cumulated debits before it. `posting` says how it stands in the books and `legs` how many transfers it has
    had so far.
    """

    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    card = BigIntegerField()
    instance = IntegerField()
    counter = BigIntegerField()
    kind = SmallIntegerField()
    amount = MoneyField()
    before = MoneyField()
    named_terminal = IntegerField(null=True)
    named_lineage = BigIntegerField(null=True)
    named_sequence = BigIntegerField(null=True)
    business_day = IntegerField()
    owners = TextField()
    undoes = TextField()
    declared = BooleanField()
    cancelled = BooleanField()
    abandoned = BooleanField()
    recovered = BooleanField()
    debits = MoneyField(null=True)
    state = SmallIntegerField()
    posting = SmallIntegerField()
    legs = IntegerField()

    class Meta:
        table_name = "card_change"
        primary_key = CompositeKey("terminal", "lineage", "sequence")
        indexes = ((("card", "instance", "counter"), False),)


class CardSighting(BaseModel):
    """A record seen on a card whose own journal entry was not yet declared when it was seen."""

    card = BigIntegerField()
    instance = IntegerField()
    counter = BigIntegerField()
    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    record = BlobField()

    class Meta:
        table_name = "card_sighting"
        primary_key = CompositeKey("card", "instance", "counter", "terminal", "lineage", "sequence")


class EarlyWord(BaseModel):
    """A COMMIT, LATE, CANCEL or ABANDON that came before its INTENT (a stick that is still on the way)."""

    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    word = SmallIntegerField()

    class Meta:
        table_name = "early_word"
        primary_key = CompositeKey("terminal", "lineage", "sequence", "word")


class Case(BaseModel):
    """Something a person must look at; the same subject is opened once. The names are empty while it is open."""

    kind = SmallIntegerField()
    subject = TextField()
    detail = TextField()
    opened_at = InstantField()
    card = BigIntegerField(null=True)
    instance = IntegerField(null=True)
    terminal = IntegerField(null=True, index=True)
    closed_at = InstantField(null=True)
    closed_by = TextField()
    checked_by = TextField()
    reason = TextField()

    class Meta:
        table_name = "case_file"
        indexes = ((("kind", "subject"), True), (("closed_at", "kind"), False), (("card", "instance"), False))
