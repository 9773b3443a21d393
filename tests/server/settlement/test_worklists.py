"""What people must clear: each list from rows and the present instant alone."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.money import Money
from server.settlement.cards.chain import State
from server.settlement.findings.cases import Case, CaseClass, CaseKind
from server.settlement.findings.worklists import (
    MS_PER_DAY,
    Contact,
    Suspense,
    Task,
    Waiting,
    aged_suspense,
    cases_to_close,
    has_aged,
    hours_between,
    missing_batches,
    open_changes,
    open_loads,
    silent_terminals,
    unshown_debits,
)
from tests.server.head_office import NOON

CARD = CardInstance(CardNumber(1_000_000_000_000_001), 0)


def days_ago(days: float) -> Instant:
    return Instant(NOON - int(days * MS_PER_DAY))


def waiting(kind: Kind, state: State = State.OPEN, days: float = 1, amount: int = -400, abandoned: bool = False) -> Waiting:
    reference = Reference(TerminalId(7), Lineage(1), Sequence(5))
    return Waiting(reference, CARD, kind, Money(amount), state, abandoned, days_ago(days))


def contact(
    complete_days_ago: float = 0,
    batch: int = 3,
    told_batch: int = 3,
    told_sequence: int = 30,
    missing_days: float | None = None,
    heard_days: float | None = 0,
) -> Contact:
    return Contact(
        terminal=TerminalId(7),
        batch=batch,
        sequence=30,
        complete_until=days_ago(complete_days_ago),
        told_batch=told_batch,
        told_sequence=told_sequence,
        heard_at=None if heard_days is None else days_ago(heard_days),
        missing_since=None if missing_days is None else days_ago(missing_days),
    )


def shown(tasks: list[Task]) -> list[tuple[str, bool]]:
    return [(task.detail, task.alarm) for task in tasks]


def test_r12_every_open_load_is_listed_from_the_first_hour_and_rings_after_a_day() -> None:
    (young,) = open_loads([waiting(Kind.LOAD, days=0.5, amount=2_000)], NOON)
    assert (young.hours, young.alarm, young.amount, young.owner) == (12, False, Money(2_000), CaseClass.BRANCH)
    (old,) = open_loads([waiting(Kind.LOAD, days=1, amount=2_000)], NOON)
    assert old.alarm
    assert open_loads([waiting(Kind.LOAD, State.VOIDED)], NOON) != [], "another record stands, but the cash was taken"
    assert open_loads([waiting(Kind.LOAD, State.ORPHAN), waiting(Kind.LOAD, State.DECLARED), waiting(Kind.SALE)], NOON) == []


def test_r12_an_open_sale_shows_as_void_after_the_ttl_once_every_terminal_has_told_all() -> None:
    rows = [waiting(Kind.SALE, days=15)]
    assert shown(open_changes(rows, [contact()], NOON)) == [(f"card {CARD}: VOID, not charged", True)]
    silent = [contact(complete_days_ago=20)]
    assert shown(open_changes(rows, silent, NOON)) == [(f"card {CARD}: waits for the card", False)]
    given_up = [waiting(Kind.SALE, days=1, abandoned=True)]
    assert shown(open_changes(given_up, [], NOON)) == [(f"card {CARD}: waits for the card, given up by the cashier", False)]
    assert open_changes([waiting(Kind.LOAD), waiting(Kind.SALE, State.DECLARED)], [], NOON) == []


@pytest.mark.parametrize(("days", "alarm"), [(0.9, False), (1, True)])
def test_r12_a_debit_that_was_never_shown_as_paid_is_due_for_a_claim_after_a_day(days: float, alarm: bool) -> None:
    (task,) = unshown_debits([waiting(Kind.SALE, State.ORPHAN, days), waiting(Kind.LOAD, State.ORPHAN, days)], NOON)
    assert (task.alarm, task.amount) == (alarm, Money(-400))


def test_r19_a_missing_batch_is_named_by_numbers_and_rings_after_a_day() -> None:
    assert missing_batches([contact()], NOON) == []
    told = contact(told_batch=5, told_sequence=44, missing_days=0.5)
    assert shown(missing_batches([told], NOON)) == [("batches 4 to 5 and entries 31 to 44: bring the stick", False)]
    by_card = contact(told_sequence=31, missing_days=2)
    assert shown(missing_batches([by_card], NOON)) == [("entries 31 to 31: bring the stick", True)]
    by_batch = contact(told_batch=4, missing_days=2)
    assert shown(missing_batches([by_batch], NOON)) == [("batches 4 to 4: bring the stick", True)]


def test_r27_suspense_ages_by_the_ttl_or_once_no_terminal_can_have_the_record() -> None:
    row = Suspense(CARD, Money(-250), days_ago(3))
    assert aged_suspense([row], [contact(complete_days_ago=5)], NOON) == []
    (task,) = aged_suspense([row], [contact(complete_days_ago=2)], NOON)
    assert (task.owner, task.amount) == (CaseClass.FINANCE, Money(-250))
    assert has_aged(days_ago(15), [contact(complete_days_ago=20)], NOON)


def test_a_silent_terminal_is_named_and_one_known_from_cards_alone_is_not() -> None:
    assert silent_terminals([contact(heard_days=0.5), contact(heard_days=None)], NOON) == []
    (task,) = silent_terminals([contact(heard_days=2)], NOON)
    assert task.hours == 48


def test_cases_go_to_their_owner_with_what_is_proposed_and_notes_to_nobody() -> None:
    def case(kind: CaseKind) -> Case:
        return Case(1, kind, "subject", "detail", days_ago(2), None, None, None)

    (task,) = cases_to_close([case(CaseKind.FORK), case(CaseKind.LISTED_USED)], NOON)
    assert (task.owner, task.alarm, task.hours) == (CaseClass.SECURITY, True, 48)
    assert task.detail == "fork (R5), detail: re-issue the card from the ledger"


def test_a_clock_ahead_of_ours_makes_no_negative_age() -> None:
    assert hours_between(Instant(NOON + 1), NOON) == 0
