"""If these failed, reports would grow older until somebody asks for one, or terminals would wait for reports."""

from __future__ import annotations

from threading import Event

import pytest

from server.reporting import keeper
from server.reporting.fold import reached
from server.reporting.keeper import SKIPPED_MAX, keep_told
from tests.server.head_office import HeadOffice
from tests.server.journal import Journal
from tests.server.settlement.test_booking import loaded_card


class Rounds(Event):
    """Is set after so many looks; between them something may happen."""

    def __init__(self, count: int, office: HeadOffice | None = None) -> None:
        super().__init__()
        self.left, self.office, self.journal = count, office, Journal(terminal=8)

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        if self.office is not None:
            self.journal.cash_sale(1)
            self.office.accept(8, self.journal.batch())
        return self.left < 0


@pytest.fixture
def told(office: HeadOffice) -> HeadOffice:
    journal = Journal()
    loaded_card(journal)
    office.accept(7, journal.batch())
    return office


def test_what_came_is_told(told: HeadOffice) -> None:
    keep_told(Rounds(4), 0)
    assert reached().waiting == 0


def test_intake_goes_first_but_not_for_ever(told: HeadOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "BATCHES", 0)
    keep_told(Rounds(SKIPPED_MAX, told), 0)
    assert reached().batch == 0
    keep_told(Rounds(SKIPPED_MAX + 1, told), 0)
    assert reached().batch > 0
