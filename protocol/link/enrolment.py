"""What passes between an installer, a new terminal and the office, beside the request and the certificate (SPEC 7.4).

one-time code   16 random bytes, shown as 28 signs of base32 (RFC 4648) in groups of four: the code's 128 bits ‖ the first
                12 bits of SHA-256(code), so that a slip of the hand is noticed at the keypad and not after a journey.
                Hyphens, spaces and case do not matter; 0, 1 and 8 are read as O, I and B
key transfer    the keyring (`bundles`), sealed by HPKE to the device's X25519 key with
                info = `tallycard/key_transfer/` ‖ environment 8 ‖ terminal u16, as a KEY_TRANSFER object signed by the CA:
                a stolen settlement server cannot plant card keys
answer          a packet: CERTIFICATE · OFFICE_KEYS · KEY_TRANSFER
device name     the first 80 bits of SHA-256(`tallycard/device/` ‖ terminal u16 ‖ Ed25519 public ‖ X25519 public) as four groups
                of four signs of base32: the installer reads it from the device, and whoever signs types it
order           format 1 · branch u16 · group u8 · roles u8 · the ENROL_REQUEST object: what head office's pages hand to whoever
                holds the CA key. Nobody signs it; it is believed no further than what is typed beside it
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from protocol.card.keys import Keyring
from protocol.ids import BranchId, TerminalId
from protocol.link.bundles import decode_keyring, encode_keyring
from protocol.link.certificate import GROUP_MAX, ROLE_BITS, Role
from protocol.link.seal import Purpose, RecipientKey, SigningKey, open_sealed, seal, seal_to
from protocol.link.violations import Reason, TheirViolation
from protocol.link.wire import Reader, Writer

CODE_BYTES = 16
ORDER_FORMAT = 1
_NAME_BYTES = 10
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
    return _grouped(text)


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


def device_name(terminal: TerminalId, sign_public: bytes, seal_public: bytes) -> str:
    """By which people know a device before it has a certificate: `ABCD-EFGH-IJKL-MNOP`."""
    digest = hashlib.sha256(b"tallycard/device/" + terminal.to_bytes(2, "big") + sign_public + seal_public).digest()
    return _grouped(base64.b32encode(digest[:_NAME_BYTES]).decode())


def plain_name(typed: str) -> str:
    """A device name as it is compared, however it was typed."""
    return _grouped(re.sub(r"[\s-]", "", typed).upper().translate(_LOOK_ALIKES))


def _grouped(text: str) -> str:
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


@dataclass(frozen=True, slots=True)
class Order:
    """Where a device is to stand and what it may do; `request` is its ENROL_REQUEST object."""

    branch: BranchId
    group: int
    roles: Role
    request: bytes


def encode_order(order: Order) -> bytes:
    """An order as a file. Raises OurViolation."""
    writer = Writer()
    writer.u8(ORDER_FORMAT)
    writer.u16(order.branch)
    writer.u8(order.group)
    writer.u8(order.roles)
    return writer.finish() + order.request


def decode_order(data: bytes) -> Order:
    """Read an order; its request is not opened. Raises TheirViolation."""
    reader = Reader(data)
    if reader.u8() != ORDER_FORMAT:
        raise TheirViolation(Reason.MALFORMED, "not an order")
    branch, group, roles = BranchId(reader.u16()), reader.u8(), reader.u8()
    if group > GROUP_MAX or roles & ~ROLE_BITS:
        raise TheirViolation(Reason.MALFORMED, "a group or a role is unknown")
    return Order(branch, group, Role(roles), reader.raw(reader.left))


def seal_key_transfer(keys: Keyring, environment: bytes, terminal: TerminalId, seal_public: bytes, ca: SigningKey) -> bytes:
    """The card keys for one device, as a KEY_TRANSFER object. Raises TheirViolation(WEAK_KEY) for a bad `seal_public`."""
    sealed = seal_to(seal_public, transfer_info(environment, terminal), encode_keyring(keys))
    return seal(Purpose.KEY_TRANSFER, environment, ca, sealed)


def open_key_transfer(data: bytes, environment: bytes, terminal: TerminalId, device: RecipientKey, ca_public: bytes) -> Keyring:
    """The card keys. Raises TheirViolation if the CA did not sign it, or it is for another device, or damaged."""
    sealed = open_sealed(data, Purpose.KEY_TRANSFER, environment, ca_public)
    return decode_keyring(device.open(transfer_info(environment, terminal), sealed))
