"""Who may ask head office by program."""

from __future__ import annotations

from peewee import BlobField, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class ApiToken(BaseModel):
    """A token for another program, by its SHA-256. Blanks separate `scopes`. `staff` made it and answers for what it does: it
    opens nothing once he may not sign in any more."""

    name = TextField()
    hash = BlobField(unique=True)
    scopes = TextField()
    staff = IntegerField()
    made_at = InstantField()
    expires_at = InstantField()
    revoked_at = InstantField(null=True)
    seen_at = InstantField(null=True)

    class Meta:
        table_name = "api_token"
