"""R28 and the nightly identity: every cent of a card is told, on the way, or unexplained; on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind
from protocol.instants import Instant
from protocol.link.entries import LoadDetail
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.ledger.identity import Identity, identity
from server.ledger.proofs import prove
from server.settlement.cards.explain import Explained, explain
from server.settlement.credits.refund_claims import sweep_refunds
from server.settlement.findings.worklist_rows import work
from server.settlement.findings.worklists import MS_PER_DAY, Duty
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import TODAY, Card, Journal
from tests.server.settlement.test_booking import loaded_card


def explained(card: Card) -> Explained:
    """The explanation adds up to the ledger, whatever it says."""
    found = explain(card.name)
    assert found.ledger == balance_of(card_liability(card.name))
    assert found.told + found.on_the_way + found.unexplained == found.ledger
    return found


def terms() -> Identity:
    found = identity()
    assert found.rest == Money(0)
    assert found.last_records == found.liability
    return found


def test_a_card_whose_journals_are_all_here_is_told_to_the_last_cent(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    journal.sale(card, 400)
    office.accept(7, journal.batch())
    found = explained(card)
    assert (found.told, found.on_the_way, found.unexplained) == (Money(4_600), Money(0), Money(0))
    assert found.lines(2) == [
        "card            1000000000000001.0",
        "ledger          46.00",
        "highest record  46.00 at counter 2",
        "told            46.00 by journals",
        "on the way      0.00",
        "unexplained     0.00",
    ]
    assert terms().settled == Money(4_600)


def test_n1_what_is_on_the_way_is_named_by_terminal_and_numbers(office: HeadOffice) -> None:
    journal, late = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    late.sale(card, 400)
    late.load(card, 1_000)
    late.sale(card, 50)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    found = explained(card)
    assert (found.told, found.on_the_way, found.unexplained) == (Money(4_900), Money(550), Money(0))
    text = "\n".join(found.lines(2))
    assert "missing       counters 2 to 3, together 6.00: spent 4.00, loaded 10.00" in text
    assert "from the card sale -0.50 (terminal 8, entry 6 of lineage a1b2c3d4)" in text
    assert "absent        terminal 8: here up to batch 0 and entry 0" in text
    total = terms()
    assert (total.settled + total.told_above, total.recovered, total.gap) == (Money(4_900), Money(-50), Money(600))
    office.accept(8, late.batch())
    assert explained(card).on_the_way == Money(0)
    assert terms().gap == Money(0)


def test_what_may_still_change_it_is_named_beside(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    given_up = journal.write(card, journal.sale_intent(card, 400))
    journal.abandon(given_up)
    unshown = journal.write(card, journal.sale_intent(card, 70))
    load = journal.intend(card, Kind.LOAD, 2_000, LoadDetail())
    other.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    found = explained(card)
    assert [item.reference for item in found.reversals] == [given_up, unshown]
    assert [item.reference for item in found.open] == [load]
    assert [item.amount for item in found.open] == [Money(2_000)]
    assert found.unexplained == Money(0)
    assert any(line.startswith("case            1: abandoned_but_debited") for line in found.lines(2))
    terms()


def test_a_claim_for_a_debit_that_was_never_shown_is_named_until_it_is_collected(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    journal.write(card, journal.sale_intent(card, 400))
    other.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert [task.duty for task in work(NOON)] == [Duty.UNSHOWN_DEBITS]
    with writing():
        (claim,) = sweep_refunds(TODAY, Instant(NOON + 2 * MS_PER_DAY))
    assert work(NOON) == []
    assert explained(card).claims == ((claim.id, Money(400)),)
    assert f"claim waiting   {claim.id}: 4.00" in explain(card.name).lines(2)


def test_only_value_without_source_is_unexplained_and_a_fork_is_named(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    clone = card.copy()
    assert clone.record is not None
    clone.record = replace(clone.record, balance=Money(9_000))
    fork = journal.sale(card, 400)
    other.sale(clone, 100)
    other.sale(clone, 50)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    found = explained(card)
    assert found.unexplained == Money(4_000)
    assert [item.reference for item in found.forks] == [fork]
    assert terms().mismatch == Money(4_000)
    assert prove().holds


def test_an_account_that_says_more_than_its_cards_breaks_the_identity(office: HeadOffice) -> None:
    journal = Journal()
    loaded_card(journal)
    office.accept(7, journal.batch())
    run("UPDATE account SET balance = balance + 1 WHERE kind = 1")
    assert identity().rest == Money(1)
    failures = "\n".join(prove().failures)
    assert "the cards' liability is 1 more than what explains it" in failures
    assert "the last records of all cards say 5000, the ledger 5001" in failures


@pytest.mark.parametrize("digits", [0, 2])
def test_the_identity_reads_as_one_term_a_line(books: str, digits: int) -> None:
    zero = Money(0).text(digits)
    assert [line.split()[-1] for line in identity().lines(digits)] == [zero] * 7
