"""Where the bytes lie on a MIFARE Classic 1K, and who may do what there (SPEC 6).

    sector 0      blocks 1-2 zero          sectors 5-6    signature of the static part: blocks 20, 21, 22, 24
    sector 1      static part              sectors 7-10   reserved for load certificates, zero
    sectors 2-4   slots 0, 1, 2            sectors 11-15  free, zero

Access conditions: NXP MF1S50YYX data sheet, tables 6 to 8.
"""

from __future__ import annotations

from protocol.card.apdu import BLOCK_BYTES

SECTORS = 16
IDENTITY_SECTOR = 1
SLOT_SECTORS = (2, 3, 4)
SIGNATURE_SECTORS = (5, 6)
SIGNATURE_BLOCKS = (20, 21, 22, 24)
SIGNATURE_BYTES = 64

TRANSPORT_KEY = b"\xff" * 6
GENERAL_PURPOSE = 0x69
"""Byte 9 of a trailer as delivered; without an application directory it says nothing."""

Conditions = tuple[int, int, int, int]
"""C1 C2 C3 of blocks 0, 1, 2 and of the trailer, each as a 3-bit number: 0b100 is C1 alone."""

CONDITIONS: Conditions = (0b100, 0b100, 0b100, 0b110)
"""Data blocks: read with A or B, write with B. Trailer: frozen for ever."""


def first_block(sector: int) -> int:
    """Absolute number of a sector's first block; it stands for the sector in AUTHENTICATE."""
    return 4 * sector


def trailer_block(sector: int) -> int:
    """Absolute number of a sector's trailer."""
    return 4 * sector + 3


def data_blocks(sector: int) -> tuple[int, ...]:
    """Absolute numbers of a sector's writable data blocks; block 0 belongs to the maker of the chip."""
    return tuple(block for block in range(4 * sector, 4 * sector + 3) if block != 0)


def blocks_of(data: bytes) -> tuple[bytes, ...]:
    """Bytes cut into blocks of 16."""
    return tuple(data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES))


def access_bytes(conditions: Conditions) -> bytes:
    """Bytes 6 to 8 of a trailer: every bit plain and inverted."""
    c1, c2, c3 = (sum((condition >> bit & 1) << block for block, condition in enumerate(conditions)) for bit in (2, 1, 0))
    return bytes([(~c2 & 15) << 4 | (~c1 & 15), c1 << 4 | (~c3 & 15), c3 << 4 | c2])


def conditions_of(access: bytes) -> Conditions:
    """Read bytes 6 to 8 of a trailer. Raises ValueError if a bit and its inverse agree: such a sector is dead."""
    c1, c2, c3 = access[1] >> 4, access[2] & 15, access[2] >> 4
    first, second, third, last = (((c1 >> i & 1) << 2 | (c2 >> i & 1) << 1 | (c3 >> i & 1)) for i in range(4))
    conditions = (first, second, third, last)
    if access_bytes(conditions) != access:
        raise ValueError(f"access bytes {access.hex()} contradict themselves")
    return conditions


ACCESS = access_bytes(CONDITIONS)
assert conditions_of(ACCESS) == CONDITIONS, "wrong access bytes would kill every card"


def trailer(key_a: bytes, key_b: bytes) -> bytes:
    """The 16 bytes that freeze a sector with its own keys."""
    return key_a + ACCESS + bytes([GENERAL_PURPOSE]) + key_b


def contents(identity: bytes, slots: tuple[bytes, bytes, bytes], signature: bytes | None) -> dict[int, bytes]:
    """What every writable data block of a personalised card holds, by absolute block number."""
    wanted = {block: bytes(BLOCK_BYTES) for sector in range(SECTORS) for block in data_blocks(sector)}
    wanted.update(zip(data_blocks(IDENTITY_SECTOR), blocks_of(identity), strict=True))
    for sector, slot in zip(SLOT_SECTORS, slots, strict=True):
        wanted.update(zip(data_blocks(sector), blocks_of(slot), strict=True))
    if signature is not None:
        wanted.update(zip(SIGNATURE_BLOCKS, blocks_of(signature), strict=True))
    return wanted
