"""Categories of articles and owners: what they are called, and what an owner is paid by."""

from __future__ import annotations

from dataclasses import asdict

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.owners import Category, Owner, all_categories, all_owners, put_category, put_owner
from server.usecases.declined import Declined, Reason


def category_numbered(number: int) -> Category:
    """One category. Raises Declined if there is none."""
    found = next((one for one in all_categories() if one.number == number), None)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return found


def owner_numbered(number: int) -> Owner:
    """One owner. Raises Declined if there is none."""
    found = next((one for one in all_owners() if one.number == number), None)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return found


def add_category(category: Category, actor: Actor, now: Instant) -> None:
    """A new one. Raises Declined."""
    with writing():
        if any(one.number == category.number for one in all_categories()):
            raise Declined(Reason.NUMBER_TAKEN)
        _put_category(category, actor, now)


def change_category(category: Category, actor: Actor, now: Instant) -> None:
    """Another name or place. Raises Declined."""
    with writing():
        held = category_numbered(category.number)
        if held == category:
            raise Declined(Reason.NOT_NEEDED)
        _put_category(category, actor, now, held)


def _put_category(category: Category, actor: Actor, now: Instant, held: Category | None = None) -> None:
    above = {one.number: one.parent for one in all_categories()} | {category.number: category.parent}
    place, seen = category.parent, {category.number}
    while place is not None:
        if place in seen or place not in above:
            raise Declined(Reason.IN_ITSELF)
        seen.add(place)
        place = above[place]
    put_category(category)
    verb, before = ("changed", asdict(held)) if held else ("added", None)
    record(actor, Deed(verb, f"category {category.number}", before, asdict(category)), now)


def drop_category(number: int, actor: Actor, now: Instant) -> None:
    """There is no such category any more. Raises Declined while something belongs to it."""
    with writing():
        held = category_numbered(number)
        for table, column in (("item", "category"), ("discount", "category"), ("category", "parent")):
            if run(f"SELECT 1 FROM {table} WHERE {column} = %s LIMIT 1", (number,)).fetchone() is not None:
                raise Declined(Reason.IN_USE)
        run("DELETE FROM category WHERE id = %s", (number,))
        record(actor, Deed("removed", f"category {number}", asdict(held)), now)


def add_owner(owner: Owner, actor: Actor, now: Instant) -> None:
    """A new one. Raises Declined."""
    with writing():
        if any(one.number == owner.number for one in all_owners()):
            raise Declined(Reason.NUMBER_TAKEN)
        put_owner(owner)
        record(actor, Deed("added", f"owner {owner.number}", after=asdict(owner)), now)


def change_owner(owner: Owner, actor: Actor, now: Instant) -> None:
    """Another name, commission or payee. Nobody is removed: the books name him. Raises Declined."""
    with writing():
        held = owner_numbered(owner.number)
        if held == owner:
            raise Declined(Reason.NOT_NEEDED)
        put_owner(owner)
        record(actor, Deed("changed", f"owner {owner.number}", asdict(held), asdict(owner)), now)
