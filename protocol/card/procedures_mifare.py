"""Conversations with a MIFARE Classic 1K (SPEC 6).

A refused authentication silences the card until it is selected again; no other key is tried on a card that is
not being personalised.
"""

from __future__ import annotations

from collections.abc import Mapping

from protocol.card import apdu
from protocol.card import layout_mifare as layout
from protocol.card.admission import admit, claimed_card
from protocol.card.conversation import RESELECT, Already, Blank, CardFault, CardImage, Conversation, Foreign, Torn, tell
from protocol.card.dialect import KEY_A, KEY_B, Dialect
from protocol.card.keys import Keyring, sector_key
from protocol.card.record import RECORD_BYTES
from protocol.link.entries import Medium

UID_LENGTHS = (4, 7)
PERSONALISING_ORDER = (0, *range(2, layout.SECTORS), layout.IDENTITY_SECTOR)
"""The static part's sector comes last: until its trailer is frozen, tills cannot open the card at all."""


def read(dialect: Dialect, keys: Keyring, issuer: bytes, with_signature: bool) -> Conversation[CardImage | Foreign]:
    """Read static part, slots and, if asked, signature, each sector with its key A."""
    uid = yield from _uid()
    if len(uid) not in UID_LENGTHS:
        return Foreign.WRONG_TYPE
    if (yield from _try_own(dialect, keys, uid, layout.IDENTITY_SECTOR, KEY_A)) != apdu.OK:
        return Foreign.NOT_OURS
    identity = admit((yield from _read_sector(layout.IDENTITY_SECTOR)), uid, keys, issuer)
    if isinstance(identity, Foreign):
        return identity
    slots = yield from _read_own_sectors(dialect, keys, uid, layout.SLOT_SECTORS)
    signature = None
    if with_signature:
        sectors = yield from _read_own_sectors(dialect, keys, uid, layout.SIGNATURE_SECTORS)
        signature = b"".join(sectors)[: layout.SIGNATURE_BYTES]
    first, second, third = slots
    return CardImage(Medium.MIFARE_1K, uid, identity, (first, second, third), signature)


def write_slots(image: CardImage, wanted: Mapping[int, bytes], dialect: Dialect, keys: Keyring) -> Conversation[None]:
    """Write whole slots with key B, blocks in rising order: the block with the MAC is the last."""
    for slot, data in wanted.items():
        sector = layout.SLOT_SECTORS[slot]
        yield from _open_own(dialect, keys, image.uid, sector, KEY_B)
        yield from _write_blocks(dict(zip(layout.data_blocks(sector), layout.blocks_of(data), strict=True)))


def read_slots(image: CardImage, slots: tuple[int, ...], dialect: Dialect, keys: Keyring) -> Conversation[list[bytes]]:
    """Read slots again after a new selection."""
    yield RESELECT
    return (yield from _read_own_sectors(dialect, keys, image.uid, tuple(layout.SLOT_SECTORS[slot] for slot in slots)))


def read_torn(dialect: Dialect, keys: Keyring, issuer: bytes) -> Conversation[Torn | Foreign]:
    """Read a card whose static part may be torn: whom it names, and its slots."""
    uid = yield from _uid()
    if (yield from _try_own(dialect, keys, uid, layout.IDENTITY_SECTOR, KEY_A)) != apdu.OK:
        return Foreign.NOT_OURS
    card = claimed_card((yield from _read_sector(layout.IDENTITY_SECTOR)), keys, issuer)
    if card is None:
        return Foreign.NOT_OURS
    first, second, third = yield from _read_own_sectors(dialect, keys, uid, layout.SLOT_SECTORS)
    return Torn(Medium.MIFARE_1K, uid, card, (first, second, third))


def write_identity(uid: bytes, identity: bytes, dialect: Dialect, keys: Keyring) -> Conversation[None]:
    """Write what may change of the static part, with key B: the second block and the third, in which the MAC is."""
    yield from _open_own(dialect, keys, uid, layout.IDENTITY_SECTOR, KEY_B)
    blocks = list(zip(layout.data_blocks(layout.IDENTITY_SECTOR), layout.blocks_of(identity), strict=True))
    yield from _write_blocks(dict(blocks[1:]))


def read_identity(uid: bytes, dialect: Dialect, keys: Keyring) -> Conversation[bytes]:
    """Read the static part again after a new selection."""
    yield RESELECT
    (found,) = yield from _read_own_sectors(dialect, keys, uid, (layout.IDENTITY_SECTOR,))
    return found


def inspect(dialect: Dialect, keys: Keyring) -> Conversation[Blank | Foreign | Already]:
    """Whether every sector opens with the transport key or, on a half-made card, with its own."""
    uid = yield from _uid()
    if len(uid) not in UID_LENGTHS:
        return Foreign.WRONG_TYPE
    for sector in reversed(PERSONALISING_ORDER):
        if (yield from _try(dialect, layout.TRANSPORT_KEY, sector, KEY_A)) == apdu.OK:
            continue
        yield from _reselect(uid)
        if (yield from _try_own(dialect, keys, uid, sector, KEY_A)) != apdu.OK:
            return Foreign.NOT_OURS
        if sector == layout.IDENTITY_SECTOR:
            identity = admit((yield from _read_sector(sector)), uid, keys, None)
            return identity if isinstance(identity, Foreign) else Already(identity)
    return Blank(Medium.MIFARE_1K, uid)


