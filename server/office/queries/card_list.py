"""Cards as a list: by state, by class, by whom they belong to. Only whoever sees everything looks through all cards (S9): a
branch finds one by its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay
from protocol.link.tables import CardState
from server.database import run, run_rows
from server.office.queries.members import browses, find
from server.settlement.cards.changes import instances_named
from server.usecases.cards.life import CardLife, Facts, life
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of

INSTANCES = 2**16
"""A place in the list is a card number and an instance in one number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One card of the list."""

    card: CardInstance
    class_name: str
    life: CardLife
    valid_until: BusinessDay | None
    holder: int | None
    holder_name: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cards somebody wants to see; None or nothing for all."""

    listed: CardState | None = None
    card_class: int | None = None
    holder: str = ""


def cards_page(wish: Wish, scope: Scope, after: int, today: BusinessDay) -> Page[Row]:
    """Cards by number, from behind a place on."""
    if not browses(scope):
        return Page((), None)
    cards = _held_by(wish, scope) if wish.holder else _by_number(wish, after)
    return page_of(_rows(cards, today), lambda row: row.card.number * INSTANCES + row.card.instance)


def _by_number(wish: Wish, after: int) -> list[CardInstance]:
    number, instance = divmod(after, INSTANCES)
    where, values = "(card, instance) > (%s, %s)", [number, instance]
    for column, value in (("listed", wish.listed), ("card_class", wish.card_class)):
        if value is not None:
            where, values = f"{where} AND {column} = %s", [*values, int(value)]
    sql = f"SELECT card, instance FROM card_instance WHERE {where} ORDER BY card, instance LIMIT {ROWS + 1}"
    return [CardInstance(CardNumber(number), instance) for number, instance in run(sql, values).fetchall()]


def _held_by(wish: Wish, scope: Scope) -> list[CardInstance]:
    """The cards of whom this may mean, the first page of them."""
    return sorted(
        {card for found in find(wish.holder, scope) for card in found.cards}, key=lambda one: (one.number, one.instance)
    )[:ROWS]


def _rows(cards: Iterable[CardInstance], today: BusinessDay) -> list[Row]:
    known = instances_named(cards)
    holders = _holders(known)
    classes = dict(run("SELECT id, name FROM member_class").fetchall())
    rows = []
    for card, one in known.items():
        until = None if one.valid_until is None else BusinessDay(one.valid_until)
        where = life(Facts(CardState(one.listed), until, one.top_counter, today))
        holder, name = holders.get(card, (None, ""))
        rows.append(Row(card, classes.get(one.card_class, ""), where, until, holder, name))
    return rows


def _holders(cards: Iterable[CardInstance]) -> dict[CardInstance, tuple[int, str]]:
    rows = run_rows(
        "WITH w (card, instance) AS (VALUES {rows}) SELECT h.card, h.instance, m.id, m.name FROM w"
        " JOIN card_holder h ON h.card = w.card AND h.instance = w.instance JOIN member m ON m.id = h.member",
        [(card.number, card.instance) for card in cards],
    )
    return {CardInstance(CardNumber(card), instance): (member, name) for card, instance, member, name in rows}
