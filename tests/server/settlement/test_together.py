"""Whatever is put together into one transaction, the books are those of one batch after the other (P12, design of `plain`)."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.instants import MS_PER_DAY, Instant
from protocol.link.packet import pack, unpack
from protocol.money import Money
from server.database import database, make_database, run
from server.ledger.balances import balance_of, digest
from server.ledger.chart import card_liability
from server.ledger.proofs import prove
from server.settlement import plain
from server.settlement.cards.explain import explain
from server.settlement.findings.cases import CaseKind
from server.settlement.intake import hear, settle
from server.settlement.rebook import rebook
from tests.server.head_office import NOON, HeadOffice, certificate_of, open_case_kinds
from tests.server.journal import Card, Journal
from tests.server.settlement.test_order import busy_day, on_fresh_sqlite

MIDNIGHT = NOON - MS_PER_DAY // 2


def sent_together(office: HeadOffice, packets: Iterable[bytes]) -> list[list[bytes]]:
    """The answers to packets that are settled in one transaction."""
    return [unpack(answer) for answer in settle([hear(packet, office.office) for packet in packets], office.office)]


def rowless_sales() -> int:
    """How many sales are in the books without a row of their own."""
    sales = run(
        "SELECT COUNT(*) FROM (SELECT DISTINCT terminal, lineage, sequence FROM transfer WHERE code = 1) AS t"
    ).fetchone()[0]
    rows = run("SELECT COUNT(*) FROM card_change WHERE kind = 2 AND posting <> 0").fetchone()[0]
    return int(sales - rows)


def sunny_day(seed: int) -> tuple[list[tuple[int, bytes]], list[Card]]:
    """Mostly ordinary sales at three terminals around midnight, with older records told, and now and then something else."""
    chance = random.Random(seed)
    journals = [Journal(number, number * 1_000, Instant(MIDNIGHT - chance.randint(0, 80))) for number in (7, 8, 9)]
    cards = [Card(number=number, instance=number % 2) for number in range(1, 7)]
    for card in cards:
        journals[0].issue(card)
        journals[0].load(card, 100_000)
    batches = [(7, journals[0].batch())]
    older: dict[int, list[bytes]] = {card.number: [] for card in cards}
    for _ in range(chance.randint(10, 60)):
        journal, card = chance.choice(journals), chance.choice(cards)
        assert card.record is not None
        seen = tuple(older[card.number][-2:][::-1]) if chance.random() < 0.4 else ()
        older[card.number].append(card.record.pack())
        match chance.randrange(12):
            case 0:
                journal.load(card, 50)
            case 1:
                journal.void(card, journal.sale(card, 30))
            case 2:
                journal.cash_sale(10)
            case 3:
                journal.sale_intent(card, 10)
            case 4:
                journal.confirm(card, journal.write(card, journal.sale_intent(card, 10)))
            case _:
                journal.sale(card, chance.randint(1, 200), (chance.randint(1, 200), chance.randint(1, 3)), evidence=seen)
        if chance.random() < 0.3:
            batches.append((journal.terminal, journal.batch()))
            journal.cash_sale(1)
    batches.extend((journal.terminal, journal.batch()) for journal in journals)
    return batches, cards


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans(), st.sampled_from([busy_day, sunny_day]))
@settings(max_examples=40, deadline=None)
def test_any_grouping_with_repeats_gives_the_books_of_one_batch_after_the_other(
    seed: int, order: int, shuffled: bool, day: object
) -> None:
    batches, cards = (busy_day if day is busy_day else sunny_day)(seed)
    chance = random.Random(order)
    if shuffled:
        chance.shuffle(batches)
    packets = [pack([certificate_of(terminal), batch]) for terminal, batch in batches]
    with tempfile.TemporaryDirectory() as folder:
        on_fresh_sqlite(folder, "together")
        office, acks, waiting = HeadOffice(), dict[bytes, list[bytes]](), list(packets)
        while waiting:
            group = [waiting.pop(0) for _ in range(min(len(waiting), chance.randint(1, 6)))]
            group += chance.choices(packets[: len(packets) - len(waiting)], k=chance.randint(0, 2))
            for packet, answer in zip(group, sent_together(office, group), strict=True):
                assert acks.setdefault(packet, answer) == answer
        proof = prove()
        assert proof.holds, proof.failures
        assert open_case_kinds() == [], "an alarm without an attack"
        again = rebook(make_database(f"sqlite:///{folder}/again.db"), 0)
        assert again.digest_here == again.digest_there
        assert again.batches == len(packets)
        if not run("SELECT COUNT(*) FROM card_change WHERE state = 0").fetchone()[0]:
            for card in cards:
                assert balance_of(card_liability(card.name)) == card.balance
                assert explain(card.name).unexplained == Money(0)
        database.close()


def test_ordinary_sales_have_no_rows_of_their_own(office: HeadOffice) -> None:
    journal, other, card = Journal(), Journal(terminal=8), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    for _ in range(3):
        journal.sale(card, 100, (50, 2))
    first = journal.batch()
    for _ in range(2):
        other.sale(card, 70)
    sent_together(office, [pack([certificate_of(7), first]), pack([certificate_of(8), other.batch()])])
    assert rowless_sales() == 5
    assert run("SELECT counter, balance, record FROM account WHERE kind = 1").fetchone() == (
        6,
        card.balance.minor,
        card.balance.minor,
    )
    assert prove().holds


def test_a_sale_that_midnight_overtakes_takes_the_sales_before_it_in_its_batch_the_general_way(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    journal.start = Instant(MIDNIGHT - len(journal.entries) - 2)
    for _ in range(2):
        journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert rowless_sales() == 0
    assert prove().holds


def test_a_sale_under_a_clock_that_cannot_be_right_keeps_its_card_from_the_short_way_in_all_batches(office: HeadOffice) -> None:
    journal, other, card = Journal(), Journal(terminal=8), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    journal.sale(card, 100)
    other.start = Instant(NOON + 30 * MS_PER_DAY)
    other.sale(card, 70)
    sent_together(office, [pack([certificate_of(8), other.batch()]), pack([certificate_of(7), journal.batch()])])
    assert rowless_sales() == 0
    assert open_case_kinds() == [CaseKind.SUSPECT_CLOCK]
    assert prove().holds


def test_a_load_of_a_plain_card_recalls_the_record_beneath_and_the_card_is_plain_again(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    for _ in range(4):
        journal.sale(card, 100)
    office.accept(7, journal.batch())
    journal.load(card, 300)
    office.accept(7, journal.batch())
    assert rowless_sales() == 3
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert rowless_sales() == 4
    assert balance_of(card_liability(card.name)) == card.balance
    assert explain(card.name).missing == ()
    assert prove().holds


def test_a_clone_at_a_counter_far_below_recalls_everything_above(office: HeadOffice) -> None:
    journal, other, card = Journal(), Journal(terminal=8), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    clone = card.copy()
    for _ in range(6):
        journal.sale(card, 100)
    office.accept(7, journal.batch())
    other.sale(clone, 999)
    office.accept(8, other.batch())
    assert rowless_sales() == 0
    assert balance_of(card_liability(card.name)) == card.balance
    assert prove().figures["fraud_pending"] == -999
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert balance_of(card_liability(card.name)) == card.balance
    assert prove().holds


def test_a_void_finds_the_owners_of_a_sale_without_a_row(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    sale = journal.sale(card, 100, (200, 2))
    office.accept(7, journal.batch())
    assert rowless_sales() == 1
    journal.void(card, sale)
    office.accept(7, journal.batch())
    assert prove().figures["suspense_basket"] == prove().figures["revenue"] == 0


@pytest.mark.parametrize("word", ["commit", "cancel", "abandon"])
def test_a_late_word_about_a_sale_without_a_row_moves_nothing(office: HeadOffice, word: str) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    sale = journal.sale(card, 100)
    office.accept(7, journal.batch())
    before = digest()
    if word == "commit":
        journal.commit(sale)
    elif word == "cancel":
        journal.cancel(sale)
    else:
        journal.abandon(sale)
    office.accept(7, journal.batch(sums=()))
    assert digest() == before
    assert run("SELECT COUNT(*) FROM early_word").fetchone()[0] == 0
    assert prove().holds


def test_when_booking_fails_the_evidence_stays_and_what_comes_later_waits_behind_it(
    office: HeadOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    batches = []
    for _ in range(3):
        journal.sale(card, 100)
        batches.append(journal.batch())
    with monkeypatch.context() as patch:
        patch.setattr(plain, "book_sales", lambda *_: 1 / 0)
        office.accept(7, batches[0])
        office.accept(7, batches[1])
    assert prove().figures["unbooked_batches"] == 2
    office.accept(7, batches[2])
    assert prove().figures["unbooked_batches"] == 0
    assert balance_of(card_liability(card.name)) == card.balance
    again = rebook(make_database(f"sqlite:///{tmp_path}/again.db"), 0)
    assert again.digest_here == again.digest_there
