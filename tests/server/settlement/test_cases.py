"""Cases: whose they are, who may close them, and what they hold back meanwhile; on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import Instant
from protocol.link.tables import CardState
from server.database import run, writing
from server.settlement.cards.chain import Oddity
from server.settlement.cards.fold import Oddness
from server.settlement.findings.blocks import blocks, is_blocked, unblock
from server.settlement.findings.cases import (
    BLOCKING,
    HANDLING,
    Case,
    CaseClass,
    CaseKind,
    CaseMistake,
    Closing,
    NewCase,
    all_cases,
    all_open,
    close_case,
    closing_fault,
    open_cases,
    open_on,
)
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Card, Journal

CARD = CardInstance(CardNumber(1_000_000_000_000_001), 0)
DAY_LATER = Instant(NOON + 86_400_000)


def file_case(kind: CaseKind, subject: str = "subject", card: CardInstance | None = None, terminal: int | None = None) -> Case:
    with writing():
        open_cases([NewCase(kind, subject, "detail", card, None if terminal is None else TerminalId(terminal))], NOON)
    return all_cases()[-1]


def closed(case: Case, by: str = "Ann", checked_by: str = "", reason: str = "looked at") -> Case:
    with writing():
        return close_case(case.number, by, checked_by, reason, DAY_LATER)


def listed(card: CardInstance) -> CardState:
    sql = "SELECT listed FROM card_instance WHERE card = %s AND instance = %s"
    return CardState(run(sql, (card.number, card.instance)).fetchone()[0])


def test_every_kind_of_case_has_a_class_a_proposed_act_and_a_rule() -> None:
    assert set(HANDLING) == set(CaseKind)
    assert {kind for kind, handling in HANDLING.items() if handling.holds_card} == {
        CaseKind.FORK,
        CaseKind.ROLLBACK,
        CaseKind.VALUE_WITHOUT_SOURCE,
        CaseKind.UNKNOWN_CARD,
    }
    assert all(HANDLING[kind].case_class is CaseClass.SECURITY for kind in BLOCKING)


def test_what_the_chain_and_the_fold_find_are_kinds_of_cases() -> None:
    for oddity in (*Oddity, *Oddness):
        assert CaseKind(int(oddity)).name == oddity.name


def test_the_same_subject_is_opened_once_and_keeps_its_age(books: str) -> None:
    first = file_case(CaseKind.BASKET)
    file_case(CaseKind.BASKET)
    assert all_open() == [first]
    assert first.age_hours(DAY_LATER) == 24


def test_a_note_takes_one_person_and_money_or_suspicion_two(books: str) -> None:
    note, money = file_case(CaseKind.LISTED_USED), file_case(CaseKind.VALUE_LOST)
    assert closing_fault(note, "Ann", "", "seen") is None
    assert closing_fault(note, " ", "", "seen") == "closing a case takes a name and a reason"
    assert closing_fault(note, "Ann", "", " ") == "closing a case takes a name and a reason"
    for second in ("", "ann "):
        assert closing_fault(money, "Ann", second, "checked") == "a case of class finance takes two different persons"
    assert closing_fault(money, "Ann", "Bob", "checked") is None


def test_a_closed_case_says_who_when_and_why_and_is_not_closed_again(books: str) -> None:
    closed(file_case(CaseKind.VALUE_LOST), "Ann", "Bob", "reader was defective")
    assert all_open() == []
    (kept,) = all_cases()
    assert kept.closing == Closing(DAY_LATER, "Ann", "Bob", "reader was defective")
    with pytest.raises(CaseMistake, match="was closed by Ann"):
        closed(kept)
    with pytest.raises(CaseMistake, match="there is no case 99"):
        closed(replace(kept, number=99))


def test_an_unexplained_difference_lists_the_card_until_the_last_such_case_is_closed(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    office.accept(7, journal.batch())
    fork, value = (file_case(kind, card=card.name) for kind in (CaseKind.FORK, CaseKind.VALUE_WITHOUT_SOURCE))
    file_case(CaseKind.VALUE_LOST, card=card.name)
    assert listed(card.name) is CardState.UNDER_REVIEW
    closed(fork, "Ann", "Bob")
    assert listed(card.name) is CardState.UNDER_REVIEW
    closed(value, "Ann", "Bob")
    assert listed(card.name) is CardState.OK
    assert [case.kind for case in open_on(card.name)] == [CaseKind.VALUE_LOST]
    file_case(CaseKind.FORK, card=card.name)
    assert listed(card.name) is CardState.OK, "what two persons have closed lists nobody again"


def test_value_lost_never_lists_and_a_persons_word_stays(office: HeadOffice) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    office.accept(7, journal.batch())
    file_case(CaseKind.VALUE_LOST, card=card.name)
    assert listed(card.name) is CardState.OK
    run("UPDATE card_instance SET listed = %s", (int(CardState.STOLEN),))
    closed(file_case(CaseKind.FORK, card=card.name), "Ann", "Bob")
    assert listed(card.name) is CardState.STOLEN


def test_a_terminal_is_blocked_until_two_persons_have_cleared_it(books: str) -> None:
    file_case(CaseKind.HEAD_MISMATCH, "terminal 7 batch 2", terminal=7)
    file_case(CaseKind.KEY_CONFLICT, "7-a1b2c3d4-5", terminal=7)
    file_case(CaseKind.TOTALS, "terminal 8 batch 1", terminal=8)
    assert [(block.terminal, block.kind) for block in blocks()] == [(7, CaseKind.HEAD_MISMATCH), (7, CaseKind.KEY_CONFLICT)]
    assert (is_blocked(TerminalId(7)), is_blocked(TerminalId(8))) == (True, False)
    with writing(), pytest.raises(CaseMistake, match="two different persons"):
        unblock(TerminalId(7), "Ann", "", "new SD card", DAY_LATER)
    with writing():
        assert unblock(TerminalId(7), "Ann", "Bob", "new SD card", DAY_LATER) == 2
    assert blocks() == []
    with writing(), pytest.raises(CaseMistake, match="is not blocked"):
        unblock(TerminalId(7), "Ann", "Bob", "again", DAY_LATER)
