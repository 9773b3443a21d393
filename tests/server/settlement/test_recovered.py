"""R12 and R13 as small stories: events, what the books say after each, and the cases; on both databases."""

from __future__ import annotations

from protocol.card.record import Kind
from protocol.ids import OwnerId, TerminalId
from protocol.link.entries import LoadDetail
from protocol.money import Money
from server.database import make_database, run, writing
from server.ledger.balances import balance_of, total_of
from server.ledger.chart import Code, branch_cash, revenue, suspense_gap, suspense_open
from server.ledger.proofs import prove
from server.settlement.cards.chain import State
from server.settlement.findings.cases import CaseKind
from server.settlement.rebook import rebook
from server.settlement.terminals import set_terminals
from tests.server.conftest import Empty
from tests.server.head_office import NOON, HeadOffice, open_case_kinds
from tests.server.journal import Card, Journal
from tests.server.settlement.test_booking import loaded_card, owed, state_of

STALL = OwnerId(3)


def owned(terminal: int, owner: int = STALL) -> None:
    with writing():
        set_terminals([(terminal, owner, 0)], NOON)


def sold(owner: int = 1) -> int:
    return balance_of(revenue(OwnerId(owner))).minor


def held(terminal: int = 7) -> tuple[int, int]:
    """Cash in the drawer, and how much of it is held for loads without an end."""
    return -balance_of(branch_cash(TerminalId(terminal))).minor, balance_of(suspense_open(TerminalId(terminal))).minor


def holds() -> bool:
    proof = prove()
    assert proof.holds, proof.failures
    return True


def test_r13_a_sale_of_a_burnt_terminal_comes_back_from_the_card_and_goes_to_the_terminals_owner(
    office: HeadOffice,
) -> None:
    owned(8)
    journal, burnt = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    burnt.sale(card, (300, 1), (450, 2))
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert (owed(card), sold(STALL), sold(1)) == (4_150, 750, 100)
    assert balance_of(suspense_gap(card.name)) == Money(0)
    assert open_case_kinds() == []
    assert holds()


def test_r13_the_late_batch_takes_it_back_and_books_it_with_its_real_lines_never_twice(office: HeadOffice) -> None:
    owned(8)
    journal, late = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = late.sale(card, (300, 1), (450, 2))
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert state_of(sale) is State.RECOVERED
    office.accept(8, late.batch())
    assert state_of(sale) is State.DECLARED
    assert (owed(card), sold(STALL), sold(1), sold(2)) == (4_150, 0, 400, 450)
    total = total_of(Code.CARD_SALE)
    assert (total.count, total.amount) == (2, Money(850))
    assert holds()


def test_r13_a_commit_that_comes_before_its_intent_changes_nothing_yet(office: HeadOffice) -> None:
    journal, late = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = late.write(card, late.sale_intent(card, 400))
    first = late.batch()
    late.commit(sale)
    second = late.batch()
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, second)
    assert state_of(sale) is State.RECOVERED
    office.accept(8, first)
    assert (state_of(sale), owed(card), sold()) == (State.DECLARED, 4_500, 500)
    assert holds()


def test_r13_a_load_on_the_card_alone_is_cash_in_the_drawer_of_its_terminal(office: HeadOffice) -> None:
    journal, late = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    late.load(card, 2_000)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert held(8) == (2_000, 0)
    office.accept(8, late.batch())
    assert held(8) == (2_000, 0)
    assert (owed(card), total_of(Code.LOAD).count) == (6_900, 2)
    assert holds()


