"""Honest examples of everything, by target: what fuzzing starts from."""

from __future__ import annotations

import tempfile
from pathlib import Path

from protocol.card.record import RECORD_BYTES, Kind, Record
from protocol.card.ring import SLOTS, slot_of
from protocol.ids import Lineage
from protocol.instants import Instant
from protocol.link.bundles import encode_keyring, encode_server_keys
from protocol.link.card_states import ROW_BYTES
from protocol.link.codec import entry_bytes
from protocol.link.enrolment import show_code
from protocol.link.entries import Abandon, Boot, BootReason, ClaimDetail, ClockStep, LockDetail
from protocol.link.framing import FRAME_MESSAGE_MAX, crc16, frame, stuff
from protocol.link.jobs import encode_jobs
from protocol.link.packet import pack
from protocol.link.seal import peek, seal, seal_to, unverified_body
from protocol.link.table_codec import encode_table
from terminal.drivers.card_reader.card_file import HEADER_BYTES, create_card
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442
from tests.fuzz.card_talk import DEEDS
from tests.fuzz.link_talk import LOCKED, SPEAKERS
from tests.fuzz.office_objects import told as told_entries
from tests.protocol.card.samples import KEYS, MIFARE_ATR, MIFARE_UID, SLE_ATR, history, identity
from tests.server.head_office import NOON, SERVER_KEYS
from tests.server.journal import Card, Journal
from tests.server.settlement.columns.test_sales import day_of_sales
from tests.support.link_examples import DEVICE, DEVICE_SEAL, ENTRIES, ENVIRONMENT, JOBS, PLAIN, SEALED, SIGNED_TABLES, entry

COUNTER = ("SignOn", "PinChanged", "ShiftOpened", "ShiftHandover", "PayOut", "LossReport", "ShiftClosed", "LineRemoved")


def eventful() -> Journal:
    """Every kind of entry and of card change, some of them seen twice or left open."""
    journal, card, other = Journal(), Card(), Card(number=1_000_000_000_000_002)
    for one in (card, other):
        journal.issue(one)
        journal.load(one, 10_000)
    journal.void(card, journal.sale(card, (300, 1), (450, 2)))
    journal.refund(card, 120)
    journal.pin_try(card)
    journal.change(card, Kind.LOCK, 0, LockDetail(2))
    journal.change(card, Kind.UNLOCK, 0, LockDetail(0))
    journal.change(card, Kind.CLAIM, 25, ClaimDetail(7))
    torn = journal.sale_intent(card, 75)
    journal.write(card, torn)
    journal.confirm(card, torn)
    journal.cancel(journal.sale_intent(other, 30))
    journal.add(Abandon(journal.sale_intent(other, 40)))
    journal.cash_sale(100, 200, 300, carried=2)
    journal.cash_refund(100)
    assert card.record is not None
    assert other.record is not None
    journal.saw(card, card.record, other.record)
    journal.sale(other, 10, evidence=(card.record.pack(),))
    for body in (body for name, body in ENTRIES.items() if name in COUNTER):
        journal.add(body)
    journal.add(ClockStep(NOON, Instant(NOON + 5_000)))
    journal.add(Boot(BootReason.AFTER_FAULT, Lineage(journal.lineage)))
    return journal


def eventful_entries() -> tuple[bytes, ...]:
    """The bytes of every entry."""
    return tuple(entry_bytes(entry) for entry in eventful().entries)


def batch_body(entries: int) -> bytes:
    """The body of a batch of the journal's first entries."""
    journal = eventful()
    journal.entries = journal.entries[:entries]
    return unverified_body(journal.batch(whatever=True))


def told(*names: str) -> bytes:
    """The script (see `link_talk`) of these examples, whole."""
    return b"".join(b"\x00\x00" + len(SEALED[name]).to_bytes(2, "big") + SEALED[name] for name in names)


def retold(name: str) -> bytes:
    """The script of an example that is signed again whatever its body becomes."""
    sealed = SEALED[name]
    found, body = peek(sealed), unverified_body(sealed)
    speaker = next(place for place, key in enumerate(SPEAKERS) if seal(found.purpose, ENVIRONMENT, key, body) == sealed)
    return bytes([speaker + len(SPEAKERS), found.purpose - 1]) + len(body).to_bytes(2, "big") + body


def _ring(*records: Record) -> bytes:
    slots = {slot_of(record.counter): record.pack() for record in records}
    return b"".join(slots.get(slot, bytes(RECORD_BYTES)) for slot in range(SLOTS))


def _card_image(chip: Chip) -> bytes:
    with tempfile.TemporaryDirectory(prefix="tc-fuzz-") as place:
        path = Path(place, "card")
        create_card(path, chip)
        return path.read_bytes()[: HEADER_BYTES + 64]


