"""Whether the static part read from a card makes it one of ours (SPEC 2.3)."""

from __future__ import annotations

from dataclasses import replace

from protocol.card.conversation import Foreign
from protocol.card.identity import FORMAT, NAME_BYTES, Identity, IdentityViolation, named_card, unpack_identity
from protocol.card.keys import Keyring, identity_is_authentic, identity_mac
from protocol.ids import CardInstance


def admit(raw: bytes, uid: bytes, keys: Keyring, issuer: bytes | None) -> Identity | Foreign:
    """Judge 48 bytes: format, then issuer, then key version, then MAC. `issuer` None leaves that question out."""
    try:
        identity = unpack_identity(raw)
    except IdentityViolation:
        return Foreign.NOT_OURS
    if issuer is not None and identity.issuer != issuer:
        return Foreign.NOT_OURS
    if identity.key_version != keys.version:
        return Foreign.KEY_VERSION_UNKNOWN
    return identity if identity_is_authentic(keys, uid, identity) else Foreign.BAD_IDENTITY


def claimed_card(raw: bytes, keys: Keyring, issuer: bytes) -> CardInstance | None:
    """Which card the first bytes of a torn static part name; None if they are not ours. They are never written again, so no
    power loss can have torn them; nothing proves them either.
    """
    return named_card(raw) if raw[:NAME_BYTES].startswith(bytes([FORMAT, keys.version]) + issuer) else None


def sealed_identity(keys: Keyring, uid: bytes, identity: Identity) -> Identity:
    """The static part with the MAC that binds it to this chip."""
    return replace(identity, mac=identity_mac(keys, uid, identity))
