"""Which copies of the books were taken."""

from __future__ import annotations

from peewee import BooleanField, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class BackupTaken(BaseModel):
    """A backup up to a batch; `restored`: it was put back on trial, and all held."""

    at = InstantField()
    name = TextField()
    newest_batch = IntegerField()
    restored = BooleanField()

    class Meta:
        table_name = "backup_taken"
        indexes = ((("restored", "at"), False),)
