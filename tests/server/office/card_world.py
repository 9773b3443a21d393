"""What tests of cards at the office begin with, and how they order of a desk."""

from __future__ import annotations

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.link.certificate import Role as Duty
from protocol.link.desk_orders import OrderKind
from protocol.money import Money
from server.database import run, writing
from server.settlement.desk_jobs import JobState, find_jobs
from server.usecases.cards.classes import CardKind, Charges
from server.usecases.members.details import Details
from server.usecases.members.members import create
from server.usecases.staff.roles import Reach, Scope
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.office.stage import TESTER, Browser, Stage
from tests.server.office.world import MEMBER
from tests.server.settlement.test_booking import loaded_card

DESK = 9
CARD = CardInstance(CardNumber(1_000_000_000_000_001), 0)
PAGE = f"/office/cards/{CARD}"
BRANCH = Scope(Reach.BRANCH, 1)
CHARGES = Charges(Money(1_000), Money(250), Money(100), Money(500), Money(300), Money(200))
ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)


def build_card_world() -> None:
    """A card with 50.00, a class with charges, a member, and a desk in branch 1."""
    office, journal = HeadOffice(), Journal(terminal=7)
    loaded_card(journal)
    office.accept(7, journal.batch())
    office.send(certificate_of(DESK, Duty.SELL | Duty.LOAD | Duty.CASH_OUT | Duty.PERSONALISE))
    with writing():
        run(
            "INSERT INTO member_class (id, name, discount_bp, groups, floor, soft_sale, hard_sale, soft_day, hard_day,"
            " least_sale, sales_day) VALUES (1, 'Guests', 0, 1, 0, 5000, 20000, 10000, 1000, 0, 0)"
        )
        run(
            "INSERT INTO card_type VALUES (1, 'value', %s, %s, %s, 30, 500, 10000, 1000, 250, 100, 500, 300, 200)",
            (True, True, True),
        )
        run("INSERT INTO branch (id, name, region) VALUES (1, 'Main street', NULL)")
    assert create(Details(name="Ann Lee"), TESTER, NOON) == MEMBER


def unnamed(stage: Stage, kind: CardKind) -> None:
    """The class is for cards that belong to nobody."""
    with writing():
        run("UPDATE card_type SET kind = %s, named = %s, reportable = %s", (kind.value, False, False))


def jobs() -> list[tuple[OrderKind, CardInstance, JobState]]:
    return [(job.kind, job.card, job.state) for job in find_jobs("ORDER BY number")]


def twice(browser: Browser, path: str, **fields: str) -> str:
    """Look at the price, then order."""
    browser.get(path)
    assert "Order from the desk" in browser.post(path, **fields).text
    return browser.post(path, **(fields | {"shown": shown(browser)})).text


def shown(browser: Browser) -> str:
    return browser.page.split('name="shown"')[1].split('value="')[1].split('"')[0]
