"""Claims from their making to the card or back: the same money is owed once, leased once, written once, returned once."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.certificate import Role
from protocol.link.entries import ClaimDetail
from protocol.link.tables import Claim as LeasedClaim
from protocol.link.tables import ClaimReason, LeaseTable, TableKind
from protocol.money import Money
from server.database import make_database, run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import (
    BONUS_EXPENSE,
    CLAIM_LOSS,
    AccountName,
    branch_receivable,
    card_liability,
    claim_liability,
)
from server.ledger.proofs import prove
from server.settlement.credits.claims import (
    Claim,
    ClaimMistake,
    ClaimState,
    NewClaim,
    all_claims,
    bonus,
    claim_named,
    make_claim,
    making_fault,
)
from server.settlement.credits.leases import grant_float, withdraw
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.reviewing import review
from server.settlement.rebook import rebook
from tests.server.conftest import Empty
from tests.server.head_office import NOON, HeadOffice, certificate_of, open_case_kinds
from tests.server.journal import TODAY, Card, Journal
from tests.server.settlement.test_leases import granted

DAY_MS = 86_400_000
CARD = CardInstance(CardNumber(1_000_000_000_000_001), 0)
FIRST, SECOND = NOON // 1_000, NOON // 1_000 + 1
"""The numbers of claims that two persons made at noon."""
SUBSIDY = NewClaim(CARD, ClaimReason.SUBSIDY, Money(3_000), BusinessDay(TODAY + 7), bonus(Money(3_000)), "", "Ann", "Bob")


class Restored(Exception):
    """The database is that of a backup again."""


def make(claim: NewClaim = SUBSIDY) -> Claim:
    with writing():
        return make_claim(claim, TODAY, NOON)


def forget(claim: NewClaim) -> int:
    """Make a claim and restore the backup from before; the number that it had."""
    numbers: list[int] = []

    def make_and_fail() -> None:
        with writing():
            numbers.append(make_claim(claim, TODAY, NOON).id)
            raise Restored

    with pytest.raises(Restored):
        make_and_fail()
    return numbers[0]


def made_for(terminal: int) -> list[int]:
    """The versions of the lease tables that were made for a terminal, the first one first; 0 before them for none."""
    rows = run("SELECT version FROM lease_table WHERE terminal = %s ORDER BY version", (terminal,)).fetchall()
    return [0, *(version for (version,) in rows)]


def leased(office: HeadOffice, journal: Journal, held: int = 0) -> tuple[int, tuple[LeasedClaim, ...]] | None:
    """Which table a poll brings, counted from 1, and its claims; `held` is counted so too."""
    found = granted(office, journal, made_for(journal.terminal)[held])
    if found is None:
        return None
    assert isinstance(found.table, LeaseTable)
    return made_for(journal.terminal).index(found.version), found.table.claims


def holding(table: int) -> tuple[tuple[TableKind, int], ...]:
    return ((TableKind.LEASES, made_for(7)[table]),)


@pytest.fixture
def journal(office: HeadOffice) -> Journal:
    """A terminal with the load key whose card is known."""
    found = Journal()
    found.issue(Card())
    office.accept(7, found.batch())
    return found


def issued() -> Card:
    """The card as the fixture's journal left it."""
    card, elsewhere = Card(), Journal()
    elsewhere.issue(card)
    return card


def money(*names: AccountName) -> list[int]:
    return [balance_of(name).minor for name in names]


