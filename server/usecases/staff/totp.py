"""One-time codes from a telephone (RFC 6238): their secrets lie sealed at head office, and each code is taken once."""

from __future__ import annotations

import hmac
from base64 import b32encode, urlsafe_b64encode

from cryptography.fernet import Fernet
from pyotp import TOTP

from protocol.instants import Instant

MS_PER_STEP = 30_000
NEIGHBOURS = (0, -1, 1)
"""Telephones' clocks are a step early or late."""
SECRET_BYTES = 20


class Vault:
    """Seals secrets under a key of the server."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._fernet = Fernet(urlsafe_b64encode(key))

    def seal(self, secret: str) -> bytes:
        """What is stored."""
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """The secret again."""
        return self._fernet.decrypt(sealed).decode()

    def offered(self, session: bytes) -> str:
        """The secret that this session is offered, the same each time its page is shown; nothing is stored before it is taken."""
        return b32encode(hmac.digest(self._key, b"totp" + session, "sha256")[:SECRET_BYTES]).decode()


def step_of(secret: str, code: str, now: Instant, after: int) -> int | None:
    """The step whose code this is, later than `after`; None if there is none."""
    generator, typed = TOTP(secret), "".join(code.split())
    for offset in NEIGHBOURS:
        step = now // MS_PER_STEP + offset
        if step > after and hmac.compare_digest(generator.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def address(secret: str, name: str, shop: str) -> str:
    """What the QR code says to the telephone."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=shop)
