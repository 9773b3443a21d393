"""Cases as people look for them: whose they are, open or closed; and one of them."""

from __future__ import annotations

from protocol.ids import CardInstance
from protocol.money import Money
from server.database import run
from server.office.queries.scope import within
from server.settlement.findings.cases import HANDLING, Case, CaseClass, find_cases
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of


def open_page(scope: Scope, case_class: CaseClass | None, after: int) -> Page[Case]:
    """Open cases, the oldest first, from behind a number on."""
    seen = within(scope, "terminal")
    where = f"WHERE closed_at IS NULL AND id > %s{_of(case_class)}{seen.sql}"
    return page_of(find_cases(where, after, *seen.values, tail=f"ORDER BY id LIMIT {ROWS + 1}"), lambda case: case.number)


def closed_page(scope: Scope, case_class: CaseClass | None, before: int) -> Page[Case]:
    """Closed cases, the newest first, from before a number on."""
    seen = within(scope, "terminal")
    where = f"WHERE closed_at IS NOT NULL AND id < %s{_of(case_class)}{seen.sql}"
    return page_of(find_cases(where, before, *seen.values, tail=f"ORDER BY id DESC LIMIT {ROWS + 1}"), lambda case: case.number)


def case_seen(number: int, scope: Scope) -> Case:
    """One case. Raises Declined where it is not, or not within the scope."""
    seen = within(scope, "terminal")
    found = find_cases(f"WHERE id = %s{seen.sql}", number, *seen.values)
    if not found:
        raise Declined(Reason.NOT_THERE)
    return found[0]


def open_seen(card: CardInstance, scope: Scope) -> list[Case]:
    """The open cases of one card."""
    seen = within(scope, "terminal")
    where = f"WHERE closed_at IS NULL AND card = %s AND instance = %s{seen.sql}"
    return find_cases(where, card.number, card.instance, *seen.values)


def amount_of(case: Case) -> Money | None:
    """What hangs on a case of a card: what its books do not explain by records; None where that is nothing."""
    if case.card is None:
        return None
    row = run(
        "SELECT gap, mismatch FROM card_instance WHERE card = %s AND instance = %s", (case.card.number, case.card.instance)
    ).fetchone()
    return Money(row[0] + row[1]) if row is not None and row[0] + row[1] else None


def _of(case_class: CaseClass | None) -> str:
    if case_class is None:
        return ""
    kinds = ", ".join(str(int(kind)) for kind, handling in HANDLING.items() if handling.case_class is case_class)
    return f" AND kind IN ({kinds})"
