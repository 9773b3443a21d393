"""The tables that the migrations make are those that the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from protocol.instants import Instant
from protocol.money import Money
from server.database import NotDurable, database, make_database, open_database, run
from server.models import MODELS
from server.models.books import Account
from server.models.evidence import Quarantine
from server.schema import migrate, waiting


def test_models_and_migrations_say_the_same(books: str) -> None:
    difference = diff_models(database.obj, list(MODELS))
    assert not difference, str(difference)


def test_migrating_again_does_nothing(books: str) -> None:
    assert migrate() == []
    assert waiting() == []


def test_money_goes_into_a_column_as_minor_units_and_comes_back_as_money(books: str) -> None:
    Account.insert(kind=1, number=5, part=0, balance=Money(-5)).execute()
    assert Account.get(Account.number == 5).balance == Money(-5)
    assert run("SELECT balance FROM account").fetchone()[0] == -5


def test_instants_come_back_as_they_went(books: str) -> None:
    Quarantine.insert(hash=b"h", reason="r", data=b"d", received_at=Instant(2**47)).execute()
    assert Quarantine.select().first().received_at == 2**47


def test_every_sqlite_connection_is_durable(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a.db")
    with database.connection_context():
        found = [run(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert found == ["wal", 2, 1]


def test_a_database_that_cannot_be_durable_is_refused() -> None:
    with pytest.raises(NotDurable), make_database("sqlite:///:memory:"):
        pass


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite:///", "sqlite://host/x", "postgresql://u:secret@/x", "postgresql://u@/x?password=secret"]
)
def test_an_address_that_is_not_ours_or_holds_a_password_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="database address") as caught:
        make_database(url)
    assert "secret" not in str(caught.value)
