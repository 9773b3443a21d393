"""R23 between two starts: if these failed, a clock that was set back while the power was off would be nobody's business."""

from __future__ import annotations

from itertools import permutations

import pytest

from protocol.instants import Instant
from server.database import make_database, run, using
from server.settlement.cards.days import TOLERANCE_MS
from server.settlement.findings.cases import CaseKind
from server.settlement.rebook import rebook
from tests.server.conftest import Empty
from tests.server.head_office import NOON, HeadOffice, certificate_of, open_case_kinds
from tests.server.journal import TODAY, Journal

HOUR = 3_600_000
DAY = 24 * HOUR


def starts(*back: int) -> list[bytes]:
    """A batch of each start of one terminal; before each but the first its clock is set back by so many milliseconds."""
    journal = Journal()
    journal.cash_sale(100)
    batches = [journal.batch()]
    for by in back:
        journal.start = Instant(journal.start - by - 1)  # each entry is a millisecond after the one before
        journal.restart()
        journal.cash_sale(200)
        batches.append(journal.batch())
    return batches


def cases() -> list[tuple[object, ...]]:
    return [tuple(row) for row in run("SELECT kind, subject, detail, card, terminal FROM case_file ORDER BY kind, subject")]


@pytest.mark.parametrize(("back", "kinds"), [(0, []), (TOLERANCE_MS, []), (TOLERANCE_MS + 1, [CaseKind.SUSPECT_CLOCK])])
def test_r23_a_start_well_before_the_last_entry_of_the_start_before_is_a_case(
    office: HeadOffice, back: int, kinds: list[CaseKind]
) -> None:
    office.accept(7, *starts(back))
    assert open_case_kinds() == kinds


def test_r23_the_case_names_the_terminal_its_start_and_by_how_much_the_clock_was_behind(office: HeadOffice) -> None:
    office.accept(7, *starts(2 * HOUR))
    detail = f"it began at {NOON + 1 - 2 * HOUR} ms, {2 * HOUR} ms before the last entry of the start before"
    assert cases() == [(CaseKind.SUSPECT_CLOCK, "terminal 7 start of lineage a1b2c3d5", detail, None, 7)]


def test_r23_what_is_sold_after_it_is_booked_on_its_own_day_where_contact_and_receipt_allow_that(office: HeadOffice) -> None:
    office.accept(7, *starts(DAY))
    days = run("SELECT amount, business_day FROM transfer ORDER BY amount").fetchall()
    assert [tuple(row) for row in days] == [(100, TODAY), (200, TODAY - 1)]


def test_r23_nothing_is_compared_with_a_journal_that_was_wiped(office: HeadOffice) -> None:
    wiped = Journal(lineage=5, start=Instant(NOON - DAY))
    wiped.batch()
    wiped.cash_sale(300)
    office.send(certificate_of(7), starts()[0], wiped.batch())
    assert open_case_kinds() == [CaseKind.HEAD_MISMATCH]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_r23_says_the_same_in_whatever_order_the_batches_come(office: HeadOffice, order: tuple[int, ...]) -> None:
    batches = starts(HOUR, DAY)
    for place in order:
        office.accept(7, batches[place])
    assert [(kind, subject) for kind, subject, *_ in cases()] == [
        (CaseKind.SUSPECT_CLOCK, f"terminal 7 start of lineage a1b2c3d{digit}") for digit in (5, 6)
    ]
    assert [str(detail).split()[5] for _, _, detail, *_ in cases()] == [str(HOUR), str(DAY)]


def test_r23_says_the_same_when_the_evidence_is_booked_again(office: HeadOffice, empty: Empty) -> None:
    first, second, third = starts(HOUR, DAY)
    for batch in (third, first, second):
        office.accept(7, batch)
    found, again = cases(), empty()
    result = rebook(make_database(again), 0)
    assert result.digest_here == result.digest_there
    with using(make_database(again)) as there:
        assert cases() == found
        there.close()


def test_a_batch_within_one_start_is_compared_with_nothing(office: HeadOffice) -> None:
    journal = Journal()
    office.accept(7, journal.batch())
    journal.start = Instant(NOON - DAY)
    journal.cash_sale(1)
    office.accept(7, journal.batch())
    assert open_case_kinds() == []
