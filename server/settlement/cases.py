"""Cases: what a person at head office must look at. The same subject is opened once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.instants import Instant
from server.database import run, run_rows


class CaseKind(IntEnum):
    """Why a case was opened. 1 to 4 are the oddities of a card's chain (`chain`), 5 and from 10 on what an entry says that
    no program of ours says (`fold`)."""

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
    CLOCK = 14
    START = 15


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case before it is stored."""

    kind: CaseKind
    subject: str
    detail: str


def open_cases(cases: list[NewCase], at: Instant) -> None:
    """Open what is not open yet. Must run inside `writing()`."""
    run_rows(
        "INSERT INTO case_file (kind, subject, detail, opened_at) VALUES {rows} ON CONFLICT (kind, subject) DO NOTHING",
        [(int(case.kind), case.subject, case.detail, at) for case in cases],
    )


def cases_by_kind() -> dict[str, int]:
    """How many cases there are of each kind that occurs."""
    rows = run("SELECT kind, COUNT(*) FROM case_file GROUP BY kind ORDER BY kind").fetchall()
    return {f"case_{CaseKind(kind).name.lower()}": count for kind, count in rows}
