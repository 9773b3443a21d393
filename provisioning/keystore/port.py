"""What the office keeps secret, and what a place for it must do.

Layout of the secrets (the plain text under the password lock), 234 bytes:

    0 format 1 · 1-8 environment · 9 key version · then 32 bytes each: root seed, CA seed, ack seed, set seed,
    personalisation seed (Ed25519), collection seed (X25519), issuer master key
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, fields
from typing import Protocol

from protocol.card.keys import Keyring, derive_keyring
from provisioning.refusals import Refused

FORMAT = 1
ENVIRONMENT_BYTES = 8
SEED_BYTES = 32
HEAD_BYTES = 1 + ENVIRONMENT_BYTES + 1
FIRST_KEY_VERSION = 1


@dataclass(frozen=True, slots=True)
class OfficeSecrets:
    """Everything that makes an office this office. Nothing of it has a repr but the names of places."""

    environment: bytes
    key_version: int
    root: bytes = field(repr=False)
    ca: bytes = field(repr=False)
    ack: bytes = field(repr=False)
    set: bytes = field(repr=False)
    personalisation: bytes = field(repr=False)
    collection: bytes = field(repr=False)
    issuer_master: bytes = field(repr=False)

    def keyring(self) -> Keyring:
        """The card keys of the present version, load key included."""
        return derive_keyring(self.issuer_master, self.key_version)


SEEDS = tuple(place.name for place in fields(OfficeSecrets) if not place.repr)
SECRETS_BYTES = HEAD_BYTES + len(SEEDS) * SEED_BYTES


class Keystore(Protocol):
    """A place for one office's secrets under the administrator password.

    Refusals are values. OSError means that the disk failed; the place then holds the old secrets or the new, whole.
    """

    def create(self, held: OfficeSecrets, password: bytes) -> Refused | None:
        """Store the secrets of a new office; OFFICE_EXISTS if there are any."""

    def unlock(self, password: bytes) -> OfficeSecrets | Refused:
        """The secrets; PASSWORD_WRONG, OFFICE_MISSING, FILE_LOOSE or FILE_DAMAGED."""

    def lock_again(self, old: bytes, new: bytes) -> Refused | None:
        """Change the password; refused as `unlock` refuses."""


def new_secrets() -> OfficeSecrets:
    """Fresh secrets from the operating system's generator, and a fresh environment, so that no two offices mix."""
    seeds = {name: secrets.token_bytes(SEED_BYTES) for name in SEEDS}
    return OfficeSecrets(secrets.token_bytes(ENVIRONMENT_BYTES), FIRST_KEY_VERSION, **seeds)


def encode_secrets(held: OfficeSecrets) -> bytes:
    """The 234 bytes."""
    head = bytes([FORMAT]) + held.environment + bytes([held.key_version])
    return head + b"".join(getattr(held, name) for name in SEEDS)


def decode_secrets(data: bytes) -> OfficeSecrets | None:
    """Read them back; None for anything else, without a trace of the bytes."""
    if len(data) != SECRETS_BYTES or data[0] != FORMAT:
        return None
    seeds = {name: data[HEAD_BYTES + place * SEED_BYTES :][:SEED_BYTES] for place, name in enumerate(SEEDS)}
    return OfficeSecrets(data[1 : 1 + ENVIRONMENT_BYTES], data[HEAD_BYTES - 1], **seeds)
