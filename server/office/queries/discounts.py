"""Classes and articles, as far as discounts name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.ids import ItemCode
from server.database import run
from server.usecases.declined import Declined, Reason


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class and its rate."""

    number: int
    name: str
    discount_bp: int


def classes_seen() -> list[ClassLine]:
    """Every class: at most 255."""
    return [ClassLine(*row) for row in run("SELECT id, name, discount_bp FROM member_class ORDER BY id").fetchall()]


def class_seen(number: int) -> ClassLine:
    """One class. Raises Declined if there is none."""
    found = next((one for one in classes_seen() if one.number == number), None)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return found


def item_names(codes: Iterable[ItemCode]) -> dict[ItemCode, str]:
    """What these articles are called."""
    wanted = [code for code in codes if code]
    if not wanted:
        return {}
    rows = run(f"SELECT code, name FROM item WHERE code IN ({', '.join(['%s'] * len(wanted))})", wanted).fetchall()
    return {ItemCode(code): name for code, name in rows}
