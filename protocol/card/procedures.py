"""Conversations with a member's card, whatever its kind (SPEC 8).

The order of a card change (INTEGRITY's S1 to S9 as seen from the card):

    read_card -> (policy, intent on disk) -> write_record -> verify_record -> (commit on disk)

Every function returns a generator: nothing happens until a runner drives it. Expected refusals are `Foreign`
values; an answer that a step does not allow raises CardFault.
"""

from __future__ import annotations

from protocol.card import procedures_mifare as mifare
from protocol.card import procedures_sle4442 as sle4442
from protocol.card.admission import sealed_identity
from protocol.card.conversation import RESELECT, Already, Blank, CardFault, CardImage, Conversation, Foreign, Reselect, Torn
from protocol.card.dialect import Dialect
from protocol.card.identity import Identity
from protocol.card.keys import Keyring, card_keys, identity_is_authentic
from protocol.card.layout_mifare import SIGNATURE_BYTES
from protocol.card.recognise import recognise
from protocol.card.record import MAC_BYTES, RECORD_BYTES, Record
from protocol.card.ring import SLOTS, slot_of
from protocol.link.entries import Medium

__all__ = [
    "RESELECT",
    "Already",
    "Blank",
    "CardFault",
    "CardImage",
    "Conversation",
    "Foreign",
    "Reselect",
    "Torn",
    "inspect_blank",
    "mend_code",
    "personalise",
    "read_card",
    "read_torn",
    "scrub",
    "sealed_identity",
    "verify_identity",
    "verify_record",
    "write_identity",
    "write_record",
]

EMPTY_SLOT = bytes(RECORD_BYTES)


def read_card(
    atr: bytes, dialect: Dialect, keys: Keyring, issuer: bytes, with_signature: bool = False
) -> Conversation[CardImage | Foreign]:
    """Read a card whose static part is ours. Writes nothing, presents no code, tries no second key.

    `issuer` has 4 bytes. `with_signature` reads sectors 5 and 6 of a MIFARE card as well.
    """
    medium = recognise(atr)
    if medium is None:
        return Foreign.WRONG_TYPE
    if medium is Medium.MIFARE_1K:
        return (yield from mifare.read(dialect, keys, issuer, with_signature))
    return (yield from sle4442.read(dialect, keys, issuer))


def mend_code(atr: bytes, dialect: Dialect, keys: Keyring, issuer: bytes) -> Conversation[Foreign | None]:
    """For the desk alone: an SLE4442 of ours with one try missing gets it back; None when all tries are there."""
    if recognise(atr) is not Medium.SLE4442:
        return Foreign.WRONG_TYPE
    return (yield from sle4442.mend_code(dialect, keys, issuer))


def write_record(image: CardImage, record: Record, dialect: Dialect, keys: Keyring) -> Conversation[None]:
    """Put a sealed record into the slot of its counter. Whether it arrived, only `verify_record` can say.

    Raises ValueError for a record without a MAC.
    """
    if record.mac == bytes(MAC_BYTES):
        raise ValueError("a record without a MAC is never written")
    yield from _write_slots(image, {slot_of(record.counter): record.pack()}, dialect, keys)


def verify_record(image: CardImage, record: Record, dialect: Dialect, keys: Keyring) -> Conversation[bool]:
    """Select anew, open anew, read the record's slot and compare all 48 bytes."""
    return (yield from _read_slots(image, (slot_of(record.counter),), dialect, keys)) == [record.pack()]


def read_torn(atr: bytes, dialect: Dialect, keys: Keyring, issuer: bytes) -> Conversation[Torn | Foreign]:
    """For the desk alone: whom a card of ours names whose static part a power loss has torn, and its slots. Begin with the
    card selected. Writes nothing and presents no code: first a record must prove that it is this card.
    """
    medium = recognise(atr)
    if medium is None:
        return Foreign.WRONG_TYPE
    if medium is Medium.MIFARE_1K:
        return (yield from mifare.read_torn(dialect, keys, issuer))
    return (yield from sle4442.read_torn(dialect, keys, issuer))


