"""Bytes of a row of the operator table (SPEC 6.4).

id varint · name text · rights u32 · PIN verifier blob · PIN chosen at u48 · card yes, then card · supervised yes
"""

from __future__ import annotations

from protocol.ids import OperatorId
from protocol.instants import Instant
from protocol.link.codec_card import read_card, write_card
from protocol.link.operator_pin import VERIFIER_BYTES, verifier_fault
from protocol.link.rights import ALL_RIGHTS
from protocol.link.tables import Operator
from protocol.link.wire import U32_MAX, Reader, Writer


def operator_fault(row: Operator) -> str | None:
    """Why an operator has no encoding, or None."""
    if row.rights & ~ALL_RIGHTS:
        return "a right is unknown"
    return verifier_fault(row.pin) if row.pin else None


def write_operator(writer: Writer, row: Operator) -> None:
    """One row."""
    writer.varint(row.id, U32_MAX)
    writer.text(row.name)
    writer.u32(row.rights)
    writer.blob(row.pin, VERIFIER_BYTES)
    writer.u48(row.pin_set_at)
    writer.yes(row.card is not None)
    if row.card is not None:
        write_card(writer, row.card)
    writer.yes(row.supervised)


def read_operator(reader: Reader) -> Operator:
    """Read one row. Raises TheirViolation."""
    return Operator(
        id=OperatorId(reader.varint(U32_MAX)),
        name=reader.text(),
        rights=reader.u32(),
        pin=reader.blob(VERIFIER_BYTES),
        pin_set_at=Instant(reader.u48()),
        card=read_card(reader) if reader.yes() else None,
        supervised=reader.yes(),
    )
