"""Lines come to what the books hold."""

from __future__ import annotations

from server.database import run
from server.ledger.chart import UNDONE, AccountKind
from server.ledger.tallies import both
from server.reporting.lines import GIVEN_BACK, SALES

_CODES = ", ".join(str(int(code)) for code in (*SALES, *GIVEN_BACK))
_UNDONE = ", ".join(str(code + UNDONE) for code in (*SALES, *GIVEN_BACK))
_SOLD = f"({AccountKind.REVENUE:d}, {AccountKind.SUSPENSE_BASKET:d})"
_SHOWN_MAX = 20


def line_failures() -> list[str]:
    """Days on which lines of sales do not come to what the books hold, cards whose lines are not what is owed on them,
    and cards below zero that no report would name.

    For when everything is told; what is still to be told differs.
    """
    days = run(
        "SELECT business_day, SUM(told), SUM(held) FROM ("
        f"SELECT business_day, amount AS told, 0 AS held FROM told_line WHERE code IN ({_CODES})"
        " UNION ALL SELECT x.business_day, 0, CASE WHEN c.kind IN "
        f"{_SOLD} THEN x.amount ELSE 0 END - CASE WHEN d.kind IN {_SOLD} THEN x.amount ELSE 0 END FROM {both('1 = 1')} AS x"
        " LEFT JOIN account d ON d.id = x.debit LEFT JOIN account c ON c.id = x.credit"
        f" WHERE x.code IN ({_CODES}, {_UNDONE})"
        ") AS sums GROUP BY business_day HAVING SUM(told) <> SUM(held) ORDER BY 1"
    ).fetchmany(_SHOWN_MAX)
    cards = run(
        "SELECT number, part, SUM(told), SUM(held) FROM (SELECT card AS number, instance AS part, moved AS told, 0 AS held"
        " FROM told_line WHERE moved <> 0 UNION ALL SELECT number, part, 0, balance FROM account WHERE kind = %s) AS sums"
        " GROUP BY number, part HAVING SUM(told) <> SUM(held) ORDER BY 1, 2",
        (int(AccountKind.CARD_LIABILITY),),
    ).fetchmany(_SHOWN_MAX)
    below = run(
        "SELECT a.number, a.part FROM account a LEFT JOIN card_overdrawn o ON o.card = a.number AND o.instance = a.part"
        " WHERE a.kind = %s AND a.balance < 0 AND o.card IS NULL ORDER BY 1, 2",
        (int(AccountKind.CARD_LIABILITY),),
    ).fetchmany(_SHOWN_MAX)
    return [
        *(f"day {day}: lines of sales come to {int(told)}, the books hold {int(held)}" for day, told, held in days),
        *(f"card {number}.{part}: lines come to {int(told)}, the ledger says {int(held)}" for number, part, told, held in cards),
        *(f"card {number}.{part} is below zero, and not noted as overdrawn" for number, part in below),
    ]
