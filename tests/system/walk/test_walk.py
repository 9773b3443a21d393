"""One day of a small shop, from nobody on the staff to a report that equals the books, before real pages in a real browser.

If this failed, people could not run the shop: something between head office's pages, the counter and the books is broken.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.system.walk.people import CARD, COUNTER, DEE, DEES_PIN, Clerk, Walk

pytestmark = pytest.mark.browser
FINANCE = ("Money", "Owners", "Reports", "To approve", "Staff", "Audit")
CLOSED = ("/office/money", "/office/reports", "/office/reports/takings", "/office/proposals", "/office/staff", "/office/audit")


def test_a_day_of_a_small_shop_from_nobody_on_the_staff_to_a_report_that_equals_the_books(walk: Walk, tmp_path: Path) -> None:
    fin, vera, cara = staff_begins(walk)
    finance_is_closed_to(cara)
    a_member_gets_a_card(walk, cara)
    the_card_is_loaded(walk, cara)
    sale = the_member_eats(walk, cara)
    the_card_is_lost(walk, cara)
    and_refused(walk)
    a_new_card_takes_its_place(walk, cara, fin)
    the_sale_is_given_back(walk, fin, vera, sale)
    the_report_equals_the_books(walk, fin, tmp_path)


def staff_begins(walk: Walk) -> tuple[Clerk, Clerk, Clerk]:
    """The first administrator is made by the word on the console, and adds everybody else."""
    ann = walk.person("ann")
    ann.sets_up(walk.first_word(), "Ann Lee")
    ann.picture("dashboard-of-an-administrator")
    codes = {
        name: ann.adds(name, display, role, reach, walk.shop.first_word())
        for name, display, role, reach in (
            ("fin", "Fin Wong", "finance", "everything"),
            ("vera", "Vera Ho", "finance", "everything"),
            ("cara", "Cara Diaz", "cashier", "branch 1"),
        )
    }
    ann.picture("first-code")
    clerks = fin, vera, cara = walk.person("fin"), walk.person("vera"), walk.person("cara")
    for clerk in clerks:
        clerk.begins(codes[clerk.name])
    return fin, vera, cara


def finance_is_closed_to(cara: Clerk) -> None:
    """A cashier sees no finance: neither at the side nor by typing addresses."""
    assert set(cara.places()).isdisjoint(FINANCE), cara.places()
    assert {path: cara.refused(path) for path in CLOSED} == dict.fromkeys(CLOSED, 403)
    cara.picture("refused")


def a_member_gets_a_card(walk: Walk, cara: Clerk) -> None:
    """Ordered on the page, made at the desk, followed on the page until it stands in the books."""
    cara.go("/office/")
    cara.place("Members")
    cara.follow("New member")
    cara.fill(name="陈美玲")
    cara.picture("new-member")
    cara.press("Save")
    cara.follow("New card")
    cara.fill(number=str(CARD), card_class="1")
    cara.press("What does the member pay?")
    cara.picture("new-card")
    cara.press("Order from the desk")
    cara.job_is("waiting for the desk", "sent to the desk")
    cara.picture("job-queued")
    walk.panel.sign_on(DEE, DEES_PIN)
    walk.panel.choose("Desk jobs")
    cara.job_is("tap the card now")
    cara.picture("job-tap-now")
    walk.panel.picture("desk-lay-blank")
    walk.desk_makes(CARD, 1)
    walk.panel.sees("Done: job")
    cara.job_is("verified")
    cara.picture("job-verified")
    walk.panel.pull(CARD)


def the_card_is_loaded(walk: Walk, cara: Clerk) -> None:
    """Cash is taken at the desk."""
    cara.finds(str(CARD))
    cara.follow("Load")
    cara.fill(amount="30.00")
    cara.picture("load")
    cara.press("Order from the desk")
    walk.panel.sees("Take the cash first")
    walk.panel.picture("desk-take-cash")
    walk.panel.lay(CARD)
    walk.panel.sees("Done: job")
    cara.job_is("verified")
    walk.panel.slip("LOAD", "30.00")
    walk.panel.picture("desk-loaded")
    walk.panel.pull(CARD)
    walk.panel.press("BACK")


def the_member_eats(walk: Walk, cara: Clerk) -> str:
    """A sale at the counter, whose journal reaches the office; the number on its slip."""
    panel = walk.panel
    panel.press("2 × 101 ENTER 201 ENTER ENTER")
    panel.lay(CARD)
    panel.sees("PAID")
    panel.picture("paid")
    slip = panel.slip("Tea", "8.90")
    panel.pull(CARD)
    cara.finds(str(CARD))
    cara.becomes("sale", "21.10")
    cara.picture("card-explained")
    number = re.search(rf"{COUNTER}-[0-9a-f]{{8}}-[0-9]+", slip)
    assert number, slip
    return number[0]


def the_card_is_lost(walk: Walk, cara: Clerk) -> None:
    """Reported on the page; the counter hears of it at its next contact, which a cash sale brings."""
    cara.follow("Report loss")
    cara.fill(reason="left in the bus")
    cara.picture("loss")
    cara.press("Report loss")
    cara.sees("of 1")
    cara.picture("loss-slip")
    walk.panel.press("101 ENTER CASH")
    walk.panel.sees("PAID")
    cara.becomes("1 of 1")
    cara.picture("loss-slip-heard")


def and_refused(walk: Walk) -> None:
    """Whoever found it cannot pay with it."""
    walk.panel.press("101 ENTER ENTER")
    walk.panel.lay(CARD)
    walk.panel.lamp("red")
    walk.panel.sees("reported lost")
    walk.panel.picture("refused")
    walk.panel.pull(CARD)
    walk.panel.press("BACK BACK BACK")


def a_new_card_takes_its_place(walk: Walk, cara: Clerk, fin: Clerk) -> None:
    """Proposed by the cashier, approved by finance, made at the desk; the balance comes over with the first tap."""
    cara.finds(str(CARD))
    cara.follow("Replace")
    cara.picture("replace")
    cara.fill(reason="Ms Chen showed her passport")
    cara.press("Propose")
    cara.sees("Proposed. Another person must approve it")
    fin.place("To approve")
    fin.picture("to-approve")
    fin.page.get_by_role("main").get_by_role("row", name="cara").get_by_role("link").click()
    fin.picture("proposal")
    fin.approves()
    cara.finds(str(CARD))
    cara.sees("Moved to the new card: 21.10")
    cara.picture("card-replaced")
    cara.follow("Make the new card")
    cara.press("What does the member pay?")
    cara.picture("successor")
    walk.panel.choose("Desk jobs")
    cara.press("Order from the desk")
    walk.desk_makes(CARD, 2)
    cara.job_is("verified")
    walk.panel.press("BACK BACK")
    walk.panel.pull(CARD, 2)
    walk.tapped(CARD, 2, "Balance GBP 21.10")
    walk.panel.slip("CREDIT FROM HEAD OFFICE", "21.10")
    walk.panel.picture("credited")
    walk.panel.pull(CARD, 2)


def the_sale_is_given_back(walk: Walk, fin: Clerk, vera: Clerk, sale: str) -> None:
    """The soup was cold: finance finds the receipt by what is printed on it, and a second person approves."""
    fin.place("Money")
    fin.page.get_by_role("link", name="Receipts", exact=True).click()
    fin.fill(number=sale)
    fin.press("Find")
    fin.picture("receipt")
    fin.follow("Refund")
    fin.picture("refund")
    fin.fill(owner="2", amount="6.50", reason="the soup was cold")
    fin.press("Propose")
    fin.sees("You proposed this yourself: another person must approve it.")
    assert fin.page.get_by_role("button", name="Approve exactly this").count() == 0
    fin.picture("own-proposal")
    vera.page.goto(fin.page.url)
    vera.picture("proposal-of-another")
    vera.approves()
    walk.panel.press("101 ENTER CASH")
    walk.panel.sees("PAID")
    fin.finds(str(CARD))
    fin.sees("Claims that wait")
    fin.picture("refund-waits")
    walk.panel.press("BACK")
    walk.tapped(CARD, 2, "Balance GBP 27.60")
    walk.panel.picture("refunded")
    walk.panel.pull(CARD, 2)
    fin.becomes("27.60", "6.50")
    fin.picture("card-refunded")


def the_report_equals_the_books(walk: Walk, fin: Clerk, folder: Path) -> None:
    """The same totals on the page, in both files and in the ledger."""
    fin.place("Reports")
    fin.follow("by terminal")
    fin.picture("report")
    shown, books = fin.figures(), walk.ledger()
    sold = books["card_minor"] + books["cash_minor"]
    assert shown == {
        "Number of sales": 100 * (books["card_sales"] + books["cash_sales"]),
        "By card": books["card_minor"],
        "In cash": books["cash_minor"],
        "Otherwise": 0,
        "Given back": books["void_minor"] + books["refund_minor"] + books["cash_refund_minor"],
        "Takings": sold,
        "Loaded onto cards": books["load_minor"],
    }
    fin.sees("Head office itself gave back 6.50")
    assert books["revenue"] == sold - Decimal("6.50")
    assert fin.downloads("CSV", folder) == shown
    assert fin.downloads("XLSX", folder) == shown
    fin.place("Reports")
    fin.follow("Owed on cards, day by day")
    fin.picture("report-owed")
    assert fin.newest_figure() == books["card_liability"] + books["reissued"]
