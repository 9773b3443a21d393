"""The two kinds of database that head office works on, as in the tests of the server."""

from __future__ import annotations

from tests.server.conftest import books, empty, postgres, postgres_template, sqlite_template

__all__ = ["books", "empty", "postgres", "postgres_template", "sqlite_template"]
