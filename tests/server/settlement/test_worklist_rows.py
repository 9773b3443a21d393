"""The lists as head office has them: what comes in takes itself off; on both databases."""

from __future__ import annotations

from protocol.card.record import Kind
from protocol.ids import OperatorId, ShiftNumber, TerminalId
from protocol.instants import Instant
from protocol.link.duty_entries import Count, ShiftClosed, ShiftOpened, Tender
from protocol.link.entries import LoadDetail
from protocol.money import Money
from server.database import writing
from server.settlement.findings.cases import CaseClass, close_case
from server.settlement.findings.worklist_rows import contacts, work
from server.settlement.findings.worklists import MS_PER_DAY, Duty
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Card, Journal
from tests.server.settlement.test_booking import loaded_card

SOON = Instant(NOON + 3_600_000)
NEXT_DAY = Instant(NOON + MS_PER_DAY)
FIRST, LIN = ShiftNumber(1), OperatorId(4)
LATER = Instant(NOON + 30 * MS_PER_DAY)


def duties(now: Instant = SOON) -> list[tuple[Duty, str, bool]]:
    return [(task.duty, task.subject, task.alarm) for task in work(now)]


def test_nothing_is_to_be_cleared_after_a_whole_day(office: HeadOffice) -> None:
    journal = Journal()
    journal.sale(loaded_card(journal), 400)
    office.accept(7, journal.batch())
    assert duties() == []
    assert duties(NEXT_DAY) == [(Duty.SILENT_TERMINALS, "terminal 7", True)]


def test_p15_a_sign_of_life_a_later_batch_and_a_card_each_tell_of_what_is_missing(office: HeadOffice) -> None:
    polled, later, on_card = Journal(terminal=7), Journal(terminal=8), Journal(terminal=9)
    card = loaded_card(polled)
    office.accept(7, polled.batch())
    polled.cash_sale(5)
    polled.batch()
    office.send(polled.poll())
    later.cash_sale(5)
    later.batch()
    on_card.sale(card, 100)
    later.sale(card, 50)
    office.accept(8, later.batch())
    found = {task.subject: (task.detail, task.alarm) for task in work(NEXT_DAY) if task.duty is Duty.MISSING_BATCHES}
    assert found == {
        "terminal 7": ("batches 2 to 2 and entries 6 to 6: bring the stick", True),
        "terminal 8": ("batches 1 to 2: bring the stick", True),
        "terminal 9": ("entries 1 to 2: bring the stick", True),
    }


def test_a_terminal_has_told_all_up_to_its_last_sign_of_life_if_nothing_is_missing(office: HeadOffice) -> None:
    journal = Journal()
    office.accept(7, journal.batch())
    (by_batch,) = contacts()
    assert (by_batch.complete_until, by_batch.missing) == (NOON, False)
    office.at(SOON).send(journal.poll(at=1_800_000))
    (by_poll,) = contacts()
    assert (by_poll.complete_until, by_poll.heard_at) == (NOON + 1_800_000, SOON)
    journal.cash_sale(5)
    office.at(NEXT_DAY).send(journal.poll(at=MS_PER_DAY))
    (waits,) = contacts()
    assert (waits.complete_until, waits.missing, waits.missing_since) == (NOON, True, NEXT_DAY)


def test_an_open_load_an_open_sale_and_an_unshown_debit_are_listed_until_evidence_comes(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card, second = loaded_card(journal), Card(number=2)
    journal.issue(second)
    load = journal.intend(card, Kind.LOAD, 2_000, LoadDetail())
    sale = journal.write(second, journal.sale_intent(second, 0))
    office.accept(7, journal.batch())
    assert duties() == [(Duty.OPEN_LOADS, str(load), False), (Duty.OPEN_CHANGES, str(sale), False)]
    journal.cancel(load)
    unshown = journal.write(card, journal.sale_intent(card, 100))
    other.sale(card, 50)
    other.sale(second, 0)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert duties() == [(Duty.UNSHOWN_DEBITS, str(sale), False), (Duty.UNSHOWN_DEBITS, str(unshown), False)]


def test_r27_a_hole_that_nobody_can_fill_any_more_goes_to_finance(office: HeadOffice) -> None:
    journal, burnt = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    burnt.sale(card, 400)
    burnt.sale(card, 30)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert (Duty.AGED_SUSPENSE, f"card {card.name}", True) not in duties(NEXT_DAY)
    assert (Duty.AGED_SUSPENSE, f"card {card.name}", True) in duties(LATER)


def test_a_blocked_terminal_and_its_case_are_listed(office: HeadOffice) -> None:
    office.accept(7, Journal().batch())
    office.send(Journal(lineage=5).batch())
    assert duties() == [(Duty.BLOCKED_TERMINALS, "terminal 7", True), (Duty.CASES, "case 1: terminal 7 batch 1", True)]
    assert contacts()[0].terminal == TerminalId(7)


def test_d3_a_drawer_that_was_over_or_short_is_on_a_list_of_its_own_until_its_case_is_closed(office: HeadOffice) -> None:
    journal = Journal()
    journal.add(ShiftOpened(FIRST, LIN, Money(20_000)))
    counts = (Count(Tender.CASH, Money(20_000), Money(19_970)), Count(Tender.CHEQUE, Money(0), Money(10)))
    journal.add(ShiftClosed(FIRST, LIN, LIN, counts, 0))
    office.accept(7, journal.batch(whatever=True))
    (task,) = [one for one in work(SOON) if one.duty is not Duty.SILENT_TERMINALS]
    assert (task.duty, task.subject, task.amount) == (Duty.SHIFT_DIFFERENCES, "terminal 7, case 1", Money(-20))
    assert task.detail.startswith("shift 1 of operator 4 is short by 30: counted CASH 19970 of 20000")
    assert (task.owner, task.hours, task.alarm) == (CaseClass.BRANCH, 1, False)
    (later,) = [one for one in work(NEXT_DAY) if one.duty is Duty.SHIFT_DIFFERENCES]
    assert (later.hours, later.alarm) == (24, True)
    with writing():
        close_case(1, "Ann", "", "a note of 30 was found", SOON)
    assert duties() == []
