"""Somebody who uses the pages of head office in a browser: fills in forms, presses buttons, reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.server.office.stage import PASSWORD

PATIENCE_MS = 10_000


@dataclass
class Visitor:
    """Somebody before a page. `complaints` are what the browser's own console says is wrong with it."""

    page: Any
    address: str
    pictures: Path | None
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", lambda said: self.complaints.extend([said.text] if said.type == "error" else []))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def speak(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            box = self.page.locator(f"main [name={name}]:visible").first
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.go("/office/login")
        self.fill(name=name, password=password)
        self.page.locator("main button.main").click()

    def picture(self, name: str) -> None:
        if self.pictures is not None:
            self.page.screenshot(path=self.pictures / f"office-{name}.png", full_page=True)
