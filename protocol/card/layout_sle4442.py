"""Where the bytes lie in the 256 bytes of an SLE4442 (SPEC 7).

0-31     the chip's: header A2131091 and application data, never written
32-79    static part
80-127 · 128-175 · 176-223   slots 0, 1, 2
224-255  free
"""

from __future__ import annotations

from protocol.card.identity import IDENTITY_BYTES, SIGNED_BYTES
from protocol.card.record import RECORD_BYTES

CHIP_HEADER = bytes.fromhex("a2131091")
"""Bytes 0 to 3. They are the ATR: a card on which they were overwritten answers no reader again."""
FIRST_FREE = 0x20
AREA = FIRST_FREE
AREA_BYTES = IDENTITY_BYTES + 3 * RECORD_BYTES
IDENTITY_MAC = AREA + SIGNED_BYTES
ERASED = 0xFF

BLANK_CODE = b"\xff\xff\xff"
"""Security code of a card as delivered."""
FULL_COUNTER = 7

Write = tuple[int, bytes]
"""An address and the bytes that go there."""


def slot_address(slot: int) -> int:
    """First byte of a slot."""
    return AREA + IDENTITY_BYTES + slot * RECORD_BYTES


def tries_left(counter: int) -> int:
    """Presentations left. Chips clear the three bits in different orders (07 03 01 00, 07 06 04 00): count them."""
    return (counter & FULL_COUNTER).bit_count()


def changes(address: int, old: bytes, new: bytes) -> list[Write]:
    """Runs of bytes that differ, rising: a cell that already holds its value is not worn by writing it again.

    Raises ValueError below address 20h: nothing of ours is ever written there.
    """
    if address < FIRST_FREE:
        raise ValueError(f"address {address:02X} belongs to the chip")
    runs: list[Write] = []
    for at, (before, after) in enumerate(zip(old, new, strict=True), start=address):
        if before == after:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + bytes([after]))
        else:
            runs.append((at, bytes([after])))
    return runs


def changes_mac_last(address: int, old: bytes, new: bytes) -> list[Write]:
    """The changes of 48 bytes that end in a MAC of 8: the MAC is written last, and never in one run with the rest."""
    return changes(address, old[:SIGNED_BYTES], new[:SIGNED_BYTES]) + changes(
        address + SIGNED_BYTES, old[SIGNED_BYTES:], new[SIGNED_BYTES:]
    )


def renewed_mac_last(address: int, old: bytes, new: bytes, kept: int = 0) -> list[Write]:
    """As `changes_mac_last`, but every cell is written: one that already reads as wanted gets its complement first. The first
    `kept` bytes must be equal and stay as they are.

    For what a power loss may have torn: a weak cell reads right today and something else tomorrow.
    """
    pairs = zip(old[kept:], new[kept:], strict=True)
    between = old[:kept] + bytes(before ^ 0xFF if before == after else before for before, after in pairs)
    return changes(address, old, between) + changes_mac_last(address, between, new)
