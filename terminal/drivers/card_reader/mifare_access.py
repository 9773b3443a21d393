"""Access bits of a MIFARE Classic sector: who may do what with which key (NXP MF1S50, tables 7 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DataRights:
    """The keys (`A`, `B`) that may do each thing with a data block."""

    read: str
    write: str
    increment: str
    decrement: str
    """Decrement, transfer and restore."""


@dataclass(frozen=True, slots=True)
class TrailerRights:
    """The keys (`A`, `B`) that may do each thing with a trailer. Key A is never readable."""

    write_a: str
    read_access: str
    write_access: str
    read_b: str
    write_b: str


DATA: Final = {
    0b000: DataRights("AB", "AB", "AB", "AB"),
    0b010: DataRights("AB", "", "", ""),
    0b100: DataRights("AB", "B", "", ""),
    0b110: DataRights("AB", "B", "B", "AB"),
    0b001: DataRights("AB", "", "", "AB"),
    0b011: DataRights("B", "B", "", ""),
    0b101: DataRights("B", "", "", ""),
    0b111: DataRights("", "", "", ""),
}
TRAILER: Final = {
    0b000: TrailerRights("A", "A", "", "A", "A"),
    0b010: TrailerRights("", "A", "", "A", ""),
    0b100: TrailerRights("B", "AB", "", "", "B"),
    0b110: TrailerRights("", "AB", "", "", ""),
    0b001: TrailerRights("A", "A", "A", "A", "A"),
    0b011: TrailerRights("B", "AB", "B", "", "B"),
    0b101: TrailerRights("", "AB", "B", "", ""),
    0b111: TrailerRights("", "AB", "", "", ""),
}


def conditions(access: bytes) -> tuple[int, int, int, int] | None:
    """C1 C2 C3 of blocks 0-3 from bytes 6-8 of a trailer; None if plain and inverted bits disagree."""
    six, seven, eight = access[:3]
    c1, c2, c3 = seven >> 4, eight & 0x0F, eight >> 4
    if six != (~c2 & 0x0F) << 4 | (~c1 & 0x0F) or seven & 0x0F != ~c3 & 0x0F:
        return None
    first, second, third, trailer = ((c1 >> i & 1) << 2 | (c2 >> i & 1) << 1 | (c3 >> i & 1) for i in range(4))
    return first, second, third, trailer
