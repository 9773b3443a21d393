"""Head office's books as plain rows, read straight from the database file: accounts, transfers, open changes, cases."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.copies import in_batch
from tests.simulation.records import Card, Key

CARD_LIABILITY, BRANCH_CASH, SUSPENSE_GAP, FRAUD_PENDING = 1, 2, 4, 6
GAP, MISMATCH = 8, 9
OPEN, RECOVERED = 0, 5


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it stands in the books."""

    kind: int
    subject: str
    detail: str
    card: int | None
    instance: int | None
    terminal: int | None


@dataclass(slots=True)
class Books:
    """`posted` and `cash` are what each fact moved on a card and in a drawer; the rest is by card or account."""

    ledger_sum: int = 0
    wrong_accounts: list[int] = field(default_factory=list)
    liability: Counter[Card] = field(default_factory=Counter)
    gap: Counter[Card] = field(default_factory=Counter)
    fraud: int = 0
    posted: dict[Card, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    fraud_facts: Counter[Key] = field(default_factory=Counter)
    cash: Counter[Key] = field(default_factory=Counter)
    recovered: list[tuple[Key, Card]] = field(default_factory=list)
    answered: set[Key] = field(default_factory=set)
    """Debits that nobody was told of and head office has seen to: claims made for them, or listed as recovered."""
    listed: set[Card] = field(default_factory=set)
    open: list[tuple[Key, Card]] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    unbooked: int = 0


def read_books(path: Path) -> Books:
    """Everything the checker wants of the books."""
    with closing(sqlite3.connect(path)) as db:
        books = Books()
        accounts = {row[0]: row[1:] for row in db.execute("SELECT id, kind, number, part, balance FROM account")}
        moved: Counter[int] = Counter()
        for debit, credit, amount, code, *key in db.execute(
            "SELECT debit, credit, amount, code, terminal, lineage, sequence FROM transfer"
        ):
            moved[debit] -= amount
            moved[credit] += amount
            for account, delta in ((debit, -amount), (credit, amount)):
                kind, *name, _ = accounts[account]
                if kind == CARD_LIABILITY and code not in (GAP, MISMATCH):
                    books.posted[name[0], name[1]][key[0], key[1], key[2]] += delta
                elif kind == FRAUD_PENDING and code not in (GAP, MISMATCH):
                    books.fraud_facts[key[0], key[1], key[2]] += delta
                elif kind == BRANCH_CASH:
                    books.cash[key[0], key[1], key[2]] -= delta
        for number, (kind, *name, balance) in accounts.items():
            books.ledger_sum += balance
            if moved[number] != balance:
                books.wrong_accounts.append(number)
            if kind == CARD_LIABILITY:
                books.liability[name[0], name[1]] = balance
            elif kind == SUSPENSE_GAP:
                books.gap[name[0], name[1]] = -balance
            elif kind == FRAUD_PENDING:
                books.fraud += balance
        books.open, books.recovered = _changes(db, OPEN), _changes(db, RECOVERED)
        causes = [cause.split("-") for (cause,) in db.execute("SELECT cause FROM claim WHERE cause LIKE '%-%-%'")]
        books.answered = {(int(terminal), int(lineage, 16), int(sequence)) for terminal, lineage, sequence in causes}
        books.answered.update(key for key, _ in books.recovered)
        books.listed = {(row[0], row[1]) for row in db.execute("SELECT card, instance FROM card_instance WHERE listed <> 0")}
        cases = "SELECT kind, subject, detail, card, instance, terminal FROM case_file ORDER BY id"
        books.cases = [CaseRow(*row) for row in db.execute(cases)]
        (books.unbooked,) = db.execute("SELECT COUNT(*) FROM stored_batch WHERE NOT booked").fetchone()
    return books


def _changes(db: sqlite3.Connection, state: int) -> list[tuple[Key, Card]]:
    rows = db.execute("SELECT terminal, lineage, sequence, card, instance FROM card_change WHERE state = ?", (state,))
    return [((row[0], row[1], row[2]), (row[3], row[4])) for row in rows]


def declared_in_batches(path: Path) -> set[Key]:
    """Every fact that a stored batch declares."""
    with closing(sqlite3.connect(path)) as db:
        return {key for (sealed,) in db.execute("SELECT sealed FROM stored_batch") for key in in_batch(sealed)}
