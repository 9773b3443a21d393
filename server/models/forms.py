"""Which forms were done: what keeps a double click from doing a thing twice."""

from __future__ import annotations

from peewee import BlobField, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class FormOnce(BaseModel):
    """A form that was sent and done. `key` is the SHA-256 of its random key, who sent it and where; `content` that of what it
    said; `address` is the page of what came of it."""

    key = BlobField(primary_key=True)
    content = BlobField()
    staff = IntegerField()
    endpoint = TextField()
    address = TextField()
    at = InstantField(index=True)

    class Meta:
        table_name = "form_once"
