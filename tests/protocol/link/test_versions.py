"""Versions of tables: one order, so that one state has one form."""

from __future__ import annotations

import pytest

from protocol.link.tables import TableKind
from protocol.link.versions import Versions, read_versions, versions_fault, write_versions
from protocol.link.violations import TheirViolation
from protocol.link.wire import Reader, Writer

HELD: Versions = ((TableKind.ITEMS, 3), (TableKind.CARD_STATES, 1))


def test_versions_are_read_as_written() -> None:
    writer = Writer()
    write_versions(writer, HELD)
    assert versions_fault(HELD) is None
    assert read_versions(Reader(writer.finish())) == HELD


@pytest.mark.parametrize("versions", [HELD[::-1], (HELD[0], HELD[0]), ((TableKind.ITEMS, 0),)])
def test_versions_out_of_order_or_zero_are_refused(versions: Versions) -> None:
    assert versions_fault(versions) is not None
    writer = Writer()
    write_versions(writer, versions)
    with pytest.raises(TheirViolation):
        read_versions(Reader(writer.finish()))
