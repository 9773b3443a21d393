"""R6, R16, R17 and R24 over the books: what is found, and what an honest day never raises; on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.instants import Instant
from protocol.link.certificate import Role
from protocol.link.tables import CardState, TableKind
from protocol.money import Money
from server.database import run, writing
from server.models.catalogue import ClassRow
from server.settlement.findings.cases import CaseKind, all_open
from server.settlement.findings.reviewing import review
from server.settlement.findings.worklists import MS_PER_DAY
from server.settlement.publish import publish
from server.settlement.states.listing import list_card
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice, certificate_of
from tests.server.journal import Card, Journal
from tests.server.settlement.test_booking import loaded_card
from tests.server.test_shop import import_example

MORNING, NIGHT = Instant(NOON - 3_600_000), Instant(NOON + MS_PER_DAY // 2)


@pytest.fixture
def shop(books: str, tmp_path: Path) -> None:
    """The example shop, published: at most 200.00 a sale and 400.00 a day."""
    import_example(tmp_path)
    publish(SERVER_KEYS, MORNING)


def found(now: Instant = NIGHT) -> list[tuple[CaseKind, str]]:
    review(now)
    return [(case.kind, case.subject) for case in all_open()]


def held(states: int = 0, classes: int = 1) -> dict[TableKind, int]:
    return {TableKind.CLASSES: classes, TableKind.PARAMETERS: 1} | ({TableKind.CARD_STATES: states} if states else {})


def states_version() -> int:
    version: int = run("SELECT MAX(version) FROM states_version").fetchone()[0]
    return version


def test_an_honest_day_raises_nothing(office: HeadOffice, shop: None) -> None:
    journal = Journal()
    card = loaded_card(journal, 90_000)
    office.accept(7, journal.batch(versions=held()))
    for _ in range(2):
        journal.sale(card, 20_000)
    office.accept(7, journal.batch(versions=held()))
    assert found() == []


def test_r17_a_sale_above_the_limit_and_a_day_above_the_limit_are_for_the_branch(office: HeadOffice, shop: None) -> None:
    journal = Journal()
    card = loaded_card(journal, 90_000)
    office.accept(7, journal.batch(versions=held()))
    first = journal.sale(card, 20_001)
    journal.sale(card, 19_000)
    third = journal.sale(card, 1_000)
    office.accept(7, journal.batch(versions=held()))
    assert found() == [(CaseKind.LIMIT_BREACH, str(first)), (CaseKind.LIMIT_BREACH, str(third))]
    assert found() == found()


def test_r17_judges_by_every_table_that_the_terminal_can_have_used(office: HeadOffice, shop: None) -> None:
    journal = Journal()
    card = loaded_card(journal, 90_000)
    office.accept(7, journal.batch(versions=held()))
    ClassRow.update(hard_sale=Money(100)).execute()
    publish(SERVER_KEYS, NOON)
    journal.sale(card, 500)
    office.accept(7, journal.batch(versions=held(classes=2)))
    assert found() == []
    sale = journal.sale(card, 500)
    office.accept(7, journal.batch(versions=held(classes=2)))
    assert found() == [(CaseKind.LIMIT_BREACH, str(sale))]


def test_r17_says_nothing_of_a_terminal_that_told_of_no_tables_or_without_a_shop(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal, 90_000)
    journal.sale(card, 30_000)
    office.accept(7, journal.batch())
    assert found() == []


def test_r16_a_listed_card_used_is_a_note_until_the_terminal_held_the_list_and_a_defect_then(
    office: HeadOffice, shop: None
) -> None:
    journal = Journal()
    card = loaded_card(journal)
    before = journal.sale(card, 100)
    office.accept(7, journal.batch(versions=held()))
    with writing():
        assert list_card(card.name, CardState.LOST, "Ann", Instant(NOON + 10))
    publish(SERVER_KEYS, Instant(NOON + 10))
    journal.start = Instant(journal.start + 1_000)
    exposed = journal.sale(card, 200)
    office.accept(7, journal.batch(versions=held(states_version())))
    defect = journal.sale(card, 300)
    office.accept(7, journal.batch(versions=held(states_version())))
    assert found() == [(CaseKind.LISTED_USED, str(exposed)), (CaseKind.TERMINAL_DEFECT, str(defect))]
    assert str(before) not in {case.subject for case in all_open()}


def test_r6_a_fork_where_the_snapshot_already_told_of_the_other_is_a_rollback(office: HeadOffice, shop: None) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    clone = card.copy()
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    publish(SERVER_KEYS, Instant(NOON + 1_000))
    other.cash_sale(5)
    office.accept(8, other.batch(versions=held(states_version())))
    rolled = other.sale(clone, 50)
    office.accept(8, other.batch(versions=held(states_version())))
    kinds = found()
    assert (CaseKind.ROLLBACK, str(rolled)) in kinds
    assert len([kind for kind, _ in kinds if kind is CaseKind.ROLLBACK]) == 1


def test_r5_a_fork_where_nobody_could_know_is_no_rollback(office: HeadOffice, shop: None) -> None:
    journal, other = Journal(start=MORNING), Journal(terminal=8, start=MORNING)
    card = loaded_card(journal)
    clone = card.copy()
    journal.sale(card, 100)
    other.sale(clone, 50)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    assert {kind for kind, _ in found()} == {CaseKind.FORK}


def stranger() -> tuple[Card, Journal]:
    """A card whose issue stays in the desk's journal, used at terminal 7."""
    desk, card = Journal(terminal=9), Card()
    desk.issue(card)
    desk.load(card, 5_000)
    return card, desk


def test_r24_a_card_is_unknown_only_once_the_desk_has_told_all_and_then_it_is_listed(office: HeadOffice) -> None:
    journal, (card, _) = Journal(), stranger()
    for _ in range(3):
        journal.sale(card, 100)
    office.accept(7, journal.batch())
    assert found() == [], "no terminal may issue cards: nobody can say"
    office.send(certificate_of(9, Role.PERSONALISE))
    assert found() == [], "the desk was not heard of yet"
    desk = Journal(terminal=9)
    desk.start = Instant(desk.start + 60_000)
    office.at(Instant(NOON + 60_000)).accept(9, desk.batch())
    assert found() == [(CaseKind.UNKNOWN_CARD, f"card {card.name}")]
    sql = "SELECT listed FROM card_instance WHERE card = %s"
    assert run(sql, (card.number,)).fetchone()[0] == CardState.UNDER_REVIEW


def test_r24_a_card_whose_issue_comes_late_is_never_a_case(office: HeadOffice) -> None:
    journal, (card, desk) = Journal(), stranger()
    for _ in range(3):
        journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.send(certificate_of(9, Role.PERSONALISE))
    assert found() == []
    desk.start = Instant(desk.start + 60_000)
    office.at(Instant(NOON + 60_000)).accept(9, desk.batch())
    assert found() == []
