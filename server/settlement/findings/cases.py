"""Cases: what a person at head office must look at. The same subject is opened once, and stays on file when it is closed.

What a kind means for people (whose it is, what is proposed, how many must agree, whether the card is held back) is one
table here; `chain`, `fold`, `evidence` and `review` say when one arises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import Instant
from protocol.link.tables import CardState
from server.database import run, run_rows
from server.settlement.states.listing import list_card

MS_PER_HOUR = 3_600_000


class CaseKind(IntEnum):
    """Why a case was opened. The oddities of a card's chain (`chain`) and what an entry says that no program of ours
    says (`fold`) have the same numbers there."""

    FORK = 1
    CANCELLED_BUT_DEBITED = 2
    VALUE_WITHOUT_SOURCE = 3
    VALUE_LOST = 4
    BASKET = 5
    KEY_CONFLICT = 6
    BATCH_CONFLICT = 7
    TOTALS = 8
    HEAD_MISMATCH = 9
    SIGN = 10
    NO_RECORD = 11
    ISSUE = 12
    EVIDENCE = 13
    START = 15
    HOLE_MISMATCH = 16
    ABANDONED_BUT_DEBITED = 17
    ROLLBACK = 18
    LISTED_USED = 19
    TERMINAL_DEFECT = 20
    LIMIT_BREACH = 21
    FLOAT_BREACH = 22
    DOUBLE_CLAIM = 23
    SUSPECT_CLOCK = 24
    UNKNOWN_CARD = 25
    AFTER_REVOCATION = 26
    REFUND_ABOVE_SALE = 27
    REFUND_WITHOUT_SALE = 28
    UNTOLD_RECORD = 29
    UNCONFIRMED_RECORD = 30
    RECORD_CONTRADICTED = 31
    DRAWER = 32
    SHIFT_DIFFERENCE = 33
    LOSS_REPORTED = 34
    VOID_OF_ANOTHER_SUM = 35


class CaseClass(Enum):
    """Who must look. A NOTE is kept for whoever asks later."""

    NOTE = "note"
    BRANCH = "branch"
    FINANCE = "finance"
    SECURITY = "security"
    ENGINEERING = "engineering"


class Act(Enum):
    """What is proposed; a person decides."""

    LOOK = "look at both sides"
    REFUND_CLAIM = "refund claim for the member"
    CREDIT_CLAIM = "claim for the member after a check"
    REISSUE = "re-issue the card from the ledger"
    REPROVISION = "collect the terminal's evidence and provision it anew"
    CORRECT = "correct the software or the masters"
    CHECK_CLOCK = "check the clock and its battery"
    RECOVER = "settle with the terminal's keeper"
    RELEASE = "release from quarantine, or keep"


@dataclass(frozen=True, slots=True)
class Handling:
    """What a kind of case means for people. `alarm`: none arises where nobody attacks (I30)."""

    case_class: CaseClass
    act: Act
    rule: str
    alarm: bool = False
    holds_card: bool = False

    @property
    def persons(self) -> int:
        """How many different persons it takes to close one: two where money or a suspicion hangs on it (I27)."""
        return 2 if self.case_class in (CaseClass.FINANCE, CaseClass.SECURITY) else 1


_ODD = Handling(CaseClass.ENGINEERING, Act.CORRECT, "I23")
HANDLING = {
    CaseKind.FORK: Handling(CaseClass.SECURITY, Act.REISSUE, "R5", alarm=True, holds_card=True),
    CaseKind.ROLLBACK: Handling(CaseClass.SECURITY, Act.REISSUE, "R6", alarm=True, holds_card=True),
    CaseKind.VALUE_WITHOUT_SOURCE: Handling(CaseClass.SECURITY, Act.REISSUE, "R8", alarm=True, holds_card=True),
    CaseKind.UNKNOWN_CARD: Handling(CaseClass.SECURITY, Act.LOOK, "R24", alarm=True, holds_card=True),
    CaseKind.CANCELLED_BUT_DEBITED: Handling(CaseClass.ENGINEERING, Act.REFUND_CLAIM, "R14", alarm=True),
    CaseKind.KEY_CONFLICT: Handling(CaseClass.SECURITY, Act.REPROVISION, "R3", alarm=True),
    CaseKind.BATCH_CONFLICT: Handling(CaseClass.SECURITY, Act.REPROVISION, "R18", alarm=True),
    CaseKind.HEAD_MISMATCH: Handling(CaseClass.SECURITY, Act.REPROVISION, "R18", alarm=True),
    CaseKind.UNTOLD_RECORD: Handling(CaseClass.SECURITY, Act.LOOK, "R13"),
    CaseKind.UNCONFIRMED_RECORD: Handling(CaseClass.BRANCH, Act.RECOVER, "R13"),
    CaseKind.RECORD_CONTRADICTED: Handling(CaseClass.SECURITY, Act.LOOK, "R3", alarm=True),
    CaseKind.AFTER_REVOCATION: Handling(CaseClass.SECURITY, Act.RELEASE, "R25"),
    CaseKind.LISTED_USED: Handling(CaseClass.NOTE, Act.LOOK, "R16"),
    CaseKind.TERMINAL_DEFECT: Handling(CaseClass.SECURITY, Act.CORRECT, "R16"),
    CaseKind.VALUE_LOST: Handling(CaseClass.FINANCE, Act.CREDIT_CLAIM, "R9"),
    CaseKind.HOLE_MISMATCH: Handling(CaseClass.FINANCE, Act.LOOK, "R11"),
    CaseKind.FLOAT_BREACH: Handling(CaseClass.FINANCE, Act.RECOVER, "R21"),
    CaseKind.DOUBLE_CLAIM: Handling(CaseClass.FINANCE, Act.RECOVER, "R22"),
    CaseKind.REFUND_ABOVE_SALE: Handling(CaseClass.FINANCE, Act.LOOK, "6.4"),
    CaseKind.VOID_OF_ANOTHER_SUM: Handling(CaseClass.FINANCE, Act.LOOK, "6.4"),
    CaseKind.REFUND_WITHOUT_SALE: Handling(CaseClass.NOTE, Act.LOOK, "6.4"),
    CaseKind.ABANDONED_BUT_DEBITED: Handling(CaseClass.BRANCH, Act.REFUND_CLAIM, "R12"),
    CaseKind.LIMIT_BREACH: Handling(CaseClass.BRANCH, Act.CORRECT, "R17"),
    CaseKind.SUSPECT_CLOCK: Handling(CaseClass.BRANCH, Act.CHECK_CLOCK, "R23"),
    CaseKind.TOTALS: Handling(CaseClass.ENGINEERING, Act.CORRECT, "R20"),
    CaseKind.SHIFT_DIFFERENCE: Handling(CaseClass.BRANCH, Act.RECOVER, "D3"),
    CaseKind.LOSS_REPORTED: Handling(CaseClass.BRANCH, Act.REISSUE, "D5"),
    CaseKind.BASKET: _ODD,
    CaseKind.SIGN: _ODD,
    CaseKind.NO_RECORD: _ODD,
    CaseKind.ISSUE: _ODD,
    CaseKind.EVIDENCE: _ODD,
    CaseKind.START: _ODD,
    CaseKind.DRAWER: _ODD,
}
BLOCKING = frozenset({CaseKind.KEY_CONFLICT, CaseKind.BATCH_CONFLICT, CaseKind.HEAD_MISMATCH})
"""R3 and R18: the terminal sells no more until a person has cleared it; its batches are taken as before."""


class CaseMistake(ValueError):
    """Why a case cannot be closed like this."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case before it is stored: `card` and `terminal` where it concerns one."""

    kind: CaseKind
    subject: str
    detail: str
    card: CardInstance | None = None
    terminal: TerminalId | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closed a case, when and why; `checked_by` is empty where one person is enough."""

    at: Instant
    by: str
    checked_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case on file."""

    number: int
    kind: CaseKind
    subject: str
    detail: str
    opened_at: Instant
    card: CardInstance | None
    terminal: TerminalId | None
    closing: Closing | None

    @property
    def handling(self) -> Handling:
        """What the kind means for people."""
        return HANDLING[self.kind]

    def age_hours(self, now: Instant) -> int:
        """Whole hours since it was opened."""
        return (now - self.opened_at) // MS_PER_HOUR


