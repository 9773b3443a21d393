"""Visitors of head office's pages, by HTTP, each signed in and with one page at a time."""

from __future__ import annotations

import http.client
import re
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Barrier, Thread
from time import perf_counter
from urllib.parse import urlencode

from server.clock import system_now
from server.database import writing
from server.usecases.staff.passwords import Passwords
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from server.usecases.staff.staff import NewMember, _insert
from tests.bench.pages.views import View

PASSWORD = "look before you leap 7"
EVERYWHERE, OF_BRANCH = "auditor", "manager"
BRANCH = 3
STEPS_MAX = 4
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


class PageFault(Exception):
    """A page that did not come as it should."""


def add_staff(passwords: Passwords) -> None:
    """Somebody who sees everything, and the manager of a branch."""
    who = ((EVERYWHERE, Role.AUDITOR, EVERYTHING), (OF_BRANCH, Role.BRANCH_MANAGER, Scope(Reach.BRANCH, BRANCH)))
    with writing():
        for name, role, scope in who:
            _insert(NewMember(name, name.title(), role, scope), passwords.hashed(PASSWORD), None, system_now())


class Browser:
    """One line to head office, with the cookie of one person."""

    def __init__(self, port: int, name: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookie = ""
        token = _TOKEN.search(self.get("/office/login"))
        assert token is not None
        form = urlencode({"csrf_token": token[1].decode(), "name": name, "password": PASSWORD, "code": ""})
        status, _, _ = self._ask("POST", "/office/login", form)
        if status != http.HTTPStatus.FOUND:
            raise PageFault(f"{name} is not let in: {status}")

    def get(self, path: str) -> bytes:
        """A page, also one behind another's address."""
        for _ in range(STEPS_MAX):
            status, there, page = self._ask("GET", path)
            if status == http.HTTPStatus.OK:
                return page
            if status != http.HTTPStatus.FOUND:
                break
            path = there
        raise PageFault(f"{path}: {status}")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, bytes]:
        head = {"Cookie": self._cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        self._line.request(method, path, body, head)
        answer = self._line.getresponse()
        page = answer.read()
        for kept in answer.headers.get_all("Set-Cookie", []):
            self._cookie = kept.partition(";")[0]
        return answer.status, answer.headers.get("Location", ""), page

    def close(self) -> None:
        """Hang up."""
        self._line.close()


@dataclass
class Visitor:
    """Goes through some views one after the other. `took`: page and milliseconds of each."""

    everywhere: Browser
    of_branch: Browser
    views: Sequence[View]

    def __post_init__(self) -> None:
        self.took: list[tuple[str, float]] = []
        self.fault: str | None = None

    def walk(self, start: Barrier) -> None:
        """Look at everything."""
        start.wait()
        try:
            for view in self.views:
                browser = self.of_branch if view.branch else self.everywhere
                begin = perf_counter()
                browser.get(view.path)
                self.took.append((view.page, 1_000 * (perf_counter() - begin)))
        except (PageFault, OSError, http.client.HTTPException) as error:
            self.fault = f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class Walk:
    """What all visitors saw: milliseconds by page, and how long it took altogether."""

    took: dict[str, list[float]]
    seconds: float


def visit(port: int, views: Sequence[View], visitors: int) -> Walk:
    """So many visitors share the views. Raises PageFault."""
    all_of_them = [
        Visitor(Browser(port, EVERYWHERE), Browser(port, OF_BRANCH), views[place::visitors]) for place in range(visitors)
    ]
    start = Barrier(visitors + 1)
    threads = [Thread(target=one.walk, args=(start,)) for one in all_of_them]
    for thread in threads:
        thread.start()
    start.wait()
    begin = perf_counter()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - begin
    for one in all_of_them:
        one.everywhere.close()
        one.of_branch.close()
        if one.fault:
            raise PageFault(one.fault)
    took: dict[str, list[float]] = {}
    for one in all_of_them:
        for page, milliseconds in one.took:
            took.setdefault(page, []).append(milliseconds)
    return Walk(took, seconds)
