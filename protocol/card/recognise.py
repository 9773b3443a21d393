"""Kind of card by its ATR (SPEC 6.1, 7.1)."""

from __future__ import annotations

from protocol.card.layout_sle4442 import CHIP_HEADER
from protocol.link.entries import Medium

MIFARE_1K_ATR = bytes.fromhex("3b8f8001804f0ca000000306030001")
"""PC/SC part 3: workgroup RID, ISO 14443 A part 3, card name 0001. Four reserved bytes and TCK follow."""
MIFARE_1K_ATR_BYTES = 20


def recognise(atr: bytes) -> Medium | None:
    """The kind of card, or None for one that this scheme does not use.

    The ATR of a contactless card is made by the reader and that of an SLE4442 is memory: neither proves a chip.
    """
    if atr.startswith(MIFARE_1K_ATR) and len(atr) == MIFARE_1K_ATR_BYTES:
        return Medium.MIFARE_1K
    if CHIP_HEADER in atr:
        return Medium.SLE4442
    return None