def closing_fault(case: Case, by: str, checked_by: str, reason: str) -> str | None:
    """Why these persons cannot close this case, or None."""
    if case.closing is not None:
        return f"case {case.number} was closed by {case.closing.by}"
    if not by.strip() or not reason.strip():
        return "closing a case takes a name and a reason"
    if case.handling.persons > 1 and checked_by.strip().casefold() in ("", by.strip().casefold()):
        return f"a case of class {case.handling.case_class.value} takes two different persons"
    return None


def open_cases(cases: Iterable[NewCase], at: Instant) -> None:
    """Open what is not on file yet; hold back the cards and terminals that a new case tells to. Must run inside `writing()`."""
    opened = run_rows(
        "INSERT INTO case_file (kind, subject, detail, opened_at, card, instance, terminal, closed_by, checked_by, reason)"
        " VALUES {rows} ON CONFLICT (kind, subject) DO NOTHING RETURNING kind, card, instance",
        [_row(case, at) for case in dict.fromkeys(cases)],
    )
    for kind, number, instance in opened:
        if HANDLING[CaseKind(kind)].holds_card and number is not None:
            held = CardInstance(CardNumber(number), instance)
            list_card(held, CardState.UNDER_REVIEW, f"case {CaseKind(kind).name}", at, was=CardState.OK)


