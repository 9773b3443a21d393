"""The static part of a card: who it is. 48 bytes; the first 16 are written once, at personalisation (SPEC 2).

0 format · 1 key version · 2-5 issuer · 6-13 card number · 14-15 instance · 16 class · 17 reserved 0
18-19 issued · 20-21 valid from · 22-23 valid until (business days, inclusive)
24-27 PIN salt · 28-35 PIN verifier (all zero: the card has no PIN) · 36-39 reserved 0 · 40-47 MAC
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber, ClassId
from protocol.instants import BusinessDay

IDENTITY_BYTES = 48
MAC_BYTES = 8
SIGNED_BYTES = IDENTITY_BYTES - MAC_BYTES
NAME_BYTES = 16
"""Format, key version, issuer, number and instance: what is never written again."""
FORMAT = 1
SALT_BYTES = 4
NO_PIN = bytes(8)

_FIXED = struct.Struct(">BB4sQHBxHHH4s8s4x")


class IdentityViolation(ValueError):
    """48 bytes that are not a static part of ours."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The static part as a value; `mac` is kept as read and judged elsewhere (`keys`)."""

    key_version: int
    issuer: bytes
    card: CardInstance
    card_class: ClassId
    issued: BusinessDay
    valid_from: BusinessDay
    valid_until: BusinessDay
    pin_salt: bytes = bytes(4)
    pin_verifier: bytes = NO_PIN
    mac: bytes = bytes(MAC_BYTES)

    @property
    def has_pin(self) -> bool:
        """Whether a PIN was set for this card."""
        return self.pin_verifier != NO_PIN

    def pack(self) -> bytes:
        """The 48 bytes. Raises IdentityViolation if a value does not fit."""
        lengths = (len(self.issuer), len(self.pin_salt), len(self.pin_verifier), len(self.mac))
        try:
            head = _FIXED.pack(
                FORMAT,
                self.key_version,
                self.issuer,
                self.card.number,
                self.card.instance,
                self.card_class,
                self.issued,
                self.valid_from,
                self.valid_until,
                self.pin_salt,
                self.pin_verifier,
            )
        except struct.error as error:
            raise IdentityViolation(f"a value does not fit the static part: {error}") from None
        if lengths != (4, 4, 8, MAC_BYTES):
            raise IdentityViolation("a value does not fit the static part: a byte string has the wrong length")
        return head + self.mac

    @property
    def signed(self) -> bytes:
        """The 40 bytes that the MAC covers."""
        return self.pack()[:SIGNED_BYTES]


def named_card(data: bytes) -> CardInstance:
    """The card that the first 16 bytes name."""
    return CardInstance(CardNumber(int.from_bytes(data[6:14], "big")), int.from_bytes(data[14:NAME_BYTES], "big"))


def unpack_identity(data: bytes) -> Identity:
    """Read 48 bytes. Raises IdentityViolation; does not judge the MAC."""
    if len(data) != IDENTITY_BYTES:
        raise IdentityViolation(f"a static part has {IDENTITY_BYTES} bytes, not {len(data)}")
    form, version, issuer, number, instance, klass, issued, start, end, salt, verifier = _FIXED.unpack_from(data)
    if form != FORMAT:
        raise IdentityViolation(f"static part format {form} is unknown")
    if data[17] or any(data[36:40]):
        raise IdentityViolation("reserved bytes of the static part are not zero")
    return Identity(
        key_version=version,
        issuer=issuer,
        card=CardInstance(CardNumber(number), instance),
        card_class=ClassId(klass),
        issued=BusinessDay(issued),
        valid_from=BusinessDay(start),
        valid_until=BusinessDay(end),
        pin_salt=salt,
        pin_verifier=verifier,
        mac=data[SIGNED_BYTES:],
    )
