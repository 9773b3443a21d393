"""If these failed, a shift that was short would go unseen, or be seen by another branch."""

from __future__ import annotations

import pytest

from protocol.ids import OperatorId, ShiftNumber
from protocol.link.duty_entries import Count, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.money import Money
from server.reporting.fold import fold
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import HeadOffice
from tests.server.journal import Journal
from tests.server.office.stage import Stage
from tests.server.office.world import build_world

pytestmark = pytest.mark.parametrize("books", ["sqlite"], indirect=True)


def test_a_shift_shows_what_was_expected_what_was_counted_and_what_it_did(stage: Stage) -> None:
    build_world()
    office, journal = HeadOffice(), Journal(terminal=9)
    shift, ann, bob = ShiftNumber(3), OperatorId(1), OperatorId(2)
    journal.add(ShiftOpened(shift, ann, Money(2_000)))
    journal.cash_sale(1_500)
    journal.add(ShiftHandover(shift, ann, bob))
    journal.add(ShiftClosed(shift, bob, bob, (Count(Tender.CASH, Money(3_500), Money(3_450)),), 2))
    office.accept(9, journal.batch())
    fold(9)
    manager = stage.signed_in("mia", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 1))
    page = manager.get("/office/shifts").text
    assert "−0.50" in page
    assert "handed over" in page
    assert "handed over" not in manager.get("/office/shifts?different=y&terminal=9&operator=2").text
    assert "Nothing here" in manager.get("/office/shifts?day=2001-01-01").text
    page = manager.get("/office/shifts/3").text
    for words in ("34.50", "35.00", "−0.50", "20.00", "15.00", "cash"):
        assert words in page
    assert "Nobody counted" in manager.get("/office/shifts/2").text
    other = stage.signed_in("max", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 2))
    assert "Nothing here" in other.get("/office/shifts").text
    assert other.get("/office/shifts/3").status_code == 404
