"""How members come to their own pages: a secret for each card number, and who is signed in."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class MemberAccess(BaseModel):
    """The web secret of one card number, as Argon2id hash; never the card's PIN.

    `instance`: the card for which it was given. Until `code_until` it is the hash of a one-time code, which must be changed at
    once; after that instant the code opens nothing. `failures` since `failures_since`; locked is the web alone, never the card.
    """

    card = BigIntegerField(primary_key=True)
    instance = IntegerField()
    secret = TextField()
    code_until = InstantField(null=True)
    given_at = InstantField()
    failures = IntegerField()
    failures_since = InstantField()
    locked_at = InstantField(null=True)

    class Meta:
        table_name = "member_access"


class MemberSession(BaseModel):
    """One sign-in of a member, by the SHA-256 of the random word in its cookie."""

    id = BlobField(primary_key=True)
    card = BigIntegerField(index=True)
    started_at = InstantField()
    seen_at = InstantField()
    address = TextField()
    agent = TextField()
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "member_session"
