"""What terminals sent, byte for byte. Bodies never change and never go (triggers)."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, ForeignKeyField, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class StoredBatch(BaseModel):
    """A sealed batch, and the acknowledgement that was given for it. `booked` is the only column that changes."""

    terminal = IntegerField()
    number = BigIntegerField()
    hash = BlobField()
    sealed = BlobField()
    ack = BlobField()
    received_at = InstantField()
    booked = BooleanField(default=False, index=True)

    class Meta:
        table_name = "stored_batch"
        indexes = ((("terminal", "number"), True),)


class StoredEntry(BaseModel):
    """One journal entry under its key. The same key never gets other bytes (R3)."""

    terminal = IntegerField()
    lineage = BigIntegerField()
    sequence = BigIntegerField()
    data = BlobField()
    batch = ForeignKeyField(StoredBatch, index=False)

    class Meta:
        table_name = "stored_entry"
        primary_key = CompositeKey("terminal", "lineage", "sequence")


class Quarantine(BaseModel):
    """Bytes that are not evidence, and why; the same bytes are kept once."""

    hash = BlobField(unique=True)
    reason = TextField()
    data = BlobField()
    received_at = InstantField()

    class Meta:
        table_name = "quarantine"
