"""Classes as terminals are told of them: what the newest published table says."""

from __future__ import annotations

from protocol.ids import ClassId
from protocol.link.seal import unverified_body
from protocol.link.table_codec import decode_table
from protocol.link.tables import CardClass, ClassTable, TableKind
from server.database import run


def published_classes() -> dict[ClassId, CardClass]:
    """By number, as they were signed last; nothing before the first publication."""
    row = run(
        "SELECT sealed FROM published_table WHERE kind = %s ORDER BY version DESC LIMIT 1", (int(TableKind.CLASSES),)
    ).fetchone()
    if row is None:
        return {}
    table = decode_table(unverified_body(bytes(row[0]))).table
    assert isinstance(table, ClassTable)
    return {one.id: one for one in table.classes}
