"""A virtual card in a file: it outlives its process, even one that is killed in the middle of a write.

    0-3 `TCVC` · 4 format 1 · 5 kind (1 MIFARE Classic 1K, 2 SLE4442) · 6 switch (magic, silent) · 7-15 reserved 0
    then three images of equal length: what the cells read, which are weak, what those will read (see `cells`)

Each EEPROM write goes to the file at once and touches only the bytes that changed. There is no fsync: the file
stands for a card in somebody's hand, which survives the till's process, not the disk's machine.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Final

from terminal.drivers.card_reader.cells import Cells
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import MIFARE_BYTES, VirtualMifare
from terminal.drivers.card_reader.virtual_sle4442 import SLE4442_BYTES, VirtualSle4442

MAGIC: Final = b"TCVC\x01"
HEADER_BYTES: Final = 16
MIFARE: Final = 1
SLE4442: Final = 2


class NotACard(ValueError):
    """The file is not a virtual card."""


def create_card(path: Path, chip: Chip) -> None:
    """Put a chip into a new file; from now on the file follows the chip. Raises FileExistsError."""
    match chip:
        case VirtualMifare():
            kind, switch = MIFARE, chip.magic
        case VirtualSle4442():
            kind, switch = SLE4442, chip.silent
        case _:
            raise NotACard(f"{type(chip).__name__} has no place in a card file")
    with path.open("xb") as file:
        file.write((MAGIC + bytes([kind, switch])).ljust(HEADER_BYTES, b"\x00") + chip.cells.image)
    chip.cells.mirror = partial(_store, path)


def open_card(path: Path) -> Chip:
    """The chip in a file, outside the field; the file follows it. Raises NotACard, or OSError if there is no file."""
    data = path.read_bytes()
    header, image = data[:HEADER_BYTES], data[HEADER_BYTES:]
    if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
        raise NotACard(f"{path} is not a virtual card")
    kind, switch = header[5], bool(header[6])
    chip: Chip
    if kind == MIFARE and len(image) == 3 * MIFARE_BYTES:
        chip = VirtualMifare(Cells.from_image(image), magic=switch)
    elif kind == SLE4442 and len(image) == 3 * SLE4442_BYTES:
        chip = VirtualSle4442(Cells.from_image(image), silent=switch)
    else:
        raise NotACard(f"{path} is a virtual card of an unknown kind or a wrong length")
    chip.cells.mirror = partial(_store, path)
    return chip


def _store(path: Path, offset: int, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, data, HEADER_BYTES + offset)
    finally:
        os.close(descriptor)
