"""What people at head office look at, drawn by a seeded generator: a mix of words, cards, members and days."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from server.usecases.members.words import FIRST_NUMBER, member_text
from tests.bench.chain.people import FIRST, GIVEN, LAST, SURNAMES, mobile_of
from tests.bench.chain.seed import BRANCHES, CLASSES, DESK, FIRST_CARD, FIRST_TERMINAL, TERMINALS

SEARCH, MEMBER, CARD, STATEMENT, DAY, LINES = "search", "member", "card", "statement", "day", "day_lines"
DASHBOARD, JOBS, CASES, CARDS, OVERDRAWN, BALANCES, PLAIN = (
    "dashboard",
    "jobs",
    "cases",
    "cards",
    "overdrawn",
    "balances",
    "plain",
)
TITLES = {
    SEARCH: "member search: part of a name, Chinese or not, telephone, card number",
    MEMBER: "one member",
    CARD: "one card, its balance explained",
    STATEMENT: "statement of a card, 31 days",
    DAY: "takings of one day by terminal, branch, owner, tender: all branches and one",
    LINES: "one day by article, operator, hour; its sales line by line",
    DASHBOARD: "first page",
    JOBS: "desk jobs: all, and of one desk",
    CASES: "cases, open and closed",
    CARDS: "cards by state and class",
    OVERDRAWN: "overdrawn cards",
    BALANCES: "balances of all cards",
    PLAIN: "/health, the plainest answer",
}
RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class View:
    """One page. `branch`: looked at by the manager of a branch, else by whoever sees everything."""

    page: str
    path: str
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws views of a chain with so many members, the last `today` being its last day."""

    members: int
    today: date
    chance: random.Random

    def views(self, a_page: int) -> list[View]:
        """So many views of each page, in any order."""
        drawn: dict[str, Callable[[], View]] = {
            SEARCH: self._search,
            MEMBER: lambda: View(MEMBER, f"/office/members/{self._member()}"),
            CARD: lambda: View(CARD, f"/office/cards/{self._card()}.0"),
            STATEMENT: lambda: View(STATEMENT, f"/office/cards/{self._card()}.0/statement"),
            DAY: self._day,
            LINES: self._lines,
            DASHBOARD: lambda: View(DASHBOARD, "/office/", self._half()),
            JOBS: self._jobs,
            CASES: self._cases,
            CARDS: self._cards,
            OVERDRAWN: self._overdrawn,
            BALANCES: self._balances,
            PLAIN: lambda: View(PLAIN, "/health"),
        }
        found = [draw() for draw in drawn.values() for _ in range(a_page)]
        self.chance.shuffle(found)
        return found

    def _search(self) -> View:
        place = self.chance.randrange(self.members)
        mobile, card, words = mobile_of(place), str(FIRST_CARD + place), [*SURNAMES, *GIVEN]
        typed = self.chance.choice(
            [
                self.chance.choice(FIRST)[: self.chance.randrange(1, 6)],
                self.chance.choice(LAST)[: self.chance.randrange(2, 7)].lower(),
                self.chance.choice(SURNAMES),
                self.chance.choice(SURNAMES) + self.chance.choice(GIVEN),
                "".join(self.chance.choices(words, k=2)),
                mobile,
                mobile[:5],
                mobile[-4:],
                card,
                member_text(FIRST_NUMBER + place),
                "Nobody At All",
            ]
        )
        where = self.chance.choice(("/office/members", "/office/members/found", "/office/find"))
        return View(SEARCH, f"{where}?{urlencode({'q': typed})}")

    def _day(self) -> View:
        branch = self._half()
        by = self.chance.choice(("terminal", "branch", "owner", "tender", "day"))
        one = {"branch": str(1 + self.chance.randrange(BRANCHES))} if self._half() and not branch else {}
        return self._report(DAY, "takings", branch, {"by": by} | one)

    def _lines(self) -> View:
        by = self.chance.choice(("item", "operator", "hour", "category", ""))
        return self._report(LINES, "takings" if by else "sales", self._half(), {"by": by} if by else {})

    def _report(self, page: str, name: str, branch: bool, more: dict[str, str]) -> View:
        day = (self.today - timedelta(days=self.chance.randrange(RECENT_DAYS))).isoformat()
        return View(page, f"/office/reports/{name}?{urlencode({'from': day, 'to': day} | more)}", branch)

    def _jobs(self) -> View:
        desk = self.chance.choice((DESK, FIRST_TERMINAL + self.chance.randrange(TERMINALS)))
        return View(JOBS, self.chance.choice(("/office/jobs", f"/office/jobs?desk={desk}")), self._half())

    def _cases(self) -> View:
        listed = self.chance.choice(("cases", "cases?class=finance", "cases/closed", "cases/closed?class=branch"))
        return View(CASES, f"/office/{listed}", self._half())

    def _cards(self) -> View:
        wish = {"state": "LOST"} if self._half() else {"class": 1 + self.chance.randrange(CLASSES)}
        return View(CARDS, f"/office/cards?{urlencode(wish | {'after': self._card() << 16 if self._half() else 0})}")

    def _overdrawn(self) -> View:
        return View(
            OVERDRAWN, "/office/reports/overdrawn" + (f"?class={1 + self.chance.randrange(CLASSES)}" if self._half() else "")
        )

    def _balances(self) -> View:
        return View(BALANCES, "/office/reports/balances" + (f"?after={self._card()}.0" if self._half() else ""))

    def _member(self) -> int:
        return FIRST_NUMBER + self.chance.randrange(self.members)

    def _card(self) -> int:
        return FIRST_CARD + self.chance.randrange(self.members)

    def _half(self) -> bool:
        return self.chance.random() < 0.5
