"""What lies on a card: static part, records, the ring, access conditions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from protocol.card.admission import admit, sealed_identity
from protocol.card.conversation import Foreign
from protocol.card.identity import IDENTITY_BYTES, Identity, IdentityViolation, unpack_identity
from protocol.card.keys import card_keys
from protocol.card.layout_mifare import access_bytes, conditions_of
from protocol.card.recognise import recognise
from protocol.card.record import RECORD_BYTES, Kind, RecordViolation, unpack
from protocol.card.ring import SLOTS, Change, read_chain, slot_of, successor
from protocol.instants import BusinessDay
from protocol.money import Money
from tests.fuzz.target import Target, refused
from tests.protocol.card.samples import CARD, ISSUER, KEYS, MIFARE_UID, reference

RING_BYTES = SLOTS * RECORD_BYTES
CHANGES = (
    Change(Kind.SALE, Money(-1), BusinessDay(9_830), points=1, times=1),
    Change(Kind.VOID, Money(1), BusinessDay(0), points=-1, times=-1),
    Change(Kind.LOAD, Money(2**31 - 1), BusinessDay(2**16 - 1)),
)


def check_record(data: bytes) -> None:
    """A record that is read has one encoding, and whatever follows it either fits or is refused."""
    record = refused(RecordViolation, lambda: unpack(data))
    if record is None:
        return
    assert record.pack() == data
    for change in CHANGES:
        after = successor(record, change, reference(50), 7)
        assert after.counter == record.counter + 1
        assert after.day >= record.day
        packed = refused(RecordViolation, after.pack)
        assert packed is None or unpack(packed) == after


def check_identity(data: bytes) -> None:
    """A static part that is read has one encoding; one that is admitted carries our MAC for this very chip."""
    found = refused(IdentityViolation, lambda: unpack_identity(data))
    assert found is None or found.pack() == data
    assert isinstance(admit(data, MIFARE_UID, KEYS, ISSUER), Foreign | Identity)
    if found is None:
        return
    ours = sealed_identity(KEYS, MIFARE_UID, replace(found, issuer=ISSUER, key_version=KEYS.version))
    assert admit(ours.pack(), MIFARE_UID, KEYS, ISSUER) == ours
    assert admit(ours.pack(), MIFARE_UID[::-1], KEYS, ISSUER) is Foreign.BAD_IDENTITY


def check_ring(data: bytes) -> None:
    """Three slots of anything, taken at their word and with MACs: the chain has no holes and lies where it must."""
    slots = tuple(data.ljust(RING_BYTES, b"\x00")[at : at + RECORD_BYTES] for at in range(0, RING_BYTES, RECORD_BYTES))
    _check_chain(slots, trusting=True)
    _check_chain(slots, trusting=False)


def _check_chain(slots: tuple[bytes, ...], trusting: bool) -> None:
    authentic = card_keys(KEYS, MIFARE_UID, CARD).authentic
    chain = read_chain(slots, lambda slot, record: trusting or authentic(slot, record))
    if chain is None:
        return
    assert all(above.counter == below.counter + 1 for above, below in pairwise(chain.records))
    assert all(slots[slot_of(record.counter)] == record.pack() for record in (*chain.records, *chain.strays))
    assert all(stray.counter < chain.current.counter for stray in chain.strays)
    assert not {slot_of(record.counter) for record in chain.records} & set(chain.spare_slots)
    assert len(chain.records) + len(chain.spare_slots) == SLOTS
    for record in chain.records:
        assert chain.at(record.counter) == record
        assert chain.holding(record.reference) is not None


def check_access(data: bytes) -> None:
    """Access bytes have one reading, or contradict themselves; an ATR is one of two, or a stranger's."""
    recognise(data)
    if len(data) >= 3:
        conditions = refused(ValueError, lambda: conditions_of(data[:3]))
        assert conditions is None or access_bytes(conditions) == data[:3]


TARGETS = (
    Target("record", check_record, largest=RECORD_BYTES, share=200),
    Target("identity", check_identity, largest=IDENTITY_BYTES, share=200),
    Target("ring", check_ring, largest=RING_BYTES, share=60),
    Target("access", check_access, largest=40, share=400),
)
