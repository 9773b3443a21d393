"""A judge that finds nothing proves nothing: each wrong cent that is put into the books here must be seen."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.simulation.chance import Chance
from tests.simulation.checker import Verdict, check_at_rest
from tests.simulation.history import History
from tests.simulation.records import LOAD, SALE, SLOTS, Record, sound
from tests.simulation.region import Region
from tests.simulation.stored import read_stored
from tests.simulation.truth import CardTruth, Fraud, Truth

Played = tuple[Truth, Path]


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    """A small region at rest, and its books with the triggers taken off."""
    with tempfile.TemporaryDirectory() as name:
        region = Region(Path(name) / "region", Chance(11, 0.0, {"attack": 0.0, "keeper": 0.0}), 3, 6)
        history = History(region)
        history.run(40, lambda: None)
        history.come_to_rest()
        for _ in region.close():
            pass
        region.office.stop()
        with closing(sqlite3.connect(region.office.books, isolation_level=None)) as books:
            for (trigger,) in books.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                books.execute(f"DROP TRIGGER {trigger}")
        yield region.truth, region.office.books


@pytest.fixture
def books(played: Played, tmp_path: Path) -> Path:
    """A copy of the books to spoil."""
    return Path(shutil.copy(played[1], tmp_path / "books.db"))


def judged(played: Played, books: Path, *statements: str) -> Verdict:
    """The verdict after these statements."""
    with closing(sqlite3.connect(books, isolation_level=None)) as spoiled:
        for statement in statements:
            assert spoiled.execute(statement).rowcount > 0, statement
    return check_at_rest(played[0], books, [])


A_SALE = """code = 1 AND (terminal, lineage, sequence) =
    (SELECT terminal, lineage, sequence FROM transfer WHERE code = 1 ORDER BY terminal, lineage, sequence LIMIT 1)"""


def test_sound_books_are_found_sound(played: Played, books: Path) -> None:
    assert judged(played, books).failures == []


def test_a_sale_that_is_not_in_the_books_is_a_paid_sale_lost(played: Played, books: Path) -> None:
    verdict = judged(played, books, f"DELETE FROM transfer WHERE {A_SALE}")
    assert verdict.figures["paid_lost"] == 1
    assert verdict.figures["unexplained"] > 0


def test_a_sale_that_is_in_the_books_twice_is_seen(played: Played, books: Path) -> None:
    columns = "lineage, sequence, terminal, code, debit, credit, amount, booked_at, business_day"
    again = f"INSERT INTO transfer (leg, {columns}) SELECT 50 + leg, {columns} FROM transfer WHERE {A_SALE}"
    assert judged(played, books, again).figures["posted_twice"] == 1


def test_a_cent_more_on_one_side_is_seen(played: Played, books: Path) -> None:
    verdict = judged(played, books, "UPDATE account SET balance = balance + 1 WHERE id = (SELECT min(id) FROM account)")
    assert verdict.figures["ledger_sum"] == 1


def test_a_cent_moved_between_two_members_is_seen(played: Played, books: Path) -> None:
    first, second = "(SELECT min(number) FROM account WHERE kind = 1)", "(SELECT max(number) FROM account WHERE kind = 1)"
    moved = [
        f"UPDATE account SET balance = balance {by} WHERE kind = 1 AND number = {who}"
        for by, who in (("+ 1", first), ("- 1", second))
    ]
    assert judged(played, books, *moved).figures["unexplained"] >= 4


def test_a_fact_that_no_card_ever_had_is_seen(played: Played, books: Path) -> None:
    verdict = judged(played, books, f"UPDATE transfer SET sequence = sequence + 100000 WHERE {A_SALE}")
    assert any("the card never had it" in failure for failure in verdict.failures)


def test_an_alarm_about_an_honest_card_is_a_false_one(played: Played, books: Path) -> None:
    columns = "kind, subject, detail, opened_at, card, instance, closed_by, checked_by, reason"
    case = f"INSERT INTO case_file ({columns}) VALUES (1, '2-00000001-1', 'card 1000.1, counter 3', 0, 1000, 1, '', '', '')"
    assert judged(played, books, case).figures["false_alarms"] == 1


def test_a_batch_that_waits_for_ever_is_seen(played: Played, books: Path) -> None:
    verdict = judged(played, books, "UPDATE stored_batch SET booked = 0 WHERE id = 1")
    assert verdict.figures["not_live"] == 1


def test_a_card_that_was_charged_more_than_anybody_was_told_is_seen(played: Played, books: Path) -> None:
    truth = played[0]
    card = truth.cards[1000, 1]
    top = card.top
    card.history[top.counter] = replace(top, balance=top.balance - 1)
    try:
        assert judged(played, books).figures["unexplained"] > 0
    finally:
        card.history[top.counter] = top


def sales(played: Played) -> Iterator[tuple[CardTruth, Record]]:
    """Sales by card whose record some terminal read later on and told head office of; none is the top of its card."""
    sighted = read_stored(played[1]).sighted
    for card in played[0].cards.values():
        for record in card.lived.values():
            if record.kind == SALE and (card.card, record.raw) in sighted and record is not card.top:
                yield card, record


@pytest.fixture
def spoiled(played: Played) -> Iterator[Truth]:
    """The truth, to be told otherwise; afterwards it is as it was."""
    truth = played[0]
    lives = {number: (dict(card.history), dict(card.lived)) for number, card in truth.cards.items()}
    yield truth
    for number, (history, lived) in lives.items():
        truth.cards[number].history, truth.cards[number].lived = history, lived
    truth.frauds.clear()
    truth.falsified.clear()


def test_a_record_that_only_a_terminal_saw_before_it_was_destroyed_is_known(played: Played, books: Path, spoiled: Truth) -> None:
    card, record = next(sales(played))
    del card.history[record.counter]
    assert judged(played, books).failures == []


def test_a_load_torn_in_the_half_that_only_loaders_check_stands_for_all_others(played: Played) -> None:
    truth = played[0]
    card, load = next((card, one) for card in truth.cards.values() for one in card.lived.values() if one.kind == LOAD)
    where = truth.masters, card.uid, card.card, load.counter % SLOTS
    torn, broken = load.raw[:44] + bytes(4), load.raw[:40] + bytes(4) + load.raw[44:]
    assert [sound(*where, raw) for raw in (load.raw, torn, broken)] == [True, False, False]
    assert [sound(*where, raw, to_debit=True) for raw in (load.raw, torn, broken)] == [True, True, False]


def test_a_posting_in_a_wrong_place_is_seen_though_a_record_of_that_amount_was_destroyed(
    played: Played, books: Path, spoiled: Truth
) -> None:
    card, record = next(sales(played))
    del card.history[record.counter]
    terminal, lineage, sequence = record.key
    of_it = f"terminal = {terminal} AND lineage = {lineage} AND sequence = {sequence}"
    failures = judged(played, books, f"UPDATE transfer SET sequence = sequence + 100000 WHERE {of_it}").failures
    assert any("the card never had it" in failure for failure in failures)
    assert any(f"{record.key} moved {record.amount}, not in the books" in failure for failure in failures)


def test_a_record_that_head_office_holds_and_the_keeper_withholds_is_evidence_whoever_told_of_it(
    played: Played, books: Path, spoiled: Truth
) -> None:
    _, record = next(sales(played))
    spoiled.frauds.append(Fraud("silent", record.key[0]))
    assert judged(played, books).figures["attacks_with_evidence"] == 0
    terminal, lineage, sequence = record.key
    place = f"terminal = {terminal} AND lineage = {lineage} AND {sequence} BETWEEN first_sequence AND first_sequence + count - 1"
    verdict = judged(played, books, f"DELETE FROM stored_batch WHERE {place}")
    assert verdict.figures["attacks_with_evidence"] == 1
    assert any("nobody knows" in failure and str(record.key) in failure for failure in verdict.failures)


def test_each_withheld_record_must_be_named_and_not_only_one_of_them(played: Played, books: Path, spoiled: Truth) -> None:
    _, record = next(sales(played))
    terminal, lineage, sequence = record.key
    spoiled.frauds.append(Fraud("silent", terminal))
    columns = "kind, subject, detail, opened_at, terminal, closed_by, checked_by, reason"
    case = f"(29, '{terminal}-{lineage:08x}-{sequence}', '', 0, {terminal}, '', '', '')"
    told = [f"DELETE FROM stored_batch WHERE terminal = {terminal}", f"INSERT INTO case_file ({columns}) VALUES {case}"]
    missed = [failure for failure in judged(played, books, *told).failures if "nobody knows" in failure]
    assert missed
    assert not any(str(record.key) in failure for failure in missed)


def test_a_keepers_lie_that_a_sighting_contradicts_is_seen_though_the_sums_agree(
    played: Played, books: Path, spoiled: Truth
) -> None:
    by_card: dict[tuple[int, int], list[Record]] = {}
    for card, record in sales(played):
        by_card.setdefault(card.card, []).append(record)
    number, (first, second, *_) = next((number, found) for number, found in by_card.items() if len(found) > 1)
    for record, by in ((first, 1), (second, -1)):
        spoiled.cards[number].lived[record.counter] = replace(record, amount=record.amount + by)
        spoiled.falsified.add(record.key)
    failures = judged(played, books).failures
    assert [failure.split(": ")[0] for failure in failures] == ["unexplained"] * 2
    assert all("no case does" in failure for failure in failures)


def test_a_clock_that_was_ahead_of_a_receipt_is_evidence(played: Played, books: Path, spoiled: Truth) -> None:
    terminal = next(sales(played))[1].key[0]
    spoiled.frauds.append(Fraud("clock_ahead", terminal))
    early = f"UPDATE stored_batch SET received_at = received_at - 100000000 WHERE terminal = {terminal}"
    assert judged(played, books, early).figures["attacks_missed"] == 1
