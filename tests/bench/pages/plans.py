"""The plan of every statement that pages run: none may read a whole table that grows.

The same pages are asked for within this process, and each statement that the database was given is explained with its own values,
and once more as it is planned for any values, because the driver prepares what comes often.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from server.app import create_app
from server.clock import system_now
from server.config import Mode, ServerConfig
from server.database import database
from server.opening import Audience
from tests.bench.pages.views import View
from tests.bench.pages.visitors import EVERYWHERE, OF_BRANCH, PASSWORD
from tests.server.head_office import SERVER_KEYS
from tests.server.office.stage import WEAK, Browser

SMALL = frozenset(
    {
        *("branch", "region", "staff", "owner", "category", "member_class", "card_type", "item", "parameter", "member_field"),
        *("certificate", "revocation", "terminal", "terminal_log", "terminal_end", "heartbeat", "operator", "discount"),
        "card_overdrawn",  # is read for what it holds
        *("told_mark", "untallied", "backup_taken", "published_table", "planned_table", "staff_session", "quarantine"),
    }
)
"""Tables that may be read whole: they grow with the shops and the staff, not with members, sales or days."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A table that is read whole, and the statement that does it."""

    table: str
    sql: str
    generic: bool

    def __str__(self) -> str:
        return f"{self.table} is read whole{' if planned for any values' if self.generic else ''}: {self.sql}"


def statements(url: str, views: Iterable[View]) -> dict[str, tuple[Any, ...]]:
    """Every statement of these pages, with values of one of its runs."""
    settings = ServerConfig(Mode.TRAINING, Path("unused"), 0, url, None, "127.0.0.1", 1, WEAK)
    app = create_app(settings, SERVER_KEYS, system_now, audiences=(Audience.OFFICE,))
    told: dict[str, tuple[Any, ...]] = {}
    browsers = {}
    for name in (EVERYWHERE, OF_BRANCH):
        browsers[name] = Browser(app.test_client())
        assert browsers[name].sign_in(name, PASSWORD).status_code == 200
    hooks: list[Any] = database.query_hooks
    hooks.append(lambda event: told.setdefault(event.sql, tuple(event.params or ())))
    try:
        for view in views:
            answer = browsers[OF_BRANCH if view.branch else EVERYWHERE].get(view.path)
            assert answer.status_code == 200, view
    finally:
        hooks.clear()
        database.close()
    return {sql: values for sql, values in told.items() if sql.lstrip().upper().startswith(("SELECT", "WITH"))}


def whole_scans(url: str, asked: dict[str, tuple[Any, ...]], only_if_it_must: bool = False) -> list[Scan]:
    """What of these statements reads a table whole that grows; `only_if_it_must`: because there is no index, however few rows
    there are."""
    found = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        if only_if_it_must:
            connection.execute("SET enable_seqscan = off")
        for sql, values in asked.items():
            for generic in (False, True):
                plan = (_any_plan if generic else _plan)(connection, sql, values)
                found += [Scan(table, sql, generic) for table in sorted(_read_whole(plan) - SMALL)]
    return found


def _plan(connection: psycopg.Connection[Any], sql: str, values: tuple[Any, ...]) -> Any:
    return connection.execute(f"EXPLAIN (FORMAT JSON) {sql}".encode(), values, prepare=False).fetchone()


def _any_plan(connection: psycopg.Connection[Any], sql: str, values: tuple[Any, ...]) -> Any:
    """As PostgreSQL plans a prepared statement for any values; those that it is given here say nothing."""
    pieces = sql.split("%s")
    numbered = "".join(f"{piece}${place}" for place, piece in enumerate(pieces[:-1], 1)) + pieces[-1]
    connection.execute(f"PREPARE asked AS {numbered.replace('%%', '%')}".encode())
    try:
        given = f"({', '.join(['NULL'] * len(values))})" if values else ""
        return connection.execute(f"EXPLAIN (FORMAT JSON) EXECUTE asked{given}".encode()).fetchone()
    finally:
        connection.execute("DEALLOCATE asked")


def _read_whole(row: Any) -> set[str]:
    plan = row[0] if not isinstance(row[0], str) else json.loads(row[0])
    return {node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