def close_case(number: int, by: str, checked_by: str, reason: str, at: Instant) -> Case:
    """Close a case; a card that nothing holds back any more goes off the list. Inside `writing()`; raises CaseMistake."""
    case = next(iter(find_cases("WHERE id = %s", number)), None)
    if case is None:
        raise CaseMistake(f"there is no case {number}")
    if fault := closing_fault(case, by, checked_by, reason):
        raise CaseMistake(fault)
    run(
        "UPDATE case_file SET closed_at = %s, closed_by = %s, checked_by = %s, reason = %s WHERE id = %s",
        (at, by.strip(), checked_by.strip(), reason.strip(), number),
    )
    if case.card is not None and not any(held.handling.holds_card for held in open_on(case.card)):
        list_card(case.card, CardState.OK, by.strip(), at, was=CardState.UNDER_REVIEW)
    return case


def open_on(card: CardInstance) -> list[Case]:
    """The open cases of one card."""
    return find_cases("WHERE closed_at IS NULL AND card = %s AND instance = %s", card.number, card.instance)


def all_open() -> list[Case]:
    """Every open case, oldest first."""
    return find_cases("WHERE closed_at IS NULL")


def all_cases() -> list[Case]:
    """Every case, oldest first."""
    return find_cases("")


def cases_by_kind() -> dict[str, int]:
    """How many cases were opened of each kind that occurs."""
    rows = run("SELECT kind, COUNT(*) FROM case_file GROUP BY kind ORDER BY kind").fetchall()
    return {f"case_{CaseKind(kind).name.lower()}": count for kind, count in rows}


def _row(case: NewCase, at: Instant) -> tuple[object, ...]:
    card = (None, None) if case.card is None else (case.card.number, case.card.instance)
    return (int(case.kind), case.subject, case.detail, at, *card, case.terminal, "", "", "")


def find_cases(where: str, *values: object, tail: str = "ORDER BY id") -> list[Case]:
    """The cases that a condition names, oldest first or as `tail` says."""
    rows = run(
        "SELECT id, kind, subject, detail, opened_at, card, instance, terminal, closed_at, closed_by, checked_by, reason"
        f" FROM case_file {where} {tail}",
        values,
    ).fetchall()
    return [_case(*row) for row in rows]


def _case(
    number: int,
    kind: int,
    subject: str,
    detail: str,
    opened_at: int,
    card: int | None,
    instance: int,
    terminal: int | None,
    closed_at: int | None,
    by: str,
    checked_by: str,
    reason: str,
) -> Case:
    return Case(
        number,
        CaseKind(kind),
        subject,
        detail,
        Instant(opened_at),
        None if card is None else CardInstance(CardNumber(card), instance),
        None if terminal is None else TerminalId(terminal),
        None if closed_at is None else Closing(Instant(closed_at), by, checked_by, reason),
    )