def test_a_claim_is_owed_from_the_moment_it_is_made(office: HeadOffice) -> None:
    claim = make()
    assert (claim.id, claim.state, claim.maker, claim.checker) == (FIRST, ClaimState.WAITING, "Ann", "Bob")
    assert money(BONUS_EXPENSE, claim_liability(CARD)) == [-3_000, 3_000]
    assert prove().holds


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        (SUBSIDY, None),
        (NewClaim(CARD, ClaimReason.SUBSIDY, Money(0), TODAY, bonus(Money(0)), "", "Ann", "Bob"), "above zero"),
        (NewClaim(CARD, ClaimReason.SUBSIDY, Money(5), TODAY, bonus(Money(4)), "", "Ann", "Bob"), "come to it"),
        (NewClaim(CARD, ClaimReason.SUBSIDY, Money(5), TODAY, bonus(Money(5)), "", "Ann", " ann "), "two different persons"),
        (NewClaim(CARD, ClaimReason.SUBSIDY, Money(5), TODAY, bonus(Money(5)), "", "Ann", ""), "two different persons"),
        (NewClaim(CARD, ClaimReason.SUBSIDY, Money(5), TODAY, bonus(Money(5)), "", "", "Bob"), "two different persons"),
        (NewClaim(CARD, ClaimReason.REFUND, Money(5), TODAY, bonus(Money(5))), "only for a cause"),
        (NewClaim(CARD, ClaimReason.REFUND, Money(5), TODAY, bonus(Money(5)), "7-00000001-2"), None),
    ],
)
def test_money_is_promised_by_two_persons_or_for_a_cause(claim: NewClaim, fault: str | None) -> None:
    found = making_fault(claim)
    assert found is None if fault is None else fault in (found or "")


def test_a_claim_that_may_not_be_made_leaves_nothing(office: HeadOffice) -> None:
    with pytest.raises(ClaimMistake):
        make(NewClaim(CARD, ClaimReason.SUBSIDY, Money(5), TODAY, bonus(Money(5)), "", "Ann", "Ann"))
    assert all_claims() == []


def test_the_first_terminal_with_the_load_key_that_asks_gets_the_lease_and_no_other(office: HeadOffice, journal: Journal) -> None:
    seller = Journal(terminal=8)
    office.send(certificate_of(8, Role.SELL), seller.batch())
    make()
    assert leased(office, seller) is None
    assert leased(office, journal) == (1, (LeasedClaim(FIRST, CARD, ClaimReason.SUBSIDY, Money(3_000), SUBSIDY.last_day),))
    other = Journal(terminal=9)
    office.accept(9, other.batch())
    assert leased(office, other) is None
    assert claim_named(FIRST).state is ClaimState.LEASED


def test_a_claim_that_is_written_moves_from_what_is_owed_to_the_card_and_off_the_lease(
    office: HeadOffice, journal: Journal
) -> None:
    make()
    leased(office, journal)
    reference = journal.claim(issued(), FIRST, 3_000)
    office.accept(7, journal.batch())
    assert money(BONUS_EXPENSE, claim_liability(CARD), card_liability(CARD)) == [-3_000, 0, 3_000]
    assert (claim_named(FIRST).state, claim_named(FIRST).holder) == (ClaimState.WRITTEN, reference)
    assert leased(office, journal, held=1) == (2, ())
    assert (prove().holds, open_case_kinds()) == (True, [])


def test_r22_a_claim_that_two_terminals_wrote_is_paid_once_the_second_is_a_loss(office: HeadOffice, journal: Journal) -> None:
    make()
    card, other = issued(), Journal(terminal=8)
    journal.claim(card, FIRST, 3_000)
    other.claim(card, FIRST, 3_000)
    office.accept(8, other.batch())
    office.accept(7, journal.batch())
    assert money(claim_liability(CARD), CLAIM_LOSS, card_liability(CARD)) == [0, -3_000, 6_000]
    assert open_case_kinds() == [CaseKind.DOUBLE_CLAIM]
    assert prove().holds


def test_a_claim_of_another_amount_than_it_was_made_of_is_a_loss_too(office: HeadOffice, journal: Journal) -> None:
    make()
    journal.claim(issued(), FIRST, 3_001)
    office.accept(7, journal.batch())
    assert money(claim_liability(CARD), CLAIM_LOSS, card_liability(CARD)) == [3_000, -3_001, 3_001]
    assert open_case_kinds() == [CaseKind.DOUBLE_CLAIM]
    assert claim_named(FIRST).state is ClaimState.LEASED or claim_named(FIRST).state is ClaimState.WAITING


