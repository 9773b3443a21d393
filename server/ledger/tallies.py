"""Transfers summed by business day: what a period came to, without reading the transfers themselves.

Whoever writes transfers leaves in `untallied`, in the same transaction, what they come to. `tally_up` moves that into `tally`,
off the hot path. So both tables together always say the same as the transfers, which `prove` checks.

A side is an account, as in `transfer`, or for kinds with one account for each card the kind with a minus: a day has few rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from server.database import run, run_rows
from server.ledger.chart import PER_CARD, AccountKind, AccountName

UNTALLIED = "business_day, terminal, code, debit, credit, facts, amount"
CARDS = -AccountKind.CARD_LIABILITY
"""The side of all cards' liability."""
REISSUES = -AccountKind.REISSUED
"""The side of what went from replaced cards to others."""
_KINDS = ", ".join(str(int(kind)) for kind in sorted(PER_CARD))
_HOUSE_KINDS = ", ".join(str(int(kind)) for kind in AccountKind if kind not in PER_CARD)
HOUSE = f"(SELECT id, kind, number, part FROM account WHERE kind IN ({_HOUSE_KINDS}))"
"""The accounts that a side can be: few, where those of cards are many."""
_SIDES = ", ".join(f"CASE WHEN {side}.kind IN ({_KINDS}) THEN -{side}.kind ELSE {side}.id END" for side in "dc")
_TRANSFERS = "transfer t JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit"
_SHOWN_MAX = 20


def both(where: str) -> str:
    """Tallied and untallied rows as one table; `where` is a condition on its columns, and its values are needed twice."""
    return f"(SELECT {UNTALLIED} FROM tally WHERE {where} UNION ALL SELECT {UNTALLIED} FROM untallied WHERE {where})"


def leave_untallied(fresh: Iterable[tuple[int, ...]], accounts: Mapping[AccountName, int]) -> None:
    """Leave what new transfers come to, one row each with the fact it is of: receipts that had been told may change with it.

    `fresh`: terminal, lineage, sequence, code, leg, business day, debit, credit, amount. The first transfer of a fact counts it.
    """
    sides = {number: -name.kind if name.kind in PER_CARD else number for name, number in accounts.items()}
    counted: set[tuple[int, ...]] = set()
    rows = []
    for terminal, lineage, sequence, code, _, day, debit, credit, amount in sorted(fresh):
        fact = (terminal, lineage, sequence, code)
        first = fact not in counted
        counted.add(fact)
        rows.append((day, terminal, code, sides[debit], sides[credit], int(first), amount, lineage, sequence))
    run_rows(f"INSERT INTO untallied ({UNTALLIED}, lineage, sequence) VALUES {{rows}}", rows)


def tally_up(last: int) -> None:
    """Move what was left up to this id into the tally. Must run inside a transaction."""
    run(
        f"INSERT INTO tally ({UNTALLIED}) SELECT business_day, terminal, code, debit, credit, SUM(facts), SUM(amount)"
        " FROM untallied WHERE id <= %s GROUP BY business_day, terminal, code, debit, credit"
        " ON CONFLICT (business_day, terminal, code, debit, credit)"
        " DO UPDATE SET facts = tally.facts + excluded.facts, amount = tally.amount + excluded.amount",
        (last,),
    )
    run("DELETE FROM untallied WHERE id <= %s", (last,))


def tally_anew() -> None:
    """Leave every transfer untallied again. A fact that was taken back and stands again counts with each run of its transfers.

    Must run inside a transaction in which nobody books.
    """
    run("DELETE FROM tally")
    run("DELETE FROM untallied")
    run(
        f"INSERT INTO untallied ({UNTALLIED}, lineage, sequence) SELECT t.business_day, t.terminal, t.code, {_SIDES},"
        " CASE WHEN COALESCE(LAG(t.leg) OVER (PARTITION BY t.terminal, t.lineage, t.sequence, t.code ORDER BY t.leg), -2)"
        f" <> t.leg - 1 THEN 1 ELSE 0 END, t.amount, t.lineage, t.sequence FROM {_TRANSFERS}"
    )


def tally_failures() -> list[str]:
    """Where days do not say what their transfers come to, a sentence each."""
    rows: Sequence[tuple[int, ...]] = run(
        "SELECT business_day, terminal, code, SUM(told), SUM(moved) FROM ("
        f"SELECT business_day, terminal, code, debit, credit, amount AS told, 0 AS moved FROM {both('1 = 1')} AS days"
        f" UNION ALL SELECT t.business_day, t.terminal, t.code, {_SIDES}, 0, t.amount FROM {_TRANSFERS}"
        ") AS sums GROUP BY business_day, terminal, code, debit, credit HAVING SUM(told) <> SUM(moved) ORDER BY 1, 2, 3"
    ).fetchmany(_SHOWN_MAX)
    return [
        f"day {day} of terminal {terminal}, code {code}: the tally says {int(told)}, the transfers come to {int(moved)}"
        for day, terminal, code, told, moved in rows
    ]
