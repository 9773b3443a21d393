"""Today in a few numbers: what was taken, what the shop owes, which terminals are silent, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, BusinessDay, Instant, date_of
from protocol.money import Money
from server.database import run
from server.ledger.chart import UNDONE, AccountKind, Code
from server.office.queries.scope import within
from server.settlement.findings.cases import HANDLING, MS_PER_HOUR, CaseClass
from server.settlement.findings.worklists import SILENT_HOURS
from server.usecases.roles import Reach, Scope

_SHOWN = (Code.CARD_SALE, Code.CASH_SALE, Code.CARD_REFUND, Code.CASH_REFUND, Code.CARD_VOID, Code.LOAD)
_DAY_ZERO_MS = 946_684_800_000
"""2000-01-01T00:00Z."""


@dataclass(frozen=True, slots=True)
class Takings:
    """What came in on a day, as far as terminals have told it. Refunds and voids lessen sales; loads are no sales."""

    card_sales: Money
    cash_sales: Money
    refunds: Money
    loads: Money

    @property
    def sales(self) -> Money:
        """What was sold and not given back."""
        return self.card_sales + self.cash_sales - self.refunds


@dataclass(frozen=True, slots=True)
class Silent:
    """A terminal that was not heard of for a day."""

    terminal: int
    heard_at: Instant | None


def takings(day: BusinessDay, utc_offset_minutes: int, scope: Scope) -> Takings:
    """Of the day's batches, found by when they came: nothing of a day can come before it begins."""
    begins = _DAY_ZERO_MS + (date_of(day) - date_of(BusinessDay(0))).days * MS_PER_DAY - utc_offset_minutes * MS_PER_MINUTE
    if scope.reach is Reach.OWNER:
        side = (
            " JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit"
            " WHERE b.received_at >= %s AND t.business_day = %s"
            f" AND ((c.kind = {AccountKind.REVENUE:d} AND c.number = %s) OR (d.kind = {AccountKind.REVENUE:d} AND d.number = %s))"
        )
        values: tuple[int, ...] = (begins, day, scope.number, scope.number)
    else:
        seen = within(scope, "b.terminal")
        side, values = f" WHERE b.received_at >= %s AND t.business_day = %s{seen.sql}", (begins, day, *seen.values)
    rows = run(
        "SELECT t.code, SUM(t.amount) FROM stored_batch b JOIN transfer t ON t.terminal = b.terminal AND t.lineage = b.lineage"
        f" AND t.sequence >= b.first_sequence AND t.sequence < b.first_sequence + b.count{side} GROUP BY t.code",
        values,
    ).fetchall()
    sums = {code: int(amount) for code, amount in rows}
    net = {code: Money(sums.get(int(code), 0) - sums.get(code + UNDONE, 0)) for code in _SHOWN}
    given_back = net[Code.CARD_REFUND] + net[Code.CASH_REFUND] + net[Code.CARD_VOID]
    return Takings(net[Code.CARD_SALE], net[Code.CASH_SALE], given_back, net[Code.LOAD])


def liability() -> Money:
    """What the shop owes on all cards. All balances together are zero, so it is what all other accounts come to: a few rows."""
    (others,) = run("SELECT SUM(balance) FROM account WHERE kind > %s", (int(AccountKind.CARD_LIABILITY),)).fetchone()
    return Money(-int(others or 0))


def silent(now: Instant, scope: Scope) -> list[Silent]:
    """Terminals with a certificate that holds, and without a word for a day; the longest silent first."""
    seen = within(scope, "c.terminal")
    rows = run(
        "SELECT w.terminal, MAX(COALESCE(w.heard, 0)) AS heard FROM (SELECT c.terminal, h.heard_at AS heard FROM certificate c"
        " LEFT JOIN heartbeat h ON h.terminal = c.terminal WHERE NOT EXISTS"
        f" (SELECT 1 FROM revocation r WHERE r.serial = c.serial){seen.sql}"
        " UNION ALL SELECT c.terminal, (SELECT s.received_at FROM stored_batch s WHERE s.terminal = c.terminal"
        " ORDER BY s.number DESC LIMIT 1) FROM certificate c WHERE NOT EXISTS"
        f" (SELECT 1 FROM revocation r WHERE r.serial = c.serial){seen.sql}) w"
        " GROUP BY w.terminal HAVING MAX(COALESCE(w.heard, 0)) < %s ORDER BY 2, 1",
        (*seen.values, *seen.values, now - SILENT_HOURS * MS_PER_HOUR),
    ).fetchall()
    return [Silent(terminal, Instant(heard) if heard else None) for terminal, heard in rows]


def open_by_class(scope: Scope) -> dict[CaseClass, int]:
    """How many cases wait for each class of people, notes left out."""
    seen = within(scope, "f.terminal")
    rows = run(
        f"SELECT f.kind, COUNT(*) FROM case_file f WHERE f.closed_at IS NULL{seen.sql} GROUP BY f.kind", seen.values
    ).fetchall()
    kinds = {int(kind): handling.case_class for kind, handling in HANDLING.items()}
    counted: dict[CaseClass, int] = {one: 0 for one in CaseClass if one is not CaseClass.NOTE}
    for kind, count in rows:
        if kinds[kind] in counted:
            counted[kinds[kind]] += count
    return counted
