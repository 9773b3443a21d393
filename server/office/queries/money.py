"""Money that waits for cards, what terminals may load, and what lies in suspense. It belongs to the whole chain: whoever reaches
less does not get here."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.database import run
from server.ledger.chart import AccountKind
from server.settlement.credits.claims import Claim, find_claims
from server.settlement.credits.corrections import Righted
from server.settlement.findings.worklist_rows import suspense
from server.settlement.findings.worklists import Suspense
from server.usecases.money.fees import Fee
from server.web.paging import ROWS, Page, page_of


@dataclass(frozen=True, slots=True)
class Float:
    """What one terminal may load before head office has heard of it, what it has loaded so far, and what was granted by hand."""

    terminal: int
    floats: Money
    loaded: Money
    by_hand: Money


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised and not on a card yet."""

    count: int
    amount: Money


def claims_page(before: int, only_open: bool, card: CardNumber | None = None) -> Page[Claim]:
    """Claims, the newest first, from before a number on: all, those that wait, or those of one card number."""
    order = f"ORDER BY id DESC LIMIT {ROWS + 1}"
    if card is not None:
        found = find_claims(f"WHERE card = %s AND id < %s {order}", card, before)
    elif only_open:
        found = find_claims(f"WHERE holder = '' AND returned_at IS NULL AND id < %s {order}", before)
    else:
        found = find_claims(f"WHERE id < %s {order}", before)
    return page_of(found, lambda claim: claim.id)


def promised() -> Promised:
    """What all open claims come to."""
    count, amount = run(
        "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM claim WHERE holder = '' AND returned_at IS NULL"
    ).fetchone()
    return Promised(count, Money(int(amount)))


def floats() -> list[Float]:
    """What each terminal may load that ever did, or that was granted anything."""
    rows = run(
        "SELECT w.terminal, COALESCE(t.load_float, 0), COALESCE(l.amount, 0), COALESCE(l.granted, 0)"
        " FROM (SELECT id AS terminal FROM terminal UNION SELECT terminal FROM terminal_loads) w"
        " LEFT JOIN terminal t ON t.id = w.terminal LEFT JOIN terminal_loads l ON l.terminal = w.terminal ORDER BY w.terminal"
    ).fetchall()
    return [Float(terminal, *(Money(int(one)) for one in rest)) for terminal, *rest in rows]


def loading_terminals() -> list[int]:
    """Terminals that have a certificate."""
    return [terminal for (terminal,) in run("SELECT DISTINCT terminal FROM certificate ORDER BY terminal").fetchall()]


def in_suspense() -> list[Suspense]:
    """What missing records of cards come to, card by card: never many."""
    return suspense()


def over_short() -> Money:
    """What was closed so far."""
    row = run("SELECT balance FROM account WHERE kind = %s", (int(AccountKind.OVER_SHORT),)).fetchone()
    return Money(row[0]) if row else Money(0)


@dataclass(frozen=True, slots=True)
class Corrected:
    """One line of the log of corrections."""

    number: int
    reference: str
    kind: Righted
    card: CardInstance
    amount: Money
    recorded_owner: int
    right_owner: int
    claim: int | None
    job: int | None
    maker: str
    checker: str
    reason: str
    day: BusinessDay
    at: Instant


def corrections_page(before: int) -> Page[Corrected]:
    """The log of corrections, the newest first, from before a number on."""
    rows = run(
        "SELECT id, reference, kind, card, instance, amount, recorded_owner, right_owner, claim, job, maker, checker, reason,"
        f" day, at FROM correction WHERE id < %s ORDER BY id DESC LIMIT {ROWS + 1}",
        (before,),
    ).fetchall()
    found = [
        Corrected(number, reference, Righted(kind), CardInstance(CardNumber(card), instance), Money(amount), *rest)
        for number, reference, kind, card, instance, amount, *rest in rows
    ]
    return page_of(found, lambda one: one.number)


@dataclass(frozen=True, slots=True)
class Due:
    """Cash taken at an office beside a card, or given back."""

    number: int
    card: CardInstance
    branch: int
    deposit: Money
    fee: Fee | None
    charged: Money
    kept: Money
    cause: str
    by: str
    day: BusinessDay
    at: Instant


def dues_page(before: int) -> Page[Due]:
    """Deposits and fees, the newest first, from before a number on."""
    rows = run(
        "SELECT id, card, instance, branch, deposit, fee, charged, kept, cause, booked_by, day, at FROM dues WHERE id < %s"
        f" ORDER BY id DESC LIMIT {ROWS + 1}",
        (before,),
    ).fetchall()
    found = [
        Due(
            number,
            CardInstance(CardNumber(card), instance),
            branch,
            Money(deposit),
            Fee(fee) if fee else None,
            Money(charged),
            Money(kept),
            *rest,
        )
        for number, card, instance, branch, deposit, fee, charged, kept, *rest in rows
    ]
    return page_of(found, lambda one: one.number)


def tills() -> list[tuple[int, Money]]:
    """What lies in the till of each branch's office, beside all terminals."""
    rows = run(f"SELECT number, balance FROM account WHERE kind = {AccountKind.OFFICE_CASH:d} ORDER BY number").fetchall()
    return [(branch, Money(-balance)) for branch, balance in rows]


def fees_earned() -> list[tuple[Fee, Money]]:
    """What each kind of fee brought."""
    rows = run(f"SELECT number, balance FROM account WHERE kind = {AccountKind.FEE_REVENUE:d} ORDER BY number").fetchall()
    return [(Fee(fee), Money(balance)) for fee, balance in rows]


def deposits_held() -> Money:
    """What all members would get back with their cards."""
    (held,) = run(f"SELECT COALESCE(SUM(balance), 0) FROM account WHERE kind = {AccountKind.DEPOSIT_HELD:d}").fetchone()
    return Money(int(held))
