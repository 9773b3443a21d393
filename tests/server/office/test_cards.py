"""If these failed, somebody at the desk would tell a member a wrong balance, or another branch's business."""

from __future__ import annotations

import re

import pytest

from server.database import run, writing
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import HeadOffice
from tests.server.journal import Journal
from tests.server.office.stage import Stage
from tests.server.office.world import CARD, build_world
from tests.server.settlement.test_booking import loaded_card


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_world()
    return stage


def test_a_card_is_found_by_its_number_however_it_is_typed(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    for typed in (str(CARD), f" {CARD}.0", "1000 0000 0000 0001"):
        assert "Balance, explained" in cashier.get(f"/office/cards?number={typed}").text
    for typed in ("99", f"{CARD}.7", "abc", "1" * 40, "<b>"):
        page = cashier.get(f"/office/cards?number={typed}").text
        assert "There is no card" in page
        assert "<b>" not in page
    assert cashier.get("/office/cards/99.0").status_code == 404


def test_m1_the_balance_of_a_card_used_at_two_branches_is_explained_to_the_last_cent(world: Stage) -> None:
    page = world.signed_in("fin", Role.FINANCE).get(f"/office/cards/{CARD}.0").text
    assert page.count("42.00") >= 3
    assert "unexplained" in page
    for words in ("sale", "−2.50", "load", "50.00", "7-a1b2c3d4-"):
        assert words in page


def test_a_branch_is_not_told_where_else_a_card_was_used(world: Stage) -> None:
    everywhere = world.signed_in("fin", Role.FINANCE).get(f"/office/cards/{CARD}.0").text
    cashier = world.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1)).get(f"/office/cards/{CARD}.0").text
    assert "8-a1b2c3d4-" in everywhere
    assert "8-a1b2c3d4-" not in cashier
    assert "elsewhere" in cashier
    assert "7-a1b2c3d4-" in cashier


def test_what_is_missing_is_named(stage: Stage) -> None:
    here, late = Journal(terminal=7), Journal(terminal=8)
    card = loaded_card(here)
    late.sale(card, 400)
    late.load(card, 1_000)
    here.sale(card, 100)
    HeadOffice().accept(7, here.batch())
    page = stage.signed_in("fin", Role.FINANCE).get(f"/office/cards/{card.number}.0").text
    balance = " ".join(re.sub(r"<[^>]+>", " ", page[page.index("Balance, explained") : page.index("Where it stands")]).split())
    assert "told by journals 49.00 on the way 6.00 load, terminal 8, entry 4 10.00 missing: counters 2 to 2 −4.00" in balance
    assert "What is missing may come from: terminal 8" in balance
    there = stage.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 9)).get(f"/office/cards/{card.number}.0").text
    assert "entry 4" not in there


def test_listings_and_claims_stand_on_the_page(world: Stage) -> None:
    with writing():
        run("UPDATE card_instance SET listed = 1")
        run("INSERT INTO card_listing (card, instance, state, at, listed_by) VALUES (%s, 0, 1, 5, 'Ann')", (CARD,))
    page = world.signed_in("fin", Role.FINANCE).get(f"/office/cards/{CARD}.0").text
    assert page.count("lost") >= 3
    assert "Ann" in page
