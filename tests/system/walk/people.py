"""Who walks through the day, by what they do: people before the pages of head office, and the operator of the counter."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import expect

from provisioning.chain.example import PIN
from provisioning.stage import Stage
from tests.panel.visitor import WAIT_MS
from tests.panel.visitor import Visitor as Panel
from tests.server.office.pages.visitor import Visitor

CARD, COUNTER = 1001, 1
DEE, DEES_PIN = 3, "4826"
"""The operator of the counter."""
LOOK_MS = 300
TAPS = 5
WORD = re.compile(r"\b[2-9a-z]{4}(?:-[2-9a-z]{4}){3}\b")
"""What opens a door once: a first code, and the word on the console."""


class Clerk(Visitor):
    """One person of the staff with a browser of his own."""

    def __init__(self, context: Any, name: str, shop: Stage, pictures: Path | None) -> None:
        super().__init__(context.new_page(), shop.pages.removesuffix("/office/"), pictures)
        self.name, self.password = name, f"a sentence of {name} alone"

    def sets_up(self, word: str, display: str) -> None:
        """Become the first administrator, and sign in."""
        self.go("/")
        self.picture("set-up")
        self.fill(word=word, name=self.name, display=display, password=self.password, again=self.password)
        self.press("Set up")
        self.sign_in(self.name, self.password)

    def begins(self, code: str) -> None:
        """Sign in with the first code, and choose a password."""
        self.sign_in(self.name, code)
        self.fill(old=code, new=self.password, again=self.password)
        self.press("Change password")
        self.sees("Your password is changed")

    def adds(self, name: str, display: str, role: str, reach: str, word: str) -> str:
        """Propose somebody and, as the only administrator, approve it with a word from the console; the first code."""
        self.place("Staff")
        self.follow("Add somebody")
        self.fill(name=name, display=display, role=role, reason=f"{display} begins today")
        self.page.get_by_label("Reach").select_option(label=reach)
        self.press("Propose")
        self.approves(word=word)
        found = WORD.search(self.reads())
        assert found
        return found[0]

    def place(self, name: str) -> None:
        """Go to one of the places at the side."""
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()

    def places(self) -> list[str]:
        """What stands at the side."""
        return list(self.page.get_by_role("navigation", name="Pages").get_by_role("link").all_text_contents())

    def follow(self, name: str) -> None:
        """Click a link of the page."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def reads(self) -> str:
        """The page as text."""
        return str(self.page.inner_text("main"))

    def refused(self, path: str) -> int:
        """How an address answers that this person should not see."""
        answer = self.page.goto(self.address + path)
        self.complaints = [one for one in self.complaints if "Failed to load resource" not in one]
        return int(answer.status)

    def finds(self, typed: str) -> None:
        """Type into the search at the top."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(typed)
        self.page.keyboard.press("Enter")

    def becomes(self, *texts: str) -> None:
        """Look again at this page until it has all these texts."""
        for _ in range(WAIT_MS // LOOK_MS):
            if all(text in self.reads() for text in texts):
                return
            self.page.wait_for_timeout(LOOK_MS)
            self.page.reload()
        raise AssertionError(f"{texts} never came: {self.reads()}")

    def job_is(self, *states: str) -> None:
        """Wait until the page that follows a card's jobs shows by itself that the newest is in one of these states."""
        newest = self.page.get_by_role("main").locator("tbody tr").first
        expect(newest).to_contain_text(re.compile("|".join(states)), timeout=WAIT_MS)

    def approves(self, **fields: str) -> None:
        """Approve what stands there with one's password."""
        self.fill(password=self.password, **fields)
        self.press("Approve exactly this")
        self.sees("Approved and done")

    def figures(self) -> dict[str, Decimal]:
        """The last row of the table of a report, by the titles above it."""
        table = self.page.locator("table.report")
        return _amounts(table.locator("thead th").all_inner_texts(), table.locator("tfoot tr > *").all_inner_texts())

    def newest_figure(self) -> Decimal:
        """What the first row of a report says in its second column."""
        return Decimal(self.page.locator("table.report tbody tr").first.locator("td").nth(1).inner_text().replace(",", ""))

    def downloads(self, link: str, folder: Path) -> dict[str, Decimal]:
        """The columns of a file of the report added up, as the program does that opens it."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=link, exact=True).click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                titles, *rows = csv.reader(file)
        else:
            titles, *rows = ([str(cell) for cell in row] for row in load_workbook(path).worksheets[0].values)
        assert rows
        every = [_amounts(titles, row) for row in rows]
        return {title: sum((row[title] for row in every), Decimal(0)) for title in titles[1:]}


def _amounts(titles: list[str], cells: list[str]) -> dict[str, Decimal]:
    """All but the first column."""
    return {title: Decimal(cell.replace(",", "")) for title, cell in zip(titles[1:], cells[1:], strict=True)}


@dataclass
class Walk:
    """The shop, its counter, and everybody who has come."""

    shop: Stage
    panel: Panel
    hire: Callable[[str], Clerk]
    clerks: list[Clerk] = field(default_factory=list)

    def person(self, name: str) -> Clerk:
        """Somebody before a browser of his own."""
        self.clerks.append(clerk := self.hire(name))
        return clerk

    def first_word(self) -> str:
        """The word that head office printed when it began to serve."""
        found = WORD.search((self.shop.folder / "server.log").read_text())
        assert found
        return found[0]

    def desk_makes(self, card: int, instance: int, pin: str = PIN) -> None:
        """The operator lays the blank card down, and the member keys a PIN of his own twice."""
        self.panel.sees("Lay a blank card")
        self.panel.lay(card, instance)
        for asked in ("Member: a new PIN", "The PIN once more"):
            self.panel.sees(asked)
            self.panel.press(f"{pin} ENTER")

    def tapped(self, card: int, instance: int, shown: str) -> None:
        """The member lays his card down, again if the counter has not heard yet of what waits for it."""
        for _ in range(TAPS):
            self.panel.lay(card, instance)
            with suppress(AssertionError):
                expect(self.panel.page.locator("#operator > p")).to_contain_text(shown, timeout=WAIT_MS / TAPS)
                return
            self.panel.pull(card, instance)
        raise AssertionError(f"{shown} never came: {self.panel.reads()}")

    def ledger(self) -> dict[str, Decimal]:
        """What the books say, recomputed from their rows: all that must hold, holds."""
        proof = json.loads(self.shop.server("prove", "--json"))
        assert proof["holds"], proof["failures"]
        return {name: Decimal(figure) / 100 for name, figure in {**proof["figures"], **self.shop.totals()}.items()}
