"""Records that only a card tells of: questions to its terminal that accuse nobody, and what no terminal can have written (R8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.entries import Intent, SaleDetail
from protocol.link.packet import pack
from protocol.money import Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.ledger.proofs import prove
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.forged import NEVER, Told, doubt
from server.settlement.findings.reviewing import review
from server.settlement.findings.worklists import MS_PER_DAY
from tests.server.head_office import NOON, HeadOffice, certificate_of, open_case_kinds
from tests.server.journal import Card, Journal, lines_of
from tests.server.settlement.test_booking import loaded_card
from tests.server.settlement.test_together import sent_together

SEEN, LATER = Instant(1_000), Instant(1_001)
LONG_AFTER = Instant(SEEN + 14 * MS_PER_DAY + 1)
PLACE = Reference(TerminalId(8), Lineage(2), Sequence(50))
BOTH = frozenset({1, 2})
MINUTE_LATER = Instant(NOON + 60_000)


@pytest.mark.parametrize(
    ("kind", "seen_at", "told", "now", "case"),
    [
        (Kind.SALE, SEEN, Told(49, 2, BOTH, NEVER), LATER, None),
        (Kind.SALE, SEEN, Told(50, 2, BOTH, NEVER), LATER, CaseKind.UNTOLD_RECORD),
        (Kind.SALE, SEEN, Told(49, 1, BOTH, NEVER), LATER, CaseKind.UNTOLD_RECORD),
        (Kind.SALE, SEEN, Told(49, 1, frozenset({1}), NEVER), LATER, None),
        (Kind.SALE, SEEN, Told(49, 2, BOTH, LATER), LATER, CaseKind.UNTOLD_RECORD),
        (Kind.SALE, SEEN, Told(49, 2, BOTH, SEEN), LATER, None),
        (Kind.SALE, SEEN, Told(), LONG_AFTER, CaseKind.UNCONFIRMED_RECORD),
        (Kind.VOID, None, Told(50, 2, BOTH, LATER), LONG_AFTER, None),
        (Kind.CONFIRM, None, Told(), LATER, CaseKind.VALUE_WITHOUT_SOURCE),
    ],
)
def test_a_record_is_in_doubt_where_what_its_terminal_told_leaves_no_room_for_it(
    kind: Kind, seen_at: Instant | None, told: Told, now: Instant, case: CaseKind | None
) -> None:
    found = doubt(kind, PLACE, seen_at, told, now)
    assert (found[0] if found else None) is case


def nobody_is_held() -> bool:
    """Whether no card is refused."""
    return not run("SELECT SUM(listed) FROM card_instance").fetchone()[0]


def named() -> list[tuple[CaseKind, int, int]]:
    """Kind, card and terminal of every case."""
    rows = run("SELECT kind, card, terminal FROM case_file ORDER BY id").fetchall()
    return [(CaseKind(kind), card, terminal) for kind, card, terminal in rows]


def test_the_buyer_at_a_copied_terminal_that_is_still_silent_is_not_accused_while_its_twin_tells_all(office: HeadOffice) -> None:
    journal, twin, silent = Journal(), Journal(terminal=8), Journal(terminal=8, lineage=0xBAD)
    card = loaded_card(journal)
    for _ in range(5):
        silent.cash_sale(100)
    silent.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, twin.batch())
    review(NOON)
    assert open_case_kinds() == []
    twin.cash_sale(100)
    office.at(MINUTE_LATER).accept(8, twin.batch())
    office.at(MINUTE_LATER).send(twin.poll(acknowledged=1))
    review(MINUTE_LATER)
    assert open_case_kinds() == []
    office.at(MINUTE_LATER).send(twin.poll(acknowledged=2))
    review(MINUTE_LATER)
    assert named() == [(CaseKind.UNTOLD_RECORD, card.number, 8)]
    assert nobody_is_held()


def test_a_clock_that_runs_ahead_does_not_make_a_terminal_one_that_has_told_all(office: HeadOffice) -> None:
    journal, ahead = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    office.accept(8, ahead.batch())
    ahead.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    ahead.entries, told = ahead.entries[:1], ahead.entries
    office.at(MINUTE_LATER).send(ahead.poll(at=10**9, acknowledged=1))
    ahead.entries = told
    review(MINUTE_LATER)
    assert open_case_kinds() == []


def test_a_record_beyond_the_end_of_a_lineage_is_a_question_to_its_terminal(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    lost_tail = Journal(terminal=8)
    for _ in range(9):
        lost_tail.cash_sale(100)
    lost_tail.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    office.accept(8, other.batch())
    other.restart()
    review(NOON)
    assert open_case_kinds() == []
    office.accept(8, other.batch())
    review(NOON)
    assert named() == [(CaseKind.UNTOLD_RECORD, card.number, 8)]
    assert nobody_is_held()


def test_the_last_sale_of_a_burnt_terminal_is_asked_about_after_a_fortnight(office: HeadOffice) -> None:
    journal, burnt = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    office.accept(8, burnt.batch())
    office.send(burnt.poll(acknowledged=1))
    burnt.sale(card, 400)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    review(Instant(NOON + 14 * MS_PER_DAY))
    assert open_case_kinds() == []
    review(Instant(NOON + 14 * MS_PER_DAY + 1))
    assert named() == [(CaseKind.UNCONFIRMED_RECORD, card.number, 8)]
    assert nobody_is_held()


def test_an_amount_that_was_changed_in_a_journal_is_contradicted_by_the_card(office: HeadOffice) -> None:
    journal, crooked = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    crooked.sale(card, 400)
    entry = crooked.entries[1]
    assert isinstance(entry.body, Intent)
    assert isinstance(entry.body.detail, SaleDetail)
    basket = replace(entry.body.detail.basket, lines=lines_of(300))
    change = replace(entry.body.change, amount=Money(-300))
    crooked.entries[1] = replace(entry, body=replace(entry.body, change=change, detail=replace(entry.body.detail, basket=basket)))
    journal.sale(card, 100)
    sent = [(7, journal.batch()), (8, crooked.batch())]
    for terminal, batch in sent:
        office.accept(terminal, batch)
    review(NOON)
    assert (CaseKind.RECORD_CONTRADICTED, card.number, 8) in named()


def test_the_same_is_seen_where_the_changed_journal_comes_first(office: HeadOffice) -> None:
    journal, crooked = Journal(), Journal(terminal=8)
    card = loaded_card(journal)
    office.accept(7, journal.batch())
    honest = card.copy()
    crooked.sale(card, 300)
    crooked_batch = crooked.batch()
    assert honest.record is not None
    assert card.record is not None
    card.record = replace(card.record, amount=Money(-400), balance=honest.balance - Money(400))
    office.accept(8, crooked_batch)
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    review(NOON)
    assert (CaseKind.RECORD_CONTRADICTED, card.number, 8) in named()


@pytest.mark.parametrize("journal_first", [False, True])
def test_a_record_that_names_a_change_of_another_card_is_contradicted_by_that_journal(
    office: HeadOffice, journal_first: bool
) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card, victim = loaded_card(journal), Card(1_000_000_000_000_002)
    journal.issue(victim)
    journal.load(victim, 2_000)
    place = other.write(victim, other.sale_intent(victim, 700))
    assert card.record is not None
    card.record = replace(card.record, counter=card.record.counter + 1, balance=Money(9_000), amount=Money(-1), reference=place)
    journal.sale(card, 100)
    sent = [(7, journal.batch())]
    journal.sale(victim, 100)
    sent += [(7, journal.batch()), (8, other.batch())]
    for terminal, batch in [sent[2], *sent[:2]] if journal_first else sent:
        office.accept(terminal, batch)
    assert not run("SELECT COUNT(*) FROM stored_batch WHERE NOT booked").fetchone()[0]
    assert prove().failures == ()
    review(NOON)
    assert (CaseKind.RECORD_CONTRADICTED, card.number, 8) in named()
    assert (CaseKind.RECORD_CONTRADICTED, victim.number, 8) not in named()


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("kind", [Kind.SALE, Kind.LOAD])
def test_a_record_that_names_an_ordinary_sale_of_another_card_gives_way_to_that_sale(
    office: HeadOffice, kind: Kind, together: bool
) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card, victim = loaded_card(journal), Card(1_000_000_000_000_002)
    journal.issue(victim)
    journal.load(victim, 2_000)
    place = other.sale(victim, 700)
    assert card.record is not None
    forged = replace(card.record, counter=card.record.counter + 1, balance=Money(9_000), amount=Money(-1), kind=kind)
    card.record = replace(forged, reference=place)
    office.accept(7, journal.batch())
    journal.sale(card, 100)
    batches = [(7, journal.batch()), (8, other.batch())]
    if together:
        sent_together(office, [pack([certificate_of(terminal), batch]) for terminal, batch in batches])
    else:
        for terminal, batch in batches:
            office.accept(terminal, batch)
    assert not run("SELECT COUNT(*) FROM stored_batch WHERE NOT booked").fetchone()[0]
    assert prove().failures == ()
    assert balance_of(card_liability(victim.name)) == victim.balance
    review(NOON)
    assert (CaseKind.RECORD_CONTRADICTED, card.number, 8) in named()
    assert (CaseKind.RECORD_CONTRADICTED, victim.number, 8) not in named()


def test_two_cards_that_name_one_sale_are_a_question_while_nobody_told_of_it(office: HeadOffice) -> None:
    journal = Journal()
    card = loaded_card(journal)
    other = Card(1_000_000_000_000_002)
    journal.issue(other)
    journal.load(other, 2_000)
    Journal(terminal=8).sale(card, 700)
    assert card.record is not None
    other.record = card.record
    journal.sale(card, 100)
    office.accept(7, journal.batch())
    journal.sale(other, 100)
    office.accept(7, journal.batch())
    review(NOON)
    assert named() == [(CaseKind.UNTOLD_RECORD, other.number, 8)]
    assert nobody_is_held()
