"""The one writer: idempotent, never silent about a conflict; and the proofs, each shown to notice what it is for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from peewee import DatabaseError

from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of, balances_by_kind, digest, liability, owed_on, total_of, transfers
from server.ledger.book import LedgerConflict, Line, write
from server.ledger.chart import FRAUD_PENDING, SUSPENSE_BASKET, AccountKind, Code, card_liability, claim_liability, reissued
from server.ledger.entries import Leg
from server.ledger.proofs import prove
from tests.server.head_office import HeadOffice
from tests.server.journal import Card, Journal

OLD, NEW = CardInstance(CardNumber(5), 0), CardInstance(CardNumber(5), 1)
CARD = card_liability(OLD)
FACT = Reference(TerminalId(7), Lineage(1), Sequence(9))
DAY = BusinessDay(9_000)
LINE = Line(FACT, 0, Leg(SUSPENSE_BASKET, CARD, Money(250), Code.LOAD), DAY)
NOW = Instant(1)


def put(*lines: Line) -> None:
    with writing():
        write(lines, NOW)


def test_a_transfer_moves_both_balances(books: str) -> None:
    put(LINE)
    assert balance_of(CARD) == Money(250)
    assert balance_of(SUSPENSE_BASKET) == Money(-250)
    assert balance_of(FRAUD_PENDING) == Money(0)
    assert balances_by_kind()[AccountKind.CARD_LIABILITY] == Money(250)
    (booked,) = transfers()
    assert (booked.fact, booked.leg, booked.day, booked.leg_number) == (FACT, LINE.leg, DAY, 0)


def test_what_a_replaced_card_handed_on_is_owed_on_it_no_more(books: str) -> None:
    put(LINE)
    assert (owed_on(OLD), liability()) == (Money(250), Money(250))
    put(Line(FACT, 1, Leg(reissued(OLD), claim_liability(NEW), Money(100), Code.CLAIM_MADE), DAY))
    assert (owed_on(OLD), owed_on(NEW), liability()) == (Money(150), Money(0), Money(150))


def test_writing_nothing_writes_nothing(books: str) -> None:
    put()
    assert list(transfers()) == []


def test_the_same_transfer_again_has_no_effect(books: str) -> None:
    put(LINE)
    before = digest()
    put(LINE, replace(LINE, number=1))
    put(LINE, replace(LINE, number=1))
    assert balance_of(CARD) == Money(500)
    assert digest() != before


def test_another_transfer_under_the_same_key_is_refused_and_nothing_of_it_stays(books: str) -> None:
    put(LINE)
    with pytest.raises(LedgerConflict):
        put(replace(LINE, number=5), replace(LINE, leg=replace(LINE.leg, amount=Money(1))))
    assert balance_of(CARD) == Money(250)
    assert total_of(Code.LOAD).count == 1


def test_what_is_taken_back_no_longer_counts(books: str) -> None:
    put(LINE)
    put(replace(LINE, number=1, leg=Leg(CARD, SUSPENSE_BASKET, Money(250), Code.LOAD_UNDONE)))
    assert (total_of(Code.LOAD).count, total_of(Code.LOAD).amount) == (0, Money(0))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transfer SET amount = 1",
        "DELETE FROM transfer",
        "UPDATE stored_batch SET sealed = ack",
        "DELETE FROM stored_batch",
        "UPDATE act SET kind = 2",
        "DELETE FROM act",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_written(office: HeadOffice, statement: str) -> None:
    journal = Journal()
    card = Card()
    journal.issue(card)
    journal.load(card, 100)
    office.accept(7, journal.batch())
    run("INSERT INTO act (after_batch, at, kind, data) VALUES (1, 1, 1, %s)", (b"",))
    before = digest()
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)
    assert digest() == before


@pytest.mark.parametrize("amount", [0, -1])
def test_the_database_refuses_a_transfer_that_is_not_above_zero(books: str, amount: int) -> None:
    with pytest.raises(DatabaseError):
        put(replace(LINE, leg=Leg(SUSPENSE_BASKET, CARD, Money(amount), Code.LOAD)))


def sold(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 100)
    office.accept(7, journal.batch())
    assert prove().holds


def test_proof_notices_a_cached_balance_that_was_changed(office: HeadOffice) -> None:
    sold(office)
    run("UPDATE account SET balance = balance + 1 WHERE kind = %s", (int(AccountKind.BRANCH_CASH),))
    proof = prove()
    assert not proof.holds
    assert any("BRANCH_CASH '7' says -99" in failure for failure in proof.failures)
    assert "all balances together are 1, not 0" in proof.failures


def test_proof_notices_a_card_that_differs_from_its_record(office: HeadOffice) -> None:
    sold(office)
    put(replace(LINE, leg=Leg(SUSPENSE_BASKET, card_liability(Card().name), Money(7), Code.OTHER_CHANGE)))
    proof = prove()
    assert any("the ledger says 107, its highest known record says 100" in failure for failure in proof.failures)
    assert proof.figures["unexplained"] == 7


def test_proof_notices_evidence_that_is_not_booked(office: HeadOffice) -> None:
    journal = Journal()
    office.accept(7, journal.batch(), book=False)
    assert prove().failures == ("1 stored batches are not booked",)
