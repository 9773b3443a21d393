"""Versions of tables held or waiting, rising by kind (SPEC 4.3)."""

from __future__ import annotations

from protocol.link.tables import TableKind
from protocol.link.violations import Reason, TheirViolation
from protocol.link.wire import Reader, Writer, rises

Versions = tuple[tuple[TableKind, int], ...]
"""(kind, version) with version at least 1, rising by kind; a table not held is left out."""


def versions_fault(versions: Versions) -> str | None:
    """Why versions have no encoding, or None."""
    if not rises(kind for kind, _ in versions):
        return "versions do not rise by kind"
    if any(version < 1 for _, version in versions):
        return "a version is below 1"
    return None


def write_versions(writer: Writer, versions: Versions) -> None:
    """Number of tables, then kind and version of each."""
    writer.u8(len(versions))
    for kind, version in versions:
        writer.u8(kind)
        writer.u32(version)


def read_versions(reader: Reader) -> Versions:
    """Read versions. Raises TheirViolation."""
    versions = tuple((reader.one_of(reader.u8, TableKind), reader.u32()) for _ in range(reader.u8()))
    if fault := versions_fault(versions):
        raise TheirViolation(Reason.NOT_CANONICAL, fault)
    return versions
