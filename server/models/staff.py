"""Who works at head office's pages: branches, staff, their sessions, what they proposed to each other, and what everybody did."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class Region(BaseModel):
    """Branches that one office looks after."""

    id = IntegerField(primary_key=True)
    name = TextField()

    class Meta:
        table_name = "region"


class Branch(BaseModel):
    """A branch; a terminal belongs to the one that its newest certificate names. Where it is closed, nothing is sold."""

    id = IntegerField(primary_key=True)
    name = TextField()
    region = IntegerField(null=True, index=True)
    closed_at = InstantField(null=True)

    class Meta:
        table_name = "branch"


class Staff(BaseModel):
    """Somebody who may sign in. `name` is what is typed, `display` what others read.

    `password` is an Argon2id hash. Until `code_until` it is that of a one-time code, which must be changed at once; after that
    instant the code opens nothing. `totp` is the sealed secret for one-time codes, `totp_step` the last step that was used.
    """

    name = TextField(unique=True)
    display = TextField()
    role = TextField()
    reach = SmallIntegerField()
    reach_number = BigIntegerField()
    password = TextField()
    password_at = InstantField()
    code_until = InstantField(null=True)
    totp = BlobField(null=True)
    totp_step = BigIntegerField()
    active = BooleanField()
    added_at = InstantField()

    class Meta:
        table_name = "staff"


class StaffSession(BaseModel):
    """One sign-in, by the SHA-256 of the random word in its cookie."""

    id = BlobField(primary_key=True)
    staff = IntegerField(index=True)
    started_at = InstantField()
    seen_at = InstantField()
    address = TextField()
    agent = TextField()
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "staff_session"


class ConsoleWord(BaseModel):
    """The one word that the console printed last, as SHA-256; used once."""

    id = SmallIntegerField(primary_key=True)
    hash = BlobField()
    until = InstantField()

    class Meta:
        table_name = "console_word"


class Proposal(BaseModel):
    """An act that takes two persons: what the maker froze, and what the checker said. `content` is JSON, `hash` its SHA-256."""

    kind = TextField()
    content = TextField()
    hash = BlobField()
    reason = TextField()
    maker = IntegerField()
    made_at = InstantField()
    expires_at = InstantField()
    checker = IntegerField(null=True)
    decided_at = InstantField(null=True, index=True)
    approved = BooleanField(null=True)

    class Meta:
        table_name = "proposal"


class AuditEntry(BaseModel):
    """One thing that somebody did, chained to the one before (`server.audit`). Never changes, never goes (triggers)."""

    number = IntegerField(primary_key=True)
    at = InstantField()
    actor = IntegerField(null=True, index=True)
    name = TextField()
    session = TextField()
    address = TextField()
    verb = TextField()
    object = TextField(index=True)
    before = TextField()
    after = TextField()
    reason = TextField()
    hash = BlobField()

    class Meta:
        table_name = "audit"
