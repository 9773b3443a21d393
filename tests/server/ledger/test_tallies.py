"""If these failed, a day would come to something else than its transfers."""

from __future__ import annotations

from dataclasses import replace

from protocol.ids import Sequence
from protocol.instants import BusinessDay
from protocol.money import Money
from server.database import run, writing
from server.ledger.chart import SUSPENSE_BASKET, Code
from server.ledger.entries import Leg
from server.ledger.proofs import prove
from server.ledger.tallies import CARDS, tally_anew, tally_failures, tally_up
from tests.server.ledger.test_book import CARD, DAY, FACT, LINE, put

SECOND = replace(LINE, number=1, leg=replace(LINE.leg, amount=Money(50)))


def rows(table: str) -> list[tuple[int, ...]]:
    """Day, code, facts and amount by code, and whether the card's side stands for all cards."""
    found = run(
        f"SELECT business_day, code, facts, amount, credit FROM {table} ORDER BY business_day, code, facts DESC"
    ).fetchall()
    return [(day, code, int(facts), int(amount), credit == CARDS) for day, code, facts, amount, credit in found]


def tallied() -> list[tuple[int, ...]]:
    with writing():
        tally_up(2**31 - 1)
    assert rows("untallied") == []
    return rows("tally")


def test_a_fact_counts_once_and_its_transfers_add_up(books: str) -> None:
    put(LINE, SECOND)
    assert rows("untallied") == [(DAY, 3, 1, 250, True), (DAY, 3, 0, 50, True)]
    assert tallied() == [(DAY, 3, 1, 300, True)]
    put(
        replace(LINE, fact=replace(FACT, sequence=Sequence(FACT.sequence + 1))), replace(LINE, number=2, day=BusinessDay(DAY + 1))
    )
    assert tallied() == [(DAY, 3, 2, 550, True), (DAY + 1, 3, 1, 250, True)]
    assert tally_failures() == []


def test_the_same_transfer_again_adds_nothing(books: str) -> None:
    put(LINE)
    put(LINE)
    assert tallied() == [(DAY, 3, 1, 250, True)]


def test_made_anew_from_the_transfers_it_is_the_same(books: str) -> None:
    put(LINE, SECOND)
    put(
        *(
            replace(one, number=2 + one.number, leg=Leg(CARD, SUSPENSE_BASKET, one.leg.amount, Code.LOAD_UNDONE))
            for one in (LINE, SECOND)
        )
    )
    put(*(replace(one, number=4 + one.number) for one in (LINE, SECOND)))
    before = tallied()
    assert before == [(DAY, 3, 2, 600, True), (DAY, 103, 1, 300, False)]
    with writing():
        tally_anew()
    assert tallied() == before


def test_proof_notices_a_day_that_was_changed(books: str) -> None:
    put(LINE)
    run("UPDATE untallied SET amount = amount + 1")
    expected = f"day {DAY} of terminal 7, code 3: the tally says 251, the transfers come to 250"
    assert tally_failures() == [expected]
    assert expected in prove().failures
