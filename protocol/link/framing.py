"""Messages on a serial line: COBS between zero bytes, with a CRC for the quality of the line (SPEC 8.2).

    frame    COBS(message · CRC-16/X-25 of the message, low byte first) · 00

The CRC proves nothing about who spoke; objects are signed. COBS: Cheshire and Baker, 1999; CRC: ITU-T X.25, RFC 1662.
"""

from __future__ import annotations

from protocol.link.violations import OurViolation

FRAME_MESSAGE_MAX = 1_024
DELIMITER = 0
CRC_BYTES = 2
_BLOCK_MAX = 254


def crc16(data: bytes) -> int:
    """CRC-16/X-25: polynomial 1021 reflected, start FFFF, inverted; 906E for `123456789`."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
    return crc ^ 0xFFFF


def stuff(data: bytes) -> bytes:
    """COBS: the same bytes without any zero, at most one longer for each 254; no delimiter."""
    out = bytearray()
    full = False
    for part in data.split(b"\x00"):
        full = False
        while len(part) >= _BLOCK_MAX:
            out += bytes([_BLOCK_MAX + 1]) + part[:_BLOCK_MAX]
            part = part[_BLOCK_MAX:]
            full = True
        out += bytes([len(part) + 1]) + part
    ends_on_full_block = full and not part
    return bytes(out[:-1] if ends_on_full_block else out)


STUFFED_MAX = len(stuff(bytes([1]) * (FRAME_MESSAGE_MAX + CRC_BYTES)))


def unstuff(data: bytes) -> bytes | None:
    """The bytes that `stuff` was given, or None if they are not COBS."""
    out = bytearray()
    at = 0
    while at < len(data):
        code = data[at]
        block = data[at + 1 : at + code]
        if code == DELIMITER or len(block) != code - 1 or DELIMITER in block:
            return None
        out += block
        at += code
        if code <= _BLOCK_MAX and at < len(data):
            out.append(0)
    return bytes(out)


def frame(message: bytes) -> bytes:
    """One message for the line. Raises OurViolation for one that is empty or too long."""
    if not 1 <= len(message) <= FRAME_MESSAGE_MAX:
        raise OurViolation(f"a message on the line has 1 to {FRAME_MESSAGE_MAX} bytes")
    return stuff(message + crc16(message).to_bytes(CRC_BYTES, "little")) + bytes([DELIMITER])


class Deframer:
    """Takes bytes as they come off the line and gives whole messages; what is damaged is dropped in silence."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes]:
        """The messages completed by these bytes."""
        messages = []
        for byte in data:
            if byte != DELIMITER:
                self._hold(byte)
                continue
            if not self._skipping and (message := _open(bytes(self._held))) is not None:
                messages.append(message)
            self._held.clear()
            self._skipping = False
        return messages

    def _hold(self, byte: int) -> None:
        if len(self._held) < STUFFED_MAX:
            self._held.append(byte)
        else:
            self._skipping = True


def _open(stuffed: bytes) -> bytes | None:
    data = unstuff(stuffed)
    if data is None or not CRC_BYTES < len(data) <= CRC_BYTES + FRAME_MESSAGE_MAX:
        return None
    message, check = data[:-CRC_BYTES], data[-CRC_BYTES:]
    return message if crc16(message).to_bytes(CRC_BYTES, "little") == check else None
