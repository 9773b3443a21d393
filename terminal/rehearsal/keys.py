"""Keys that are made for one rehearsal, held in memory, and gone with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from protocol.card.keys import Keyring, derive_keyring
from protocol.link.seal import SigningKey

ENVIRONMENT = b"REHEARSE"
"""In every signature; an office's own is drawn when its keys are made, and its keys are others besides."""
ISSUER = ENVIRONMENT[:4]
"""What stands on the cards."""
MASTER_BYTES = 32
VERSION = 1


@dataclass(frozen=True, slots=True)
class RehearsalKeys:
    """Of the cards, of the terminal and of the head office that is none."""

    cards: Keyring = field(repr=False)
    terminal: SigningKey = field(repr=False)
    office: SigningKey = field(repr=False)


def new_keys() -> RehearsalKeys:
    """Keys that nobody has ever seen."""
    cards = derive_keyring(secrets.token_bytes(MASTER_BYTES), VERSION)
    return RehearsalKeys(cards, SigningKey.generate(), SigningKey.generate())
