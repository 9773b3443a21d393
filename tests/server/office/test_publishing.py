"""If these failed, something would be published that nobody looked at, or there would be no way back."""

from __future__ import annotations

import re

import pytest

from protocol.instants import MS_PER_DAY, BusinessDay, Instant, date_of
from protocol.link.tables import TableKind
from server.audit import audit_failures
from server.database import run, writing
from server.masters.items import prices_on, set_prices
from server.settlement.publish import publish, publish_due
from server.settlement.published import newest
from server.usecases.staff.roles import Role
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice
from tests.server.journal import Journal
from tests.server.office.catalogue_world import SOUP, TEA, TODAY, build_catalogue
from tests.server.office.stage import Browser, Stage, deeds

SHOWN = re.compile(r'name="shown-(\w+)" value="(\w+)"')


@pytest.fixture
def finance(stage: Stage) -> Browser:
    build_catalogue()
    return stage.signed_in("fin", Role.FINANCE)


def day(days: int) -> str:
    return date_of(BusinessDay(TODAY + days)).isoformat()


def send(browser: Browser, *kinds: str) -> str:
    """Publish these tables as the page shows them."""
    shown = {f"shown-{kind}": fingerprint for kind, fingerprint in SHOWN.findall(browser.page)}
    return browser.post("/office/publish", table=list(kinds), **shown).text  # type: ignore[arg-type]


def version(kind: TableKind) -> int:
    found = newest(kind)
    return 0 if found is None else found.version


def test_what_would_change_is_shown_and_exactly_that_is_published(finance: Browser) -> None:
    publish(SERVER_KEYS, NOON)
    assert "Everything is published" in finance.get("/office/publish").text
    finance.get(f"/office/items/{TEA}")
    finance.post(f"/office/items/{TEA}/price", price="1.30", day=day(0))
    page = finance.get("/office/publish").text
    for words in ("1 · Tea", "<s>1.255</s>", "1.30", "items and prices", "now version 1"):
        assert words in page
    assert "Published" in send(finance, "ITEMS")
    assert (version(TableKind.ITEMS), version(TableKind.CLASSES)) == (2, 1)
    assert "Everything is published" in finance.page
    assert run("SELECT published_by FROM published_table WHERE kind = 1 AND version = 2").fetchone() == ("fin",)
    assert deeds()[-1] == "published"


def test_what_changed_after_it_was_shown_is_not_published_unseen(finance: Browser) -> None:
    publish(SERVER_KEYS, NOON)
    with writing():
        set_prices([(TEA, 130_000)], TODAY, NOON, "ann")
    finance.get("/office/publish")
    with writing():
        set_prices([(SOUP, 1_000)], TODAY, NOON, "bob")
    assert "not what was shown to you" in send(finance, "ITEMS")
    assert version(TableKind.ITEMS) == 1


def test_a_price_for_a_day_to_come_is_shown_with_its_day_and_begins_by_itself(finance: Browser) -> None:
    publish(SERVER_KEYS, NOON)
    with writing():
        set_prices([(TEA, 150_000)], BusinessDay(TODAY + 3), NOON, "ann")
    assert f"planned: begins {day(3)} 00:00" in finance.get("/office/publish").text
    assert "The plan for days to come is kept" in send(finance, "ITEMS")
    assert version(TableKind.ITEMS) == 1
    assert publish_due(SERVER_KEYS, Instant(NOON + 3 * MS_PER_DAY)) == {TableKind.ITEMS: 2}


def test_each_publishes_what_he_may_change(finance: Browser, stage: Stage) -> None:
    page = finance.get("/office/publish").text
    assert {kind for kind, _ in SHOWN.findall(page)} == {"ITEMS", "CLASSES", "DISCOUNTS"}
    administrator = stage.signed_in("ann", Role.ADMINISTRATOR)
    administrator.get("/office/publish")
    assert {kind for kind, _ in SHOWN.findall(administrator.page)} == {"OPERATORS", "PARAMETERS"}
    send(administrator, "OPERATORS", "PARAMETERS", "ITEMS")
    assert (version(TableKind.OPERATORS), version(TableKind.ITEMS)) == (1, 0)


def test_the_way_back_leads_through_a_new_version(finance: Browser) -> None:
    publish(SERVER_KEYS, NOON)
    with writing():
        set_prices([(TEA, 130_000)], TODAY, NOON, "ann")
        run("UPDATE item SET retired_at = %s WHERE code = %s", (NOON, SOUP))
        run("DELETE FROM discount")
    publish(SERVER_KEYS, NOON)
    page = finance.get("/office/versions/ITEMS/1").text
    for words in ("Going back to it would change", "21 · Soup", "<s>1.30</s>"):
        assert words in page
    assert finance.post("/office/versions/ITEMS/1/back", reason=" ").status_code == 422
    finance.get("/office/versions/ITEMS/1")
    assert "Published" in finance.post("/office/versions/ITEMS/1/back", reason="a wrong price").text
    finance.get("/office/versions/DISCOUNTS/1")
    finance.post("/office/versions/DISCOUNTS/1/back", reason="too soon")
    first, third = (run("SELECT content FROM published_table WHERE kind = 1 AND version = %s", (n,)).fetchone() for n in (1, 3))
    assert first == third
    assert prices_on(TODAY)[TEA] == 125_500
    assert run("SELECT discount_bp FROM discount").fetchall() == [(1_000,)]
    assert "That is so already" in finance.post("/office/versions/ITEMS/3/back", reason="again").text
    assert audit_failures() == []


def test_settings_come_back_but_never_operators(finance: Browser, stage: Stage) -> None:
    publish(SERVER_KEYS, NOON)
    with writing():
        run("UPDATE parameter SET shop = 'Other', receipt_head = 'a'")
        run("UPDATE member_class SET hard_sale = 5")
        run("UPDATE operator SET rights = 0")
    publish(SERVER_KEYS, NOON)
    administrator = stage.signed_in("ann", Role.ADMINISTRATOR)
    for kind in ("PARAMETERS", "OPERATORS"):
        administrator.get(f"/office/versions/{kind}/1")
        administrator.post(f"/office/versions/{kind}/1/back", reason="x")
    finance.get("/office/versions/CLASSES/1")
    finance.post("/office/versions/CLASSES/1/back", reason="x")
    assert run("SELECT shop, receipt_head FROM parameter").fetchone() == ("Canteen", "")
    assert run("SELECT hard_sale FROM member_class").fetchone() == (0,)
    assert (version(TableKind.PARAMETERS), version(TableKind.OPERATORS)) == (3, 2)


def test_it_is_known_which_terminal_holds_which_version(finance: Browser, stage: Stage) -> None:
    publish(SERVER_KEYS, NOON)
    office = HeadOffice()
    for terminal, held in ((7, 1), (8, 0)):
        journal = Journal(terminal=terminal)
        office.accept(terminal, journal.batch())
        office.send(journal.poll(versions=tuple((kind, 1) for kind in list(TableKind)[: 5 * held])))
    page = finance.get("/office/versions").text
    assert page.count("1 of 2") == 5
    lacking = page.partition("Terminals that lack something")[2]
    assert ('<td class="number">8</td>' in lacking, '<td class="number">7</td>' in lacking) == (True, False)
    assert "fin" not in finance.get("/office/versions/ITEMS").text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert finance.get("/office/versions/ITEMS/9").status_code == 404
