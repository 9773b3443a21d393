"""The only writer of the books.

A transfer has the key (terminal, lineage, sequence, code, leg). Writing the same one again has no effect; writing
another under the same key is a broken invariant and raises. Balances move in the same transaction as the transfers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protocol.ids import Reference
from protocol.instants import BusinessDay, Instant
from server.database import run_rows
from server.ledger.chart import AccountKind, AccountName
from server.ledger.entries import Leg
from server.ledger.tallies import leave_untallied


class LedgerConflict(Exception):
    """The same transfer key with other content."""


@dataclass(frozen=True, slots=True)
class Line:
    """One leg of a fact, as it goes into the books: `number` counts the legs of that fact."""

    fact: Reference
    number: int
    leg: Leg
    day: BusinessDay


def write(lines: Sequence[Line], booked_at: Instant) -> None:
    """Write transfers and move balances. Must run inside `writing()`; raises LedgerConflict."""
    accounts = account_ids(name for line in lines for name in (line.leg.debit, line.leg.credit))
    rows = [_row(line, accounts, booked_at) for line in lines]
    fresh = run_rows(
        "INSERT INTO transfer (debit, credit, amount, business_day, booked_at, terminal, lineage, sequence, code, leg)"
        " VALUES {rows} ON CONFLICT (terminal, lineage, sequence, code, leg) DO NOTHING"
        " RETURNING terminal, lineage, sequence, code, leg, business_day, debit, credit, amount",
        rows,
    )
    if len(fresh) != len(rows):
        _refuse_conflicts(rows)
    deltas: dict[int, int] = {}
    for *_, debit, credit, amount in fresh:
        deltas[debit] = deltas.get(debit, 0) - amount
        deltas[credit] = deltas.get(credit, 0) + amount
    run_rows(
        "WITH moved (id, delta) AS (VALUES {rows}) UPDATE account SET balance = account.balance + moved.delta"
        " FROM moved WHERE account.id = moved.id",
        sorted(deltas.items()),
    )
    leave_untallied(fresh, accounts)


def _row(line: Line, accounts: dict[AccountName, int], booked_at: Instant) -> tuple[int, ...]:
    leg, fact = line.leg, line.fact
    amounts = (accounts[leg.debit], accounts[leg.credit], leg.amount.minor, line.day, booked_at)
    return (*amounts, fact.terminal, fact.lineage, fact.sequence, int(leg.code), line.number)


def account_ids(names: Iterable[AccountName]) -> dict[AccountName, int]:
    """The ids of these accounts; those not known yet are opened. Must run inside `writing()`."""
    wanted = [(int(name.kind), name.number, name.part) for name in sorted(set(names))]
    known = _named(
        run_rows(
            "WITH wanted (kind, number, part) AS (VALUES {rows}) SELECT a.id, a.kind, a.number, a.part FROM wanted w"
            " JOIN account a ON a.kind = w.kind AND a.number = w.number AND a.part = w.part",
            wanted,
        )
    )
    missing = [(*name, 0) for name in wanted if AccountName(AccountKind(name[0]), *name[1:]) not in known]
    return known | _named(
        run_rows("INSERT INTO account (kind, number, part, balance) VALUES {rows} RETURNING id, kind, number, part", missing)
    )


def _named(rows: Iterable[tuple[int, int, int, int]]) -> dict[AccountName, int]:
    return {AccountName(AccountKind(kind), number, part): row for row, kind, number, part in rows}


def _refuse_conflicts(rows: Sequence[tuple[int, ...]]) -> None:
    held = run_rows(
        "WITH wanted (terminal, lineage, sequence, code, leg) AS (VALUES {rows}) SELECT t.debit, t.credit, t.amount,"
        " t.business_day, t.booked_at, t.terminal, t.lineage, t.sequence, t.code, t.leg FROM wanted w JOIN transfer t ON"
        " t.terminal = w.terminal AND t.lineage = w.lineage AND t.sequence = w.sequence AND t.code = w.code AND t.leg = w.leg",
        [row[5:] for row in rows],
    )
    strange = set(rows) - set(held)
    if strange:
        raise LedgerConflict(f"{len(strange)} transfers have the key of another one, the first is {min(strange)}")
