"""If these failed, the page would jump under somebody's finger, or shut out people who see or move differently."""

from __future__ import annotations

import pytest

from provisioning.chain.example import PIN
from terminal.panel.levers import NAMES
from tests.panel.visitor import Visitor

pytestmark = pytest.mark.browser
MEMBER = 1001


@pytest.mark.parametrize("visitor", ["desktop", "tablet", "upright"], indirect=True)
def test_nothing_moves_whatever_is_done(visitor: Visitor) -> None:
    before = visitor.boxes()
    assert visitor.page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    visitor.press("MENU")
    assert visitor.boxes() == before
    visitor.press("BACK 2 × 101 ENTER")
    visitor.sees("Tea")
    assert visitor.boxes() == before
    visitor.lay(MEMBER)
    assert visitor.boxes() == before
    visitor.pull(MEMBER)
    for name in (*NAMES[:4], *NAMES[:4]):
        visitor.switch(name)
        assert visitor.boxes() == before, name
    visitor.press("CASH")
    visitor.slip("Tea")
    assert visitor.boxes() == before
    visitor.page.click("#theme")
    assert visitor.boxes() == before
    visitor.press("BACK BACK BACK")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("visitor", ["desktop", "tablet", "upright"], indirect=True)
def test_the_page_fits_its_window_in_every_language(visitor: Visitor, language: str, request: pytest.FixtureRequest) -> None:
    visitor.visit(language)
    assert visitor.page.locator("html").get_attribute("lang") == language
    assert visitor.page.evaluate(
        "document.documentElement.scrollHeight <= window.innerHeight && document.documentElement.scrollWidth <= window.innerWidth"
    )
    cut_off = visitor.page.evaluate(
        "[...document.querySelectorAll('button, h1, h2, h3, .badge')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth).map(e => e.textContent)"
    )
    assert cut_off == []
    visitor.picture(f"page-{language}-{visitor.page.viewport_size['width']}")  # type: ignore[index]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opened", ["page", "help"])
def test_a_check_of_accessibility_finds_nothing_serious(visitor: Visitor, scheme: str, opened: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.visit()
    if opened == "help":
        visitor.page.click("#help")
        visitor.page.wait_for_selector("dialog[open]")
    visitor.picture(f"{opened}-{scheme}")
    found = Axe().run(visitor.page).response["violations"]
    assert [(one["id"], one["impact"]) for one in found if one["impact"] not in ("minor", "moderate")] == []


def test_a_screen_reader_gets_the_displays_as_text_and_every_switch_by_name(visitor: Visitor) -> None:
    page = visitor.page
    assert page.locator("#operator > p[aria-live=polite]").count() == 1
    names = [page.locator(f"[data-lever={name}]").get_attribute("role") for name in NAMES]
    assert names == ["switch"] * len(NAMES)
    assert page.get_by_role("switch", name="Line cut").get_attribute("aria-checked") == "false"
    assert page.get_by_role("button", name="ENTER", exact=True).count() == 1


def test_a_screen_reader_is_told_of_the_lines_that_changed(visitor: Visitor) -> None:
    visitor.page.evaluate("window.kept = [...document.querySelectorAll('#operator > p > span')]")
    visitor.press("101 ENTER")
    visitor.sees("Tea")
    said = visitor.page.evaluate("window.kept.map(line => line.isConnected && line.textContent.trim())")
    assert said[1:] == ["Tea             1.20", "TOTAL (1)       1.20", "ENTER=card CASH=cash"]
    visitor.press("BACK BACK")


def test_a_newcomer_reads_what_to_do_first_and_what_there_is(visitor: Visitor) -> None:
    page = visitor.page
    assert [step[:7] for step in page.get_by_role("list", name="First steps").locator("li").all_text_contents()] == [
        "Sign on",
        "Key goo",
        "Pay: EN",
    ]
    note = page.get_by_role("complementary", name="Note").inner_text()
    assert all(known in note for known in ("Ann", PIN, "101", "Tea 1.20"))
    assert PIN in page.locator("#cards-title").inner_text()


def test_the_page_loads_nothing_from_another_host(visitor: Visitor) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.visit("zh-Hant")
    assert len(asked) < 20
    assert {url[: len(visitor.address)] for url in asked} == {visitor.address}


def test_two_pages_show_the_same_counter(visitor: Visitor) -> None:
    other = Visitor(visitor.page.context.browser.new_page(), visitor.address, None).visit()  # type: ignore[union-attr]
    visitor.press("101 ENTER")
    other.sees("Tea")
    other.press("BACK BACK")
    visitor.sees("Key item or card")
    other.page.close()
