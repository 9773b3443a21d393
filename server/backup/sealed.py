"""A backup file: its pieces one after another, each sealed, under a random key that the backup password opens.

    magic     "TCBK", version u8
    key       length u32, then 32 bytes of key locked with the password (protocol/link/SPEC.md 2.3)
    pieces    each: length u32, then AES-256-GCM of the piece; nonce: its number (11 bytes), 1 for the last or 0 (1 byte)

So no piece can be changed, left out, moved or cut off without being noticed. Pieces are sealed as they come: a backup of any size
takes the memory of one of them.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Iterator
from io import BufferedReader

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol.link.seal import PasswordCost, lock_with_password, unlock_with_password
from protocol.link.violations import TheirViolation
from server.backup.faults import BackupFault

MAGIC = b"TCBK\x01"
KEY_BYTES = 32
PIECE_MAX = 1 << 20
_LENGTH = struct.Struct(">I")
_TAG_BYTES = 16
_LOCKED_MAX = 1_024
_DAMAGED = "the backup is damaged or not whole: take another one"


def sealed(password: bytes, pieces: Iterable[bytes], cost: PasswordCost | None = None) -> Iterator[bytes]:
    """The bytes of the file. A piece has at most PIECE_MAX bytes."""
    key = secrets.token_bytes(KEY_BYTES)
    locked = lock_with_password(password, key, cost)
    yield MAGIC + _LENGTH.pack(len(locked)) + locked
    number, box, held = 0, AESGCM(key), b""
    for piece in pieces:
        if number:
            yield _piece(box, number, held, last=False)
        number, held = number + 1, piece
    yield _piece(box, number, held, last=True)


def opened(password: bytes, file: BufferedReader) -> Iterator[bytes]:
    """The pieces. Raises WrongPassword, or BackupFault for a file that is not whole or not ours."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupFault("this is not a backup of head office")
    try:
        box = AESGCM(unlock_with_password(password, _read(file, _LOCKED_MAX)))
    except TheirViolation as error:
        raise BackupFault(_DAMAGED) from error
    number, last = 0, False
    while not last:
        number, piece = number + 1, _read(file, PIECE_MAX + _TAG_BYTES)
        last = not file.peek(1)
        try:
            yield box.decrypt(_nonce(number, last), piece, None)
        except InvalidTag:
            raise BackupFault(_DAMAGED) from None


def _piece(box: AESGCM, number: int, plain: bytes, *, last: bool) -> bytes:
    made = box.encrypt(_nonce(number, last), plain, None)
    return _LENGTH.pack(len(made)) + made


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _read(file: BufferedReader, most: int) -> bytes:
    head = file.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else most + 1
    data = file.read(length) if length <= most else b""
    if len(data) != length:
        raise BackupFault(_DAMAGED)
    return data
