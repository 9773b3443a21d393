"""The rules of reconciliation, each by its name (INTEGRITY 7), on both databases."""

from __future__ import annotations

from dataclasses import replace

from protocol.card.record import unpack
from protocol.ids import OwnerId, Reference, TerminalId
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of, balances_by_kind, total_of
from server.ledger.chart import (
    FRAUD_PENDING,
    SUSPENSE_BASKET,
    AccountKind,
    Code,
    branch_cash,
    card_liability,
    revenue,
    suspense_gap,
)
from server.ledger.proofs import prove
from server.settlement.cards.booking import book_facts
from server.settlement.cards.chain import State
from server.settlement.cards.explain import explain
from server.settlement.cards.fold import Facts, Intended, Said, Word
from server.settlement.findings.cases import CaseKind
from tests.server.head_office import NOON, HeadOffice, open_case_kinds
from tests.server.journal import TODAY, Card, Journal


def state_of(reference: Reference) -> State:
    sql = "SELECT state FROM card_change WHERE terminal = %s AND lineage = %s AND sequence = %s"
    return State(run(sql, (reference.terminal, reference.lineage, reference.sequence)).fetchone()[0])


def owed(card: Card) -> int:
    return balance_of(card_liability(card.name)).minor


def loaded_card(journal: Journal, amount: int = 5_000) -> Card:
    card = Card()
    journal.issue(card)
    journal.load(card, amount)
    return card


