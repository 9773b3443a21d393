"""Records that only a card tells of: what no terminal can have written is R8, what a copied journal may hold accuses nobody."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import Lineage
from protocol.instants import Instant
from server.database import run
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.forged import NEVER, doubt
from server.settlement.findings.reviewing import review
from tests.server.head_office import NOON, HeadOffice, open_case_kinds
from tests.server.journal import Journal
from tests.server.settlement.test_booking import loaded_card

SEEN, BEFORE, AFTER = Instant(1_000), Instant(1_000), Instant(1_001)
ONE, OTHER = Lineage(1), Lineage(2)
LATER = Instant(NOON + 60_000)


@pytest.mark.parametrize(
    ("kind", "told_until", "lineages", "case"),
    [
        (Kind.SALE, AFTER, {ONE}, None),
        (Kind.SALE, AFTER, {OTHER}, CaseKind.UNTOLD_RECORD),
        (Kind.SALE, BEFORE, {OTHER}, None),
        (Kind.VOID, NEVER, set(), None),
        (Kind.CONFIRM, NEVER, {ONE}, CaseKind.VALUE_WITHOUT_SOURCE),
    ],
)
def test_a_record_is_in_doubt_once_its_terminal_has_told_all_and_forged_where_its_kind_moves_nothing(
    kind: Kind, told_until: Instant, lineages: set[Lineage], case: CaseKind | None
) -> None:
    found = doubt(kind, ONE, SEEN, told_until, lineages)
    assert (found[0] if found else None) is case


def test_the_buyer_at_a_copied_terminal_that_is_still_silent_is_not_accused_while_its_twin_tells_all(office: HeadOffice) -> None:
    journal, twin, silent = Journal(), Journal(terminal=8), Journal(terminal=8, lineage=0xBAD)
    card = loaded_card(journal)
    silent.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, twin.batch())
    review(NOON)
    assert open_case_kinds() == []
    office.at(LATER).send(twin.poll(at=60_000))
    review(LATER)
    assert open_case_kinds() == [CaseKind.UNTOLD_RECORD]
    assert run("SELECT SUM(listed) FROM card_instance").fetchone()[0] == 0


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
