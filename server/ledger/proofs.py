"""What must always be true of the books, recomputed from the rows themselves; nothing here repairs anything."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.money import Money
from server.audit import audit_failures
from server.database import run
from server.ledger.balances import balances_by_kind
from server.ledger.chart import AccountKind, AccountName
from server.ledger.entries import Posting
from server.ledger.identity import identity
from server.ledger.tallies import tally_failures

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
    terms = identity()
    failures = [*_wrong_balances(), *(sentence for sentence, _ in cards[:SHOWN_MAX])]
    failures += [*tally_failures(), *audit_failures()]
    if ledger_sum:
        failures.append(f"all balances together are {ledger_sum}, not 0")
    if terms.rest:
        failures.append(f"the cards' liability is {terms.rest.minor} more than what explains it")
    if terms.last_records != terms.liability:
        failures.append(f"the last records of all cards say {terms.last_records.minor}, the ledger {terms.liability.minor}")
    if unbooked:
        failures.append(f"{unbooked} stored batches are not booked")
    figures = {
        "transfers": _count("SELECT COUNT(*) FROM transfer"),
        "batches": _count("SELECT COUNT(*) FROM stored_batch"),
        "unbooked_batches": unbooked,
        "cards": _count("SELECT COUNT(*) FROM card_instance"),
        "cases": _count("SELECT COUNT(*) FROM case_file"),
        "audited": _count("SELECT COUNT(*) FROM audit"),
        "changes_aside": _count("SELECT COUNT(*) FROM card_change WHERE posting = %s", int(Posting.ASIDE)),
        "ledger_sum": ledger_sum,
        **{kind.name.lower(): amount.minor for kind, amount in kinds.items()},
        "told": (terms.settled + terms.told_above).minor,
        "recovered": terms.recovered.minor,
        "gap": terms.gap.minor,
        "mismatch": terms.mismatch.minor,
        "last_records": terms.last_records.minor,
        "cards_that_differ": len(cards),
        "unexplained": sum(abs(difference).minor for _, difference in cards) + abs(kinds[AccountKind.FRAUD_PENDING]).minor,
    }
    return Proof(figures, tuple(failures))


def _count(sql: str, *values: int) -> int:
    number: int = run(sql, values).fetchone()[0]
    return number


def _wrong_balances() -> list[str]:
    """Accounts whose balance is not what their transfers come to, and transfers that name no account."""
    rows = run(
        "SELECT a.kind, a.number, a.part, sums.said, sums.moved FROM (SELECT id, SUM(said) AS said, SUM(moved) AS moved FROM"
        " (SELECT id, balance AS said, 0 AS moved FROM account UNION ALL SELECT credit, 0, amount FROM transfer"
        " UNION ALL SELECT debit, 0, -amount FROM transfer) AS sides GROUP BY id HAVING SUM(said) <> SUM(moved)) AS sums"
        " LEFT JOIN account a ON a.id = sums.id ORDER BY a.kind, a.number, a.part"
    ).fetchmany(SHOWN_MAX)
    return [
        f"transfers that come to {int(moved)} name an account that is not there"
        if kind is None
        else f"account {_text(kind, number, part)} says {int(said)}, its transfers come to {int(moved)}"
        for kind, number, part, said, moved in rows
    ]


def _text(kind: int, number: int, part: int) -> str:
    name = AccountName(AccountKind(kind), number, part)
    return f"{name.kind.name} {name.key!r}"


def _cards_that_differ() -> list[tuple[str, Money]]:
    """Cards whose liability is not the balance after their highest posted record."""
    rows = run(
        "SELECT number, part, SUM(ledger), SUM(record) FROM ("
        "SELECT number, part, balance AS ledger, COALESCE(record, 0) AS record FROM account WHERE kind = %s"
        " UNION ALL SELECT c.card, c.instance, 0, c.before + c.amount"
        " FROM card_change c JOIN (SELECT card, instance, MAX(counter) AS counter FROM card_change WHERE posting = %s"
        " GROUP BY card, instance) AS top ON top.card = c.card AND top.instance = c.instance AND top.counter = c.counter"
        " WHERE c.posting = %s AND NOT EXISTS (SELECT 1 FROM account a WHERE a.kind = %s AND a.number = c.card"
        " AND a.part = c.instance AND a.counter IS NOT NULL)"
        ") AS sides GROUP BY number, part HAVING SUM(ledger) <> SUM(record) ORDER BY number, part",
        (int(AccountKind.CARD_LIABILITY), int(Posting.CARD), int(Posting.CARD), int(AccountKind.CARD_LIABILITY)),
    ).fetchall()
    return [
        (f"card {number}.{part}: the ledger says {ledger}, its highest known record says {record}", Money(int(ledger - record)))
        for number, part, ledger, record in rows
    ]
