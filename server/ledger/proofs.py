"""What must always be true of the books, recomputed from the rows themselves; nothing here repairs anything."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.money import Money
from server.database import run
from server.ledger.balances import balances_by_kind
from server.ledger.chart import AccountKind
from server.ledger.entries import Posting

SHOWN_MAX = 20
"""Failures of one kind that are written out."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Figures (counts, and amounts in minor units) and, for each thing that is not true, a sentence."""

    figures: dict[str, int]
    failures: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is as it must be."""
        return not self.failures


def prove() -> Proof:
    """Recompute balances, compare every card with its highest record, and look for evidence that is not booked."""
    kinds = balances_by_kind()
    cards = _cards_that_differ()
    unbooked = _count("SELECT COUNT(*) FROM stored_batch WHERE NOT booked")
    ledger_sum = sum(amount.minor for amount in kinds.values())
    failures = [*_wrong_balances(), *(sentence for sentence, _ in cards[:SHOWN_MAX])]
    if ledger_sum:
        failures.append(f"all balances together are {ledger_sum}, not 0")
    if unbooked:
        failures.append(f"{unbooked} stored batches are not booked")
    figures = {
        "transfers": _count("SELECT COUNT(*) FROM transfer"),
        "batches": _count("SELECT COUNT(*) FROM stored_batch"),
        "unbooked_batches": unbooked,
        "cards": _count("SELECT COUNT(*) FROM card_instance"),
        "cases": _count("SELECT COUNT(*) FROM case_file"),
        "changes_aside": _count("SELECT COUNT(*) FROM card_change WHERE posting = %s", int(Posting.ASIDE)),
        "ledger_sum": ledger_sum,
        **{kind.name.lower(): amount.minor for kind, amount in kinds.items()},
        "cards_that_differ": len(cards),
        "unexplained": sum(abs(difference).minor for _, difference in cards) + abs(kinds[AccountKind.FRAUD_PENDING]).minor,
    }
    return Proof(figures, tuple(failures))


def _count(sql: str, *values: int) -> int:
    number: int = run(sql, values).fetchone()[0]
    return number


def _wrong_balances() -> list[str]:
    rows = run(
        "SELECT a.kind, a.key, a.balance, COALESCE(m.amount, 0) FROM account a LEFT JOIN (SELECT id, SUM(amount) AS amount FROM"
        " (SELECT credit_id AS id, amount FROM transfer UNION ALL SELECT debit_id, -amount FROM transfer) AS moves GROUP BY id)"
        " AS m ON m.id = a.id WHERE a.balance <> COALESCE(m.amount, 0) ORDER BY a.kind, a.key"
    ).fetchmany(SHOWN_MAX)
    return [
        f"account {AccountKind(kind).name} {key!r} says {balance}, its transfers come to {int(amount)}"
        for kind, key, balance, amount in rows
    ]


def _cards_that_differ() -> list[tuple[str, Money]]:
    """Cards whose liability is not the balance after their highest posted record."""
    rows = run(
        "SELECT key, SUM(ledger), SUM(record) FROM (SELECT key, balance AS ledger, 0 AS record FROM account WHERE kind = %s"
        " UNION ALL SELECT CAST(c.card AS TEXT) || '.' || CAST(c.instance AS TEXT), 0, c.before + c.amount"
        " FROM card_change c JOIN (SELECT card, instance, MAX(counter) AS counter FROM card_change WHERE posting = %s"
        " GROUP BY card, instance) AS top ON top.card = c.card AND top.instance = c.instance AND top.counter = c.counter"
        " WHERE c.posting = %s) AS sides GROUP BY key HAVING SUM(ledger) <> SUM(record) ORDER BY key",
        (int(AccountKind.CARD_LIABILITY), int(Posting.CARD), int(Posting.CARD)),
    ).fetchall()
    return [
        (f"card {key}: the ledger says {ledger}, its highest known record says {record}", Money(int(ledger - record)))
        for key, ledger, record in rows
    ]
