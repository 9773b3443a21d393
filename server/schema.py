"""Bring a database to the present shape: numbered scripts in `migrations/`, each run once and remembered."""

from __future__ import annotations

from pathlib import Path

from playhouse.migrations import Runner

from server.database import database

FOLDER = Path(__file__).parent / "migrations"


def migrate() -> list[str]:
    """Run what has not been run; the names of the scripts that were."""
    applied: list[str] = Runner(database.obj, str(FOLDER)).up()
    return applied


def waiting() -> list[str]:
    """Scripts that this database still needs."""
    return [script.name for script in Runner(database.obj, str(FOLDER)).status() if script.applied is None]


def applied() -> list[str]:
    """Scripts that made this database what it is, in their order."""
    return [script.name for script in Runner(database.obj, str(FOLDER)).status() if script.applied is not None]


def known() -> list[str]:
    """Scripts that this program knows."""
    return [script.name for script in Runner(database.obj, str(FOLDER)).migrations()]
