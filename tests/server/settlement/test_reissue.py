"""A card of 40.00 is lost: worked examples of what its successor gets, and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import CardInstance, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.tables import CardState, ClaimReason
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of, liability, owed_on
from server.ledger.chart import card_liability, claim_liability, reissued
from server.ledger.proofs import prove
from server.reports.cards import balances, balances_sum, liability_by_day
from server.settlement.credits.claims import ClaimMistake, claim_named
from server.settlement.credits.reissue import Share, reissue, share_of, terminals_missing
from server.settlement.findings.worklists import Contact
from server.settlement.states.listing import list_card
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import TODAY, Card, Journal
from tests.server.test_shop import import_example

UNTIL = BusinessDay(TODAY + 30)
PERSONS = ("Ann", "Bob")


def contact(terminal: int, until: int) -> Contact:
    return Contact(TerminalId(terminal), 1, 1, Instant(until), 1, 1, Instant(until), None)


@pytest.mark.parametrize(
    ("ledger", "moved", "limit", "missing", "safe"),
    [
        (4_000, 0, 1_000, (), 4_000),
        (4_000, 0, 1_000, (8,), 3_000),
        (4_000, 0, 1_000, (8, 9), 2_000),
        (4_000, 0, 1_000, (1, 2, 3, 4, 5), 0),
        (4_000, 2_000, 1_000, (), 2_000),
        (3_500, 2_000, 1_000, (8,), 500),
        (1_500, 2_000, 1_000, (), 0),
    ],
)
def test_what_is_safe_is_the_balance_less_a_day_s_limit_for_each_terminal_that_has_not_told(
    ledger: int, moved: int, limit: int, missing: tuple[int, ...], safe: int
) -> None:
    terminals = [TerminalId(number) for number in missing]
    assert share_of(Money(ledger), Money(moved), Money(limit), terminals).safe == Money(safe)


def test_a_terminal_is_missing_until_it_has_told_everything_up_to_the_listing() -> None:
    known = [contact(7, NOON + 1), contact(8, NOON), contact(9, NOON - 1)]
    assert terminals_missing(known, NOON) == (8, 9)


def lost(office: HeadOffice, folder: Path) -> Card:
    import_example(folder)
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 4_000 + 40_000)
    office.accept(7, journal.batch())
    return card


def test_c17_the_safe_part_waits_for_the_next_instance_and_the_rest_follows(office: HeadOffice, tmp_path: Path) -> None:
    """The class may spend 400.00 a day; one terminal has not told yet, so 400.00 of 440.00 may be gone."""
    card = lost(office, tmp_path)
    successor = CardInstance(card.name.number, card.instance + 1)
    with writing():
        share, claim = reissue(card.name, [contact(7, NOON + 1), contact(8, 0)], PERSONS, TODAY, UNTIL, NOON)
    assert share == Share(Money(44_000), Money(0), Money(40_000), (TerminalId(8),))
    assert claim is not None
    assert (claim.card, claim.reason, claim.amount) == (successor, ClaimReason.REISSUE, Money(4_000))
    assert run("SELECT listed FROM card_instance").fetchone()[0] == CardState.REPLACED

    late = Journal(terminal=8)
    late.sale(card, 500)
    office.accept(8, late.batch())
    with writing():
        share, rest = reissue(card.name, [contact(7, NOON + 1), contact(8, NOON + 1)], PERSONS, TODAY, UNTIL, Instant(NOON + 5))
    assert rest is not None
    assert (share.ledger, share.moved, rest.amount) == (Money(43_500), Money(4_000), Money(39_500))
    with writing():
        _, nothing = reissue(card.name, [contact(7, NOON + 1)], PERSONS, TODAY, UNTIL, Instant(NOON + 6))
    assert nothing is None

    assert balance_of(card_liability(card.name)) == Money(43_500)
    assert balance_of(reissued(card.name)) == Money(-43_500)
    assert balance_of(claim_liability(successor)) == Money(43_500)
    fresh, journal = Card(card.number, successor.instance), Journal(terminal=9)
    journal.issue(fresh)
    journal.claim(fresh, claim.id, 4_000)
    journal.claim(fresh, rest.id, 39_500)
    office.accept(9, journal.batch())
    assert balance_of(card_liability(successor)) == Money(43_500)
    assert [claim_named(one.id).state.value for one in (claim, rest)] == ["written", "written"]
    each = [Money(0), Money(43_500)]
    assert [owed_on(card.name), owed_on(successor)] == [one.balance for one in balances(None, False, None, 9)] == each
    assert liability() == liability_by_day(TODAY, TODAY)[0][1] == balances_sum(None, False)[1] == Money(43_500)
    assert prove().holds


def test_what_counts_is_since_when_a_card_is_refused_without_a_break_and_not_when_it_is_replaced(
    office: HeadOffice, tmp_path: Path
) -> None:
    card = lost(office, tmp_path)
    for at, state in ((0, CardState.LOST), (2, CardState.OK), (4, CardState.LOST)):
        with writing():
            list_card(card.name, state, "Ann", Instant(NOON + at))
    with writing():
        early, _ = reissue(card.name, [contact(8, NOON + 4)], PERSONS, TODAY, UNTIL, Instant(NOON + 9))
        share, claim = reissue(card.name, [contact(8, NOON + 5)], PERSONS, TODAY, UNTIL, Instant(NOON + 9))
    assert early.missing == (TerminalId(8),)
    assert share.missing == ()
    assert claim is not None
    assert early.safe + claim.amount == Money(44_000)


def test_nothing_is_moved_while_all_may_be_spent_but_the_card_is_refused(office: HeadOffice, tmp_path: Path) -> None:
    card = lost(office, tmp_path)
    with writing():
        share, claim = reissue(card.name, [contact(8, 0), contact(9, 0)], PERSONS, TODAY, UNTIL, NOON)
    assert (share.safe, claim) == (Money(0), None)
    assert run("SELECT listed FROM card_instance").fetchone()[0] == CardState.REPLACED


def test_a_card_that_is_not_known_and_one_person_alone_move_nothing(office: HeadOffice, tmp_path: Path) -> None:
    card = lost(office, tmp_path)
    with pytest.raises(ClaimMistake), writing():
        reissue(CardInstance(card.name.number, 7), [], PERSONS, TODAY, UNTIL, NOON)
    with pytest.raises(ClaimMistake), writing():
        reissue(card.name, [], ("Ann", "Ann"), TODAY, UNTIL, NOON)
    assert balance_of(reissued(card.name)) == Money(0)
