"""Ordinary sales into the books: one set-based statement for each database, the only hand-written one on the hot path.

peewee's own ways of inserting cost several times as much as the database's work itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from protocol.ids import OwnerId
from protocol.instants import Instant
from server.database import database, is_postgres, run, run_rows
from server.ledger.book import account_ids
from server.ledger.chart import AccountKind, Code, revenue
from server.ledger.tallies import CARDS, UNTALLIED
from server.settlement.cards.rings import RING_BYTES
from server.settlement.columns.arrays import bigints, byte_strings
from server.settlement.columns.chains import Followed, Standings, standings
from server.settlement.columns.cursor import Numbers
from server.settlement.columns.sales import Sales

_CARD = f"a.kind = {AccountKind.CARD_LIABILITY:d} AND a.number = w.number AND a.part = w.part"
_PLAIN = "a.counter IS NOT NULL AND a.balance = a.record"
_STANDINGS_POSTGRES = (
    "SELECT string_agg(int8send(w.place - 1) || int8send(a.id) || int8send(a.counter) || int8send(a.balance) || a.ring, '')"
    " FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS w (number, part, place)"
    f" CROSS JOIN LATERAL (SELECT * FROM account a WHERE {_CARD} OFFSET 0) AS a WHERE {_PLAIN}"
)
"""OFFSET keeps the planner from turning this inside out: it takes nearly every balance to differ from the record, expects
no row, and would read the whole table once for each card."""
_STANDINGS_SQLITE = (
    "WITH w (place, number, part) AS (VALUES {rows}) SELECT w.place, a.id, a.counter, a.balance, a.ring"
    f" FROM w JOIN account a ON {_CARD} AND {_PLAIN}"
)
_ROW = np.dtype([("place", ">i8"), ("account", ">i8"), ("counter", ">i8"), ("balance", ">i8"), ("ring", "u1", RING_BYTES)])
_TRANSFER = "terminal, lineage, sequence, code, leg, debit, credit, amount, booked_at, business_day"
_BOOK_POSTGRES = (
    "WITH moved AS (UPDATE account SET balance = w.balance, record = w.balance, counter = w.counter, ring = w.ring"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[]) AS w (id, counter, balance, ring)"
    " WHERE account.id = w.id), earned AS (UPDATE account SET balance = account.balance + e.amount"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS e (id, amount) WHERE account.id = e.id), left_over AS ("
    f"INSERT INTO untallied ({UNTALLIED}) SELECT u.day, u.terminal, {Code.CARD_SALE:d}, {CARDS:d}, u.credit, u.facts, u.amount"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])"
    " AS u (day, terminal, credit, facts, amount))"
    f" INSERT INTO transfer ({_TRANSFER}) SELECT w.terminal, w.lineage, w.sequence, {Code.CARD_SALE:d}, w.leg, w.debit,"
    " w.credit, w.amount, %s, w.day FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],"
    " %s::bigint[], %s::bigint[], %s::bigint[]) AS w (terminal, lineage, sequence, leg, debit, credit, amount, day)"
)
_MOVE_SQLITE = "UPDATE account SET counter = ?, balance = ?, record = ?, ring = ? WHERE id = ?"
_EARN_SQLITE = "UPDATE account SET balance = balance + ? WHERE id = ?"
_TALLY_SQLITE = f"INSERT INTO untallied ({UNTALLIED}) VALUES (?, ?, {Code.CARD_SALE:d}, {CARDS:d}, ?, ?, ?)"
_INSERT_SQLITE = f"INSERT INTO transfer ({_TRANSFER}) VALUES (?, ?, ?, {Code.CARD_SALE:d}, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class _Legs:
    """One row for each transfer: `sale` counts the sales, `leg` the transfers of one."""

    sale: Numbers
    leg: Numbers
    owner: Numbers
    amount: Numbers


def ask_standings(number: Numbers, instance: Numbers) -> Standings:
    """Where these cards stand, as far as they are plain and their books hold what their records say."""
    rows = np.zeros(len(number), _ROW)
    if is_postgres():
        (found,) = run(_STANDINGS_POSTGRES, (bigints(number), bigints(instance))).fetchone()
        known = np.frombuffer(found or b"", _ROW)
    else:
        wanted = list(zip(range(len(number)), number.tolist(), instance.tolist(), strict=True))
        answers = run_rows(_STANDINGS_SQLITE, wanted)
        known = np.zeros(len(answers), _ROW)
        for name, column in zip(("place", "account", "counter", "balance"), zip(*answers, strict=True), strict=False):
            known[name] = column
        known["ring"] = np.frombuffer(b"".join(row[4] for row in answers), np.uint8).reshape(-1, RING_BYTES)
    rows[known["place"].astype(np.int64)] = known
    account, counter, balance = (rows[name].astype(np.int64) for name in ("account", "counter", "balance"))
    return standings(account, counter, balance, rows["ring"].tobytes())


def book_sales(sales: Sales, journal: Numbers, followed: Followed, booked_at: Instant) -> None:
    """Write the transfers of these sales and move their cards. Must run inside `writing()`."""
    legs = _legs(sales)
    owners, of_owner = np.unique(legs.owner, return_inverse=True)
    ids = account_ids(revenue(OwnerId(owner)) for owner in owners.tolist())
    credit = np.array([ids[revenue(OwnerId(owner))] for owner in owners.tolist()], np.int64)
    whose = journal[legs.sale]
    columns = (
        *(whose >> 32, whose & 0xFFFF_FFFF, sales.sequence[legs.sale], legs.leg),
        *(followed.debit[legs.sale], credit[of_owner], legs.amount),
    )
    day = sales.day[legs.sale]
    earned = np.zeros(len(owners), np.int64)
    np.add.at(earned, of_owner, legs.amount)
    sums = _tallied(day, whose >> 32, credit[of_owner], legs)
    if is_postgres():
        cards = (bigints(followed.account), bigints(followed.counter), bigints(followed.balance), byte_strings(followed.ring))
        moved = (*cards, bigints(credit), bigints(earned), *map(bigints, sums))
        run(_BOOK_POSTGRES, (*moved, booked_at, *map(bigints, columns), bigints(day)))
    else:
        cursor = database.cursor()
        rows = zip(*(column.tolist() for column in columns), [int(booked_at)] * len(day), day.tolist(), strict=True)
        cursor.executemany(_INSERT_SQLITE, rows)
        rings = [row.tobytes() for row in followed.ring]
        balances = followed.balance.tolist()
        moves = zip(followed.counter.tolist(), balances, balances, rings, followed.account.tolist(), strict=True)
        cursor.executemany(_MOVE_SQLITE, moves)
        cursor.executemany(_EARN_SQLITE, zip(earned.tolist(), credit.tolist(), strict=True))
        cursor.executemany(_TALLY_SQLITE, zip(*(column.tolist() for column in sums), strict=True))


def _tallied(day: Numbers, terminal: Numbers, credit: Numbers, legs: _Legs) -> tuple[Numbers, ...]:
    """What these transfers come to by business day, terminal and owner's account: days, terminals, accounts, sales, amounts.

    There are few of them, so that days can be told without reading transfers (`ledger.tallies`).
    """
    order = np.lexsort((credit, terminal, day))
    names = tuple(column[order] for column in (day, terminal, credit))
    first = np.ones(len(order), np.bool_)
    first[1:] = np.logical_or.reduce([name[1:] != name[:-1] for name in names])
    starts = np.flatnonzero(first)
    facts = np.add.reduceat((legs.leg[order] == 0).astype(np.int64), starts)
    return (*(name[starts] for name in names), facts, np.add.reduceat(legs.amount[order], starts))


def _legs(sales: Sales) -> _Legs:
    """The lines of each sale by owner, rising by owner; what comes to nothing is no transfer."""
    order = np.lexsort((sales.line_owner, sales.line_sale))
    sale, owner, amount = sales.line_sale[order], sales.line_owner[order], sales.line_amount[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (sale[1:] != sale[:-1]) | (owner[1:] != owner[:-1])
    starts = np.flatnonzero(first)
    amounts = np.add.reduceat(amount, starts)
    some = amounts > 0
    sale, owner, amounts = sale[starts][some], owner[starts][some], amounts[some]
    begins = np.searchsorted(sale, sale)
    return _Legs(sale, np.arange(len(sale)) - begins, owner, amounts)
