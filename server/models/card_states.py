"""What was published of each card, the versions that terminals can ask for, who listed a card when, and who has heard."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CompositeKey, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class CardStateRow(BaseModel):
    """One card instance as the newest version has it; `row` is its 16 bytes.

    `version` is the first version with this row, `state_version` the first with this state.
    """

    card = BigIntegerField()
    instance = IntegerField()
    key_version = SmallIntegerField()
    hash = BlobField(unique=True)
    counter = BigIntegerField()
    balance = MoneyField()
    state = SmallIntegerField()
    flags = SmallIntegerField()
    row = BlobField()
    version = BigIntegerField()
    state_version = BigIntegerField()

    class Meta:
        table_name = "card_state"
        primary_key = CompositeKey("card", "instance")


class StatesVersion(BaseModel):
    """A version of the card states. `delta` leads to it from `base`, `parts` are its whole snapshot; one of them is there."""

    version = BigIntegerField(primary_key=True)
    hash = BlobField()
    base = BigIntegerField(null=True)
    delta = BlobField(null=True)
    parts = IntegerField()
    part_bytes = BigIntegerField()
    known = IntegerField()
    key_version = SmallIntegerField()
    issued_at = InstantField()

    class Meta:
        table_name = "states_version"


class StatesPart(BaseModel):
    """A signed part of a whole snapshot; kept of the two newest."""

    version = BigIntegerField()
    part = IntegerField()
    sealed = BlobField()

    class Meta:
        table_name = "states_part"
        primary_key = CompositeKey("version", "part")


class CardListing(BaseModel):
    """Somebody put a card on the list or took it off; never changed."""

    card = BigIntegerField()
    instance = IntegerField()
    state = SmallIntegerField()
    at = InstantField()
    by = TextField(column_name="listed_by")

    class Meta:
        table_name = "card_listing"
        indexes = ((("card", "instance"), False),)


class Heartbeat(BaseModel):
    """The last sign of life of each terminal: when it came, and what it said. `signs`: how its parts are, by code."""

    terminal = IntegerField(primary_key=True)
    heard_at = InstantField()
    sent_at = InstantField()
    next_sequence = BigIntegerField()
    head = BlobField()
    batch = BigIntegerField()
    acknowledged = BigIntegerField()
    open_count = BigIntegerField()
    open_sum = MoneyField()
    flags = SmallIntegerField()
    versions = TextField()
    states_version = BigIntegerField()
    states_hash = BlobField()
    signs = TextField()

    class Meta:
        table_name = "heartbeat"
