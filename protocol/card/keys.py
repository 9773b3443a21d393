"""Keys of the card scheme: six masters, one set per card, and the MACs made with them (SPEC 5).

Per-card keys follow NXP AN10922 (AES-128): CMAC under the master over `01 ‖ M`. Every M here has 16 bytes or
more, where AN10922's padding and RFC 4493's agree; `diversify` refuses a shorter one.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol.card.identity import NO_PIN, Identity
from protocol.card.record import CREDIT_KINDS, Record
from protocol.ids import CardInstance

KEY_BYTES = 16
SECTOR_KEY_BYTES = 6
PSC_BYTES = 3
MAC_BYTES = 8
HALF_MAC = MAC_BYTES // 2
UID_BYTES = 7

SCHEME = b"MEMBR-1"
TRIVIAL_PSC = frozenset({b"\xff\xff\xff", b"\x00\x00\x00", b"\x12\x34\x56", b"\xaa\xaa\xaa"})
WELL_KNOWN_SECTOR_KEYS = frozenset(
    bytes.fromhex(key) for key in ("ffffffffffff", "000000000000", "a0a1a2a3a4a5", "b0b1b2b3b4b5", "d3f7d3f7d3f7")
)


def cmac(key: bytes, message: bytes) -> bytes:
    """AES-CMAC, 16 bytes (RFC 4493)."""
    mac = CMAC(AES(key))
    mac.update(message)
    return mac.finalize()


def diversify(master: bytes, m: bytes) -> bytes:
    """AN10922 AES-128 key diversification for an input of 16 to 31 bytes; raises ValueError otherwise."""
    if not 16 <= len(m) <= 31:
        raise ValueError("a diversification input has 16 to 31 bytes")
    return cmac(master, b"\x01" + m)


def _uid7(uid: bytes) -> bytes:
    if len(uid) > UID_BYTES:
        raise ValueError(f"a UID has at most {UID_BYTES} bytes")
    return uid.ljust(UID_BYTES, b"\x00")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys of one version. `load` is None at a terminal that may only debit."""

    version: int
    access: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    psc: bytes = field(repr=False)
    listing: bytes = field(repr=False)
    load: bytes | None = field(repr=False, default=None)

    def without_load(self) -> Keyring:
        """What a debit terminal is given."""
        return replace(self, load=None)


def derive_keyring(issuer_master: bytes, version: int) -> Keyring:
    """All masters of one version from the issuer master key (32 bytes), by HKDF-SHA-256 with a label each."""

    def one(label: str) -> bytes:
        info = b"tallycard/" + label.encode() + bytes([version])
        return HKDF(hashes.SHA256(), KEY_BYTES, None, info).derive(issuer_master)

    return Keyring(version, one("access"), one("mac"), one("pin"), one("psc"), one("list"), one("load"))


def sector_key(keys: Keyring, uid: bytes, sector: int, which: str) -> bytes:
    """The 6-byte MIFARE key of a sector; `which` is `A` or `B`."""
    m = _uid7(uid) + bytes([sector, 0x0A if which == "A" else 0x0B]) + SCHEME
    return diversify(keys.access, m)[:SECTOR_KEY_BYTES]


def security_code(keys: Keyring, card: CardInstance) -> bytes:
    """The 3-byte code (PSC) of an SLE4442, never one of the trivial codes."""
    step = 0
    while True:
        code = diversify(keys.psc, _card_input(b"", card, b"PSC" + bytes([step])))[:PSC_BYTES]
        if code not in TRIVIAL_PSC:
            return code
        step += 1


def _card_input(uid: bytes, card: CardInstance, label: bytes) -> bytes:
    return _uid7(uid) + card.number.to_bytes(8, "big") + card.instance.to_bytes(2, "big") + label


def identity_mac(keys: Keyring, uid: bytes, identity: Identity) -> bytes:
    """The 8-byte MAC of the static part, bound to the UID."""
    key = diversify(keys.mac, _card_input(uid, identity.card, b"ID"))
    return cmac(key, b"TALLYCARD-ID" + _uid7(uid) + identity.signed)[:MAC_BYTES]


def identity_is_authentic(keys: Keyring, uid: bytes, identity: Identity) -> bool:
    """Whether the static part was made by a holder of our keys for this very chip."""
    return hmac.compare_digest(identity_mac(keys, uid, identity), identity.mac)


@dataclass(frozen=True, slots=True)
class CardKeys:
    """The record keys of one card; made once a tap."""

    uid: bytes
    card: CardInstance
    version: int
    _mac: bytes = field(repr=False)
    _load: bytes | None = field(repr=False)

    def _message(self, slot: int, record: Record) -> bytes:
        label = b"TALLYCARD-RECORD" + _uid7(self.uid)
        return label + self.card.number.to_bytes(8, "big") + self.card.instance.to_bytes(2, "big") + bytes([slot]) + record.signed

    def seal(self, slot: int, record: Record) -> Record:
        """The record with its MAC. Raises PermissionError for a credit without the load key."""
        message = self._message(slot, record)
        if record.kind not in CREDIT_KINDS:
            return replace(record, mac=cmac(self._mac, message)[:MAC_BYTES])
        if self._load is None:
            raise PermissionError(f"a {record.kind.name} record needs the load key")
        return replace(record, mac=cmac(self._mac, message)[:HALF_MAC] + cmac(self._load, message)[:HALF_MAC])

    def authentic(self, slot: int, record: Record) -> bool:
        """Whether the record's MAC is ours; the loader's half is judged only by those who hold its key."""
        if record.key_version != self.version:
            return False
        message = self._message(slot, record)
        everybody = cmac(self._mac, message)
        if record.kind not in CREDIT_KINDS:
            return hmac.compare_digest(everybody[:MAC_BYTES], record.mac)
        sound = hmac.compare_digest(everybody[:HALF_MAC], record.mac[:HALF_MAC])
        if self._load is None:
            return sound
        return hmac.compare_digest(cmac(self._load, message)[:HALF_MAC], record.mac[HALF_MAC:]) and sound


def card_keys(keys: Keyring, uid: bytes, card: CardInstance) -> CardKeys:
    """The record keys of one card from the masters."""
    load = None if keys.load is None else diversify(keys.load, _card_input(uid, card, b"LOAD"))
    return CardKeys(uid, card, keys.version, diversify(keys.mac, _card_input(uid, card, b"MAC")), load)


def pin_verifier(keys: Keyring, uid: bytes, card: CardInstance, salt: bytes, pin: str) -> bytes:
    """The 8-byte verification value of a PIN of 4 to 6 digits; raises ValueError for anything else."""
    if not (4 <= len(pin) <= 6 and pin.isascii() and pin.isdigit()):
        raise ValueError("a PIN has 4 to 6 digits")
    key = diversify(keys.pin, _card_input(uid, card, b"PIN"))
    return cmac(key, salt + pin.encode())[:MAC_BYTES]


def pin_matches(keys: Keyring, uid: bytes, identity: Identity, pin: str) -> bool:
    """Compare in constant time; a card without a PIN matches none."""
    try:
        value = pin_verifier(keys, uid, identity.card, identity.pin_salt, pin)
    except ValueError:
        return False
    return identity.pin_verifier != NO_PIN and hmac.compare_digest(value, identity.pin_verifier)


def listing_hash(keys: Keyring, card: CardInstance) -> bytes:
    """The 8-byte keyed hash under which a card instance stands in the card-state snapshot."""
    return cmac(keys.listing, b"TALLYCARD-LIST" + card.number.to_bytes(8, "big") + card.instance.to_bytes(2, "big"))[:8]
