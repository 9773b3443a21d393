"""What head office entrusts to terminals: who sells there, how much may be loaded, and the leases signed for each."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CompositeKey, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class TerminalRow(BaseModel):
    """A terminal in the shop's masters: whose sales it makes where nothing else is known, and what cash it may hold.

    `load_float` is the highest sum of loads that head office need not have heard of.
    """

    id = IntegerField(primary_key=True)
    owner = BigIntegerField()
    load_float = MoneyField()

    class Meta:
        table_name = "terminal"


class TerminalEnd(BaseModel):
    """A terminal that is closed: it sells no more until it is opened; or retired: for good.

    A retired one had told everything up to `batch`, `sequence` and `head`; `lost` is what two persons gave up instead.
    """

    terminal = IntegerField(primary_key=True)
    closed_at = InstantField(null=True)
    retired_at = InstantField(null=True)
    batch = BigIntegerField()
    sequence = BigIntegerField()
    head = BlobField()
    lost = TextField()

    class Meta:
        table_name = "terminal_end"


class EnrolmentRow(BaseModel):
    """A terminal that is to be admitted. The one-time code is made from `nonce` and is not kept; `device` is the name of the
    device that asked with it. `answer` is what the holder of the CA key signed, certificate `serial` in it."""

    terminal = IntegerField(index=True)
    branch = IntegerField()
    fleet_group = SmallIntegerField()
    roles = SmallIntegerField()
    owner = BigIntegerField()
    load_float = MoneyField()
    nonce = BlobField()
    ordered_by = IntegerField()
    ordered_at = InstantField()
    expires_at = InstantField()
    request = BlobField(null=True)
    device = TextField()
    asked_at = InstantField(null=True)
    approved_at = InstantField(null=True)
    answer = BlobField(null=True)
    serial = BigIntegerField(null=True)
    signed_at = InstantField(null=True)
    withdrawn_at = InstantField(null=True)

    class Meta:
        table_name = "enrolment"


class StickFile(BaseModel):
    """A file that somebody brought from a terminal and uploaded: what came of it, and the answer to carry back; for a week."""

    name = TextField()
    hash = BlobField(index=True)
    size = BigIntegerField()
    staff = IntegerField()
    at = InstantField()
    told = TextField()
    answer = BlobField()

    class Meta:
        table_name = "stick_file"


class TerminalLoads(BaseModel):
    """What the loads of a terminal that are booked come to, a running sum of its transfers; and what was granted by hand."""

    terminal = IntegerField(primary_key=True)
    amount = MoneyField()
    granted = MoneyField()

    class Meta:
        table_name = "terminal_loads"


class LeaseRow(BaseModel):
    """A lease table as its terminal gets it. `content` is the SHA-256 of what it says, without version and time."""

    terminal = IntegerField()
    version = BigIntegerField()
    content = BlobField()
    granted = MoneyField()
    sealed = BlobField()
    issued_at = InstantField()

    class Meta:
        table_name = "lease_table"
        primary_key = CompositeKey("terminal", "version")
