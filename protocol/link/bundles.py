"""Secrets in fixed layouts, as they travel sealed: the card keys of a terminal, the working keys of the server.

keyring      format 1 · key version 1 · access, mac, pin, psc, list 16 each · has load 0/1 · load 16 (or zero)   99 bytes
server keys  format 1 · environment 8 · root public 32 · CA public 32 · ack seed 32 · set seed 32 · list key 16 · key version 1
"""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.card.keys import KEY_BYTES, Keyring
from protocol.link.violations import Reason, TheirViolation

FORMAT = 1
KEYRING_BYTES = 2 + 5 * KEY_BYTES + 1 + KEY_BYTES
SERVER_KEYS_BYTES = 1 + 8 + 4 * 32 + KEY_BYTES + 1


def encode_keyring(keys: Keyring) -> bytes:
    """The card keys of one version; without the load key where the ring has none."""
    load = keys.load or bytes(KEY_BYTES)
    masters = keys.access + keys.mac + keys.pin + keys.psc + keys.listing
    return bytes([FORMAT, keys.version]) + masters + bytes([keys.load is not None]) + load


def decode_keyring(data: bytes) -> Keyring:
    """Read a keyring. Raises TheirViolation without a trace of the bytes."""
    if len(data) != KEYRING_BYTES or data[0] != FORMAT or data[82] > 1:
        raise TheirViolation(Reason.MALFORMED, "not a keyring")
    if not data[82] and any(data[83:]):
        raise TheirViolation(Reason.NOT_CANONICAL, "a keyring without a load key holds one")
    access, mac, pin, psc, listing = (data[2 + KEY_BYTES * n : 2 + KEY_BYTES * (n + 1)] for n in range(5))
    return Keyring(data[1], access, mac, pin, psc, listing, data[83:] if data[82] else None)


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """What the settlement server signs and lists with; it holds no card key and cannot enrol a terminal."""

    environment: bytes
    root_public: bytes
    ca_public: bytes
    ack_seed: bytes = field(repr=False)
    set_seed: bytes = field(repr=False)
    listing_key: bytes = field(repr=False)
    key_version: int


def encode_server_keys(keys: ServerKeys) -> bytes:
    """The fixed layout of the server's keys."""
    seeds = keys.ack_seed + keys.set_seed + keys.listing_key
    return bytes([FORMAT]) + keys.environment + keys.root_public + keys.ca_public + seeds + bytes([keys.key_version])


def decode_server_keys(data: bytes) -> ServerKeys:
    """Read the server's keys. Raises TheirViolation without a trace of the bytes."""
    if len(data) != SERVER_KEYS_BYTES or data[0] != FORMAT:
        raise TheirViolation(Reason.MALFORMED, "not a set of server keys")
    return ServerKeys(data[1:9], data[9:41], data[41:73], data[73:105], data[105:137], data[137:153], data[153])
