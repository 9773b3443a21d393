"""What lies on a card, read by other eyes than the product's: 48-byte records, their MACs and the ring of three.

Written from protocol/card/SPEC.md, without a line of the product: the checker trusts nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

RECORD = struct.Struct(">BBHIiIHIHIIi3sB8s")
SLOTS = 3
SALE, VOID, LOAD, REFUND, CLAIM = 2, 3, 4, 5, 6
CREDITS = frozenset({1, LOAD, REFUND, CLAIM, 10})
KINDS = range(1, 11)
LOCKED = 0x80

Key = tuple[int, int, int]
"""Terminal, lineage, sequence."""
Card = tuple[int, int]
"""Number and instance."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record by its plain values."""

    counter: int
    balance: int
    key: Key
    amount: int
    kind: int
    locked: bool
    raw: bytes


def decode(raw: bytes) -> Record | None:
    """A record, or None for bytes that are none."""
    head, _, _, counter, balance, _, _, _, terminal, lineage, sequence, amount, _, kind, _ = RECORD.unpack(raw)
    if head >> 4 != 1 or kind & ~LOCKED not in KINDS:
        return None
    return Record(counter, balance, (terminal, lineage, sequence), amount, kind & ~LOCKED, bool(kind & LOCKED), raw)


def cmac(key: bytes, message: bytes) -> bytes:
    """AES-CMAC."""
    mac = CMAC(AES(key))
    mac.update(message)
    return mac.finalize()


@dataclass(frozen=True, slots=True)
class Masters:
    """The two master keys that records are sealed with."""

    mac: bytes
    load: bytes


@lru_cache(maxsize=20_000)
def sound(masters: Masters, uid: bytes, card: Card, slot: int, raw: bytes, *, to_debit: bool = False) -> bool:
    """Whether 48 bytes carry the MAC of this card and slot; `to_debit`: as a terminal can tell that has no load key."""
    owner = uid.ljust(7, b"\0") + card[0].to_bytes(8, "big") + card[1].to_bytes(2, "big")
    message = b"TALLYCARD-RECORD" + owner + bytes([slot]) + raw[:40]
    whole = cmac(cmac(masters.mac, b"\x01" + owner + b"MAC"), message)
    if raw[39] & ~LOCKED not in CREDITS:
        return whole[:8] == raw[40:]
    if to_debit:
        return whole[:4] == raw[40:44]
    loader = cmac(cmac(masters.load, b"\x01" + owner + b"LOAD"), message)
    return whole[:4] + loader[:4] == raw[40:]


def ring(masters: Masters, uid: bytes, card: Card, slots: Sequence[bytes], *, to_debit: bool = False) -> list[Record]:
    """The ruling record and the consecutive ones beneath it, newest first; empty if the card is dead."""
    found = []
    for slot, raw in enumerate(slots):
        record = decode(raw)
        if record is not None and record.counter % SLOTS == slot and sound(masters, uid, card, slot, raw, to_debit=to_debit):
            found.append(record)
    found.sort(key=lambda record: -record.counter)
    chain = found[:1]
    for record in found[1:]:
        if record.counter == chain[-1].counter - 1:
            chain.append(record)
    return chain
