"""Conversations with an SLE4442 (SPEC 7).

The chip counts wrong security codes and is read-only for ever after three. So a code is presented only after the
chip's header, the static part's MAC and a full counter were seen, and only the reader's own word for *right* counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocol.card import apdu
from protocol.card import layout_sle4442 as layout
from protocol.card.admission import admit, claimed_card
from protocol.card.conversation import RESELECT, Already, Blank, CardFault, CardImage, Conversation, Foreign, Torn, tell
from protocol.card.dialect import Dialect
from protocol.card.identity import FORMAT, IDENTITY_BYTES, NAME_BYTES, SIGNED_BYTES, Identity, unpack_identity
from protocol.card.keys import MAC_BYTES, Keyring, card_keys, identity_mac, security_code
from protocol.card.record import RECORD_BYTES, RecordViolation, unpack
from protocol.card.ring import slot_of
from protocol.link.entries import Medium

NO_UID = b""
MENDABLE_TRIES = 2


def read(dialect: Dialect, keys: Keyring, issuer: bytes) -> Conversation[CardImage | Foreign]:
    """Read static part and slots; reading needs no code and presents none."""
    refusal = yield from _start(dialect)
    if refusal is not None:
        return refusal
    area = yield from _read(layout.AREA, layout.AREA_BYTES)
    identity = admit(area[:IDENTITY_BYTES], NO_UID, keys, issuer)
    if isinstance(identity, Foreign):
        return identity
    first, second, third = (area[at : at + RECORD_BYTES] for at in range(IDENTITY_BYTES, layout.AREA_BYTES, RECORD_BYTES))
    return CardImage(Medium.SLE4442, NO_UID, identity, (first, second, third))


def write_slots(image: CardImage, wanted: Mapping[int, bytes], dialect: Dialect, keys: Keyring) -> Conversation[None]:
    """Write the bytes that differ from the image, each slot's MAC last; every byte of a slot that holds no sound record."""
    writes = [
        write
        for slot, data in wanted.items()
        for write in (layout.changes_mac_last if _is_sound(image, slot, keys) else layout.renewed_mac_last)(
            layout.slot_address(slot), image.slots[slot], data
        )
    ]
    if writes:
        yield from _start_writing(dialect)
        yield from _present(dialect, security_code(keys, image.identity.card))
        yield from _write(dialect, writes)


def _is_sound(image: CardImage, slot: int, keys: Keyring) -> bool:
    try:
        record = unpack(image.slots[slot])
    except RecordViolation:
        return False
    return slot_of(record.counter) == slot and card_keys(keys, NO_UID, image.identity.card).authentic(slot, record)


def read_slots(slots: tuple[int, ...]) -> Conversation[list[bytes]]:
    """Read slots again after a new selection, which forgets the code."""
    yield RESELECT
    yield from tell("select card type", apdu.SELECT_SLE4442)
    found = []
    for slot in slots:
        found.append((yield from _read(layout.slot_address(slot), RECORD_BYTES)))
    return found


def read_torn(dialect: Dialect, keys: Keyring, issuer: bytes) -> Conversation[Torn | Foreign]:
    """Read a card whose static part may be torn: whom it names, and its slots."""
    refusal = yield from _start(dialect)
    if refusal is not None:
        return refusal
    area = yield from _read(layout.AREA, layout.AREA_BYTES)
    card = claimed_card(area[:IDENTITY_BYTES], keys, issuer)
    if card is None:
        return Foreign.NOT_OURS
    first, second, third = (area[at : at + RECORD_BYTES] for at in range(IDENTITY_BYTES, layout.AREA_BYTES, RECORD_BYTES))
    return Torn(Medium.SLE4442, NO_UID, card, (first, second, third))


def write_identity(identity: Identity, dialect: Dialect, keys: Keyring) -> Conversation[None]:
    """Write what differs of the static part, its MAC last; every byte behind the first 16 of one that was torn."""
    yield from _start_writing(dialect)
    found, wanted = (yield from _read(layout.AREA, IDENTITY_BYTES)), identity.pack()
    if found[:NAME_BYTES] != wanted[:NAME_BYTES]:
        raise CardFault("read static part", note="another card lies on the reader")
    if isinstance(admit(found, NO_UID, keys, identity.issuer), Foreign):
        writes = layout.renewed_mac_last(layout.AREA, found, wanted, NAME_BYTES)
    else:
        writes = layout.changes_mac_last(layout.AREA, found, wanted)
    if writes:
        yield from _present(dialect, security_code(keys, identity.card))
        yield from _write(dialect, writes)


def read_identity(dialect: Dialect) -> Conversation[bytes]:
    """Read the static part again after a new selection, which forgets the code."""
    yield RESELECT
    yield from tell("select card type", apdu.SELECT_SLE4442)
    return (yield from _read(layout.AREA, IDENTITY_BYTES))


def mend_code(dialect: Dialect, keys: Keyring, issuer: bytes) -> Conversation[Foreign | None]:
    """At the desk: give a card of ours its tries back, where a power loss within PRESENT took exactly one.

    Presents the card's own code once, after the static part has proved whose code it is; None when it was right.
    """
    refusal = yield from _start(dialect)
    if refusal is not Foreign.CODE_DAMAGED or layout.tries_left((yield from _error_counter(dialect))) != MENDABLE_TRIES:
        return refusal
    identity = admit((yield from _read(layout.AREA, IDENTITY_BYTES)), NO_UID, keys, issuer)
    if isinstance(identity, Foreign):
        return identity
    yield from _present(dialect, security_code(keys, identity.card))
    return None


