"""One worked card of each kind; the same values stand in SPEC.md and in the vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from protocol.card.admission import sealed_identity
from protocol.card.identity import Identity
from protocol.card.keys import card_keys, derive_keyring, pin_verifier
from protocol.card.record import Kind, Record
from protocol.card.ring import Change, first_record, slot_of, successor
from protocol.ids import CardInstance, CardNumber, ClassId, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay
from protocol.money import Money

MASTER = bytes(range(32))
KEYS = derive_keyring(MASTER, 7)
ISSUER = b"TALY"
MIFARE_UID = bytes.fromhex("deadbeef")
NO_UID = b""
CARD = CardInstance(CardNumber(6_200_000_000_001_234), 2)
SALT = bytes.fromhex("5a17c0de")
PIN = "2580"
SIGNATURE = bytes(range(64))

MIFARE_ATR = bytes.fromhex("3b8f8001804f0ca000000306030001000000006a")
SLE_ATR = bytes.fromhex("3b04a2131091")


def identity(uid: bytes, card: CardInstance = CARD) -> Identity:
    """The static part of the worked card, or of another one, sealed for this chip."""
    plain = Identity(
        key_version=7,
        issuer=ISSUER,
        card=card,
        card_class=ClassId(3),
        issued=BusinessDay(9_822),
        valid_from=BusinessDay(9_822),
        valid_until=BusinessDay(11_648),
        pin_salt=SALT,
        pin_verifier=pin_verifier(KEYS, uid, CARD, SALT, PIN),
    )
    return sealed_identity(KEYS, uid, plain)


def reference(sequence: int) -> Reference:
    """A reference of the worked terminal."""
    return Reference(TerminalId(11), Lineage(0xC0FFEE01), Sequence(sequence))


def sealed(uid: bytes, record: Record) -> Record:
    """The record with its MAC for the worked card."""
    return card_keys(KEYS, uid, CARD).seal(slot_of(record.counter), record)


def history(uid: bytes) -> tuple[Record, Record, Record, Record]:
    """Issue, load of 100.00, sale of 12.50 and its void."""
    day = BusinessDay(9_823)
    issue = first_record(Change(Kind.ISSUE, Money(0), BusinessDay(9_822)), reference(40), 7)
    load = successor(issue, Change(Kind.LOAD, Money(10_000), day), reference(41), 7)
    sale = successor(load, Change(Kind.SALE, Money(-1_250), day, points=12, times=1), reference(42), 7)
    void = successor(sale, Change(Kind.VOID, Money(1_250), day, points=-12, times=-1), reference(43), 7)
    return sealed(uid, issue), sealed(uid, load), sealed(uid, sale), sealed(uid, void)


Sealed = TypeVar("Sealed", Record, Identity)


def with_wrong_mac(record: Sealed) -> Sealed:
    """The record or static part with one bit of its MAC turned."""
    return replace(record, mac=bytes([record.mac[0] ^ 1]) + record.mac[1:])
