"""If these failed, the second card of a transfer would be loaded twice for what the first paid out once, or not at all."""

from __future__ import annotations

import pytest

from protocol.ids import CardInstance, TerminalId
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.certificate import Role
from protocol.link.desk_orders import CashOut
from protocol.money import Money
from server.audit import Actor
from server.database import run, writing
from server.settlement.desk_jobs import JobState, move_job
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import Wanted, cancel, order
from server.usecases.money.transfers import load_target, propose_transfer
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import Card, Journal

pytestmark = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
DESK, CLERK = TerminalId(7), Actor(None, "mia")
AMOUNT = Money(900)
SOURCE, TARGET = Card(1_000_000_000_000_001), Card(1_000_000_000_000_002)
OVER_MINUTES = 61


def made(office: HeadOffice, roles: Role) -> Journal:
    """Both cards are made at the desk, which has told of them."""
    journal = Journal(terminal=DESK)
    for card in (Card(SOURCE.number), Card(TARGET.number)):
        journal.issue(card)
    office.send(certificate_of(DESK, roles), journal.batch())
    return journal


def paid_out(source: CardInstance, target: CardInstance) -> None:
    """Transfer 1, whose first half is done."""
    out = order(DESK, Wanted(source, CashOut(AMOUNT)), CLERK, NOON)
    columns = "id, source, source_instance, target, target_instance, amount, desk, out_job, maker, checker, reason, at"
    cards = (source.number, source.instance, target.number, target.instance)
    row = (1, *cards, AMOUNT.minor, DESK, out, "fin", "fay", "his son's", NOON)
    with writing():
        move_job(out, JobState.VERIFIED, NOON)
        run(f"INSERT INTO card_transfer ({columns}) VALUES ({', '.join(['%s'] * len(row))})", row)


def why_not(now: Instant) -> Reason:
    with pytest.raises(Declined) as declined:
        load_target(1, CLERK, now)
    return declined.value.reason


def test_a_desk_must_be_allowed_both_halves_before_the_first_is_ordered(office: HeadOffice) -> None:
    made(office, Role.PERSONALISE | Role.CASH_OUT)
    with pytest.raises(Declined) as declined:
        propose_transfer(SOURCE.name, TARGET.name, AMOUNT, DESK, "his son's", CLERK, NOON)
    assert declined.value.reason is Reason.DESK_UNFIT


def test_the_second_half_is_ordered_again_only_where_nothing_can_come_of_the_order_before(office: HeadOffice) -> None:
    journal = made(office, Role.PERSONALISE | Role.CASH_OUT | Role.LOAD)
    paid_out(SOURCE.name, TARGET.name)
    first, over = load_target(1, CLERK, NOON), Instant(NOON + OVER_MINUTES * MS_PER_MINUTE)
    assert why_not(NOON) is Reason.NOT_NEEDED
    cancel(first, "the wrong day", CLERK, NOON)
    assert [why_not(now) for now in (NOON, over)] == [Reason.TERMINALS_MISSING] * 2
    office.at(over).send(journal.poll(at=OVER_MINUTES * MS_PER_MINUTE))
    second = load_target(1, CLERK, over)
    with writing():
        move_job(second, JobState.REFUSED, over)
    assert load_target(1, CLERK, over) > second


def test_an_order_whose_time_is_over_holds_the_second_half_back_no_longer_than_its_desk_is_silent(office: HeadOffice) -> None:
    journal = made(office, Role.PERSONALISE | Role.CASH_OUT | Role.LOAD)
    paid_out(SOURCE.name, TARGET.name)
    first, over = load_target(1, CLERK, NOON), Instant(NOON + OVER_MINUTES * MS_PER_MINUTE)
    assert why_not(over) is Reason.TERMINALS_MISSING
    office.at(over).send(journal.poll(at=OVER_MINUTES * MS_PER_MINUTE))
    assert load_target(1, CLERK, over) > first
