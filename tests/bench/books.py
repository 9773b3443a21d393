"""Books to measure on: a few cards made by the product's own path, many more as copies of their rows, and old sales.

Copies are made by SQL because issuing 200,000 cards takes longer than everything that is measured. A copy differs from
its original in its number alone, so settlement meets it exactly as it meets an issued card; nobody proves these books.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from peewee import Model

from server.clock import system_now
from server.database import database, open_database, run, writing
from server.ledger.chart import AccountKind, Code
from server.models.books import Account, Transfer
from server.models.cards import CardInstanceRow
from server.models.evidence import StoredBatch
from server.schema import migrate
from tests.bench.sales import DESK, FIRST_LINEAGE, FIRST_TERMINAL, desk_batches, new_cards, terminals
from tests.bench.scale import Scale
from tests.bench.work import Work
from tests.server.head_office import HeadOffice, certificate_of
from tests.server.journal import Card

ISSUED = 2_000
SALES = f"code = {int(Code.CARD_SALE)}"
"""The condition that chooses the transfers of sales; each has one, because each has one line."""
AGE, NUMBERS = 100_000, 1_000_000
"""How far the lineages of copied sales lie below their originals', and the numbers of copied batches above."""
OF_TERMINALS = f"terminal >= {FIRST_TERMINAL}"


@contextmanager
def in_process(url: str) -> Iterator[HeadOffice]:
    """Head office without HTTP, by today's clock."""
    open_database(url)
    with database.connection_context():
        yield HeadOffice(replace(HeadOffice().office, clock=system_now))


def open_books(url: str, scale: Scale, work: Work) -> list[Card]:
    """Fill an empty database: certificates of all terminals, and cards that are issued and loaded; the cards."""
    issued = new_cards(min(ISSUED, scale.cards))
    with in_process(url) as office:
        migrate()
        for number in (DESK, *terminals(scale)):
            office.send(certificate_of(number, until_ever=True))
        for batch in desk_batches(issued, system_now()):
            office.accept(DESK, batch)
        work.say(f"{len(issued):,} cards issued and loaded, {scale.cards - len(issued):,} more as copies")
        cards = list(issued)
        with writing():
            for first in range(len(issued), scale.cards, len(issued)):
                of_cards = f"kind = {int(AccountKind.CARD_LIABILITY)} AND number < {issued[0].number + len(issued)}"
                _copies(Account, {"number": first}, of_cards)
                _copies(CardInstanceRow, {"card": first}, f"card < {issued[0].number + len(issued)}")
                cards += [Card(card.number + first, card.instance, card.record) for card in issued]
    work.note(f"{len(issued):,} cards are issued and loaded by the product's own path, the others are copies of their rows")
    return cards


def let_grow(url: str, sales: int, work: Work) -> int:
    """Copy settled sales and their stored batches until there are so many; how many there are then."""
    with in_process(url):
        there = sales_now()
        for age in range(1, sales // there):
            with writing():
                _copies(Transfer, {"lineage": -AGE * age}, f"{SALES} AND lineage >= {FIRST_LINEAGE}")
                shifts = {"lineage": -AGE * age, "number": NUMBERS * age}
                _copies(StoredBatch, shifts, f"{OF_TERMINALS} AND number < {NUMBERS}")
        grown = sales_now()
    work.note(f"the ledger that has grown holds {grown:,} sales: {there:,} settled ones and copies of their rows")
    return grown


def sales_now() -> int:
    """How many sales the open database holds."""
    return int(run(f"SELECT COUNT(*) FROM transfer WHERE {SALES}").fetchone()[0])


def _copies(model: type[Model], shifted: dict[str, int], where: str) -> None:
    """Insert the rows that `where` chooses once more, with some columns shifted and new row numbers."""
    meta = model._meta
    names = [field.column_name for field in meta.sorted_fields if field.column_name != "id"]
    values = [f"{name} + {shifted[name]}" if name in shifted else name for name in names]
    columns = ", ".join(names)
    run(f"INSERT INTO {meta.table_name} ({columns}) SELECT {', '.join(values)} FROM {meta.table_name} WHERE {where}")
