"""If these failed, a card could be ordered twice, at a terminal that may not make it, or be used before it is sold."""

from __future__ import annotations

import pytest

from protocol.ids import CardInstance, CardNumber, ClassId, TerminalId
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant
from protocol.link.certificate import Role
from protocol.link.desk_orders import CashOut, Content, Load, Lock, Make, Read, Return, Sell, Unlock
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from server.audit import Actor, audit_failures
from server.database import run
from server.settlement.desk_jobs import JobState, content_of, content_text
from server.settlement.office import revoke
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import Wanted, cancel, job_numbered, order, order_all
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.settlement.test_booking import loaded_card

DESK, TILL = TerminalId(9), TerminalId(7)
EVERYTHING = Role.PERSONALISE | Role.LOAD | Role.CASH_OUT | Role.REPAIR
CLERK = Actor(None, "mia")
MAKE = Make(ClassId(2), BusinessDay(9_800), BusinessDay(9_800), BusinessDay(9_900), Money(500), pin=True)
NEW = CardInstance(CardNumber(1_000_000_000_000_077), 0)


def with_desk(office: HeadOffice, roles: Role = EVERYTHING) -> None:
    office.send(certificate_of(DESK, roles))


def made_card(office: HeadOffice) -> CardInstance:
    journal = Journal(terminal=TILL)
    card = loaded_card(journal)
    office.accept(TILL, journal.batch())
    return card.name


def refusal(wanted: Wanted, desk: TerminalId = DESK) -> Reason:
    with pytest.raises(Declined) as caught:
        order(desk, wanted, CLERK, NOON)
    return caught.value.reason


@pytest.mark.parametrize(
    "content", [MAKE, Sell(ZERO), Load(Money(1)), CashOut(Money(2)), Return(Money(3)), Lock(), Unlock(), Read()]
)
def test_what_is_ordered_is_stored_as_it_was_said(content: Content) -> None:
    wanted = Wanted(NEW, content)
    assert content_of(wanted.kind, content_text(content)) == content


def test_an_order_has_a_number_an_end_and_stands_in_the_audit(office: HeadOffice) -> None:
    with_desk(office)
    number = order(DESK, Wanted(NEW, MAKE, member=5), CLERK, NOON)
    job = job_numbered(number)
    assert (job.desk, job.card, job.content, job.member, job.state) == (DESK, NEW, MAKE, 5, JobState.QUEUED)
    assert job.expires_at == NOON + 60 * MS_PER_MINUTE
    assert tuple(run("SELECT verb, object, name FROM audit").fetchone()) == ("ordered: make", f"desk job {number}", "mia")
    assert audit_failures() == []


def test_numbers_rise_and_are_never_those_of_an_earlier_second(office: HeadOffice) -> None:
    with_desk(office)
    cards = [CardInstance(CardNumber(1_000_000_000_000_100 + place), 0) for place in range(3)]
    first, second, third = order_all(DESK, [Wanted(card, MAKE) for card in cards], CLERK, NOON)
    assert (second, third) == (first + 1, first + 2)
    assert order(DESK, Wanted(NEW, MAKE), CLERK, Instant(NOON + 60_000)) == first + 60


def test_a_card_that_is_not_sold_yet_is_listed_before_it_is_made(office: HeadOffice) -> None:
    with_desk(office)
    order(DESK, Wanted(NEW, MAKE, sold=False), CLERK, NOON)
    (listed,) = run("SELECT listed FROM card_instance WHERE card = %s", (NEW.number,)).fetchone()
    assert listed == CardState.NOT_SOLD


def test_a_terminal_that_may_not_do_it_is_not_asked_to(office: HeadOffice) -> None:
    card = made_card(office)
    assert refusal(Wanted(NEW, MAKE), TILL) is Reason.DESK_UNFIT
    assert refusal(Wanted(NEW, MAKE)) is Reason.DESK_UNFIT
    with_desk(office, Role.PERSONALISE)
    assert refusal(Wanted(NEW, MAKE)) is Reason.DESK_UNFIT
    assert refusal(Wanted(card, CashOut(Money(1)))) is Reason.DESK_UNFIT
    assert order(DESK, Wanted(card, Read()), CLERK, NOON)
    revoke(DESK, NOON)
    assert refusal(Wanted(card, Lock())) is Reason.DESK_UNFIT


def test_what_cannot_be_done_to_the_card_is_refused_at_once(office: HeadOffice) -> None:
    with_desk(office)
    card = made_card(office)
    assert refusal(Wanted(card, MAKE)) is Reason.CARD_KNOWN
    assert refusal(Wanted(NEW, Load(Money(1)))) is Reason.CARD_UNKNOWN
    assert refusal(Wanted(card, Load(ZERO))) is Reason.AMOUNT_UNFIT
    assert refusal(Wanted(card, Return(Money(2**31)))) is Reason.AMOUNT_UNFIT
    early = Make(ClassId(2), BusinessDay(9_800), BusinessDay(9_900), BusinessDay(9_800), ZERO, pin=False)
    assert refusal(Wanted(NEW, early)) is Reason.DAYS_UNFIT
    order(DESK, Wanted(card, Load(Money(1))), CLERK, NOON)
    assert refusal(Wanted(card, Lock())) is Reason.CARD_BUSY
    with pytest.raises(Declined):
        order_all(DESK, [Wanted(NEW, MAKE), Wanted(NEW, MAKE)], CLERK, NOON)
    (jobs,) = run("SELECT COUNT(*) FROM desk_job").fetchone()
    assert jobs == 1


def test_a_job_is_called_off_with_a_reason_and_once(office: HeadOffice) -> None:
    with_desk(office)
    number = order(DESK, Wanted(NEW, MAKE), CLERK, NOON)
    for reason, expected in (("", Reason.NO_REASON), ("mistyped", None), ("again", Reason.JOB_OVER)):
        if expected is None:
            cancel(number, reason, CLERK, NOON)
            continue
        with pytest.raises(Declined) as caught:
            cancel(number, reason, CLERK, NOON)
        assert caught.value.reason is expected
    assert job_numbered(number).state is JobState.CANCELLED
    assert order(DESK, Wanted(NEW, MAKE), CLERK, NOON) == number + 1


def test_a_job_whose_time_is_over_stands_in_nobodys_way(office: HeadOffice) -> None:
    with_desk(office)
    number = order(DESK, Wanted(NEW, MAKE), CLERK, NOON, minutes=5)
    later = Instant(NOON + 6 * MS_PER_MINUTE)
    assert order(DESK, Wanted(NEW, MAKE), CLERK, later) > number
    assert job_numbered(number).state is JobState.EXPIRED


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a_desk_that_never_asks_again_holds_no_card_back(office: HeadOffice) -> None:
    with_desk(office)
    office.send(certificate_of(8, EVERYTHING))
    order(DESK, Wanted(NEW, MAKE), CLERK, NOON, minutes=5)
    assert refusal(Wanted(NEW, MAKE), TerminalId(8)) is Reason.CARD_BUSY
    assert order(TerminalId(8), Wanted(NEW, MAKE), CLERK, Instant(NOON + 6 * MS_PER_MINUTE))
