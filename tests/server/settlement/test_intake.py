"""Packets in, packets out: idempotence, conflicts, quarantine, and what is acknowledged (R2, R3, R26, P11-P14)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.ids import TerminalId
from protocol.link.ack import ResultClass
from protocol.link.certificate import Role
from protocol.link.packet import pack, unpack
from protocol.link.seal import Purpose, peek
from protocol.link.snapshot import StatesHeld
from protocol.link.sums import Sum, SumKind
from protocol.link.tables import TableKind
from protocol.link.violations import Reason
from protocol.money import Money
from server.config import Mode
from server.database import database, run, writing
from server.ledger.balances import Total, total_of
from server.ledger.chart import Code
from server.ledger.proofs import prove
from server.settlement import desk, evidence
from server.settlement.cards import booking
from server.settlement.findings.blocks import unblock
from server.settlement.findings.cases import CaseKind
from server.settlement.intake import exchange
from server.settlement.journals import place_of
from server.settlement.office import Office, revoke
from server.settlement.publish import publish
from server.settlement.states.card_states import newest_states
from tests.server.head_office import (
    NOON,
    SERVER_KEYS,
    YEAR_MS,
    HeadOffice,
    certificate_of,
    open_case_kinds,
    opened_ack,
    opened_refusal,
    quarantined,
)
from tests.server.journal import Card, Journal
from tests.server.test_shop import import_example


def sold(journal: Journal, *amounts: int) -> Card:
    card = Card()
    journal.issue(card)
    journal.load(card, 10_000)
    for amount in amounts:
        journal.sale(card, amount)
    return card


def test_the_same_batch_always_gets_the_same_answer_byte_for_byte(office: HeadOffice) -> None:
    journal = Journal()
    sold(journal, 100)
    batch = journal.batch()
    first = office.accept(7, batch)
    later = office.at(type(NOON)(NOON + 5_000)).accept(7, batch)
    assert first == later
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 1


def test_the_same_batch_twice_in_one_packet_is_stored_once(office: HeadOffice) -> None:
    batch = Journal().batch()
    first, second = office.accept(7, batch, batch)
    assert first == second


def test_an_acknowledgement_says_what_was_understood(office: HeadOffice) -> None:
    journal = Journal()
    sold(journal, 100, 250)
    batch = journal.batch()
    (sealed,) = office.accept(7, batch)
    ack = opened_ack(sealed)
    assert ack.sums == (Sum(SumKind.CARD_SALES, 2, Money(350)), Sum(SumKind.LOADS, 1, Money(10_000)))
    assert (ack.contiguous_batch, ack.contiguous_sequence, ack.expected_head) == (1, len(journal.entries), journal.head)
    assert (ack.results, ack.waiting, ack.server_time) == ((), (), NOON)


def test_sums_of_a_batch_know_intents_of_earlier_batches(office: HeadOffice) -> None:
    journal = Journal()
    card = sold(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    office.accept(7, journal.batch())
    journal.restart()
    journal.confirm(card, sale)
    (sealed,) = office.accept(7, journal.batch())
    assert opened_ack(sealed).sums == (Sum(SumKind.CARD_SALES, 1, Money(400)),)
    assert open_case_kinds() == []


def test_a_batch_before_its_turn_is_stored_and_the_gap_is_told(office: HeadOffice) -> None:
    journal = Journal()
    sold(journal, 100)
    first = journal.batch()
    journal.cash_sale(5)
    second = journal.batch()
    (sealed,) = office.accept(7, second)
    assert (opened_ack(sealed).contiguous_batch, opened_ack(sealed).contiguous_sequence) == (0, 0)
    (sealed,) = office.accept(7, first)
    assert (opened_ack(sealed).contiguous_batch, opened_ack(sealed).expected_head) == (2, journal.head)
    assert open_case_kinds() == []
    assert prove().holds


def test_r2_a_key_that_comes_again_with_the_same_content_is_a_duplicate(office: HeadOffice) -> None:
    journal, copied = Journal(), Journal()
    journal.cash_sale(5)
    office.accept(7, journal.batch())
    copied.cash_sale(5)
    copied.cash_sale(6)
    copied.number, copied.previous, copied.head, copied.sent = 1, bytes([1]) * 32, bytes([2]) * 32, 1
    copied.waiting_sums = copied.waiting_sums[:]
    sealed, lock = office.send(copied.batch())
    assert opened_refusal(lock).reason is Reason.LOCKED
    assert opened_ack(sealed).results == ((2, ResultClass.DUPLICATE),)
    assert prove().figures["branch_cash"] == -11
    assert open_case_kinds() == [CaseKind.HEAD_MISMATCH]


def test_r3_a_key_with_other_content_goes_to_quarantine_and_is_never_overwritten(office: HeadOffice) -> None:
    journal, copied = Journal(), Journal()
    journal.cash_sale(5)
    office.accept(7, journal.batch())
    copied.cash_sale(6)
    copied.number, copied.previous, copied.head, copied.sent = 1, bytes([1]) * 32, bytes([2]) * 32, 1
    sealed, lock = office.send(copied.batch())
    assert opened_refusal(lock).reason is Reason.LOCKED
    assert opened_ack(sealed).results == ((2, ResultClass.KEY_CONFLICT),)
    assert CaseKind.KEY_CONFLICT in open_case_kinds()
    assert len(quarantined()) == 1
    assert prove().figures["branch_cash"] == -5


def test_i17_a_place_that_is_said_again_in_another_lineage_is_another_entry(office: HeadOffice) -> None:
    journal = Journal()
    journal.cash_sale(5)
    journal.cash_sale(6)
    before = journal.batch()
    del journal.entries[1:]  # the disk forgot its tail
    journal.sent = 1
    journal.restart()
    journal.cash_sale(700)
    answers = office.send(certificate_of(7), before, journal.batch())
    assert [opened_ack(answer).results for answer in answers[:2]] == [(), ()]
    assert CaseKind.KEY_CONFLICT not in open_case_kinds()
    assert total_of(Code.CASH_SALE).amount == Money(711)


def test_r18_what_two_copies_of_one_journal_sell_is_booked_for_both_and_the_terminal_is_locked(office: HeadOffice) -> None:
    journal, copied = Journal(), Journal(lineage=9)
    journal.cash_sale(5)
    copied.cash_sale(6)
    office.accept(7, journal.batch())
    batch = copied.batch()
    ack, lock = office.send(batch)
    assert (opened_ack(ack).batch_number, opened_refusal(lock).reason) == (1, Reason.LOCKED)
    assert open_case_kinds() == [CaseKind.BATCH_CONFLICT]
    assert total_of(Code.CASH_SALE) == Total(2, Money(11))
    assert office.send(batch)[0] == ack
    assert total_of(Code.CASH_SALE) == Total(2, Money(11))
    copied.cash_sale(7)
    office.send(copied.batch())
    assert total_of(Code.CASH_SALE) == Total(3, Money(18))


def test_two_batches_with_one_number_in_one_packet_are_both_taken(office: HeadOffice) -> None:
    journal, copied = Journal(), Journal()
    copied.cash_sale(6)
    first, second, lock = office.send(certificate_of(7), journal.batch(), copied.batch())
    assert opened_refusal(lock).reason is Reason.LOCKED
    assert opened_ack(first).count == 1
    assert opened_ack(second).count == 2
    assert open_case_kinds() == [CaseKind.BATCH_CONFLICT]


def test_r20_grand_totals_that_fall_are_a_case_and_the_batch_is_booked(office: HeadOffice) -> None:
    journal = Journal()
    journal.cash_sale(5)
    office.accept(7, journal.batch())
    journal.totals = ()
    journal.cash_sale(7)
    office.accept(7, journal.batch())
    assert open_case_kinds() == [CaseKind.TOTALS]
    assert prove().figures["branch_cash"] == -12


def test_r18_a_blocked_terminal_is_told_so_in_every_answer_until_it_is_cleared_and_what_it_sends_is_booked(
    office: HeadOffice,
) -> None:
    journal, copied = Journal(), Journal()
    first = journal.batch()
    office.accept(7, first)
    office.send(copied_batch := Journal(lineage=5).batch())
    assert copied_batch != first
    journal.cash_sale(5)
    ack, lock = office.send(journal.batch())
    assert (opened_ack(ack).batch_number, opened_refusal(lock).reason) == (2, Reason.LOCKED)
    assert prove().figures["branch_cash"] == -5
    *_, lock = office.send(copied.poll())
    assert opened_refusal(lock).reason is Reason.LOCKED
    with writing():
        unblock(TerminalId(7), "Ann", "Bob", "a new SD card", NOON)
    answers = office.send(first, copied.poll())
    assert all(peek(answer).purpose is not Purpose.REFUSAL for answer in answers)


def test_row_46_the_same_batch_by_two_paths_at_once_is_stored_once_and_answered_alike(office: HeadOffice) -> None:
    journal = Journal()
    sold(journal, 100, 200)
    office.send(certificate_of(7))
    batch = journal.batch()

    def deliver(_: int) -> list[bytes]:
        with database.connection_context():
            return office.send(batch)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(deliver, range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 1
    assert total_of(Code.CARD_SALE).count == 2
    assert prove().holds


def test_a_full_quarantine_takes_nothing_more(office: HeadOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "QUARANTINE_ROWS_MAX", 1)
    office.send(b"one")
    office.send(b"two")
    assert [data for _, data in quarantined()] == [b"one"]


def test_a_word_about_something_that_is_no_intent_counts_in_no_sum(office: HeadOffice) -> None:
    journal = Journal()
    cash = journal.cash_sale(5)
    office.accept(7, journal.batch())
    journal.commit(cash)
    (sealed,) = office.accept(7, journal.batch())
    assert opened_ack(sealed).sums == ()


def test_r26_a_bad_signature_is_quarantined_and_refused_never_acknowledged(office: HeadOffice) -> None:
    batch = bytearray(Journal().batch())
    batch[-1] ^= 1
    (answer,) = office.send(certificate_of(7), bytes(batch))
    assert opened_refusal(answer).reason is Reason.BAD_SIGNATURE
    assert quarantined() == [("BAD_SIGNATURE", bytes(batch))]
    office.send(bytes(batch))
    assert len(quarantined()) == 1
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 0


def test_a_packet_that_is_none_is_quarantined_and_refused(office: HeadOffice) -> None:
    (answer,) = unpack(exchange(b"\xff\xff\xff\xff", office.office))
    assert opened_refusal(answer).reason is Reason.TOO_LARGE
    assert quarantined() == [("TOO_LARGE", b"\xff\xff\xff\xff")]


def test_h8_an_unknown_signer_is_told_so_and_a_revoked_one_too(office: HeadOffice) -> None:
    batch = Journal().batch()
    (answer,) = office.send(batch)
    assert opened_refusal(answer).reason is Reason.UNKNOWN_SIGNER
    office.accept(7, batch)
    with writing():
        revoke(7, NOON)
    (answer,) = office.send(batch)
    assert opened_refusal(answer).reason is Reason.REVOKED


def test_a_certificate_that_is_long_over_is_refused(office: HeadOffice) -> None:
    (answer,) = office.at(type(NOON)(NOON + 2 * YEAR_MS)).send(certificate_of(7))
    assert opened_refusal(answer).reason is Reason.EXPIRED


@pytest.mark.parametrize("mode", Mode)
def test_production_refuses_terminals_that_may_run_on_virtual_devices(books: str, mode: Mode) -> None:
    office = HeadOffice(Office(SERVER_KEYS, mode, 0, lambda: NOON))
    journal = Journal()
    answers = office.send(certificate_of(7, Role.SELL | Role.VIRTUAL), journal.batch(), journal.poll())
    if mode is Mode.TRAINING:
        assert [peek(answer).purpose for answer in answers] == [Purpose.ACK]
    else:
        assert {opened_refusal(answer).reason for answer in answers} == {Reason.NOT_ALLOWED}
        assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 0
        honest = Journal(terminal=8)
        office.accept(8, honest.batch())
        assert office.send(honest.poll()) == []
        assert opened_refusal(office.send(b"junk")[0]).reason is Reason.TRUNCATED


def test_wrong_sums_in_a_header_are_a_case_and_never_a_refusal(office: HeadOffice) -> None:
    journal = Journal()
    sold(journal, 100)
    (sealed,) = office.accept(7, journal.batch(sums=(Sum(SumKind.CARD_SALES, 1, Money(1)),)))
    assert Sum(SumKind.CARD_SALES, 1, Money(100)) in opened_ack(sealed).sums
    assert open_case_kinds() == [CaseKind.TOTALS]


def test_a_poll_brings_the_tables_that_are_newer(office: HeadOffice, example_shop: None) -> None:
    journal = Journal(terminal=8)
    office.accept(8, journal.batch())
    assert office.send(journal.poll()) == []
    versions = publish(SERVER_KEYS, NOON)
    assert len(office.send(journal.poll())) == len(versions) == len(TableKind) - 2
    newest = newest_states()
    assert newest is not None
    states = StatesHeld(newest.version, newest.hash)
    others = sorted((kind, 1) for kind in versions if kind not in (TableKind.ITEMS, TableKind.CARD_STATES))
    assert len(office.send(journal.poll(versions=tuple(others), states=states))) == 1


def test_row_52_a_restored_head_office_asks_for_what_it_lost(office: HeadOffice) -> None:
    journal = Journal()
    office.accept(7, journal.batch())
    (answer,) = office.send(journal.poll(acknowledged=3))
    assert (opened_refusal(answer).reason, opened_refusal(answer).number) == (Reason.BEHIND, 1)


def cash_batch(journal: Journal, amount: int) -> bytes:
    journal.cash_sale(amount)
    return journal.batch()


def asked_after(office: HeadOffice, journal: Journal) -> list[int]:
    """After which batch head office asks this journal for all again."""
    refusals = [
        opened_refusal(answer) for answer in office.send(journal.poll(acknowledged=4)) if peek(answer).purpose is Purpose.REFUSAL
    ]
    return [refusal.number for refusal in refusals if refusal.reason is Reason.BEHIND]


def test_row_52_a_restored_head_office_asks_a_copied_journal_for_what_it_lost_of_that_one(office: HeadOffice) -> None:
    journal = Journal()
    office.accept(7, journal.batch())
    twin = deepcopy(journal)
    twin.restart()
    office.accept(7, *(cash_batch(journal, 100) for _ in range(3)))
    lost = [cash_batch(twin, 70) for _ in range(2)]
    office.send(cash_batch(twin, 70))
    assert asked_after(office, journal) == []
    assert asked_after(office, twin) == [0]
    office.send(*lost)
    assert asked_after(office, twin) == []
    assert total_of(Code.CASH_SALE) == Total(6, Money(3 * 100 + 3 * 70))
    twin.cash_sale(10)
    assert asked_after(office, twin) == [], "with entries in no batch the next sign of life tells"


def test_a_fault_in_booking_never_reaches_the_terminal(office: HeadOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal()
    sold(journal, 100)
    with monkeypatch.context() as patch:
        patch.setattr(booking, "fold", lambda *_: 1 / 0)
        office.accept(7, journal.batch())
    assert prove().failures == ("1 stored batches are not booked",)
    assert office.book() == 1
    assert prove().holds


def test_head_office_killed_before_the_commit_has_stored_nothing_and_the_resend_is_taken(
    office: HeadOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Journal().batch()
    with monkeypatch.context() as patch:
        patch.setattr(desk, "store_places", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.send(certificate_of(7), batch)
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 0
    assert place_of(TerminalId(7)).batch == 0
    office.accept(7, batch)


@given(st.binary(max_size=200), st.integers(0, 10**6), st.integers(0, 255))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_whatever_raise_or_are_stored_as_evidence(office: HeadOffice, junk: bytes, place: int, flip: int) -> None:
    sealed = bytearray(Journal().batch())
    sealed[place % len(sealed)] ^= flip or 1
    for packet in (junk, pack([junk]), pack([certificate_of(7), bytes(sealed)])):
        for answer in unpack(exchange(packet, office.office)):
            assert peek(answer).purpose is Purpose.REFUSAL
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 0


@pytest.fixture
def example_shop(books: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    import_example(tmp_path_factory.mktemp("shop"))