def write_identity(image: CardImage, identity: Identity, dialect: Dialect, keys: Keyring) -> Conversation[None]:
    """Put another static part, sealed for this chip, on the same card (SPEC 8.6). Whether it arrived, only `verify_identity`
    can say. Raises ValueError if it is of another card or its MAC does not fit.
    """
    if identity.card != image.identity.card or not identity_is_authentic(keys, image.uid, identity):
        raise ValueError("the static part is not sealed for this card")
    if image.medium is Medium.MIFARE_1K:
        yield from mifare.write_identity(image.uid, identity.pack(), dialect, keys)
    else:
        yield from sle4442.write_identity(identity, dialect, keys)


def verify_identity(image: CardImage, identity: Identity, dialect: Dialect, keys: Keyring) -> Conversation[bool]:
    """Select anew, open anew, read the static part and compare all 48 bytes."""
    if image.medium is Medium.MIFARE_1K:
        found = yield from mifare.read_identity(image.uid, dialect, keys)
    else:
        found = yield from sle4442.read_identity(dialect)
    return found == identity.pack()


def scrub(image: CardImage, slots: tuple[int, ...], dialect: Dialect, keys: Keyring) -> Conversation[bool]:
    """Overwrite slots with zeros so that no half-written record can come back; True if they read as zero afterwards.

    Give it `Chain.spare_slots` only: a slot of the chain would lose its record.
    """
    yield from _write_slots(image, dict.fromkeys(slots, EMPTY_SLOT), dialect, keys)
    return (yield from _read_slots(image, slots, dialect, keys)) == [EMPTY_SLOT] * len(slots)


def inspect_blank(atr: bytes, dialect: Dialect, keys: Keyring) -> Conversation[Blank | Foreign | Already]:
    """Whether a card can be personalised. The UID of the answer goes into the MACs of what `personalise` writes."""
    medium = recognise(atr)
    if medium is None:
        return Foreign.WRONG_TYPE
    if medium is Medium.MIFARE_1K:
        return (yield from mifare.inspect(dialect, keys))
    return (yield from sle4442.inspect(dialect, keys))


def personalise(
    blank: Blank, dialect: Dialect, keys: Keyring, identity: Identity, record: Record, signature: bytes | None
) -> Conversation[None]:
    """Make a card: static part (sealed for this UID), first record (sealed), signature of 64 bytes on MIFARE only.

    Begin with the card selected; ends with a new selection and everything read back. After any interruption it may
    be repeated with the same arguments, and until it has ended no till takes the card for one of ours.
    Raises ValueError if the MACs do not fit the card or the signature does not fit its kind.
    """
    slot = slot_of(record.counter)
    if not identity_is_authentic(keys, blank.uid, identity):
        raise ValueError("the static part is not sealed for this card")
    if not card_keys(keys, blank.uid, identity.card).authentic(slot, record):
        raise ValueError("the first record is not sealed for this card")
    if signature is not None and (blank.medium is Medium.SLE4442 or len(signature) != SIGNATURE_BYTES):
        raise ValueError(f"a signature has {SIGNATURE_BYTES} bytes and its place on a MIFARE card")
    first, second, third = (record.pack() if at == slot else EMPTY_SLOT for at in range(SLOTS))
    slots = (first, second, third)
    if blank.medium is Medium.MIFARE_1K:
        yield from mifare.personalise(blank.uid, dialect, keys, identity.pack(), slots, signature)
    else:
        yield from sle4442.personalise(dialect, keys, identity, slots)


def _write_slots(image: CardImage, wanted: dict[int, bytes], dialect: Dialect, keys: Keyring) -> Conversation[None]:
    if image.medium is Medium.MIFARE_1K:
        yield from mifare.write_slots(image, wanted, dialect, keys)
    else:
        yield from sle4442.write_slots(image, wanted, dialect, keys)


def _read_slots(image: CardImage, slots: tuple[int, ...], dialect: Dialect, keys: Keyring) -> Conversation[list[bytes]]:
    if image.medium is Medium.MIFARE_1K:
        return (yield from mifare.read_slots(image, slots, dialect, keys))
    return (yield from sle4442.read_slots(slots))
