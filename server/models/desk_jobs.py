"""Jobs that the pages order from a desk terminal."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class DeskJob(BaseModel):
    """One job, from its order to its end. `content` is JSON, as `usecases.desk_jobs` writes it; `sold`: a card that is made
    is sold with it. `lineage` and `sequence` name the change of the desk's journal that did the last step so far.
    """

    number = BigIntegerField(primary_key=True)
    terminal = IntegerField()
    kind = SmallIntegerField()
    card = BigIntegerField()
    instance = IntegerField()
    content = TextField()
    sold = BooleanField()
    member = IntegerField(null=True, index=True)
    ordered_by = TextField()
    ordered_at = InstantField()
    expires_at = InstantField()
    state = SmallIntegerField()
    reason = SmallIntegerField()
    lineage = BigIntegerField(null=True)
    sequence = BigIntegerField(null=True)
    changed_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        table_name = "desk_job"
        indexes = ((("terminal", "closed_at"), False), (("terminal", "number"), False), (("card", "instance"), False))


class OrderTable(BaseModel):
    """The orders of a desk as it got them last. `content` is the SHA-256 of what they say, without version and time."""

    terminal = IntegerField(primary_key=True)
    version = BigIntegerField()
    content = BlobField()
    sealed = BlobField()

    class Meta:
        table_name = "order_table"