def test_a_day_of_sales_is_booked_and_everything_holds(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.sale(card, (300, 1), (450, 2))
    journal.void(card, sale)
    journal.sale(card, 1_000)
    journal.refund(card, (200, 2))
    journal.pin_try(card)
    journal.cash_sale(700, (100, 2), carried=1)
    journal.cash_refund(50)
    office.accept(7, journal.batch())
    assert owed(card) == card.balance.minor == 4_200
    assert balance_of(revenue(OwnerId(1))) == Money(1_000 + 700 - 50)
    assert balance_of(revenue(OwnerId(2))) == Money(-200 + 100)
    assert balance_of(branch_cash(TerminalId(7))) == Money(-(5_000 + 800 - 50))
    assert prove().holds
    assert open_case_kinds() == []


def test_a_sale_with_two_owners_counts_once(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    journal.sale(card, (300, 1), (450, 2))
    office.accept(7, journal.batch())
    total = total_of(Code.CARD_SALE)
    assert (total.count, total.amount) == (1, Money(750))


def test_r4_commit_and_late_are_one_fact(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.sale(card, 400)
    journal.confirm(card, sale)
    office.accept(7, journal.batch())
    assert owed(card) == 4_600
    assert total_of(Code.CARD_SALE).count == 1


def test_a_late_found_open_sale_is_posted_once_it_is_declared(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    office.accept(7, journal.batch())
    assert (state_of(sale), owed(card)) == (State.OPEN, 5_000)
    journal.confirm(card, sale)
    office.accept(7, journal.batch())
    assert (state_of(sale), owed(card)) == (State.DECLARED, 4_600)
    assert prove().holds


def test_a_commit_may_come_before_its_intent(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    first = journal.batch()
    journal.commit(sale)
    second = journal.batch()
    office.accept(7, second)
    assert owed(card) == 0
    office.accept(7, first)
    assert (state_of(sale), owed(card)) == (State.DECLARED, 4_600)
    assert prove().holds


def test_a_cancelled_sale_is_not_posted(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    sale = journal.sale_intent(card, 400)
    journal.cancel(sale)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert (state_of(sale), owed(card)) == (State.CANCELLED, 4_900)
    assert prove().holds


def test_r12_an_open_sale_that_the_next_tap_finds_on_the_card_is_posted_as_an_orphan(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    other.sale_intent(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert (state_of(sale), owed(card)) == (State.ORPHAN, 4_600)
    assert prove().holds


def test_r12_an_open_sale_seen_as_evidence_is_posted_as_an_orphan(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    assert card.record is not None
    other.saw(card, card.record)
    office.accept(8, other.batch())
    office.accept(7, journal.batch())
    assert (state_of(sale), owed(card)) == (State.ORPHAN, 4_600)


def test_r12_an_open_sale_whose_counter_holds_another_record_is_void(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = journal.sale_intent(card, 400)
    other.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert (state_of(sale), owed(card)) == (State.VOIDED, 4_900)
    assert prove().holds


def test_r5a_an_orphan_gives_way_to_the_declared_change_at_its_counter(office: HeadOffice) -> None:
    journal, other, third = Journal(), Journal(terminal=8), Journal(terminal=9)
    card = loaded_card(journal)
    decayed = card.copy()
    sale = journal.write(decayed, journal.sale_intent(card, 400))
    assert decayed.record is not None
    third.saw(card, decayed.record)
    office.accept(7, journal.batch())
    office.accept(9, third.batch())
    assert (state_of(sale), owed(card)) == (State.ORPHAN, 4_600)
    other.sale(card, 100)
    office.accept(8, other.batch())
    assert (state_of(sale), owed(card)) == (State.VOIDED, 4_900)
    assert total_of(Code.CARD_SALE).amount == Money(100)
    assert prove().holds
    assert open_case_kinds() == []


def test_r14_a_cancelled_sale_that_a_later_sale_stands_on_is_posted_with_a_case(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    journal.cancel(sale)
    other.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert (state_of(sale), owed(card)) == (State.ORPHAN, 4_500)
    assert open_case_kinds() == [CaseKind.CANCELLED_BUT_DEBITED]


def test_r5_two_declared_changes_at_one_counter_are_a_fork_and_the_card_is_charged_once(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    clone = card.copy()
    journal.sale(card, 400)
    other.sale(clone, 100)
    other.sale(clone, 50)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert owed(card) == clone.balance.minor == 4_850
    assert balance_of(FRAUD_PENDING) == Money(-400)
    assert balance_of(revenue(OwnerId(1))) == Money(550)
    assert open_case_kinds() == [CaseKind.FORK]
    proof = prove()
    assert proof.holds
    assert proof.figures["unexplained"] == 400


def test_r7_a_gap_is_booked_to_suspense_and_r10_fills_by_itself(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    other.sale(card, 400)
    other.load(card, 150)
    late = other.batch()
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert owed(card) == card.balance.minor
    assert balance_of(suspense_gap(card.name)) == Money(400)
    assert explain(card.name).missing == (2,)
    assert prove().holds
    office.accept(8, late)
    assert balance_of(suspense_gap(card.name)) == Money(0)
    assert owed(card) == card.balance.minor
    assert explain(card.name).missing == ()
    assert prove().holds


def test_r8_value_without_source_goes_to_fraud_pending_with_a_case(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    assert card.record is not None
    card.record = replace(card.record, balance=Money(9_000))
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert owed(card) == 8_900
    assert balance_of(FRAUD_PENDING) == Money(-4_000)
    assert open_case_kinds() == [CaseKind.VALUE_WITHOUT_SOURCE]
    assert explain(card.name).unexplained == Money(4_000)


def test_a_void_that_comes_before_its_sale_is_told_to_the_real_owners_once_the_sale_comes(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = other.sale(card, (300, 1), (450, 2))
    late = other.batch()
    journal.void(card, sale)
    office.accept(7, journal.batch())
    assert owed(card) == 5_000
    office.accept(8, late)
    assert owed(card) == 5_000
    assert balance_of(SUSPENSE_BASKET) == Money(0)
    assert balance_of(revenue(OwnerId(1))) == balance_of(revenue(OwnerId(0))) == Money(0)
    assert balance_of(revenue(OwnerId(2))) == Money(0)
    assert prove().holds


def test_the_same_batch_booked_twice_changes_nothing(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    journal.sale(card, 400)
    batch = journal.batch()
    office.accept(7, batch)
    before = balances_by_kind(), run("SELECT COUNT(*) FROM transfer").fetchone()[0]
    office.accept(7, batch)
    run("UPDATE stored_batch SET booked = %s", (False,))
    assert office.book() == 1
    assert (balances_by_kind(), run("SELECT COUNT(*) FROM transfer").fetchone()[0]) == before


def test_all_balances_together_are_zero_whatever_was_booked(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    journal.sale(card, 400)
    office.accept(7, journal.batch())
    kinds = balances_by_kind()
    assert set(kinds) == set(AccountKind)
    assert sum(amount.minor for amount in kinds.values()) == 0


def test_lines_that_do_not_come_to_the_amount_on_the_card_are_a_case_and_the_card_is_right(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    office.accept(7, journal.batch())
    sale = journal.write(card, journal.sale_intent(card, 400))
    intended = Intended(sale, journal.intents[sale], ((OwnerId(1), Money(350)),), unpack(journal.intents[sale].before), TODAY)
    said = Said(sale, sale, Word.DECLARED, TODAY)
    with writing():
        book_facts(Facts(intended=[intended], said=[said]), NOON)
    assert owed(card) == 4_600
    assert balance_of(SUSPENSE_BASKET) == Money(50)
    assert open_case_kinds() == [CaseKind.BASKET]