def test_r15_a_record_that_was_seen_and_then_cancelled_is_taken_back_without_a_case(office: HeadOffice) -> None:
    journal, weak, other = Journal(), Journal(terminal=8), Journal(terminal=9)
    card = loaded_card(journal)
    decayed = card.copy()
    sale = weak.write(decayed, weak.sale_intent(card, 400))
    assert decayed.record is not None
    other.saw(card, decayed.record)
    office.accept(7, journal.batch())
    office.accept(9, other.batch())
    assert (state_of(sale), owed(card)) == (State.RECOVERED, 4_600)
    weak.cancel(sale)
    journal.sale(card, 100)
    office.accept(8, weak.batch())
    office.accept(7, journal.batch())
    assert (state_of(sale), owed(card), sold(0)) == (State.CANCELLED, 4_900, 0)
    assert open_case_kinds() == []
    assert holds()


def test_r13_booking_again_gives_the_same_books(office: HeadOffice, empty: Empty) -> None:
    owned(8)
    journal, late = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    late.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, late.batch())
    result = rebook(make_database(empty()), 0)
    assert result.digest_here == result.digest_there
    assert result.proof.holds


def test_r13_booking_again_gives_it_to_whoever_owned_the_terminal_then(office: HeadOffice, empty: Empty) -> None:
    owned(8)
    journal, burnt = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    burnt.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    owned(8, OwnerId(4))
    assert (sold(STALL), sold(4)) == (400, 0)
    result = rebook(make_database(empty()), 0)
    assert result.digest_here == result.digest_there


def test_r12_cash_of_an_open_load_is_held_until_the_card_shows_it(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    load = journal.write(card, journal.intend(card, Kind.LOAD, 2_000, LoadDetail()))
    office.accept(7, journal.batch())
    assert (owed(card), held()) == (5_000, (7_000, 2_000))
    other.sale(card, 100)
    office.accept(8, other.batch())
    assert (state_of(load), owed(card), held()) == (State.ORPHAN, 6_900, (7_000, 0))
    assert holds()


def test_r12_cash_of_an_open_load_that_was_cancelled_is_given_back(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    load = journal.intend(card, Kind.LOAD, 2_000, LoadDetail())
    office.accept(7, journal.batch())
    journal.cancel(load)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert (state_of(load), owed(card), held()) == (State.CANCELLED, 4_900, (5_000, 0))
    assert holds()


def test_r12_cash_of_a_load_in_whose_place_another_record_stands_stays_held(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    load = journal.intend(card, Kind.LOAD, 2_000, LoadDetail())
    other.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert (state_of(load), owed(card), held()) == (State.VOIDED, 4_900, (7_000, 2_000))
    other.sale(card, 50)
    office.accept(8, other.batch())
    journal.cancel(load)
    office.accept(7, journal.batch())
    assert (state_of(load), owed(card), held()) == (State.CANCELLED, 4_850, (5_000, 0))
    assert holds()


def test_r12_a_sale_that_was_given_up_and_is_on_the_card_all_the_same_is_posted_and_due_for_a_claim(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    sale = journal.write(card, journal.sale_intent(card, 400))
    journal.abandon(sale)
    office.accept(7, journal.batch())
    assert (owed(card), open_case_kinds()) == (5_000, [])
    other.sale(card, 100)
    office.accept(8, other.batch())
    assert (state_of(sale), owed(card), open_case_kinds()) == (State.ORPHAN, 4_500, [CaseKind.ABANDONED_BUT_DEBITED])
    assert run("SELECT card FROM case_file").fetchone()[0] == card.number
    assert holds()


def test_r13_one_reference_seen_on_two_cards_is_posted_on_one_of_them_alone(office: HeadOffice) -> None:
    journal, burnt = Journal(), Journal(terminal=8)
    first, second = Card(number=1), Card(number=2)
    for card in (first, second):
        journal.issue(card)
        journal.load(card, 5_000)
    burnt.sale(first, 400)
    assert first.record is not None
    second.record = first.record
    for card in (first, second):
        journal.sale(card, 100)
        office.accept(7, journal.batch())
    total = total_of(Code.CARD_SALE)
    assert (total.count, total.amount) == (3, Money(600))
    assert owed(second) == second.balance.minor
    assert holds()
