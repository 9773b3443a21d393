"""If these failed, a desk would do a job twice or not at all, or a page would call done what no journal shows."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import ClassId, TerminalId
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant
from protocol.link.certificate import Role
from protocol.link.desk_orders import (
    CashOut,
    Content,
    DeskOrder,
    DeskOrders,
    Extend,
    JobReason,
    JobWord,
    Load,
    Lock,
    Make,
    Mend,
    Progress,
    Read,
    Return,
    Sell,
    SetPin,
    Unlock,
)
from protocol.link.entries import CashOutDetail, LoadDetail, LockDetail
from protocol.link.seal import Purpose, open_sealed, peek
from protocol.link.table_codec import SignedTable, decode_table
from protocol.link.tables import CardState, TableKind
from protocol.money import ZERO, Money
from server.audit import Actor
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import branch_cash, card_liability
from server.ledger.proofs import prove
from server.settlement.desk_jobs import JobState
from server.usecases.desk_jobs import Wanted, cancel, job_numbered, order
from tests.server.head_office import ENVIRONMENT, NOON, SET_KEY, HeadOffice, certificate_of, open_case_kinds
from tests.server.journal import Card, Journal
from tests.server.settlement.test_booking import loaded_card

DESK = TerminalId(9)
ROLES = Role.PERSONALISE | Role.LOAD | Role.CASH_OUT | Role.REPAIR
CLERK = Actor(None, "mia")
DAY = BusinessDay(9_800)


def desk(office: HeadOffice) -> Journal:
    """A desk that head office knows."""
    office.send(certificate_of(DESK, ROLES))
    return Journal(terminal=DESK)


def wanted(card: Card, content: Content, minutes: int = 60) -> int:
    return order(DESK, Wanted(card.name, content), CLERK, NOON, minutes)


def polled(office: HeadOffice, journal: Journal, held: int = 0, *words: JobWord) -> SignedTable | None:
    """The orders that a poll is answered with."""
    versions = ((TableKind.DESK_ORDERS, held),) if held else ()
    for sealed in office.send(journal.poll(versions, jobs=words)):
        if peek(sealed).purpose is Purpose.PARAMETERS:
            found = decode_table(open_sealed(sealed, Purpose.PARAMETERS, ENVIRONMENT, SET_KEY.public))
            if found.kind is TableKind.DESK_ORDERS:
                return found
    return None


def orders(found: SignedTable | None) -> tuple[DeskOrder, ...]:
    assert found is not None
    assert isinstance(found.table, DeskOrders)
    return found.table.orders


def send(office: HeadOffice, journal: Journal) -> None:
    office.send(journal.batch())


def state(number: int) -> JobState:
    return job_numbered(number).state


def listed(card: Card) -> CardState:
    (found,) = run(
        "SELECT listed FROM card_instance WHERE card = %s AND instance = %s", (card.name.number, card.name.instance)
    ).fetchone()
    return CardState(found)


def test_a_desk_gets_its_orders_once_and_again_when_they_change(office: HeadOffice) -> None:
    journal, card = desk(office), Card()
    assert polled(office, journal) is None
    number = wanted(card, Make(ClassId(2), DAY, DAY, DAY, ZERO, pin=False))
    first = polled(office, journal)
    (told,) = orders(first)
    assert (told.number, told.card, told.until) == (number, card.name, NOON + 60 * MS_PER_MINUTE)
    assert state(number) is JobState.SENT
    assert first is not None
    assert polled(office, journal, first.version) is None
    cancel(number, "mistyped", CLERK, NOON)
    assert orders(polled(office, journal, first.version)) == ()


def test_orders_are_nobody_elses(office: HeadOffice) -> None:
    desk(office)
    wanted(Card(), Make(ClassId(2), DAY, DAY, DAY, ZERO, pin=False))
    office.send(certificate_of(8, ROLES))
    assert polled(office, Journal(terminal=8)) is None


def test_a_desk_that_knows_more_than_a_restored_head_office_gets_a_newer_table(office: HeadOffice) -> None:
    journal = desk(office)
    wanted(Card(), Make(ClassId(2), DAY, DAY, DAY, ZERO, pin=False))
    later = NOON // 1_000 + 500
    found = polled(office, journal, later)
    assert found is not None
    assert found.version == later + 1


def test_a_card_is_made_and_loaded_and_only_then_is_the_job_done(office: HeadOffice) -> None:
    journal, card = desk(office), Card()
    number = wanted(card, Make(ClassId(1), DAY, DAY, DAY, Money(2_000), pin=False))
    polled(office, journal)
    polled(office, journal, 0, JobWord(number, Progress.TAP_NOW))
    assert state(number) is JobState.TAP_NOW
    journal.issue(card, job=number)
    send(office, journal)
    assert state(number) is JobState.TAP_NOW
    loaded = journal.change(card, Kind.LOAD, 2_000, LoadDetail("", number))
    polled(office, journal, 0, JobWord(number, Progress.WRITTEN))
    assert state(number) is JobState.WRITTEN
    send(office, journal)
    assert (state(number), job_numbered(number).reference) == (JobState.VERIFIED, loaded)
    assert orders(polled(office, journal)) == ()
    assert prove().failures == ()


def test_a34_a_return_pays_out_in_cash_and_ends_the_card(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    number = wanted(card, Return(Money(5_000)))
    journal.change(card, Kind.CASH_OUT, -5_000, CashOutDetail(number))
    journal.change(card, Kind.LOCK, 0, LockDetail(CardState.RETURNED, number))
    send(office, journal)
    assert (state(number), listed(card)) == (JobState.VERIFIED, CardState.RETURNED)
    assert (balance_of(card_liability(card.name)), balance_of(branch_cash(DESK))) == (ZERO, ZERO)
    assert (open_case_kinds(), prove().failures) == ([], ())


def test_c3_a_part_of_a_balance_is_paid_out_and_the_next_record_still_fits(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    number = wanted(card, CashOut(Money(1_500)))
    journal.change(card, Kind.CASH_OUT, -1_500, CashOutDetail(number))
    journal.sale(card, 500)
    send(office, journal)
    assert balance_of(card_liability(card.name)) == Money(3_000)
    assert (state(number), open_case_kinds()) == (JobState.VERIFIED, [])


def test_a_lock_and_the_sale_of_a_made_card_change_what_is_listed_and_an_unlock_does_not(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    steps = (
        (Lock(), Kind.LOCK, CardState.LOCKED, CardState.LOCKED),
        (Unlock(), Kind.UNLOCK, CardState.LOCKED, CardState.LOCKED),
    )
    for content, kind, said, then in steps:
        number = wanted(card, content)
        journal.change(card, kind, 0, LockDetail(said, number))
        send(office, journal)
        assert (state(number), listed(card)) == (JobState.VERIFIED, then)
    run("UPDATE card_instance SET listed = %s", (int(CardState.NOT_SOLD),))
    number = wanted(card, Sell(ZERO))
    journal.change(card, Kind.UNLOCK, 0, LockDetail(CardState.NOT_SOLD, number))
    send(office, journal)
    assert (state(number), listed(card)) == (JobState.VERIFIED, CardState.OK)


@pytest.mark.parametrize(
    ("content", "until"), [(Extend(BusinessDay(9_999)), 9_999), (SetPin(), None), (Mend(ClassId(1), DAY, DAY, DAY), None)]
)
def test_another_static_part_moves_no_money_and_only_a_longer_validity_is_known_from_then_on(
    office: HeadOffice, content: Content, until: int | None
) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    (before,) = run("SELECT valid_until FROM card_instance").fetchone()
    number = wanted(card, content)
    journal.change(card, Kind.UNLOCK, 0, LockDetail(CardState.OK, number))
    send(office, journal)
    assert (state(number), listed(card)) == (JobState.VERIFIED, CardState.OK)
    assert run("SELECT valid_until FROM card_instance").fetchall() == [(until or before,)]
    assert (balance_of(card_liability(card.name)), open_case_kinds(), prove().failures) == (Money(5_000), [], ())


def test_a_look_is_done_when_the_desk_says_so_and_a_refusal_has_its_reason(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    look = wanted(card, Read())
    polled(office, journal, 0, JobWord(look, Progress.WRITTEN))
    assert state(look) is JobState.VERIFIED
    lock = wanted(card, Lock())
    polled(office, journal, 0, JobWord(look, Progress.REFUSED), JobWord(lock, Progress.REFUSED, JobReason.ANOTHER_CARD))
    assert (state(look), state(lock)) == (JobState.VERIFIED, JobState.REFUSED)
    assert job_numbered(lock).reason is JobReason.ANOTHER_CARD


def test_what_a_journal_shows_counts_even_for_a_job_that_was_called_off(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    number = wanted(card, Load(Money(700)))
    intent = journal.intend(card, Kind.LOAD, 700, LoadDetail("", number))
    cancel(number, "too late", CLERK, NOON)
    send(office, journal)
    assert state(number) is JobState.WRITTEN
    journal.commit(journal.write(card, intent))
    send(office, journal)
    assert state(number) is JobState.VERIFIED


def test_a_job_that_was_called_off_after_it_had_begun_is_done_when_its_end_is_told(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    number = wanted(card, Return(Money(5_000)))
    journal.change(card, Kind.CASH_OUT, -5_000, CashOutDetail(number))
    intent = journal.intend(card, Kind.LOCK, 0, LockDetail(CardState.RETURNED, number))
    send(office, journal)
    cancel(number, "he went away", CLERK, NOON)
    journal.commit(journal.write(card, intent))
    send(office, journal)
    assert (state(number), listed(card)) == (JobState.VERIFIED, CardState.RETURNED)


def test_a_job_that_was_over_when_it_began_is_over_again_if_nothing_reached_the_card(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    number = wanted(card, Load(Money(700)))
    intent = journal.intend(card, Kind.LOAD, 700, LoadDetail("", number))
    cancel(number, "too late", CLERK, NOON)
    send(office, journal)
    journal.cancel(intent)
    send(office, journal)
    assert (state(number), job_numbered(number).reference) == (JobState.CANCELLED, None)
    assert orders(polled(office, journal)) == ()


def test_a_card_that_was_made_and_not_loaded_is_a_job_that_has_begun_whatever_its_time(office: HeadOffice) -> None:
    journal, card = desk(office), Card()
    number = wanted(card, Make(ClassId(1), DAY, DAY, DAY, Money(2_000), pin=False), minutes=5)
    polled(office, journal)
    journal.issue(card, job=number)
    journal.cancel(journal.intend(card, Kind.LOAD, 2_000, LoadDetail("", number)))
    send(office, journal)
    late = office.at(Instant(NOON + 10 * MS_PER_MINUTE))
    assert [told.number for told in orders(polled(late, journal))] == [number]
    assert state(number) is JobState.SENT


def test_a_change_that_did_not_reach_the_card_leaves_the_job_open_until_its_time_is_over(office: HeadOffice) -> None:
    journal = desk(office)
    card = loaded_card(journal)
    send(office, journal)
    number = wanted(card, Load(Money(700)), minutes=5)
    intent = journal.intend(card, Kind.LOAD, 700, LoadDetail("", number))
    send(office, journal)
    late = office.at(Instant(NOON + 10 * MS_PER_MINUTE))
    polled(late, journal)
    assert state(number) is JobState.SENT
    journal.cancel(intent)
    send(office, journal)
    assert orders(polled(late, journal)) == ()
    assert state(number) is JobState.EXPIRED


def test_a_number_of_another_desk_or_of_a_job_list_is_no_job_of_this_one(office: HeadOffice) -> None:
    desk(office)
    number = wanted(Card(), Make(ClassId(1), DAY, DAY, DAY, ZERO, pin=False))
    other = Journal(terminal=7)
    card = Card(1_000_000_000_000_002)
    other.issue(card, job=number)
    office.accept(7, other.batch())
    assert state(number) is JobState.QUEUED