EXAMPLE = (Path(__file__).parents[2] / "provisioning/example/shop.toml").read_bytes()
TILL = b"""terminal = 1
folder = "till-1"
operator = 1
[reader]
kind = "virtual"
name = "ACR122U"
[printer]
kind = "file"
target = "/dev/null"
columns = 32
[uplink]
kind = "http"
url = "https://office.example"
ca_file = "ca.pem"
batch_seconds = 300
"""
OFFICE = b"""mode = "training"
keys_file = "server.keys"
utc_offset_minutes = -60
[database]
url = "sqlite:///office.db"
password_file = "db.password"
[listen]
host = "127.0.0.1"
port = 8480
"""
ITEMS = b"code,name,price,category,owner\n1,Tea,2.55,0,1\n"
LONG_MESSAGE = bytes(FRAME_MESSAGE_MAX + 1)
TOO_LONG = stuff(LONG_MESSAGE + crc16(LONG_MESSAGE).to_bytes(2, "little")) + b"\x00"
NESTED = b"a=" + b"[" * 1_000
DEVICE_WORDS = ("CERTIFICATE", "POLL", "BATCH")
OFFICE_WORDS = ("ACK", "REFUSAL", "PARAMETERS", "SNAPSHOT", "DELTA", "OFFICE_KEYS")
PAST = history(MIFARE_UID)
VISITS = (*(bytes([made | deed << 1]) for made in (0, 1) for deed in range(DEEDS)), bytes([0x1D]) + bytes(20))


def _body(name: str) -> bytes:
    return unverified_body(SEALED[name])


EXAMPLES: dict[str, tuple[bytes, ...]] = {
    "entry": (*map(entry, ENTRIES.values()), *eventful_entries()),
    "batch": (_body("BATCH"), batch_body(3), batch_body(9)),
    **{name.lower(): (_body(name),) for name in ("ACK", "REFUSAL", "POLL", "CERTIFICATE", "OFFICE_KEYS")},
    "columns": (told_entries(list(day_of_sales(2).entries)), told_entries(list(day_of_sales(1).entries[-3:]))),
    "jobs": (encode_jobs(JOBS),),
    "keyring": (encode_keyring(KEYS), encode_keyring(KEYS.without_load())),
    "server_keys": (encode_server_keys(SERVER_KEYS),),
    **{f"table_{signed.kind.name.lower()}": (encode_table(signed)[1:],) for signed in SIGNED_TABLES.values()},
    "card_states": (PLAIN["snapshot part"][-ROW_BYTES:],),
    "snapshot_part": (PLAIN["snapshot part"],),
    "delta": (PLAIN["delta"],),
    "text": (b"\x07\xe8\xb1\x86\xe6\xb5\x86!", b"\x00"),
    "packet": (pack([SEALED["POLL"], SEALED["ACK"]]), b""),
    "frames": (frame(b"hello\x00world") * 2, frame(bytes(FRAME_MESSAGE_MAX)), TOO_LONG),
    "stick": (
        b"TC-12-1.up\nTC-12-1.down\nTC-all-3.down\nTC-12-4.up\nTC-7-4294967295.up\nphoto.jpg",
        b"TC-12-9.down",
        b"TC-12-4294967295.down",
    ),
    "code": (show_code(bytes(16)).encode(), show_code(b"0123456789abcdef").lower().encode()),
    "seal": tuple(SEALED[name] for name in ("POLL", "ENROL_REQUEST", "ACK")),
    "sealed_to": (seal_to(DEVICE_SEAL.public, b"info", b"plain"),),
    "public_keys": (DEVICE.public, DEVICE_SEAL.public, bytes(32)),
    "locked": (LOCKED,),
    "judge": (told(*DEVICE_WORDS), b"".join(map(retold, DEVICE_WORDS)), retold("CERTIFICATE")),
    "receive": (told(*OFFICE_WORDS), b"".join(map(retold, OFFICE_WORDS)), *map(retold, OFFICE_WORDS)),
    "record": tuple(record.pack() for record in PAST),
    "identity": (identity(MIFARE_UID).pack(), identity(b"").pack()),
    "ring": (_ring(PAST[0]), _ring(*PAST[1:]), _ring(*PAST[:2])),
    "access": (bytes.fromhex("ff0780"), MIFARE_ATR, SLE_ATR),
    "mifare": VISITS,
    "sle4442": VISITS,
    "shop": (EXAMPLE, b'[shop]\nname="x"\ncurrency="GBP"\ndigits=2\nbalance_max="1.00"\n'),
    "items": (ITEMS,),
    "till_config": (TILL, NESTED),
    "office_config": (OFFICE, NESTED),
    "card_file": (_card_image(blank_mifare(b"\x01\x02\x03\x04")), _card_image(blank_sle4442())),
    "order": (b"1000-1049,2000", b"1"),
    "amount": (b"-12.50", b"0"),
}
RANDOMISED = ("sealed_to", "locked")
"""Examples that come out different each time."""
