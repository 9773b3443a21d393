"""Head office's mirror of the ring on a card: whose records the newest three are, newest first.

Each reference has 10 bytes: terminal u16 · lineage u32 · sequence u32; zeros where nothing is known.
"""

from __future__ import annotations

import struct

from protocol.card.ring import SLOTS
from protocol.ids import Lineage, Reference, Sequence, TerminalId

_REFERENCE = struct.Struct(">HII")
REFERENCE_BYTES = _REFERENCE.size
RING_BYTES = SLOTS * REFERENCE_BYTES
UNKNOWN = bytes(REFERENCE_BYTES)

Ring = tuple[Reference | None, ...]
"""Three references, or None where nothing is known."""


def pack_reference(reference: Reference) -> bytes:
    """The 10 bytes of a reference."""
    return _REFERENCE.pack(reference.terminal, reference.lineage, reference.sequence)


def pack_ring(ring: Ring) -> bytes:
    """The 30 bytes of a ring."""
    return b"".join(UNKNOWN if one is None else pack_reference(one) for one in ring)


def unpack_ring(data: bytes) -> Ring:
    """A ring from its 30 bytes."""
    return tuple(
        None if not terminal else Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
        for terminal, lineage, sequence in _REFERENCE.iter_unpack(data)
    )
