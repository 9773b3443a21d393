"""What terminals sent, byte for byte. Bodies never change and never go (triggers)."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class StoredBatch(BaseModel):
    """A sealed batch, and the acknowledgement that was given for it. `booked` is the only column that changes.

    Its entries are not stored once more: they have the places `first_sequence` to `first_sequence + count - 1` of their
    lineage, and of several batches that cover a place the one with the lowest id says what stands there. One number twice:
    the journal was copied or put back, and both are evidence.
    """

    terminal = IntegerField()
    number = BigIntegerField()
    lineage = BigIntegerField()
    first_sequence = BigIntegerField()
    count = IntegerField()
    hash = BlobField()
    sealed = BlobField()
    ack = BlobField()
    received_at = InstantField(index=True)
    booked = BooleanField(index=True)

    class Meta:
        table_name = "stored_batch"
        indexes = ((("terminal", "number", "hash"), True), (("terminal", "lineage", "first_sequence"), False))


class Quarantine(BaseModel):
    """Bytes that are not evidence, and why; the same bytes are kept once."""

    hash = BlobField(unique=True)
    reason = TextField()
    data = BlobField()
    received_at = InstantField()

    class Meta:
        table_name = "quarantine"
