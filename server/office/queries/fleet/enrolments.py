"""Orders for terminals, the newest first."""

from __future__ import annotations

from server.usecases.terminals.enrolments import Enrolment, find_enrolments
from server.web.paging import ROWS, Page, page_of


def enrolments_page(before: int) -> Page[Enrolment]:
    """From before a number on."""
    found = find_enrolments(f"WHERE id < %s ORDER BY id DESC LIMIT {ROWS + 1}", before)
    return page_of(found, lambda one: one.number)
