"""R8 for records that only a card tells of: the keys of a stolen terminal make no sale of a terminal that never made it."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import Lineage
from protocol.instants import Instant
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.forged import NEVER, never_written
from server.settlement.findings.reviewing import review
from tests.server.head_office import NOON, HeadOffice, open_case_kinds
from tests.server.journal import Journal
from tests.server.settlement.test_booking import loaded_card

SEEN, BEFORE, AFTER = Instant(1_000), Instant(1_000), Instant(1_001)
ONE, OTHER = Lineage(1), Lineage(2)
LATER = Instant(NOON + 60_000)


@pytest.mark.parametrize(
    ("kind", "told_until", "lineages", "forged"),
    [
        (Kind.SALE, AFTER, {ONE}, False),
        (Kind.SALE, AFTER, {OTHER}, True),
        (Kind.SALE, BEFORE, {OTHER}, False),
        (Kind.VOID, NEVER, set(), False),
        (Kind.CONFIRM, NEVER, {ONE}, True),
    ],
)
def test_a_record_is_forged_once_nobody_can_have_written_it(
    kind: Kind, told_until: Instant, lineages: set[Lineage], forged: bool
) -> None:
    assert (never_written(kind, ONE, SEEN, told_until, lineages) is not None) == forged


def test_a_sale_of_a_lineage_that_its_terminal_never_ran_is_forged_once_that_terminal_has_told_all(office: HeadOffice) -> None:
    journal, honest, stolen = Journal(), Journal(terminal=8), Journal(terminal=8, lineage=0xBAD)
    card = loaded_card(journal)
    stolen.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, honest.batch())
    review(NOON)
    assert open_case_kinds() == []
    office.at(LATER).send(honest.poll(at=60_000))
    review(LATER)
    assert open_case_kinds() == [CaseKind.VALUE_WITHOUT_SOURCE]


def test_the_last_sale_of_a_burnt_terminal_is_not_forged(office: HeadOffice) -> None:
    journal, burnt = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    office.accept(8, burnt.batch())
    burnt.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.at(LATER).send(burnt.poll(at=60_000))
    review(LATER)
    assert open_case_kinds() == []
