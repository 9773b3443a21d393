"""Batches may arrive in any order: the balances are the same, and the same evidence books to the same ledger again."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.money import Money
from server.database import database, make_database, open_database, run
from server.ledger.proofs import prove
from server.schema import migrate
from server.settlement.rebook import NotEmpty, rebook
from tests.server.conftest import Empty
from tests.server.head_office import HeadOffice, open_case_kinds
from tests.server.journal import Card, Journal


def busy_day(seed: int) -> tuple[list[tuple[int, bytes]], list[Card]]:
    """Three terminals, a few cards, open, late, cancelled and voided sales; batches with their terminal, and the cards."""
    chance = random.Random(seed)
    journals = [Journal(terminal=number, lineage=number * 1_000) for number in (7, 8, 9)]
    cards = [Card(number=number) for number in range(1, 5)]
    batches: list[tuple[int, bytes]] = []
    for card in cards:
        desk = chance.choice(journals)
        desk.issue(card)
        desk.load(card, 20_000)
    for _ in range(chance.randint(10, 40)):
        journal, card = chance.choice(journals), chance.choice(cards)
        match chance.randrange(9):
            case 0 | 1:
                journal.sale(card, chance.randint(1, 200), (chance.randint(1, 200), 2))
            case 2:
                journal.load(card, chance.randint(1, 500))
            case 3:
                sale = journal.sale(card, chance.randint(1, 200))
                chance.choice(journals).void(card, sale)
            case 4:
                sale = journal.write(card, journal.sale_intent(card, chance.randint(1, 200)))
                if chance.random() < 0.5:
                    journal.confirm(card, sale)
            case 5:
                journal.cancel(journal.sale_intent(card, chance.randint(1, 200)))
            case 6:
                journal.refund(card, chance.randint(1, 200))
            case 7:
                journal.cash_sale(chance.randint(1, 200))
            case _:
                journal.sale_intent(card, chance.randint(1, 200))
        if chance.random() < 0.3:
            batches.append((journal.terminal, journal.batch()))
            journal.restart() if chance.random() < 0.2 else journal.cash_sale(1)
    batches.extend((journal.terminal, journal.batch()) for journal in journals if journal.sent < len(journal.entries))
    return batches, cards


def balances() -> dict[tuple[int, ...], int]:
    rows = run("SELECT kind, number, part, balance FROM account WHERE balance <> 0")
    return {(kind, number, part): amount for kind, number, part, amount in rows}


def booked(batches: list[tuple[int, bytes]]) -> tuple[dict[tuple[int, ...], int], list[tuple[int, ...]]]:
    office = HeadOffice()
    for terminal, batch in batches:
        office.accept(terminal, batch)
        proof = prove()
        assert proof.holds, proof.failures
    assert open_case_kinds() == [], "an alarm without an attack"
    declared = "state = 1 AND posting = 1"  # such a change of a plain card has no row
    sql = f"SELECT terminal, lineage, sequence, state, posting FROM card_change WHERE NOT ({declared}) ORDER BY 1, 2, 3"
    return balances(), [tuple(row) for row in run(sql).fetchall()]


def in_order_of(batches: list[tuple[int, bytes]], seed: int) -> list[tuple[int, bytes]]:
    shuffled = list(batches)
    random.Random(seed).shuffle(shuffled)
    return shuffled


def on_fresh_sqlite(folder: str, name: str) -> None:
    open_database(f"sqlite:///{folder}/{name}.db")
    database.connect()
    migrate()


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_any_order_of_arrival_gives_the_same_balances_and_states(seed: int, order: int) -> None:
    batches, cards = busy_day(seed)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for name, arrival in (("sent", batches), ("shuffled", in_order_of(batches, order))):
            on_fresh_sqlite(folder, name)
            results.append(booked(arrival))
            owed = {row[0]: Money(row[1]) for row in run("SELECT number, balance FROM account WHERE kind = 1")}
            assert [owed.get(card.number) for card in cards if card.record] == [
                card.balance for card in cards if card.record
            ] or open_on_top()
            database.close()
    assert results[0] == results[1]


def open_on_top() -> bool:
    """Whether a change is open, so that a card may be ahead of what head office can know."""
    return bool(run("SELECT COUNT(*) FROM card_change WHERE state = 0").fetchone()[0])


def test_rebooking_the_evidence_gives_the_same_transfers_byte_for_byte(office: HeadOffice, empty: Empty) -> None:
    batches, _ = busy_day(3)
    for terminal, batch in in_order_of(batches, 5):
        office.accept(terminal, batch)
    result = rebook(make_database(empty()), 0)
    assert result.batches == len(batches)
    assert result.digest_here == result.digest_there
    assert result.proof.holds


def test_rebooking_into_a_database_that_holds_something_is_refused(office: HeadOffice, empty: Empty) -> None:
    office.accept(7, Journal().batch())
    into = make_database(empty())
    rebook(into, 0)
    with pytest.raises(NotEmpty):
        rebook(into, 0)


def test_an_hour_of_entries_books_quickly(office: HeadOffice, tmp_path: Path) -> None:
    journal = Journal()
    cards = [Card(number=number) for number in range(1, 83)]
    for card in cards:
        journal.issue(card)
        journal.load(card, 10_000)
        journal.sale(card, 100)
    batch = journal.batch()
    office.accept(7, batch, book=False)
    assert office.book() == 1
    assert run("SELECT COUNT(*) FROM card_change").fetchone()[0] == 3 * len(cards)