def personalise(
    uid: bytes, dialect: Dialect, keys: Keyring, identity: bytes, slots: tuple[bytes, bytes, bytes], signature: bytes | None
) -> Conversation[None]:
    """Write the data of all sectors, then freeze them, then select again and read everything back.

    May be repeated on a half-made card: a sector that is frozen already is written with its key B.
    """
    wanted = layout.contents(identity, slots, signature)
    yield from _expect_uid(uid)
    frozen: set[int] = set()
    for sector in PERSONALISING_ORDER:
        if (yield from _try(dialect, layout.TRANSPORT_KEY, sector, KEY_A)) != apdu.OK:
            yield from _reselect(uid)
            yield from _open_own(dialect, keys, uid, sector, KEY_B)
            frozen.add(sector)
        yield from _write_blocks({block: wanted[block] for block in layout.data_blocks(sector)})
    for sector in PERSONALISING_ORDER:
        if sector not in frozen:
            _judge_opening(sector, (yield from _try(dialect, layout.TRANSPORT_KEY, sector, KEY_A)))
            own = layout.trailer(sector_key(keys, uid, sector, "A"), sector_key(keys, uid, sector, "B"))
            yield from _write_blocks({layout.trailer_block(sector): own})
    yield from _reselect(uid)
    for sector in range(layout.SECTORS):
        yield from _prove_sector(dialect, keys, uid, sector, wanted)


def _prove_sector(dialect: Dialect, keys: Keyring, uid: bytes, sector: int, wanted: Mapping[int, bytes]) -> Conversation[None]:
    """Both keys open the sector, its data is as wanted, its access bytes are ours."""
    yield from _open_own(dialect, keys, uid, sector, KEY_B)
    yield from _open_own(dialect, keys, uid, sector, KEY_A)
    for block in layout.data_blocks(sector):
        if (yield from _read_block(block)) != wanted[block]:
            raise CardFault(f"read back block {block}", note="not what was written")
    end = layout.trailer_block(sector)
    if (yield from _read_block(end))[6:9] != layout.ACCESS:
        raise CardFault(f"read back block {end}", note="not the access bytes that were written")


def _uid() -> Conversation[bytes]:
    answer = apdu.parse_answer((yield apdu.GET_UID))
    if answer.status != apdu.OK:
        raise CardFault("get UID", answer.status)
    return answer.data


def _expect_uid(uid: bytes) -> Conversation[None]:
    if (yield from _uid()) != uid:
        raise CardFault("get UID", note="another card lies on the reader")


def _reselect(uid: bytes) -> Conversation[None]:
    yield RESELECT
    yield from _expect_uid(uid)


def _try(dialect: Dialect, key: bytes, sector: int, key_type: int) -> Conversation[int]:
    """Load a key and authenticate; the status word of the authentication."""
    yield from tell("load key", dialect.load_key(key_type, key))
    return apdu.parse_answer((yield dialect.authenticate(layout.first_block(sector), key_type))).status


def _try_own(dialect: Dialect, keys: Keyring, uid: bytes, sector: int, key_type: int) -> Conversation[int]:
    key = sector_key(keys, uid, sector, "A" if key_type == KEY_A else "B")
    return (yield from _try(dialect, key, sector, key_type))


def _open_own(dialect: Dialect, keys: Keyring, uid: bytes, sector: int, key_type: int) -> Conversation[None]:
    _judge_opening(sector, (yield from _try_own(dialect, keys, uid, sector, key_type)))


def _judge_opening(sector: int, status: int) -> None:
    if status != apdu.OK:
        raise CardFault(f"authenticate sector {sector}", status)


def _read_own_sectors(dialect: Dialect, keys: Keyring, uid: bytes, sectors: tuple[int, ...]) -> Conversation[list[bytes]]:
    found = []
    for sector in sectors:
        yield from _open_own(dialect, keys, uid, sector, KEY_A)
        found.append((yield from _read_sector(sector)))
    return found


def _read_sector(sector: int) -> Conversation[bytes]:
    data = b""
    for block in layout.data_blocks(sector):
        data += yield from _read_block(block)
    assert len(data) == RECORD_BYTES
    return data


def _read_block(block: int) -> Conversation[bytes]:
    return (yield from tell(f"read block {block}", apdu.read_block(block), apdu.BLOCK_BYTES))


def _write_blocks(wanted: Mapping[int, bytes]) -> Conversation[None]:
    for block, data in wanted.items():
        yield from tell(f"write block {block}", apdu.write_block(block, data))
