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
from tests.simulation.region import Region
from tests.simulation.truth import Truth
from tests.simulation.world import memory_folder

Played = tuple[Truth, Path]


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    """A small region at rest, and its books with the triggers taken off."""
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
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
