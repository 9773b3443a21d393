"""If these failed, a report would say other sums than the books, or name articles that nobody bought."""

from __future__ import annotations

import psycopg
import pytest
from peewee import OperationalError

from protocol.instants import Instant
from protocol.money import Money
from server.database import database, open_database, run, writing
from server.ledger.chart import Code
from server.ledger.proofs import prove
from server.ledger.tallies import tally_failures
from server.reporting.fold import FOLD_LOCK, fold, fold_step, reached, tell_anew
from server.reporting.proofs import line_failures
from server.reports.cards import balances, balances_sum
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Card, Journal
from tests.server.settlement.test_booking import loaded_card
from tests.server.troubled import MS_PER_DAY, troubled_days
from tests.support.postgres import Postgres

LATER = Instant(NOON + 4 * MS_PER_DAY)
_LINES = "SELECT terminal, sequence, line, code, operator, item, owner, quantity, amount, moved FROM told_line"


def lines() -> list[tuple[int | None, ...]]:
    """Code, item, owner, quantity, amount and what it moved, in order."""
    rows = run(f"{_LINES} ORDER BY terminal, lineage, sequence, line").fetchall()
    return [(row[3], *row[5:]) for row in rows]


def days() -> list[tuple[int, ...]]:
    """How many sales there were, and what they came to, by terminal and day; less what was taken back."""
    rows = run(
        "SELECT business_day, terminal, SUM(CASE WHEN code > 100 THEN -facts ELSE facts END),"
        " SUM(CASE WHEN code > 100 THEN -amount ELSE amount END) FROM tally WHERE code IN (1, 101) GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    return [tuple(map(int, row)) for row in rows]


def told(rounds: int = 100) -> None:
    assert fold(rounds)
    assert (tally_failures(), line_failures(), reached().waiting) == ([], [], 0)


def test_articles_come_from_the_evidence_and_a_void_has_those_of_its_sale(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.sale(card, 300, (200, 2))
    journal.void(card, sale)
    journal.refund(card, 40)
    journal.cash_sale(10, 20, 30, carried=2)
    journal.cash_refund(10)
    office.accept(7, journal.batch())
    assert (reached().batch, reached().waiting) == (0, 1)
    told()
    assert lines() == [
        (Code.LOAD, None, None, 0, 5_000, 5_000),
        (Code.CARD_SALE, 7, 1, 1, 300, -300),
        (Code.CARD_SALE, 7, 2, 1, 200, -200),
        (Code.CARD_VOID, 7, 1, -1, -300, 300),
        (Code.CARD_VOID, 7, 2, -1, -200, 200),
        (Code.CARD_REFUND, 7, 1, -1, -40, 40),
        *((Code.CASH_SALE, 7, 1, 1, amount, 0) for amount in (10, 20, 30)),
        (Code.CASH_REFUND, 7, 1, -1, -10, 0),
    ]


def test_a_sale_counts_from_when_it_is_told_to_until_it_is_taken_back(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 300))
    office.accept(7, journal.batch())
    told()
    assert len(lines()) == 1
    journal.confirm(card, sale)
    office.accept(7, journal.batch())
    told()
    assert lines()[1:] == [(Code.CARD_SALE, 7, 1, 1, 300, -300)]
    assert run("SELECT COUNT(*) FROM untallied").fetchone() == (0,)


def test_a_sale_that_only_a_card_tells_of_has_no_articles_until_its_journal_comes(office: HeadOffice) -> None:
    journal, burnt = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    burnt.sale(card, 300, 200)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    told()
    assert [row for row in lines() if row[4] == 500] == [(Code.CARD_SALE, None, 0, 0, 500, -500)]
    office.accept(8, burnt.batch())
    told()
    assert [row[1] for row in lines()] == [None, 7, 7, 7]


@pytest.mark.parametrize("seed", range(2))
def test_on_days_on_which_everything_goes_wrong_lines_and_days_come_to_what_the_books_hold(office: HeadOffice, seed: int) -> None:
    for terminal, batch in troubled_days(seed, 15):
        office.at(LATER).accept(terminal, batch)
        fold_step()
    told()
    before = lines(), days()
    tell_anew()
    told()
    assert (lines(), days()) == before


def test_nothing_is_told_anew_in_the_middle_of_a_step(postgres: Postgres, postgres_template: str) -> None:
    address = postgres.create(postgres_template)
    open_database(address)
    with psycopg.connect(address) as another, database.connection_context():
        another.execute("SELECT pg_advisory_xact_lock(%s)", (FOLD_LOCK,))
        run("SET lock_timeout = 50")
        with pytest.raises(OperationalError):
            tell_anew()
        another.rollback()
        tell_anew()
    postgres.drop(address)


def test_waiting_batches_are_told_when_they_are_booked(office: HeadOffice) -> None:
    journal = Journal()
    loaded_card(journal)
    office.accept(7, journal.batch(), book=False)
    assert not fold_step()
    office.book()
    told()
    assert len(lines()) == 1


def test_a_card_below_zero_is_named_until_it_is_not_and_proofs_notice_one_that_is_not_named(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    journal.sale(card, 5_300)
    office.accept(7, journal.batch())
    told()
    assert [(one.card, one.balance.minor) for one in balances(None, True, None, 9)] == [(card.name, -300)]
    assert balances(1, True, None, 9) == balances(None, True, None, 9)
    assert (balances(2, True, None, 9), balances(None, True, card.name, 9)) == ([], [])
    assert balances_sum(None, True) == (1, Money(-300))
    with writing():
        run("DELETE FROM card_overdrawn")
    assert line_failures() == [f"card {card.name} is below zero, and not noted as overdrawn"]
    tell_anew()
    told()
    journal.load(card, 1_000)
    office.accept(7, journal.batch())
    assert balances(None, True, None, 9) == []
    told()
    assert run("SELECT COUNT(*) FROM card_overdrawn").fetchone() == (0,)


def test_proofs_notice_a_day_and_a_line_that_were_changed(office: HeadOffice) -> None:
    journal = Journal()
    journal.sale(loaded_card(journal), 300)
    office.accept(7, journal.batch())
    told()
    with writing():
        run("UPDATE tally SET amount = amount + 1 WHERE code = %s", (int(Code.CARD_SALE),))
        run("UPDATE told_line SET moved = moved + 1 WHERE code = %s", (int(Code.CARD_SALE),))
    assert "code 1: the tally says 301, the transfers come to 300" in prove().failures[0]
    day, card = line_failures()
    assert "lines of sales come to 300, the books hold 301" in day
    assert f"card {Card().name}: lines come to 4701, the ledger says 4700" in card
