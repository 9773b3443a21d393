"""One object at a time: what each side makes of what it hears."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

import pytest

from protocol.ids import Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.ack import Ack, encode_ack
from protocol.link.batch import Batch, Flag, batch_hash, encode_batch
from protocol.link.certificate import Certificate, Role, encode_certificate
from protocol.link.conversation import (
    COLLECTION_MS,
    Admit,
    Ignored,
    InstallDelta,
    InstallKeys,
    InstallTable,
    OfficeView,
    Polled,
    Refuse,
    Refused,
    RepeatAck,
    Resend,
    StoreAck,
    StoreBatch,
    TakePart,
    TerminalSide,
    behind,
    judge,
    receive,
    request,
)
from protocol.link.desk_orders import DeskOrders
from protocol.link.entries import Commit
from protocol.link.office_keys import encode_office_keys
from protocol.link.poll import Poll, encode_poll
from protocol.link.refusal import Refusal, encode_refusal
from protocol.link.seal import Purpose, SigningKey, key_id, seal
from protocol.link.snapshot import StatesHeld, encode_delta, encode_part, hash_after
from protocol.link.tables import LeaseTable, TableKind
from protocol.link.violations import Reason
from tests.support.link_examples import (
    ACK,
    ACK_VALUE,
    AT,
    BATCH,
    CA,
    CERTIFICATE,
    DELTA,
    DEVICE,
    ENVIRONMENT,
    KEYS,
    PART,
    POLL,
    ROOT,
    SEALED,
    SET,
    SIGNED_TABLES,
    TERMINAL,
    make_batch,
    sealed_table,
)

SIDE = TerminalSide(TERMINAL, ENVIRONMENT, ROOT.public, KEYS)
BATCH_1, POLL_1, CERT = SEALED["BATCH"], SEALED["POLL"], SEALED["CERTIFICATE"]
SENT = [CERT, POLL_1, BATCH_1]


def refusal(reason: Reason, about: bytes, number: int = 0, key: SigningKey = ACK) -> bytes:
    return seal(Purpose.REFUSAL, ENVIRONMENT, key, encode_refusal(Refusal(sha256(about).digest(), reason, number)))


def sealed_ack(ack: Ack) -> bytes:
    return seal(Purpose.ACK, ENVIRONMENT, ACK, encode_ack(ack))


def heard(data: bytes, side: TerminalSide = SIDE) -> object:
    _, (outcome,) = receive(side, SENT, [data])
    return outcome


# The terminal


def test_the_first_request_shows_the_certificate_then_polls_then_brings_the_oldest_batch_alone() -> None:
    assert request(SIDE, [BATCH_1, b"second"], POLL_1, CERT) == SENT


def test_once_answered_the_certificate_is_not_shown_again() -> None:
    side, _ = receive(SIDE, SENT, [SEALED["ACK"]])
    assert request(side, [], POLL_1, CERT) == [POLL_1]
    assert request(SIDE, [], POLL_1, None) == [POLL_1]


def test_an_acknowledgement_of_a_waiting_batch_is_stored_once() -> None:
    _, outcomes = receive(SIDE, SENT, [SEALED["ACK"], SEALED["ACK"]])
    assert outcomes == [StoreAck(1, SEALED["ACK"], ACK_VALUE), Ignored(Reason.UNASKED)]


@pytest.mark.parametrize(
    ("ack", "reason"),
    [
        (replace(ACK_VALUE, batch_hash=bytes(32)), Reason.UNASKED),
        (replace(ACK_VALUE, batch_hash=sha256(POLL_1).digest()), Reason.UNASKED),
        (replace(ACK_VALUE, terminal=TerminalId(13)), Reason.INCONSISTENT),
        (replace(ACK_VALUE, batch_number=2), Reason.INCONSISTENT),
        (replace(ACK_VALUE, count=3), Reason.INCONSISTENT),
    ],
)
def test_an_acknowledgement_of_anything_else_covers_nothing(ack: Ack, reason: Reason) -> None:
    assert heard(sealed_ack(ack)) == Ignored(reason)


def test_an_acknowledgement_signed_by_another_key_covers_nothing() -> None:
    assert heard(seal(Purpose.ACK, ENVIRONMENT, SET, encode_ack(ACK_VALUE))) == Ignored(Reason.UNKNOWN_SIGNER)


def test_a_table_is_installed_if_it_is_newer_and_never_again() -> None:
    items = SIGNED_TABLES["ItemTable"]
    older, newer = replace(items, version=3), replace(items, version=5)
    side, outcomes = receive(SIDE, SENT, [sealed_table(table) for table in (items, items, older, newer)])
    assert outcomes == [
        InstallTable(items, sealed_table(items)),
        Ignored(Reason.VERSION),
        Ignored(Reason.VERSION),
        InstallTable(newer, sealed_table(newer)),
    ]
    assert side.versions == {TableKind.ITEMS: 5}


def test_a_snapshot_and_a_delta_are_believed_only_under_their_own_purpose() -> None:
    side, outcomes = receive(SIDE, SENT, [SEALED["SNAPSHOT"], SEALED["DELTA"], SEALED["DELTA"]])
    assert outcomes == [TakePart(PART), InstallDelta(DELTA), Ignored(Reason.VERSION)]
    assert side.states == StatesHeld(8, hash_after(DELTA))
    for body in (encode_part(PART), encode_delta(DELTA)):
        assert heard(seal(Purpose.PARAMETERS, ENVIRONMENT, SET, body)) in (
            Ignored(Reason.MALFORMED),
            Ignored(Reason.TRUNCATED),
        )
        assert heard(seal(Purpose.SNAPSHOT, ENVIRONMENT, ACK, body)) == Ignored(Reason.UNKNOWN_SIGNER)


def test_a_delta_on_another_base_is_ignored_and_changes_nothing() -> None:
    side, outcomes = receive(SIDE, SENT, [SEALED["DELTA"]])
    assert (side, outcomes) == (SIDE, [Ignored(Reason.INCONSISTENT)])


def test_a_table_signed_by_the_ack_key_is_ignored() -> None:
    assert heard(sealed_table(SIGNED_TABLES["ItemTable"], ACK)) == Ignored(Reason.UNKNOWN_SIGNER)


def test_leases_are_installed_by_the_terminal_that_they_name_and_by_no_other() -> None:
    mine = SIGNED_TABLES["LeaseTable"]
    table = mine.table
    assert isinstance(table, LeaseTable)
    theirs = replace(mine, version=9, table=replace(table, terminal=TerminalId(table.terminal + 1)))
    side, outcomes = receive(SIDE, [], [sealed_table(theirs), sealed_table(mine)])
    assert outcomes == [Ignored(Reason.INCONSISTENT), InstallTable(mine, sealed_table(mine))]
    assert side.versions[TableKind.LEASES] == mine.version


def test_orders_for_another_desk_are_not_installed() -> None:
    table = SIGNED_TABLES["DeskOrders"].table
    assert isinstance(table, DeskOrders)
    theirs = replace(SIGNED_TABLES["DeskOrders"], table=replace(table, terminal=TerminalId(table.terminal + 1)))
    assert heard(sealed_table(theirs)) == Ignored(Reason.INCONSISTENT)


def test_new_office_keys_count_at_once_and_old_ones_never() -> None:
    keys = replace(KEYS, version=2, ack=SET.public)
    sealed = seal(Purpose.OFFICE_KEYS, ENVIRONMENT, ROOT, encode_office_keys(keys))
    ack = seal(Purpose.ACK, ENVIRONMENT, SET, encode_ack(ACK_VALUE))
    side, outcomes = receive(SIDE, SENT, [sealed, ack, SEALED["OFFICE_KEYS"]])
    assert outcomes == [InstallKeys(keys, sealed), StoreAck(1, ack, ACK_VALUE), Ignored(Reason.VERSION)]
    assert side.keys == keys


def test_office_keys_not_signed_by_the_root_are_ignored() -> None:
    keys = replace(KEYS, version=2)
    assert heard(seal(Purpose.OFFICE_KEYS, ENVIRONMENT, CA, encode_office_keys(keys))) == Ignored(Reason.UNKNOWN_SIGNER)


def test_a_refusal_of_something_sent_is_shown_once() -> None:
    refused = refusal(Reason.REVOKED, POLL_1)
    _, outcomes = receive(SIDE, SENT, [refused, refused])
    assert outcomes == [Refused(Refusal(sha256(POLL_1).digest(), Reason.REVOKED)), Ignored(Reason.UNASKED)]


def test_a_refusal_of_something_never_sent_or_by_another_key_is_ignored() -> None:
    assert heard(refusal(Reason.REVOKED, b"never sent")) == Ignored(Reason.UNASKED)
    assert heard(refusal(Reason.REVOKED, POLL_1, key=SET)) == Ignored(Reason.UNKNOWN_SIGNER)


def test_an_office_that_does_not_know_the_signer_is_shown_the_certificate_again() -> None:
    answered, _ = receive(SIDE, SENT, [SEALED["ACK"]])
    side, _ = receive(answered, [POLL_1], [refusal(Reason.UNKNOWN_SIGNER, POLL_1)])
    assert request(side, [], POLL_1, CERT) == [CERT, POLL_1]


def test_an_office_restored_from_a_backup_gets_later_batches_again() -> None:
    assert heard(refusal(Reason.BEHIND, POLL_1, number=7)) == Resend(7)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", Reason.TRUNCATED), (BATCH_1, Reason.WRONG_PURPOSE), (SEALED["ACK"] + b"\x00", Reason.TRAILING)],
)
def test_bytes_that_say_nothing_to_a_terminal_are_ignored_with_a_reason(data: bytes, reason: Reason) -> None:
    assert heard(data) == Ignored(reason)


def test_every_flipped_bit_of_an_answer_is_ignored() -> None:
    for place in range(8 * len(SEALED["ACK"])):
        damaged = bytearray(SEALED["ACK"])
        damaged[place // 8] ^= 1 << place % 8
        assert isinstance(heard(bytes(damaged)), Ignored)


# Head office


@dataclass
class Books(OfficeView):
    """A view of books that hold what a test puts there."""

    environment: bytes = ENVIRONMENT
    ca: bytes = CA.public
    now: Instant = AT
    certificates: dict[bytes, Certificate] = field(default_factory=dict)
    revoked: set[int] = field(default_factory=set)
    stored: dict[tuple[TerminalId, int, bytes], bytes] = field(default_factory=dict)

    def certificate(self, signer: bytes) -> Certificate | None:
        return self.certificates.get(signer)

    def is_revoked(self, serial: int) -> bool:
        return serial in self.revoked

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        return self.stored.get((terminal, number, identity))


def knowing(certificate: Certificate = CERTIFICATE, **changes: object) -> Books:
    return Books(certificates={key_id(certificate.sign_public): certificate}, **changes)  # type: ignore[arg-type]


def sealed_certificate(certificate: Certificate) -> bytes:
    return seal(Purpose.CERTIFICATE, ENVIRONMENT, CA, encode_certificate(certificate))


def sealed_poll(poll: Poll) -> bytes:
    return seal(Purpose.POLL, ENVIRONMENT, DEVICE, encode_poll(poll))


def refused(data: bytes, books: Books) -> Reason:
    (verdict,) = judge([data], books)
    assert isinstance(verdict, Refuse)
    assert (verdict.refusal.about, verdict.sealed) == (sha256(data).digest(), data)
    encode_refusal(verdict.refusal)
    return verdict.refusal.reason


def test_a_first_exchange_is_admitted_polled_and_stored_whatever_its_order() -> None:
    verdicts = judge([BATCH_1, POLL_1, CERT], Books())
    assert verdicts == [
        Admit(CERTIFICATE, CERT),
        StoreBatch(CERTIFICATE, BATCH, BATCH_1, batch_hash(BATCH_1)),
        Polled(CERTIFICATE, POLL, sha256(POLL_1).digest()),
    ]


def test_a_certificate_that_is_known_needs_no_verdict_but_a_renewed_one_does() -> None:
    renewed = replace(CERTIFICATE, serial=101)
    assert judge([CERT], knowing()) == []
    assert judge([CERT], knowing(renewed)) == []
    assert judge([sealed_certificate(renewed)], knowing()) == [Admit(renewed, sealed_certificate(renewed))]


def test_without_a_certificate_the_signer_is_unknown() -> None:
    assert refused(BATCH_1, Books()) is Reason.UNKNOWN_SIGNER


def test_the_same_bytes_get_the_same_answer() -> None:
    books = knowing(stored={(TERMINAL, 1, batch_hash(BATCH_1)): b"the ack"})
    assert judge([BATCH_1, BATCH_1], books) == [RepeatAck(b"the ack")] * 2


def test_the_same_number_with_other_bytes_is_stored_as_well() -> None:
    books = knowing(stored={(TERMINAL, 1, bytes(32)): b"the ack"})
    (verdict,) = judge([BATCH_1], books)
    assert isinstance(verdict, StoreBatch)


@pytest.mark.parametrize("data", [BATCH_1, POLL_1, CERT])
def test_a_revoked_certificate_serves_for_nothing(data: bytes) -> None:
    assert refused(data, knowing(revoked={CERTIFICATE.serial})) is Reason.REVOKED


def test_an_ended_certificate_still_brings_in_its_batches_for_ninety_days() -> None:
    last = Instant(CERTIFICATE.valid_until + COLLECTION_MS)
    (verdict,) = judge([BATCH_1], knowing(now=last))
    assert isinstance(verdict, StoreBatch)
    assert refused(BATCH_1, knowing(now=Instant(last + 1))) is Reason.EXPIRED
    assert refused(CERT, Books(now=Instant(CERTIFICATE.valid_from - 1))) is Reason.EXPIRED


def test_a_terminal_does_not_speak_for_another() -> None:
    other = replace(CERTIFICATE, terminal=TerminalId(13))
    assert refused(BATCH_1, knowing(other)) is Reason.INCONSISTENT
    assert refused(POLL_1, knowing(other)) is Reason.INCONSISTENT


def test_virtual_devices_sell_only_where_the_certificate_says_so() -> None:
    poll = sealed_poll(replace(POLL, flags=Flag.VIRTUAL_DEVICES))
    assert refused(poll, knowing()) is Reason.NOT_ALLOWED
    allowed = replace(CERTIFICATE, roles=CERTIFICATE.roles | Role.VIRTUAL)
    assert isinstance(judge([poll], knowing(allowed))[0], Polled)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"junk", Reason.TRUNCATED),
        (CERT[:-1], Reason.TRUNCATED),
        (SEALED["ENROL_REQUEST"], Reason.WRONG_PURPOSE),
        (BATCH_1[:-1] + bytes([BATCH_1[-1] ^ 1]), Reason.BAD_SIGNATURE),
        (seal(Purpose.CERTIFICATE, ENVIRONMENT, SET, encode_certificate(CERTIFICATE)), Reason.UNKNOWN_SIGNER),
        (seal(Purpose.BATCH, b"EXAMPLE2", DEVICE, encode_batch(BATCH)), Reason.BAD_SIGNATURE),
        (seal(Purpose.BATCH, ENVIRONMENT, DEVICE, encode_batch(BATCH) + b"\x00"), Reason.TRAILING),
    ],
)
def test_what_no_terminal_of_ours_sends_is_refused_with_a_code(data: bytes, reason: Reason) -> None:
    assert refused(data, knowing()) is reason


def test_what_entries_mean_never_refuses_a_batch() -> None:
    batch: Batch = make_batch([Commit(Sequence(4_000_000_000))])
    sealed = seal(Purpose.BATCH, ENVIRONMENT, DEVICE, encode_batch(batch))
    assert isinstance(judge([sealed], knowing())[0], StoreBatch)


def test_an_office_that_is_behind_says_up_to_where_it_holds_everything() -> None:
    polled = Polled(CERTIFICATE, replace(POLL, acknowledged=9), sha256(POLL_1).digest())
    assert behind(polled, 9) is None
    assert behind(polled, 7) == Refusal(sha256(POLL_1).digest(), Reason.BEHIND, 7)
