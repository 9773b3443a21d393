"""R27: suspense is closed by two persons, and a record that comes after all is seen again; on both databases."""

from __future__ import annotations

import pytest

from protocol.instants import Instant
from protocol.money import Money
from server.database import make_database, writing
from server.ledger.balances import balance_of
from server.ledger.chart import OVER_SHORT, card_liability, suspense_gap
from server.ledger.proofs import prove
from server.settlement.findings.suspense import SuspenseMistake, close_suspense
from server.settlement.findings.worklist_rows import work
from server.settlement.findings.worklists import MS_PER_DAY, Duty
from server.settlement.rebook import rebook
from tests.server.conftest import Empty
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import TODAY, Card, Journal

LATER = Instant(NOON + 30 * MS_PER_DAY)


def closed(card: Card, by: str = "Ann", checked_by: str = "Bob", reason: str = "terminal 8 burnt") -> Money:
    with writing():
        return close_suspense(card.name, by, checked_by, reason, TODAY, LATER)


def aged() -> list[Money | None]:
    return [task.amount for task in work(LATER) if task.duty is Duty.AGED_SUSPENSE]


def holed(office: HeadOffice, terminal: int = 7) -> tuple[Card, Journal]:
    """A card of which a sale of 4.00 is missing, in the journal of terminal 8."""
    journal, burnt, card = Journal(terminal=terminal), Journal(terminal=8), Card(number=77)
    journal.issue(card)
    journal.load(card, 5_000)
    burnt.sale(card, 400)
    burnt.sale(card, 30)
    journal.sale(card, 100)
    office.accept(terminal, journal.batch())
    return card, burnt


def test_r27_two_persons_move_what_is_missing_to_over_short_and_no_member_is_charged(office: HeadOffice) -> None:
    card, _ = holed(office)
    assert aged() == [Money(400)]
    assert closed(card) == Money(400)
    assert (balance_of(suspense_gap(card.name)), balance_of(OVER_SHORT)) == (Money(0), Money(400))
    assert balance_of(card_liability(card.name)) == card.balance
    assert aged() == []
    assert prove().holds
    with pytest.raises(SuspenseMistake, match="nothing lies in suspense"):
        closed(card)


def test_r27_a_record_that_comes_after_all_is_listed_again_and_taken_back(office: HeadOffice) -> None:
    card, burnt = holed(office)
    closed(card)
    office.accept(8, burnt.batch())
    assert aged() == [Money(-400)]
    assert closed(card) == Money(-400)
    assert (balance_of(suspense_gap(card.name)), balance_of(OVER_SHORT)) == (Money(0), Money(0))
    assert prove().holds


@pytest.mark.parametrize(
    ("by", "second", "reason"), [("Ann", "", "why"), ("Ann", " ANN", "why"), ("", "Bob", "why"), ("Ann", "Bob", " ")]
)
def test_i27_one_person_or_no_reason_is_not_enough(office: HeadOffice, by: str, second: str, reason: str) -> None:
    card, _ = holed(office)
    with pytest.raises(SuspenseMistake, match="two different persons and a reason"):
        closed(card, by, second, reason)


def test_booked_again_the_closing_stands_where_it_was(office: HeadOffice, empty: Empty) -> None:
    card, burnt = holed(office)
    closed(card)
    office.accept(8, burnt.batch())
    result = rebook(make_database(empty()), 0)
    assert result.digest_here == result.digest_there
    assert result.proof.holds
