"""What passes between an installer, a new terminal and the office, beside the request and the certificate (SPEC 7.4).

one-time code   16 random bytes, shown as 28 signs of base32 (RFC 4648) in groups of four: the code's 128 bits ‖ the first
                12 bits of SHA-256(code), so that a slip of the hand is noticed at the keypad and not after a journey.
                Hyphens, spaces and case do not matter; 0, 1 and 8 are read as O, I and B
key transfer    the keyring (`bundles`), sealed by HPKE to the device's X25519 key with
                info = `tallycard/key_transfer/` ‖ environment 8 ‖ terminal u16, as a KEY_TRANSFER object signed by the CA:
                a stolen settlement server cannot plant card keys
answer          a packet: CERTIFICATE · OFFICE_KEYS · KEY_TRANSFER
"""

from __future__ import annotations

import base64
import hashlib
import re

from protocol.card.keys import Keyring
from protocol.ids import TerminalId
from protocol.link.bundles import decode_keyring, encode_keyring
from protocol.link.seal import Purpose, RecipientKey, SigningKey, open_sealed, seal, seal_to

CODE_BYTES = 16
GROUP = 4
_SHOWN_BITS = 140
_CHECK_BITS = 12
_PADDING_BITS = 4
_PADDING = "===="
_LOOK_ALIKES = str.maketrans("018", "OIB")


def show_code(code: bytes) -> str:
    """A one-time code for people, to be typed at the terminal: `ABCD-EFGH-...`, seven groups."""
    check = int.from_bytes(hashlib.sha256(code).digest()[:2], "big") >> 16 - _CHECK_BITS
    value = (int.from_bytes(code, "big") << _CHECK_BITS | check) << _PADDING_BITS
    text = base64.b32encode(value.to_bytes((_SHOWN_BITS + _PADDING_BITS) // 8, "big")).decode()[: _SHOWN_BITS // 5]
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def read_code(typed: str) -> bytes | None:
    """The code that was typed; None if no office shows it: a sign is wrong or missing."""
    text = re.sub(r"[\s-]", "", typed).upper().translate(_LOOK_ALIKES)
    if not re.fullmatch(r"[A-Z2-7]{28}", text):
        return None
    code = base64.b32decode(text + _PADDING)[:CODE_BYTES]
    return code if show_code(code).replace("-", "") == text else None


def transfer_info(environment: bytes, terminal: TerminalId) -> bytes:
    """What a key transfer is bound to beside the device's key."""
    return b"tallycard/key_transfer/" + environment + terminal.to_bytes(2, "big")


def seal_key_transfer(keys: Keyring, environment: bytes, terminal: TerminalId, seal_public: bytes, ca: SigningKey) -> bytes:
    """The card keys for one device, as a KEY_TRANSFER object. Raises TheirViolation(WEAK_KEY) for a bad `seal_public`."""
    sealed = seal_to(seal_public, transfer_info(environment, terminal), encode_keyring(keys))
    return seal(Purpose.KEY_TRANSFER, environment, ca, sealed)


def open_key_transfer(data: bytes, environment: bytes, terminal: TerminalId, device: RecipientKey, ca_public: bytes) -> Keyring:
    """The card keys. Raises TheirViolation if the CA did not sign it, or it is for another device, or damaged."""
    sealed = open_sealed(data, Purpose.KEY_TRANSFER, environment, ca_public)
    return decode_keyring(device.open(transfer_info(environment, terminal), sealed))