def inspect(dialect: Dialect, keys: Keyring) -> Conversation[Blank | Foreign | Already]:
    """Whether the static part is there, is not there, or is half written; presents no code."""
    refusal = yield from _start(dialect)
    if refusal is not None:
        return refusal
    raw = yield from _read(layout.AREA, IDENTITY_BYTES)
    identity = admit(raw, NO_UID, keys, None)
    if not isinstance(identity, Foreign):
        return Already(identity)
    unwritten = _erased(raw[2:])
    unsealed = raw[0] == FORMAT and _erased(raw[SIGNED_BYTES:])
    torn_seal = identity is Foreign.BAD_IDENTITY and _torn(raw[SIGNED_BYTES:], _seal_of(raw, keys))
    return Blank(Medium.SLE4442, NO_UID) if unwritten or unsealed or torn_seal else identity


def _erased(area: bytes) -> bool:
    return area == bytes([layout.ERASED] * len(area))


def _torn(found: bytes, wanted: bytes) -> bool:
    """Whether writing `wanted` byte by byte was cut: some of it, one byte of anything, the rest erased.

    A card of other masters must not look so: the delivery code would cost it a try.
    """
    cut = next(place for place in range(len(wanted)) if found[place] != wanted[place])
    return _erased(found[cut + 1 :])


def personalise(dialect: Dialect, keys: Keyring, identity: Identity, slots: tuple[bytes, bytes, bytes]) -> Conversation[None]:
    """Write everything but the static part's MAC, change the code, prove the new code, write that MAC, read back.

    Without its MAC the card is nobody's, so no till can present a code to a half-made card. May be repeated: if the
    delivery code is refused on a card that carries this very card number, its own code is tried once.
    """
    yield from _start_writing(dialect)
    area = yield from _read(layout.AREA, layout.AREA_BYTES)
    wanted = identity.pack() + b"".join(slots)
    own = security_code(keys, identity.card)
    resumed = area[2:16] == wanted[2:16]
    if (yield from _present_blank(dialect, resumed)):
        unsealed = wanted[:SIGNED_BYTES] + bytes([layout.ERASED] * MAC_BYTES) + wanted[IDENTITY_BYTES:]
        yield from _write(dialect, layout.changes(layout.AREA, area, unsealed))
        yield from tell("change code", dialect.change_code(layout.BLANK_CODE, own))
        yield RESELECT
        yield from _start_writing(dialect)
        area = unsealed
    yield from _present(dialect, own)
    yield from _write(dialect, _identity_mac_last(area, wanted))
    yield RESELECT
    yield from _start_writing(dialect)
    if (yield from _read(layout.AREA, layout.AREA_BYTES)) != wanted:
        raise CardFault("read back memory", note="not what was written")


def _seal_of(raw: bytes, keys: Keyring) -> bytes:
    return identity_mac(keys, NO_UID, unpack_identity(raw))


def _identity_mac_last(area: bytes, wanted: bytes) -> list[layout.Write]:
    def part(start: int, end: int) -> list[layout.Write]:
        return layout.changes(layout.AREA + start, area[start:end], wanted[start:end])

    rest = part(IDENTITY_BYTES, layout.AREA_BYTES)
    return part(0, SIGNED_BYTES) + rest + part(SIGNED_BYTES, IDENTITY_BYTES)


def _start(dialect: Dialect) -> Conversation[Foreign | None]:
    """Power the chip, check its header and its error counter; None if all tries are there."""
    yield from tell("select card type", apdu.SELECT_SLE4442)
    if (yield from _read(0, len(layout.CHIP_HEADER))) != layout.CHIP_HEADER:
        return Foreign.WRONG_TYPE
    counter = yield from _error_counter(dialect)
    if layout.tries_left(counter) == 0:
        return Foreign.CODE_BLOCKED
    return None if counter == layout.FULL_COUNTER else Foreign.CODE_DAMAGED


def _start_writing(dialect: Dialect) -> Conversation[None]:
    refusal = yield from _start(dialect)
    if refusal is not None:
        raise CardFault("check chip", note=refusal.value)


def _error_counter(dialect: Dialect) -> Conversation[int]:
    step = "read error counter"
    answer = apdu.parse_answer((yield dialect.read_counter))
    if answer.status != apdu.OK:
        raise CardFault(step, answer.status)
    if not answer.data:
        raise CardFault(step, note="no counter in the answer")
    return answer.data[dialect.counter_at]


def _present(dialect: Dialect, code: bytes) -> Conversation[None]:
    yield from tell("present code", apdu.present_code(code), status=dialect.code_right)


def _present_blank(dialect: Dialect, resumed: bool) -> Conversation[bool]:
    """Present the delivery code. False: refused, and exactly one try is gone, and the card is one we had begun."""
    answer = apdu.parse_answer((yield apdu.present_code(layout.BLANK_CODE)))
    if answer.status == dialect.code_right:
        return True
    if not resumed or layout.tries_left((yield from _error_counter(dialect))) != MENDABLE_TRIES:
        raise CardFault("present delivery code", answer.status)
    return False


def _read(address: int, length: int) -> Conversation[bytes]:
    return (yield from tell(f"read memory {address:02X}", apdu.read_memory(address, length), length))


def _write(dialect: Dialect, writes: Iterable[layout.Write]) -> Conversation[None]:
    for address, data in writes:
        yield from tell(f"write memory {address:02X}", dialect.write_memory(address, data))
