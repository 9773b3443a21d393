"""Money that waits for cards, what terminals may load, and what lies in suspense. It belongs to the whole chain: whoever reaches
less does not get here."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.money import Money
from server.database import run
from server.ledger.chart import AccountKind
from server.settlement.credits.claims import Claim, find_claims
from server.settlement.findings.worklist_rows import suspense
from server.settlement.findings.worklists import Suspense
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


def claims_of(card: CardInstance) -> list[Claim]:
    """The last claims of one card."""
    where = f"WHERE card = %s AND instance = %s ORDER BY id DESC LIMIT {ROWS}"
    return find_claims(where, card.number, card.instance)


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