def test_r22_a_claim_that_nobody_made_is_a_loss_at_once_and_a_case_when_nobody_has_made_it_two_days_later(
    office: HeadOffice, journal: Journal
) -> None:
    journal.claim(issued(), FIRST, 3_000)
    office.accept(7, journal.batch())
    assert money(claim_liability(CARD), CLAIM_LOSS, card_liability(CARD)) == [0, -3_000, 3_000]
    review(Instant(NOON + 2 * DAY_MS - 1))
    assert open_case_kinds() == []
    review(Instant(NOON + 2 * DAY_MS))
    assert open_case_kinds() == [CaseKind.DOUBLE_CLAIM]


def test_r22_a_claim_that_a_restored_office_forgot_is_made_again_under_its_number_and_is_the_one_that_was_written(
    office: HeadOffice, journal: Journal, empty: Empty
) -> None:
    owed = NewClaim(CARD, ClaimReason.REFUND, Money(3_000), BusinessDay(TODAY + 90), bonus(Money(3_000)), "7-00000001-2")
    forgotten = forget(owed)
    reference = journal.claim(issued(), forgotten, 3_000)
    office.accept(7, journal.batch())
    assert money(CLAIM_LOSS, card_liability(CARD)) == [-3_000, 3_000]
    with writing():
        again = make_claim(owed, TODAY, Instant(NOON + DAY_MS))
    assert (again.id, claim_named(again.id).state) == (forgotten, ClaimState.WRITTEN)
    assert claim_named(again.id).holder == reference
    assert money(BONUS_EXPENSE, CLAIM_LOSS, claim_liability(CARD), card_liability(CARD)) == [-3_000, 0, 0, 3_000]
    review(Instant(NOON + 3 * DAY_MS))
    assert (open_case_kinds(), prove().holds) == ([], True)
    result = rebook(make_database(empty()), 0)
    assert (result.digest_here, result.proof.holds) == (result.digest_there, True)


def test_an_open_claim_moves_nothing_until_the_card_tells(office: HeadOffice, journal: Journal) -> None:
    make()
    card = issued()
    reference = journal.intend(card, Kind.CLAIM, 3_000, ClaimDetail(FIRST))
    office.accept(7, journal.batch())
    assert money(claim_liability(CARD), card_liability(CARD)) == [3_000, 0]
    journal.write(card, reference)
    other = Journal(terminal=8)
    other.sale(card, 100)
    office.accept(8, other.batch())
    assert money(claim_liability(CARD), card_liability(CARD)) == [0, 2_900]
    assert claim_named(FIRST).holder == reference


# The way back


def test_past_its_day_a_claim_leaves_the_table_and_goes_back_once_the_terminal_has_shown_that(
    office: HeadOffice, journal: Journal
) -> None:
    make()
    leased(office, journal)
    later = office.at(Instant(NOON + 8 * DAY_MS))
    assert leased(later, journal, held=1) == (2, ())
    assert claim_named(FIRST).state is ClaimState.WITHDRAWN
    journal.held = holding(1)
    journal.cash_sale(100)
    later.accept(7, journal.batch())
    assert leased(later, journal, held=2) is None
    assert claim_named(FIRST).state is ClaimState.WITHDRAWN
    journal.held = holding(2)
    journal.cash_sale(100)
    later.accept(7, journal.batch())
    leased(later, journal, held=2)
    assert claim_named(FIRST).state is ClaimState.RETURNED
    assert money(BONUS_EXPENSE, claim_liability(CARD)) == [0, 0]
    assert prove().holds


@pytest.mark.parametrize("ended", [False, True])
def test_a_claim_that_is_open_at_its_terminal_is_not_given_back(office: HeadOffice, journal: Journal, ended: bool) -> None:
    make()
    leased(office, journal)
    later = office.at(Instant(NOON + 8 * DAY_MS))
    leased(later, journal, held=1)
    journal.held = holding(2)
    reference = journal.intend(issued(), Kind.CLAIM, 3_000, ClaimDetail(FIRST))
    if ended:
        journal.cancel(reference)
    later.accept(7, journal.batch())
    leased(later, journal, held=2)
    assert claim_named(FIRST).state is (ClaimState.RETURNED if ended else ClaimState.WITHDRAWN)


