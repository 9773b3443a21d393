"""What a card says, in plain words. Reads only: no write, no code presented, no load key needed."""

from __future__ import annotations

from protocol.card.dialect import dialect_for
from protocol.card.identity import Identity
from protocol.card.keys import CardKeys, Keyring, card_keys
from protocol.card.procedures import CardFault, CardImage, Foreign, read_card
from protocol.card.record import RECORD_BYTES, Kind, Record, RecordViolation, unpack
from protocol.card.ring import Chain, read_chain, slot_of
from protocol.instants import BusinessDay, date_of
from protocol.link.entries import Medium
from terminal.drivers.card_reader.port import CardReader, converse

MEDIA = {Medium.MIFARE_1K: "MIFARE Classic 1K", Medium.SLE4442: "SLE4442"}

FOREIGN = {
    Foreign.NOT_OURS: "This is not a card of this office: it is blank, another issuer's, or its keys are not ours.",
    Foreign.WRONG_TYPE: "This chip is neither a MIFARE Classic 1K nor an SLE4442.",
    Foreign.BAD_IDENTITY: "The static part does not fit this chip: it was altered, copied from another card, or never finished. "
    "Keep the card and ask who brought it.",
    Foreign.CODE_BLOCKED: "The chip's code is blocked: nothing can be written any more. The member needs a replacement card.",
    Foreign.CODE_DAMAGED: "Somebody has tried wrong codes on this chip. Keep the card and ask who brought it.",
    Foreign.KEY_VERSION_UNKNOWN: "The card was made with another version of the card keys than this office holds.",
}

KINDS = {
    Kind.ISSUE: "issued",
    Kind.SALE: "sale",
    Kind.VOID: "sale undone",
    Kind.LOAD: "load",
    Kind.REFUND: "refund",
    Kind.CLAIM: "claim",
    Kind.PIN_TRY: "PIN try",
    Kind.CONFIRM: "confirmed",
    Kind.LOCK: "locked",
    Kind.UNLOCK: "unlocked",
    Kind.CASH_OUT: "paid out",
}


def inspect_card(reader: CardReader, keys: Keyring, issuer: bytes, today: BusinessDay, digits: int) -> tuple[bool, list[str]]:
    """Whether the card is sound, and the lines to show. Raises CardReaderError if the reader fails or the card goes."""
    keys = keys.without_load()
    connection = reader.connect()
    try:
        dialect = dialect_for(connection.reader)
        read = converse(read_card(connection.atr, dialect, keys, issuer), connection)
    except CardFault as fault:
        return False, [f"The card answered what it should not ({fault}). Try again; if it stays so, the chip is broken."]
    finally:
        connection.close()
    if isinstance(read, Foreign):
        return False, [FOREIGN[read]]
    return describe(read, keys, today, digits)


def describe(image: CardImage, keys: Keyring, today: BusinessDay, digits: int) -> tuple[bool, list[str]]:
    """The lines for a card that was read: identity, ring, and what is wrong."""
    identity = image.identity
    own = card_keys(keys, image.uid, identity.card)
    chain = read_chain(image.slots, own.authentic)
    wrong = [*_faults_of_identity(identity, today), *_faults_of_ring(image, chain, own)]
    lines = [*_identity_lines(image), *_ring_lines(image, chain, own, digits)]
    return not wrong, lines + (wrong or ["Nothing is wrong with this card."])


def _identity_lines(image: CardImage) -> list[str]:
    identity = image.identity
    uid = f", UID {image.uid.hex()}" if image.uid else ""
    return [
        f"Card {identity.card}, class {identity.card_class}, {MEDIA[image.medium]}{uid}, key version {identity.key_version}",
        f"Issued {date_of(identity.issued)}, valid {date_of(identity.valid_from)} to {date_of(identity.valid_until)}, "
        f"{'with a PIN' if identity.has_pin else 'without a PIN'}",
    ]


def _ring_lines(image: CardImage, chain: Chain | None, own: CardKeys, digits: int) -> list[str]:
    lines = []
    if chain:
        rules = chain.current
        lines.append(
            f"Balance {rules.balance.text(digits)}, points {rules.points}, visits {rules.times}, counter {rules.counter}"
        )
    for slot, raw in enumerate(image.slots):
        record = _record_of(slot, raw, own)
        if record is None:
            lines.append(f"  slot {slot}: {'empty' if raw == bytes(RECORD_BYTES) else 'no valid record'}")
            continue
        mark = "rules" if chain and record == chain.current else "below" if chain and record in chain.beneath else "stray"
        lines.append(
            f"  slot {slot}: {mark}, counter {record.counter}, {KINDS[record.kind]} {record.amount.text(digits)}, "
            f"balance {record.balance.text(digits)}, {date_of(record.day)}, reference {record.reference}"
        )
    return lines


def _record_of(slot: int, raw: bytes, own: CardKeys) -> Record | None:
    try:
        record = unpack(raw)
    except RecordViolation:
        return None
    return record if slot_of(record.counter) == slot and own.authentic(slot, record) else None


def _faults_of_identity(identity: Identity, today: BusinessDay) -> list[str]:
    faults = []
    if today < identity.valid_from:
        faults.append(f"The card is not valid before {date_of(identity.valid_from)}.")
    if today > identity.valid_until:
        faults.append(f"The card is over since {date_of(identity.valid_until)}. The member needs a new one.")
    return faults


def _faults_of_ring(image: CardImage, chain: Chain | None, own: CardKeys) -> list[str]:
    if chain is None and any(_record_of(slot, raw, own) for slot, raw in enumerate(image.slots)):
        return ["A sale was undone that is not the one beneath it: the records were put together by hand. Keep the card."]
    if chain is None:
        return ["No slot holds a valid record. Head office must say what was on the card."]
    faults = []
    if chain.current.locked:
        faults.append("The card is locked.")
    if chain.current.pin_fails:
        faults.append(f"Wrong PINs since the last right one: {chain.current.pin_fails}.")
    for slot, raw in enumerate(image.slots):
        if raw != bytes(RECORD_BYTES) and _record_of(slot, raw, own) is None:
            faults.append(f"Slot {slot} holds no valid record: a write was cut short there. The next tap at a terminal mends it.")
    if chain.strays:
        faults.append("There is a break between the records. Head office must look at this card.")
    return faults
