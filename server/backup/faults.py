"""What may be wrong with a backup."""

from __future__ import annotations


class BackupFault(Exception):
    """A backup that cannot be taken or put back; the text says why and what to do."""