def test_a_claim_that_nobody_holds_goes_back_at_once_and_a_leased_one_after_its_terminal(
    office: HeadOffice, journal: Journal
) -> None:
    with writing():
        withdraw(make_claim(SUBSIDY, TODAY, NOON), TODAY, "Ann", NOON)
    assert claim_named(FIRST).state is ClaimState.RETURNED
    make()
    assert leased(office, journal) is not None
    with writing():
        withdraw(claim_named(SECOND), TODAY, "Ann", NOON)
    assert claim_named(SECOND).state is ClaimState.WITHDRAWN
    with pytest.raises(ClaimMistake), writing():
        withdraw(claim_named(SECOND), TODAY, "Bob", NOON)
    assert leased(office, journal, held=1) == (2, ())
    journal.held = holding(2)
    journal.cash_sale(100)
    office.accept(7, journal.batch())
    leased(office, journal, held=2)
    assert claim_named(SECOND).state is ClaimState.RETURNED
    with pytest.raises(ClaimMistake), writing():
        withdraw(claim_named(SECOND), TODAY, "Ann", NOON)


def test_a_claim_that_a_retired_terminal_holds_goes_back_at_once(office: HeadOffice, journal: Journal) -> None:
    make()
    assert leased(office, journal) is not None
    run("INSERT INTO terminal_end (terminal, retired_at, batch, sequence, head, lost) VALUES (7, 1, 0, 0, %s, 'it')", (b"",))
    with writing():
        withdraw(claim_named(FIRST), TODAY, "Ann", NOON)
    assert claim_named(FIRST).state is ClaimState.RETURNED


def test_a_claim_past_its_day_that_was_never_leased_goes_back_at_the_next_poll(office: HeadOffice, journal: Journal) -> None:
    make()
    leased(office.at(Instant(NOON + 8 * DAY_MS)), journal)
    assert claim_named(FIRST).state is ClaimState.RETURNED


def test_a_claim_that_was_returned_and_is_written_all_the_same_is_a_loss(office: HeadOffice, journal: Journal) -> None:
    with writing():
        withdraw(make_claim(SUBSIDY, TODAY, NOON), TODAY, "Ann", NOON)
    journal.claim(issued(), FIRST, 3_000)
    office.accept(7, journal.batch())
    assert money(claim_liability(CARD), CLAIM_LOSS, card_liability(CARD)) == [0, -3_000, 3_000]


# Again


def test_the_same_acts_and_the_same_evidence_give_the_same_books(office: HeadOffice, journal: Journal, empty: Empty) -> None:
    make()
    employer = NewClaim(CARD, ClaimReason.TOP_UP, Money(500), TODAY, ((branch_receivable(3), Money(500)),), "", "Ann", "Bob")
    make(employer)
    journal.claim(issued(), FIRST, 3_000)
    office.accept(7, journal.batch())
    with writing():
        withdraw(claim_named(SECOND), TODAY, "Ann", NOON)
        grant_float(TerminalId(7), Money(100), "Ann", "Bob", NOON)
    result = rebook(make_database(empty()), 0)
    assert (result.digest_here, result.proof.holds) == (result.digest_there, True)


def test_a_float_is_granted_by_two_persons_on_top_of_what_the_masters_say(
    office: HeadOffice, journal: Journal, tmp_path: Path
) -> None:
    for checker in ("", "Ann"):
        with pytest.raises(ClaimMistake), writing():
            grant_float(TerminalId(7), Money(100), "Ann", checker, NOON)
    with writing():
        grant_float(TerminalId(7), Money(100), "Ann", "Bob", NOON)
    found = granted(office, journal)
    assert found is not None
    assert isinstance(found.table, LeaseTable)
    assert found.table.float_granted == Money(100)
