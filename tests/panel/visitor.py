"""Somebody who uses the panel in a browser: presses keys, moves cards, reads displays and paper, as a person would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

WAIT_MS = 20_000
START_MS = 120_000
"""A terminal opens its keystore for long on a busy machine."""
expect.set_options(timeout=WAIT_MS)
KEYS = {"×": "TIMES", "x": "TIMES", ".": "POINT", "MENU": "MENU", "BACK": "BACK", "CASH": "CASH", "ENTER": "ENTER"}
NUMBERS = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
DIGITS = dict(zip("0123456789", NUMBERS, strict=True))
FIXED = (
    "#operator",
    "#member",
    "#reader",
    "#keypad",
    "#roll",
    "footer",
    "#tray",
    *(f"[data-key='{key}']" for key in DIGITS.values()),
)
"""What must never move."""


class Visitor:
    """A person before one page. `pictures`: where to keep screenshots, if anywhere."""

    def __init__(self, page: Page, address: str, pictures: Path | None) -> None:
        self.page, self.address, self._pictures = page, address, pictures
        self.complaints: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda message: self._complain(message.type, message.text))
        page.on("pageerror", lambda error: self._complain("error", str(error)))

    def _complain(self, kind: str, text: str) -> None:
        if kind == "error" and "ERR_CONNECTION" not in text and "ERR_INCOMPLETE" not in text:
            self.complaints.append(text)

    def visit(self, language: str = "en") -> Visitor:
        """Open the page and wait until the terminal has told how it stands."""
        self.page.goto(f"{self.address}?language={language}")
        expect(self.page.locator("body")).to_have_attribute("data-power", "on")
        expect(self.page.locator(".card").first).to_be_visible()
        return self

    def press(self, typed: str) -> None:
        """Click keys by what is printed on them, apart by spaces; digits may stand together: `2 × 101 ENTER`."""
        for word in typed.split():
            for key in [word] if word in KEYS else word:
                self.page.click(f"[data-key='{KEYS.get(key) or DIGITS[key]}']")

    def type(self, *keys: str) -> None:
        """Use the keyboard."""
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, title: str) -> None:
        """Open the menu and turn its pages until a line reads so; press its number."""
        for _ in range(12):
            before = self.reads()
            self.press("MENU")
            expect(self.page.locator("#operator > p")).not_to_have_text(before, use_inner_text=False)
            found = re.search(rf"^(\d) {title}", self.reads(), re.M)
            if found:
                self.press(found[1])
                return
        raise AssertionError(f"the menu has no {title!r}")

    def sign_on(self, number: int, pin: str) -> None:
        """Come on duty, if nobody is."""
        self.press("BACK BACK BACK")
        self.page.wait_for_timeout(300)
        if "Nobody" in self.reads():
            self.press(f"{number} ENTER")
            self.sees("PIN")
            self.press(f"{pin} ENTER")
            self.sees_no("Nobody")
            self.press("BACK")

    def lay(self, card: int, instance: int = 1) -> None:
        """Drag a card onto the reader."""
        self.card(card, instance).drag_to(self.page.locator("#reader"))
        expect(self.page.locator(f"#slot [data-card='{card}.{instance}']")).to_be_visible()

    def drag_by_finger(self, card: int, goal: str) -> None:
        """The same on a screen that is touched, step by step as a finger goes."""
        start, end = self.card(card).bounding_box(), self.page.locator(goal).bounding_box()
        assert start
        assert end
        (x0, y0), (x1, y1) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in (start, end))
        finger = self.page.context.new_cdp_session(self.page)
        places = [{"x": x0 + (x1 - x0) * part / 5, "y": y0 + (y1 - y0) * part / 5} for part in range(6)]
        for kind, points in [("touchStart", [places[0]]), *(("touchMove", [place]) for place in places[1:]), ("touchEnd", [])]:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        finger.detach()

    def lay_and_lose(self, card: int) -> None:
        """Drag a card onto the reader, from which it is soon away."""
        self.card(card).drag_to(self.page.locator("#reader"))

    def returns(self) -> None:
        """Wait until the terminal has power again."""
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-power", "off")
        expect(body).to_have_attribute("data-power", "on", timeout=START_MS)

    def pull(self, card: int, instance: int = 1) -> None:
        """Drag it back to the hand."""
        self.card(card, instance).drag_to(self.page.locator("#cards-title"))
        expect(self.page.locator(f"#tray [data-card='{card}.{instance}']")).to_be_visible()

    def card(self, card: int, instance: int = 1) -> Locator:
        """The card, wherever it is."""
        return self.page.locator(f"[data-card='{card}.{instance}']")

    def switch(self, lever: str) -> None:
        """Turn a switch to the other side and see it turn."""
        button = self.page.locator(f"[data-lever='{lever}']")
        other = "false" if button.get_attribute("aria-checked") == "true" else "true"
        button.click()
        expect(button).to_have_attribute("aria-checked", other)

    def sees(self, text: str, display: str = "operator") -> None:
        """Wait until a display reads so."""
        expect(self.page.locator(f"#{display} > p")).to_contain_text(text)

    def sees_no(self, text: str) -> None:
        """Wait until the cashier's display no longer reads so."""
        expect(self.page.locator("#operator > p")).not_to_contain_text(text)

    def lamp(self, light: str) -> None:
        """Wait until the lamp shows this light."""
        expect(self.page.locator("#lamp")).to_have_attribute("data-lamp", light)

    def reads(self, display: str = "operator") -> str:
        """What a display reads now."""
        return self.page.locator(f"#{display} > p").text_content() or ""

    def slip(self, *texts: str) -> str:
        """Wait until the newest slip has all these texts; the slip."""
        newest = self.page.locator(".slip").last
        for text in texts:
            expect(newest).to_contain_text(text)
        return newest.text_content() or ""

    def boxes(self) -> dict[str, Any]:
        """Where everything stands that must not move."""
        return {name: self.page.locator(name).first.bounding_box() for name in FIXED}

    def picture(self, name: str) -> None:
        """A screenshot, if somebody wants to look at it."""
        if self._pictures:
            self.page.screenshot(path=str(self._pictures / f"{name}.png"))
