"""Groups of articles, and those for whom articles are sold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocol.money import BASIS_POINTS
from server.database import run
from server.masters.reading import NUMBERS, field, whole

NUMBERED = range(1, NUMBERS.stop)
RATES = range(BASIS_POINTS + 1)


@dataclass(frozen=True, slots=True)
class Category:
    """A group of articles, and the one that it belongs to."""

    number: int
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose articles or terminals are sold from. `commission_bp` of it stays with the shop; `payee` says how the rest is paid."""

    number: int
    name: str
    commission_bp: int
    payee: str


def read_category(row: Mapping[str, Any]) -> Category:
    """One row of a file or form. Raises Mistake."""
    parent = whole(row, "parent", 0)
    return Category(whole(row, "id", fair=NUMBERED), field(row, "name", str), parent or None)


def read_owner(row: Mapping[str, Any]) -> Owner:
    """One row of a file or form. Raises Mistake."""
    commission = whole(row, "commission_bp", 0, RATES)
    return Owner(whole(row, "id", fair=NUMBERED), field(row, "name", str), commission, field(row, "payee", str, ""))


def put_category(category: Category) -> None:
    """Add or change it. Must run inside `writing()`."""
    run(
        "INSERT INTO category (id, name, parent) VALUES (%s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent",
        (category.number, category.name, category.parent),
    )


def put_owner(owner: Owner) -> None:
    """Add or change him. Must run inside `writing()`."""
    run(
        "INSERT INTO owner (id, name, commission_bp, payee) VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, commission_bp = excluded.commission_bp, payee = excluded.payee",
        (owner.number, owner.name, owner.commission_bp, owner.payee),
    )


def all_categories() -> list[Category]:
    """Every group, by number: never many."""
    return [Category(*row) for row in run("SELECT id, name, parent FROM category ORDER BY id").fetchall()]


def all_owners() -> list[Owner]:
    """Every owner, by number."""
    return [Owner(*row) for row in run("SELECT id, name, commission_bp, payee FROM owner ORDER BY id").fetchall()]
