"""A head office with staff, and browsers that sign in there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from protocol.instants import MS_PER_MINUTE, Instant
from server.app import answer_terminals, create_app, people_app
from server.audit import Actor
from server.config import Mode, ServerConfig
from server.database import database, is_postgres, open_database, run, writing
from server.office_settings import OfficeSettings
from server.opening import ALL, make_office
from server.settlement.office import Office
from server.usecases.staff.passwords import Passwords
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from server.usecases.staff.staff import NewMember, _insert
from tests.server.head_office import NOON, SERVER_KEYS

WEAK = OfficeSettings(password_memory_kib=8, password_rounds=1)
"""Passwords that are checked in no time: for tests alone."""
PASSWORD = "correct horse battery"
HIDDEN = {name: re.compile(rf'name="{name}"[^>]*value="([^"]+)"') for name in ("csrf_token", "once")}
_SHOWN = re.compile(r'name="shown"[^>]*value="([0-9a-f]{64})"')
TESTER = Actor(None, "test")


@dataclass
class Clock:
    """Stands until it is moved."""

    now: Instant = NOON

    def __call__(self) -> Instant:
        return self.now

    def pass_minutes(self, minutes: int) -> None:
        self.now = Instant(self.now + minutes * MS_PER_MINUTE)


@dataclass
class Browser:
    """Keeps cookies, and sends forms with their token and their key as a browser does."""

    client: FlaskClient
    page: str = ""

    def get(self, path: str) -> TestResponse:
        answer = self.client.get(path, follow_redirects=True)
        self.page = answer.text
        return answer

    def post(self, path: str, follow: bool = True, /, **fields: str) -> TestResponse:
        sent = {name: found[1] for name, kept in HIDDEN.items() if (found := kept.search(self.page))} | fields
        answer = self.client.post(path, data=sent, follow_redirects=follow)
        self.page = answer.text
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> TestResponse:
        self.get("/office/login")
        return self.post("/office/login", name=name, password=password, code=code)

    @property
    def shown(self) -> str:
        """The fingerprint of the proposal on the page."""
        found = _SHOWN.search(self.page)
        assert found, self.page
        return found[1]


@dataclass
class Stage:
    """The application over one database."""

    app: Flask
    clock: Clock
    passwords: Passwords = field(default_factory=lambda: Passwords(WEAK.password_memory_kib, WEAK.password_rounds))

    @property
    def postgres(self) -> bool:
        return is_postgres()

    def browser(self, address: str = "10.0.0.1") -> Browser:
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return Browser(client)

    def member(self, name: str, role: Role, scope: Scope = EVERYTHING) -> int:
        """Somebody on the staff with a password of his own."""
        with writing():
            return _insert(NewMember(name, name.title(), role, scope), self.passwords.hashed(PASSWORD), None, self.clock())

    def signed_in(self, name: str, role: Role, scope: Scope = EVERYTHING) -> Browser:
        """A new member of the staff before a browser."""
        self.member(name, role, scope)
        browser = self.browser()
        answer = browser.sign_in(name)
        assert answer.status_code == 200, answer.text
        return browser


@dataclass
class _Kept:
    """An application that is made once a process, as making one takes longer than most tests."""

    app: Flask
    office: Office
    clock: Clock

    def __post_init__(self) -> None:
        self._config, self._inside = dict(self.app.config), self.app.wsgi_app

    def begin_anew(self) -> Stage:
        """As if it had just started: it remembers nothing, and writes with a thread of its own."""
        self.clock.now = NOON
        self.office.memory.certificates.clear()
        self.office.memory.newest.clear()
        for limiter in self.app.extensions["limiter"]:
            limiter.reset()
        self.app.config.clear()
        self.app.config.update(self._config)
        self.app.wsgi_app = self._inside  # type: ignore[method-assign]
        answer_terminals(self.app, self.office)
        return Stage(self.app, self.clock)


@cache
def _kept() -> _Kept:
    config, clock = _config("unused", WEAK), Clock()
    office = make_office(config, SERVER_KEYS, clock)
    return _Kept(people_app(config, office, ALL), office, clock)


def raise_stage(url: str, settings: OfficeSettings = WEAK) -> Stage:
    """The application over a migrated database; one stage at a time."""
    database.close()
    if settings == WEAK:
        open_database(url)
        database.connect()
        return _kept().begin_anew()
    clock = Clock()
    app = create_app(_config(url, settings), SERVER_KEYS, clock)
    database.connect(reuse_if_open=True)
    return Stage(app, clock)


def _config(url: str, settings: OfficeSettings) -> ServerConfig:
    return ServerConfig(Mode.TRAINING, Path("unused"), 0, url, None, "127.0.0.1", 1, settings)


def deeds() -> list[str]:
    """What the audit says was done, oldest first."""
    return [verb for (verb,) in run("SELECT verb FROM audit ORDER BY number").fetchall()]


SCOPES = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.FINANCE: EVERYTHING,
    Role.CASHIER: Scope(Reach.BRANCH, 1),
    Role.BRANCH_MANAGER: Scope(Reach.BRANCH, 1),
    Role.OWNER: Scope(Reach.OWNER, 5),
    Role.AUDITOR: EVERYTHING,
    Role.ATTENDANT: Scope(Reach.BRANCH, 1),
}
"""A usual reach of each role."""
