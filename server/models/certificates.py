"""Certificates that terminals have shown, revocations, and how far each terminal's journal is here without a gap."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, IntegerField, SmallIntegerField

from server.database import BaseModel
from server.fields import InstantField


class CertificateRow(BaseModel):
    """A certificate signed by our CA, found again by the id of its signing key. The newest of a terminal says its branch.

    `sealed` is what counts; what lists are asked for by stands in columns beside it.
    """

    serial = BigIntegerField(primary_key=True)
    terminal = IntegerField(index=True)
    branch = IntegerField(index=True)
    key_id = BlobField(index=True)
    sealed = BlobField()
    fleet_group = SmallIntegerField()
    roles = SmallIntegerField()
    valid_from = InstantField()
    valid_until = InstantField()

    class Meta:
        table_name = "certificate"


class Revocation(BaseModel):
    """A serial number that speaks no more, seen or not."""

    serial = BigIntegerField(primary_key=True)
    revoked_at = InstantField()

    class Meta:
        table_name = "revocation"


class TerminalLog(BaseModel):
    """Up to which batch and entry nothing of a terminal is missing, the chain head there, and the grand totals (SPEC 4.2).

    `lineage` is that of the entry, `told` what the terminal's clock said at it (R23).
    """

    terminal = IntegerField(primary_key=True)
    batch = BigIntegerField()
    sequence = BigIntegerField()
    head = BlobField()
    totals = BlobField()
    lineage = BigIntegerField()
    told = InstantField()

    class Meta:
        table_name = "terminal_log"
