"""If these failed, a newcomer could not set the office up, or a page would shut somebody out or fall apart on a narrow screen."""

from __future__ import annotations

import re

import pytest

from server.usecases.staff.console import new_word
from tests.server.office.pages.visitor import Visitor
from tests.server.office.stage import Stage
from tests.server.office.world import CARD, FORK_HERE, HERE, MEMBER

pytestmark = pytest.mark.browser
Office = tuple[Stage, str]
OWN = "a sentence that ann knows"
PAGES = {
    "dashboard": "/office/",
    "worklist": "/office/worklist",
    "cases": "/office/cases",
    "case": f"/office/cases/{FORK_HERE}",
    "search": "/office/cards",
    "card": f"/office/cards/{CARD}.0",
    "jobs": f"/office/cards/{CARD}.0/jobs",
    "issue": "/office/cards/issue",
    "class": "/office/classes/1",
    "members": "/office/members",
    "one member": f"/office/members/{MEMBER}",
    "takings": "/office/reports/takings?by=terminal",
    "statement": f"/office/cards/{CARD}.0/statement",
    "proposals": "/office/proposals",
    "proposal": "/office/proposals/2",
    "money": "/office/money",
    "receipt": "/office/money/receipts?number=7-6",
    "items": "/office/items",
    "discounts": "/office/discounts",
    "why": "/office/why",
    "publish": "/office/publish",
    "versions": "/office/versions",
    "own": "/office/own",
    "password": "/office/own/password",
    "telephone": "/office/own/telephone",
    "missing": "/office/nowhere",
}
ADMINISTRATORS = {
    "staff": "/office/staff",
    "new": "/office/staff/new",
    "member": "/office/staff/2",
    "audit": "/office/audit",
    "terminals": "/office/terminals",
    "terminal": f"/office/terminals/{HERE}",
    "order": "/office/enrolments/new",
    "parameters": "/office/parameters",
    "operators": "/office/operators",
}
LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


def test_a_newcomer_sets_up_adds_somebody_and_a_case_is_decided_by_two(visitor: Visitor, office: Office) -> None:
    stage = office[0]
    visitor.go("/")
    visitor.picture("set-up")
    visitor.fill(word=new_word(stage.clock()), name="ann", display="Ann Lee", password=OWN, again=OWN)
    visitor.press("Set up")
    visitor.picture("login")
    visitor.sign_in("ann", OWN)
    visitor.page.get_by_role("link", name="Staff").click()
    visitor.page.get_by_role("link", name="Add somebody").click()
    visitor.fill(name="fin", display="Fin Wong", role="finance", scope="0-0", reason="keeps the books")
    visitor.press("Propose")
    visitor.sees("You are the only administrator")
    visitor.fill(password=OWN, word=new_word(stage.clock()))
    visitor.press("Approve exactly this")
    visitor.picture("approved")
    code = re.search(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}", visitor.page.inner_text("main"))
    assert code is not None
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.sign_in("fin", code[0])
    visitor.fill(old=code[0], new="fin counts all day", again="fin counts all day")
    visitor.press("Change password")
    visitor.sees("Your password is changed")
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("c")
    visitor.page.wait_for_url("**/office/cases")
    visitor.page.get_by_role("link", name="two records at one counter").click()
    visitor.sees("What journals say")
    visitor.fill(reason="looked at both sides")
    visitor.press("Propose to close")
    visitor.sees("another person must approve it")
    visitor.page.keyboard.press("/")
    visitor.page.keyboard.type(str(CARD))
    visitor.page.keyboard.press("Enter")
    visitor.sees("Balance, explained")
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("m")
    visitor.page.wait_for_url("**/office/members")
    visitor.page.get_by_role("searchbox", name="Name, telephone").press_sequentially("小明")
    visitor.page.locator("#found tbody tr").get_by_role("link", name="王小明").click()
    visitor.sees("What is known")


@pytest.fixture
def staffed(visitor: Visitor, office: Office) -> Visitor:
    """The same after the newcomer's day; whoever comes without it fails plainly."""
    visitor.go("/office/login")
    if "Set up" in visitor.page.inner_text("body"):
        pytest.fail("the first test of this file sets the office up")
    return visitor


@pytest.mark.parametrize(
    ("visitor", "language"),
    [("desktop", "en"), ("desktop", "zh-Hans"), ("narrow", "en"), ("narrow", "zh-Hant")],
    indirect=["visitor"],
)
def test_every_page_fits_its_window_and_a_check_of_accessibility_finds_nothing_serious(staffed: Visitor, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = staffed.page
    width = page.viewport_size["width"]
    for name, password, paths in (("fin", "fin counts all day", PAGES), ("ann", OWN, ADMINISTRATORS)):
        staffed.sign_in(name, password)
        staffed.speak(LANGUAGES[language])
        for title, path in paths.items():
            staffed.go(path)
            staffed.picture(f"{title}-{language}-{width}")
            assert page.locator("html").get_attribute("lang") == language
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
            if language == "en" and width > 1_000:
                found = Axe().run(page).response["violations"]
                serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] not in ("minor", "moderate")]
                assert serious == [], path
        staffed.complaints.clear()  # the page that is not there is one
        staffed.go("/office/own")
        page.locator(".me button").click()
