"""Commands to storage cards behind a PC/SC reader (class FF), and what comes back.

Sources: PC/SC specification part 3 (MIFARE); ACS ACR38U/ACR39U reference manuals (SLE4442).
The bytes that differ from reader to reader are chosen by `dialect`.
"""

from __future__ import annotations

from dataclasses import dataclass

CLASS = 0xFF
OK = 0x9000
CODE_RIGHT = 0x9007
"""PRESENT CODE on ACS readers: `9007` is right, `9000` is *locked for ever*, any other `90xx` is wrong."""
BLOCK_BYTES = 16

GET_UID = bytes.fromhex("ffca000000")
SELECT_SLE4442 = bytes.fromhex("ffa400000106")
"""Must come first; the reader takes the supply away and brings it back, which forgets a presented code."""
READ_ERROR_COUNTER = bytes.fromhex("ffb1000004")


@dataclass(frozen=True, slots=True)
class Answer:
    """Data and status word of one response."""

    data: bytes
    status: int


def parse_answer(response: bytes) -> Answer:
    """Split a response. Raises ValueError if it is too short for a status word: no driver may hand that on."""
    if len(response) < 2:
        raise ValueError(f"a response has at least 2 bytes, not {len(response)}")
    return Answer(response[:-2], int.from_bytes(response[-2:], "big"))


def load_key(structure: int, place: int, key: bytes) -> bytes:
    """Put a 6-byte MIFARE key into a place of the reader."""
    return bytes([CLASS, 0x82, structure, place, len(key)]) + key


def authenticate(block: int, key_type: int, place: int) -> bytes:
    """Open the sector of an absolute block with the key in `place`; `key_type` is 60 (A) or 61 (B)."""
    return bytes([CLASS, 0x86, 0x00, 0x00, 0x05, 0x01, 0x00, block, key_type, place])


def read_block(block: int) -> bytes:
    """Read 16 bytes of a MIFARE card."""
    return bytes([CLASS, 0xB0, 0x00, block, BLOCK_BYTES])


def write_block(block: int, data: bytes) -> bytes:
    """Write the 16 bytes of one block of a MIFARE card."""
    if len(data) != BLOCK_BYTES:
        raise ValueError(f"a block has {BLOCK_BYTES} bytes, not {len(data)}")
    return bytes([CLASS, 0xD6, 0x00, block, BLOCK_BYTES]) + data


def read_memory(address: int, length: int) -> bytes:
    """Read the main memory of an SLE4442."""
    return bytes([CLASS, 0xB0, 0x00, address, length])


def write_memory(instruction: int, address: int, data: bytes) -> bytes:
    """Write the main memory of an SLE4442."""
    return bytes([CLASS, instruction, 0x00, address, len(data)]) + data


def present_code(code: bytes) -> bytes:
    """Compare the 3-byte security code of an SLE4442; a wrong one costs a try."""
    return bytes([CLASS, 0x20, 0x00, 0x00, len(code)]) + code


def change_code(instruction: int, address: int, codes: bytes) -> bytes:
    """Replace the security code of an SLE4442 after it was presented; some readers want the old one in front."""
    return bytes([CLASS, instruction, 0x00, address, len(codes)]) + codes
