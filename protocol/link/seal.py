"""Signatures with a purpose, secrets under a password, secrets for one recipient (SPEC 2). The one file with cryptography.

Frame of a signed object, big-endian:

    magic 54 43 · version 1 · suite 1 · purpose u8 · key id 8 · body length u32 · body · signature 64

Suite 1: Ed25519 (RFC 8032), SHA-256, HPKE base mode with X25519, HKDF-SHA256 and AES-256-GCM (RFC 9180),
Argon2id (RFC 9106). There is no negotiation, so nothing to downgrade.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.violations import OurViolation, Reason, TheirViolation

MAGIC = b"TC"
VERSION = 1
SUITE = 1
ENVIRONMENT_BYTES = 8
KEY_BYTES = 32
KEY_ID_BYTES = 8
SIGNATURE_BYTES = 64

_PREFIX = struct.Struct(">2sBBB8sI")
BODY_BYTES_MAX: Final = OBJECT_BYTES_MAX - _PREFIX.size - SIGNATURE_BYTES


class Purpose(IntEnum):
    """What a signature is for; a signature made for one purpose fails for every other."""

    BATCH = 1
    ACK = 2
    SNAPSHOT = 3
    DELTA = 4
    PARAMETERS = 5
    RELEASE = 6
    ENROL_REQUEST = 7
    CERTIFICATE = 8
    KEY_TRANSFER = 9
    LOAD_CERTIFICATE = 10
    JOURNAL_HEAD = 11
    OFFICE_KEYS = 12
    POLL = 13
    REFUSAL = 14
    JOBS = 15
    CARD_IDENTITY = 16


# Ed25519 public keys (RFC 8032)

FIELD_PRIME = 2**255 - 19
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER_Y = frozenset({0, 1, FIELD_PRIME - 1, _ORDER_8, FIELD_PRIME - _ORDER_8})
"""The y coordinates of the eight points of small order; a signature of one is valid for any message."""


def check_public_key(public: bytes) -> None:
    """Refuse what is not a sound Ed25519 public key: wrong length, non-canonical y, a point of small order (P5).

    Raises TheirViolation(WEAK_KEY).
    """
    if len(public) != KEY_BYTES:
        raise TheirViolation(Reason.WEAK_KEY, f"a public key has {KEY_BYTES} bytes")
    y = int.from_bytes(public, "little") & (2**255 - 1)
    if y >= FIELD_PRIME or y in SMALL_ORDER_Y:
        raise TheirViolation(Reason.WEAK_KEY, "a public key is of small order or not canonical")


def key_id(public: bytes) -> bytes:
    """The 8 bytes by which a signed object names its signer."""
    return sha256(public).digest()[:KEY_ID_BYTES]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key, known by its 32-byte seed."""

    seed: bytes = field(repr=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)
    public: bytes = field(init=False, compare=False)
    """The 32-byte public key."""

    def __post_init__(self) -> None:
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "_private", private)
        object.__setattr__(self, "public", private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the system's source of chance."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """The key of a stored seed."""
        return cls(seed)

    def sign(self, message: bytes) -> bytes:
        """A plain Ed25519 signature, for messages that carry their own label; objects use `seal`."""
        return self._private.sign(message)


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a plain Ed25519 signature is good; a weak or malformed key signs nothing."""
    try:
        check_public_key(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (TheirViolation, InvalidSignature, ValueError):
        return False
    return True


# Signed objects (SPEC 2.1)


@dataclass(frozen=True, slots=True)
class Prefix:
    """What a signed object says before its signature is checked: nothing to be trusted, only to find the key."""

    purpose: Purpose
    signer: bytes
    body_bytes: int


def signed_message(purpose: Purpose, environment: bytes, prefix: bytes, body: bytes) -> bytes:
    """What is signed: label ‖ version ‖ suite ‖ SHA-256(prefix ‖ SHA-256(body)) (P3)."""
    if len(environment) != ENVIRONMENT_BYTES:
        raise OurViolation(f"an environment id has {ENVIRONMENT_BYTES} bytes")
    label = b"tallycard/" + purpose.name.lower().encode() + b"/" + environment
    return label + bytes([VERSION, SUITE]) + sha256(prefix + sha256(body).digest()).digest()


def seal(purpose: Purpose, environment: bytes, signing_key: SigningKey, body: bytes) -> bytes:
    """Sign a body for one purpose in one environment. Raises OurViolation for a body above the limit."""
    if len(body) > BODY_BYTES_MAX:
        raise OurViolation(f"an object has at most {OBJECT_BYTES_MAX} bytes")
    prefix = _PREFIX.pack(MAGIC, VERSION, SUITE, purpose, key_id(signing_key.public), len(body))
    return prefix + body + signing_key.sign(signed_message(purpose, environment, prefix, body))


def peek(data: bytes) -> Prefix:
    """Read the prefix of a signed object and check its length; proves nothing. Raises TheirViolation."""
    if len(data) > OBJECT_BYTES_MAX:
        raise TheirViolation(Reason.TOO_LARGE, f"an object has at most {OBJECT_BYTES_MAX} bytes")
    if len(data) < _PREFIX.size:
        raise TheirViolation(Reason.TRUNCATED, "an object ends within its prefix")
    magic, version, suite, code, signer, length = _PREFIX.unpack_from(data)
    if magic != MAGIC:
        raise TheirViolation(Reason.MALFORMED, "not an object of ours")
    if (version, suite) != (VERSION, SUITE):
        raise TheirViolation(Reason.VERSION, f"version {version} suite {suite} is unknown")
    if code not in Purpose.__members__.values():
        raise TheirViolation(Reason.WRONG_PURPOSE, f"purpose {code} is unknown")
    excess = len(data) - _PREFIX.size - length - SIGNATURE_BYTES
    if excess:
        reason = Reason.TRAILING if excess > 0 else Reason.TRUNCATED
        raise TheirViolation(reason, f"the body length {length} does not fit {len(data)} bytes")
    return Prefix(Purpose(code), signer, length)


def unverified_body(data: bytes) -> bytes:
    """The body before its signature is checked: only for objects that carry their signer's key. Raises TheirViolation."""
    return data[_PREFIX.size : _PREFIX.size + peek(data).body_bytes]


def open_sealed(data: bytes, purpose: Purpose, environment: bytes, public_key: bytes) -> bytes:
    """The body of a signed object whose signature holds for this purpose, environment and key. Raises TheirViolation."""
    found = peek(data)
    if found.purpose is not purpose:
        raise TheirViolation(Reason.WRONG_PURPOSE, f"{found.purpose.name} where {purpose.name} is expected")
    if found.signer != key_id(public_key):
        raise TheirViolation(Reason.UNKNOWN_SIGNER, f"signed by {found.signer.hex()}")
    check_public_key(public_key)
    prefix, body, signature = data[: _PREFIX.size], data[_PREFIX.size : -SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if not signature_holds(public_key, signature, signed_message(purpose, environment, prefix, body)):
        raise TheirViolation(Reason.BAD_SIGNATURE, f"the signature of a {purpose.name} object does not hold")
    return body


# Secrets for one recipient (SPEC 2.2)

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
X25519_PRIME = 2**255 - 19
_X_ORDER_8 = (
    0x00B8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
    0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
)
SMALL_ORDER_U = frozenset({0, 1, X25519_PRIME - 1, *_X_ORDER_8})


def check_seal_key(public: bytes) -> None:
    """Refuse an X25519 public key of wrong length, of small order or not canonical. Raises TheirViolation(WEAK_KEY)."""
    u = int.from_bytes(public, "little")
    if len(public) != KEY_BYTES or u >= X25519_PRIME or u in SMALL_ORDER_U:
        raise TheirViolation(Reason.WEAK_KEY, "an X25519 public key is of small order or not canonical")


def seal_to(recipient_public: bytes, info: bytes, plain: bytes) -> bytes:
    """Bytes that only the holder of the private key can open, and only with the same `info`; 48 bytes longer."""
    check_seal_key(recipient_public)
    return _HPKE.encrypt(plain, X25519PublicKey.from_public_bytes(recipient_public), info)


@dataclass(frozen=True, slots=True)
class RecipientKey:
    """An X25519 private key, known by its 32 bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> RecipientKey:
        """A new key from the system's source of chance."""
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()

    def open(self, info: bytes, sealed: bytes) -> bytes:
        """The plain bytes. Raises TheirViolation(UNREADABLE) if they were sealed to another key or info, or damaged."""
        try:
            return _HPKE.decrypt(sealed, X25519PrivateKey.from_private_bytes(self.secret), info)
        except (InvalidTag, ValueError):
            raise TheirViolation(Reason.UNREADABLE, "sealed to another recipient, or damaged") from None


# Secrets under a password (SPEC 2.3)


class WrongPassword(Exception):
    """The password does not open this secret, or the secret was damaged; the two cannot be told apart."""


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """How much work a guess takes: Argon2id memory in KiB, passes, lanes (RFC 9106 section 4, second choice)."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


COST_FLOOR = PasswordCost(8 * 1024, 1, 1)
COST_CEILING = PasswordCost(1024 * 1024, 16, 16)
_LOCK = struct.Struct(">2sBIBB16s12s")
_LOCK_MAGIC = b"TL"
_TAG_BYTES = 16


def _cost_is_fair(cost: PasswordCost) -> bool:
    low, high = COST_FLOOR, COST_CEILING
    return (
        low.memory_kib <= cost.memory_kib <= high.memory_kib
        and low.passes <= cost.passes <= high.passes
        and low.lanes <= cost.lanes <= high.lanes
    )


def _password_key(password: bytes, salt: bytes, cost: PasswordCost) -> AESGCM:
    made = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return AESGCM(made.derive(password))


def lock_with_password(password: bytes, secret: bytes, cost: PasswordCost | None = None) -> bytes:
    """AES-256-GCM under an Argon2id key; salt, nonce and cost stand in the header, which is authenticated.

    Raises OurViolation for a cost below the floor or above the ceiling.
    """
    cost = cost or PasswordCost()
    if not _cost_is_fair(cost):
        raise OurViolation("the cost of a password guess is out of bounds")
    salt, nonce = os.urandom(16), os.urandom(12)
    header = _LOCK.pack(_LOCK_MAGIC, VERSION, cost.memory_kib, cost.passes, cost.lanes, salt, nonce)
    return header + _password_key(password, salt, cost).encrypt(nonce, secret, header)


def unlock_with_password(password: bytes, locked: bytes) -> bytes:
    """The secret. Raises WrongPassword, or TheirViolation for bytes that were never locked by us."""
    if len(locked) < _LOCK.size + _TAG_BYTES:
        raise TheirViolation(Reason.TRUNCATED, "a locked secret ends too early")
    magic, version, memory_kib, passes, lanes, salt, nonce = _LOCK.unpack_from(locked)
    if (magic, version) != (_LOCK_MAGIC, VERSION):
        raise TheirViolation(Reason.MALFORMED, "not a locked secret")
    cost = PasswordCost(memory_kib, passes, lanes)
    if not _cost_is_fair(cost):
        raise TheirViolation(Reason.MALFORMED, "the cost of a password guess is out of bounds")
    try:
        return _password_key(password, salt, cost).decrypt(nonce, locked[_LOCK.size :], locked[: _LOCK.size])
    except InvalidTag:
        raise WrongPassword from None
