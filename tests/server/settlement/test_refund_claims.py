"""Charged and never told: worked examples of refunds that arise by themselves (INTEGRITY 6.5), and of the nightly review."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import OwnerId, Reference
from protocol.instants import Instant
from protocol.link.entries import Abandon, Basket, SaleDetail, VoidDetail
from protocol.link.tables import CardState, ClaimReason, TableKind
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import SUSPENSE_BASKET, claim_liability, revenue
from server.settlement.credits.claims import Claim, NewClaim, bonus, make_claim, return_claim
from server.settlement.credits.corrections import Correction, Righted, record_correction
from server.settlement.credits.refund_claims import sweep_refunds
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.credit_review import credit_cases
from server.settlement.states.listing import list_card
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import TODAY, Card, Journal, lines_of
from tests.server.settlement.test_leases import granted
from tests.server.test_shop import import_example

HOUR_MS = 3_600_000


def charged(office: HeadOffice, *, given_up: bool, amounts: tuple[tuple[int, int], ...] = ((300, 1), (200, 2))) -> Reference:
    """A sale whose end nobody told stands on the card, as another terminal saw."""
    journal, other, card = Journal(), Journal(terminal=8), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    sale = journal.write(card, journal.sale_intent(card, *amounts))
    if given_up:
        journal.add(Abandon(sale))
    office.accept(7, journal.batch())
    other.pin_try(card)
    office.accept(8, other.batch())
    return sale


def sweep(hours: int = 0) -> list[Claim]:
    with writing():
        return sweep_refunds(TODAY, Instant(NOON + hours * HOUR_MS))


def test_a_sale_that_was_given_up_and_charged_is_owed_at_once_by_those_who_sold(office: HeadOffice) -> None:
    sale = charged(office, given_up=True)
    (claim,) = sweep()
    assert (claim.reason, claim.amount, claim.cause) == (ClaimReason.REFUND, Money(500), str(sale))
    assert [balance_of(revenue(OwnerId(owner))) for owner in (1, 2)] == [Money(0), Money(0)]
    assert balance_of(claim_liability(claim.card)) == Money(500)
    assert sweep(hours=100) == []


def test_what_a_replaced_card_is_owed_goes_to_its_successor(office: HeadOffice) -> None:
    charged(office, given_up=True)
    with writing():
        list_card(Card().name, CardState.REPLACED, "Ann", NOON)
    (claim,) = sweep()
    assert claim.card == Card(instance=1).name


def test_what_was_promised_by_hand_or_moved_to_another_owner_before_is_not_owed_again(office: HeadOffice) -> None:
    sale = charged(office, given_up=True)
    moved = Correction(sale, Righted.OWNER, Card().name, Money(250), ("Ann", "Bob"), "theirs", OwnerId(1), OwnerId(3))
    source = ((revenue(OwnerId(2)), Money(120)),)
    by_hand = NewClaim(Card().name, ClaimReason.REFUND, Money(120), TODAY, source, str(sale), "Ann", "Bob")
    with writing():
        record_correction(moved, TODAY, NOON)
        make_claim(by_hand, TODAY, NOON)
    (claim,) = sweep()
    assert claim.amount == Money(380)
    assert [balance_of(revenue(OwnerId(owner))) for owner in (1, 2, 3)] == [Money(0)] * 3
    assert sweep(hours=100) == []


@pytest.mark.parametrize(("hours", "due"), [(23, 0), (24, 1)])
def test_a_charge_that_was_never_told_as_paid_is_owed_after_a_day(office: HeadOffice, hours: int, due: int) -> None:
    charged(office, given_up=False)
    assert len(sweep(hours)) == due


def test_a_sale_that_was_paid_is_not_owed(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.sale(card, 0)
    journal.load(card, 500)
    journal.sale(card, 300)
    office.accept(7, journal.batch())
    assert sweep(hours=100) == []
    assert balance_of(SUSPENSE_BASKET) == Money(0)


# The nightly review


def found(kind: CaseKind) -> list[str]:
    return [case.detail for case in credit_cases(Instant(0), NOON) if case.kind is kind]


def test_more_given_back_than_was_paid_is_found_over_all_terminals(office: HeadOffice) -> None:
    first, second, card = Journal(), Journal(terminal=8), Card()
    first.issue(card)
    first.load(card, 5_000)
    sale = first.sale(card, 1_000)
    first.refund(card, 600, sale=sale)
    office.accept(7, first.batch())
    assert found(CaseKind.REFUND_ABOVE_SALE) == []
    second.refund(card, 600, sale=sale)
    office.accept(8, second.batch())
    (detail,) = found(CaseKind.REFUND_ABOVE_SALE)
    assert detail.startswith("1200 came back")


def test_what_was_promised_counts_with_what_a_terminal_gave_back_of_the_same_sale(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    sale = journal.sale(card, 1_000)
    promise = NewClaim(card.name, ClaimReason.REFUND, Money(600), TODAY, bonus(Money(600)), str(sale), "Ann", "Bob")
    with writing():
        promised = make_claim(promise, TODAY, NOON)
    journal.refund(card, 400, sale=sale)
    office.accept(7, journal.batch())
    assert found(CaseKind.REFUND_ABOVE_SALE) == []
    journal.refund(card, 1, sale=sale)
    office.accept(7, journal.batch())
    assert found(CaseKind.REFUND_ABOVE_SALE) == [
        f"1001 came back onto card {card.name} or is promised, 1000 were paid from card {card.name}"
    ]
    with writing():
        return_claim(promised, TODAY, "not collected", "Ann", NOON)
    assert found(CaseKind.REFUND_ABOVE_SALE) == []


def test_a_refund_without_a_sale_is_noted(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.refund(card, 600)
    office.accept(7, journal.batch())
    assert found(CaseKind.REFUND_WITHOUT_SALE) == ["no sale is named"]


def taken(journal: Journal, card: Card, uses: int, amount: int = 0) -> Reference:
    """A sale that takes uses, or sells some."""
    change = Change(Kind.SALE, Money(-amount), TODAY, times=-uses)
    lines = lines_of(amount) if amount else lines_of(100)
    return journal.commit(journal.write(card, journal.intend_change(card, change, SaleDetail(Basket(lines), False))))


def undone(journal: Journal, card: Card, sale: Reference, uses: int, amount: int = 0) -> Reference:
    change = Change(Kind.VOID, Money(amount), TODAY, times=uses)
    return journal.commit(journal.write(card, journal.intend_change(card, change, VoidDetail(sale))))


def test_d6_a_void_that_gives_other_uses_back_than_its_sale_took_is_found(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    taken(journal, card, -10, 900)
    undone(journal, card, taken(journal, card, 2), 2)
    office.accept(7, journal.batch(whatever=True))
    assert found(CaseKind.VOID_OF_ANOTHER_SUM) == []
    sale = taken(journal, card, 2)
    undone(journal, card, sale, 5)
    passes = taken(journal, card, -10, 900)
    undone(journal, card, passes, 0, 900)
    office.accept(7, journal.batch(whatever=True))
    assert found(CaseKind.VOID_OF_ANOTHER_SUM) == [
        f"0 and 5 uses came back onto card {card.name}, its sale {sale} took 0 and 2 uses",
        f"900 and 0 uses came back onto card {card.name}, its sale {passes} took 900 and -10 uses",
    ]


def test_a_void_waits_for_its_sale_before_it_is_judged(office: HeadOffice) -> None:
    first, second, card = Journal(), Journal(terminal=8), Card()
    first.issue(card)
    first.load(card, 5_000)
    office.accept(7, first.batch())
    sale = first.sale(card, 300)
    late = first.batch()
    second.void(card, sale)
    office.accept(8, second.batch())
    assert found(CaseKind.VOID_OF_ANOTHER_SUM) == []
    office.accept(7, late)
    assert found(CaseKind.VOID_OF_ANOTHER_SUM) == []


def test_r21_loads_above_the_float_that_the_terminal_held_are_found(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal, card = Journal(), Card()
    journal.issue(card)
    office.accept(7, journal.batch())
    table = granted(office, journal)
    assert table is not None
    journal.held = ((TableKind.LEASES, table.version),)
    journal.load(card, 50_000)
    office.accept(7, journal.batch())
    assert found(CaseKind.FLOAT_BREACH) == []
    journal.load(card, 1)
    office.accept(7, journal.batch())
    (detail,) = found(CaseKind.FLOAT_BREACH)
    assert detail.startswith("50001 loaded up to batch 3, 50000 were granted")


def test_r21_a_table_that_a_restored_backup_has_forgotten_accuses_nobody(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal, card = Journal(), Card()
    journal.issue(card)
    office.accept(7, journal.batch())
    granted(office, journal)
    journal.held = ((TableKind.LEASES, 2),)
    journal.load(card, 60_000)
    office.accept(7, journal.batch())
    assert found(CaseKind.FLOAT_BREACH) == []


def test_r21_what_was_loaded_under_a_forgotten_table_is_judged_by_no_table_that_came_after_it(
    office: HeadOffice, tmp_path: Path
) -> None:
    import_example(tmp_path)
    journal, card = Journal(), Card()
    journal.issue(card)
    office.accept(7, journal.batch())
    journal.held = ((TableKind.LEASES, 2),)
    journal.load(card, 60_000)
    office.accept(7, journal.batch())
    table = granted(office, journal)
    assert table is not None
    journal.held = ((TableKind.LEASES, table.version),)
    run("UPDATE lease_table SET granted = 50000")
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert found(CaseKind.FLOAT_BREACH) == []
    journal.load(card, 1)
    office.accept(7, journal.batch())
    (detail,) = found(CaseKind.FLOAT_BREACH)
    assert detail.startswith("60001 loaded up to batch 4, 50000 were granted")
