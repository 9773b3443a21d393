"""Head office before another program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.audit import Actor
from server.reporting.fold import fold
from server.usecases.staff.api_tokens import ApiScope, make_token
from server.usecases.staff.roles import Role
from tests.server.office.stage import Stage, raise_stage
from tests.server.office.world import build_world


@dataclass
class Program:
    """Something that asks with a token."""

    client: FlaskClient
    token: str

    def ask(self, method: str, path: str, key: str = "", **sent: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **sent)

    def get(self, path: str) -> TestResponse:
        return self.ask("GET", path)


MakeProgram = Callable[[Iterable[ApiScope]], Program]


@pytest.fixture
def world(books: str) -> Iterator[Stage]:
    """A card that was used at two branches, told line by line; Ann administers."""
    raised = raise_stage(books)
    build_world()
    fold(9)
    raised.member("ann", Role.ADMINISTRATOR)
    yield raised
    raised.app.extensions["writer"].close()


@pytest.fixture
def program(world: Stage) -> MakeProgram:
    """Makes a token with these scopes."""

    def make(scopes: Iterable[ApiScope]) -> Program:
        word = make_token("payroll", scopes, 30, Actor(1, "ann"), world.clock())
        return Program(world.app.test_client(), word)

    return make
