"""If these failed, head office would get batches that do not add up, or get one number with two contents."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from protocol.ids import Lineage, OperatorId, Sequence, ShiftNumber, TerminalId
from protocol.instants import Instant
from protocol.limits import BATCH_ENTRIES_CLOSE
from protocol.link import chain
from protocol.link.ack import Ack, encode_ack
from protocol.link.batch import NO_BATCH, NO_FLAGS, Batch, Flag, batch_hash, decode_batch
from protocol.link.entries import BootReason, CashSale, Commit, MoreLines
from protocol.link.poll import Poll, decode_poll
from protocol.link.seal import Purpose, SigningKey, open_sealed, seal
from protocol.link.snapshot import StatesHeld
from protocol.link.sums import Sum, SumKind, add_up
from protocol.link.tables import TableKind
from protocol.money import ZERO, Money
from terminal.journal.outbox import JournalOutbox
from terminal.journal.standing import less
from terminal.journal.store import Journal, JournalFault
from terminal.states.store import StatesStore
from tests.support.link_examples import PART
from tests.support.shop import NOON
from tests.terminal.journal.histories import Said, carried, cash, histories
from tests.terminal.journal.test_recovery import sale
from tests.terminal.journal.test_store import tampered

TERMINAL, FIRST, SECOND = TerminalId(1), Lineage(101), Lineage(102)
ENVIRONMENT = b"training"
KEY, ACK_KEY = SigningKey.from_seed(b"\x11" * 32), SigningKey.from_seed(b"\x22" * 32)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.db", TERMINAL)
    journal.boot(FIRST, BootReason.FIRST, NOON)
    yield journal
    journal.close()


def outbox_of(journal: Journal, at: int = NOON, flags: Flag = NO_FLAGS) -> JournalOutbox:
    return JournalOutbox(
        journal, StatesStore(journal._path.parent), KEY, ENVIRONMENT, 7, lambda: Instant(at), flags, office_keys=3
    )


def opened(sealed: bytes) -> Batch:
    return decode_batch(open_sealed(sealed, Purpose.BATCH, ENVIRONMENT, KEY.public))


def batches(journal: Journal) -> list[Batch]:
    """All that wait, as head office would read them."""
    return [opened(sealed) for _, sealed in journal.waiting(1_000)]


def polled(outbox: JournalOutbox) -> Poll:
    return decode_poll(open_sealed(outbox.make_poll(), Purpose.POLL, ENVIRONMENT, KEY.public))


def ack_of(number: int, server_time: int = 9) -> bytes:
    ack = Ack(TERMINAL, number, bytes(32), 1, (), number, 1, bytes(32), Instant(server_time), (), ())
    return seal(Purpose.ACK, ENVIRONMENT, ACK_KEY, encode_ack(ack))


def three_batches(journal: Journal) -> JournalOutbox:
    outbox = outbox_of(journal)
    for minor in (100, 200, 300):
        journal.append((cash(minor),), NOON)
        assert outbox.close_batches() == 1
    return outbox


# What a batch says


def test_a_batch_says_where_it_lies_and_what_is_in_it(journal: Journal) -> None:
    journal.install_table(TableKind.ITEMS, 4, b"")
    journal.append((cash(100), cash(50)), NOON)
    journal.append((sale(30, "A1"),), NOON)
    head = journal.head
    outbox_of(journal, at=NOON + 9, flags=Flag.VIRTUAL_DEVICES).close_batches()
    (batch,) = batches(journal)
    header = batch.header
    assert (header.terminal, header.certificate, header.lineage, header.number, header.previous) == (1, 7, FIRST, 1, NO_BATCH)
    assert (header.first_sequence, header.count, header.head_before, header.head_after) == (1, 4, chain.GENESIS, head)
    assert header.sums == header.totals == (Sum(SumKind.CASH_SALES, 2, Money(150)),)
    assert (header.open_count, header.open_sum) == (1, Money(30))
    assert (header.versions, header.closed_at, header.last_server_time) == (((TableKind.ITEMS, 4),), NOON + 9, 0)
    assert header.flags == Flag.VIRTUAL_DEVICES
    assert [entry for _, entry in batch.decoded()] == [journal.entry(Sequence(place)) for place in (1, 2, 3, 4)]


def test_each_batch_follows_the_one_before(journal: Journal) -> None:
    three_batches(journal)
    found = journal.waiting(10)
    headers = [opened(sealed).header for _, sealed in found]
    assert [number for number, _ in found] == [header.number for header in headers] == [1, 2, 3]
    for (_, earlier), before, after in zip(found, headers, headers[1:], strict=False):
        assert after.previous == batch_hash(earlier)
        assert (after.first_sequence, after.head_before) == (before.last_sequence + 1, before.head_after)


def test_sums_are_of_the_batch_and_grand_totals_are_never_reset(journal: Journal) -> None:
    three_batches(journal)
    journal.boot(SECOND, BootReason.START, NOON)
    journal.append((sale(30),), NOON)
    after_restart = outbox_of(journal)
    after_restart.close_batches()
    journal.append((Commit(Sequence(6)), cash(1)), NOON)
    after_restart.close_batches()
    headers = [batch.header for batch in batches(journal)]
    cash_sales = [Sum(SumKind.CASH_SALES, 1, Money(minor)) for minor in (100, 200, 300)]
    card_sale = Sum(SumKind.CARD_SALES, 1, Money(30))
    assert [header.sums for header in headers] == [
        *((part,) for part in cash_sales),
        (),
        (card_sale, Sum(SumKind.CASH_SALES, 1, Money(1))),
    ]
    assert headers[-1].totals == (card_sale, Sum(SumKind.CASH_SALES, 4, Money(601)))
    assert [header.open_sum for header in headers] == [ZERO, ZERO, ZERO, Money(30), ZERO]


def test_a_batch_holds_one_lineage(journal: Journal) -> None:
    journal.append((cash(1),), NOON)
    journal.boot(SECOND, BootReason.START, NOON)
    journal.boot(Lineage(103), BootReason.START, NOON)
    journal.append((cash(2),), NOON)
    assert outbox_of(journal).close_batches() == 3
    assert [(batch.header.lineage, batch.header.count) for batch in batches(journal)] == [(FIRST, 2), (SECOND, 1), (103, 2)]


def test_a_batch_never_ends_in_carried_lines(journal: Journal) -> None:
    """The limit falls between carried lines and their basket: both go into the next batch."""
    journal.append(tuple(cash(1) for _ in range(BATCH_ENTRIES_CLOSE - 3)), NOON)
    basket = replace(cash(5).basket, carried=2)
    journal.append((carried(3), carried(4), CashSale(basket, OperatorId(1), ShiftNumber(0))), NOON)
    assert outbox_of(journal).close_batches() == 2
    first, second = batches(journal)
    assert (first.header.count, second.header.count) == (BATCH_ENTRIES_CLOSE - 2, 3)
    assert second.header.sums == (Sum(SumKind.CASH_SALES, 1, Money(12)),)
    assert journal.unbatched() is None


def test_lines_whose_basket_is_not_written_yet_wait_for_it(journal: Journal) -> None:
    outbox = outbox_of(journal)
    outbox.close_batches()
    journal.append((carried(3),), NOON)
    assert outbox.close_batches() == 0


def test_nothing_new_makes_no_batch(journal: Journal) -> None:
    outbox = three_batches(journal)
    assert (outbox.close_batches(), len(outbox.waiting(10))) == (0, 3)


@settings(max_examples=15, deadline=None)
@given(histories())
def test_whatever_was_journalled_the_batches_hold_it_once_and_add_up(history: list[Said]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db", TERMINAL)
        outbox = outbox_of(journal)
        for place, said in enumerate(history):
            journal._append(said.bodies, said.at, said.lineage)
            if place % 4 == 3:
                outbox.close_batches()
            if place % 7 == 6:
                outbox = outbox_of(journal)
        outbox.close_batches()
        found, state = batches(journal), journal.state
        entries = [entry for batch in found for _, entry in batch.decoded()]
        journal.close()
    assert [entry.body for entry in entries] == [body for said in history for body in said.bodies]
    assert add_up(part for batch in found for part in batch.header.sums) == found[-1].header.totals == state.totals
    assert not any(isinstance(list(batch.decoded())[-1][1].body, MoreLines) for batch in found)
    assert (found[-1].header.open_count, found[-1].header.open_sum) == (len(state.open), state.open_minor)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE batch SET sealed = CAST(sealed || x'00' AS BLOB)", "the last closed batch was changed"),
        ("UPDATE entry SET hash = zeroblob(32) WHERE sequence = 4", "the entries are not those of the last closed batch"),
    ],
)
def test_an_outbox_goes_on_only_from_a_batch_that_is_what_the_journal_holds(journal: Journal, change: str, why: str) -> None:
    three_batches(journal)
    tampered(journal._path, change)
    with pytest.raises(JournalFault, match=why):
        outbox_of(journal)


def test_a_commit_of_what_is_no_intent_breaks_the_program(journal: Journal) -> None:
    with pytest.raises(AssertionError, match="entry 1 is no intent"):
        journal.intent(Sequence(1))


def test_a_difference_of_sums_leaves_out_what_did_not_change() -> None:
    one, two = Sum(SumKind.LOADS, 1, Money(5)), Sum(SumKind.CASH_SALES, 2, Money(7))
    assert less((one, two), (one,)) == (two,)
    assert less((one, replace(two, count=3, amount=Money(7))), (one, two)) == (Sum(SumKind.CASH_SALES, 1, ZERO),)
    assert less((), ()) == ()


# The same bytes until acknowledged


def test_a_closed_batch_is_the_same_bytes_for_ever(journal: Journal, tmp_path: Path) -> None:
    three_batches(journal)
    before = journal.waiting(10)
    assert journal.waiting(10) == before
    again = Journal(tmp_path / "journal.db", TERMINAL)
    later = outbox_of(again, at=NOON + 99_999)
    later.close_batches()
    assert later.waiting(10) == before
    assert later.waiting(2) == before[:2]
    again.close()


def test_an_acknowledged_batch_waits_no_longer(journal: Journal) -> None:
    outbox = three_batches(journal)
    assert (journal.acknowledged(), journal.last_server_time()) == (0, 0)
    outbox.store_ack(2, ack_of(2, server_time=50))
    assert [number for number, _ in outbox.waiting(10)] == [1, 3]
    assert (journal.acknowledged(), journal.last_server_time()) == (0, 50)
    outbox.store_ack(1, ack_of(1, server_time=60))
    assert journal.acknowledged() == 2
    outbox.store_ack(3, ack_of(3, server_time=70))
    assert (outbox.waiting(10), journal.acknowledged(), journal.last_server_time()) == ([], 3, 70)


def test_the_latest_time_is_that_of_entries_after_the_newest_batch_that_was_acknowledged(journal: Journal) -> None:
    """Whatever head office has answered since was later: a clock that ran ahead before is proven wrong."""
    outbox = outbox_of(journal)
    for minutes in (50, 60, 20):
        journal.append((cash(100),), Instant(NOON + minutes))
        outbox.close_batches()
    assert journal.latest == NOON + 60
    for number, latest in ((1, NOON + 60), (2, NOON + 20), (3, 0), (1, 0)):
        outbox.store_ack(number, ack_of(number))
        assert journal.latest == latest
        again = Journal(journal._path, TERMINAL)
        assert again.latest == latest
        again.close()
    journal.append((cash(100),), NOON)
    assert journal.latest == NOON


def test_the_first_acknowledgement_stays_and_one_for_no_batch_is_not_kept(journal: Journal) -> None:
    outbox = three_batches(journal)
    for number, ack in ((1, ack_of(1)), (1, ack_of(1, server_time=99)), (8, ack_of(8))):
        outbox.store_ack(number, ack)
    assert [tuple(row) for row in journal._db.execute("SELECT number, sealed FROM ack")] == [(1, ack_of(1))]


def test_p10_what_a_restored_head_office_lost_is_sent_again_as_it_was(journal: Journal) -> None:
    outbox = three_batches(journal)
    sent = outbox.waiting(10)
    for number in (1, 2, 3):
        outbox.store_ack(number, ack_of(number))
    outbox.resend_after(1)
    assert outbox.waiting(10) == sent[1:]
    assert journal.acknowledged() == 1
    outbox.store_ack(2, ack_of(2, server_time=80))
    assert outbox.waiting(10) == sent[2:]
    outbox.resend_after(0)
    assert outbox.waiting(10) == sent
    for number in (1, 2, 3):
        outbox.store_ack(number, ack_of(number, server_time=90))
    assert (outbox.waiting(10), journal.acknowledged()) == ([], 3)


def test_a_batch_closed_after_a_restore_needs_only_its_own_acknowledgement(journal: Journal) -> None:
    outbox = three_batches(journal)
    outbox.resend_after(0)
    for number in (1, 2, 3):
        outbox.store_ack(number, ack_of(number))
    journal.append((cash(4),), NOON)
    outbox.close_batches()
    assert [number for number, _ in outbox.waiting(10)] == [4]
    outbox.store_ack(4, ack_of(4))
    assert outbox.waiting(10) == []


# Tables and signs of life


def test_tables_go_into_the_journal(journal: Journal) -> None:
    outbox = outbox_of(journal)
    outbox.install_table(TableKind.ITEMS, 2, b"items")
    assert outbox.table_versions() == {TableKind.ITEMS: 2}
    assert journal.tables() == [b"items"]


def test_a_poll_says_where_the_journal_stands(journal: Journal) -> None:
    outbox = three_batches(journal)
    outbox.store_ack(1, ack_of(1))
    outbox.take_part(PART)
    outbox.take_part(replace(PART, stamp=replace(PART.stamp, version=9), parts=2))
    outbox.install_table(TableKind.ITEMS, 2, b"")
    journal.append((sale(10),), NOON)
    poll = polled(outbox)
    assert (poll.terminal, poll.next_sequence, poll.head, poll.office_keys) == (1, 6, journal.head, 3)
    assert (poll.batch_number, poll.acknowledged, poll.open_count, poll.sent_at) == (3, 1, 1, NOON)
    assert dict(poll.versions) == {TableKind.ITEMS: 2, TableKind.CARD_STATES: 7}
    assert poll.states == outbox.states_held() == StatesHeld(7, PART.hash, 9, 1)
    assert poll.open_sum == Money(10)
    assert list(poll.versions) == sorted(poll.versions)


def test_a_poll_of_a_new_terminal_is_all_nothing(journal: Journal) -> None:
    poll = polled(outbox_of(journal))
    assert (poll.next_sequence, poll.batch_number, poll.acknowledged, poll.versions, poll.open_count) == (2, 0, 0, (), 0)
