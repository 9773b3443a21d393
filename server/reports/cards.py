"""What cards hold, how that came to be, and which were reported."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.link.tables import CardState
from protocol.money import Money
from server.database import is_postgres, run
from server.ledger.balances import balance_of, liability
from server.ledger.chart import card_liability
from server.ledger.tallies import CARDS, REISSUES, both
from server.reports.chosen import Chosen
from server.reports.listing import COLUMNS, FROM_THE_NEWEST, Told, told_from

STATEMENT_LINES = 1_000
"""A statement is for people; longer ones are cut into shorter periods."""
_ACCOUNT = f"JOIN account a ON a.kind = {-CARDS:d} AND a.number = {{0}}.card AND a.part = {{0}}.instance"
_EACH_ACCOUNT = (
    f"CROSS JOIN LATERAL (SELECT * FROM account WHERE kind = {-CARDS:d} AND number = o.card AND part = o.instance OFFSET 0) AS a"
)
"""The same on PostgreSQL for some thousand cards: told to look at each, where it would rather read all accounts."""
_INSTANCE = "LEFT JOIN card_instance i ON i.card = a.number AND i.instance = a.part"
_SIDES = f"({CARDS:d}, {REISSUES:d})"
_OWED = "(a.balance + COALESCE(m.balance, 0))"
_MOVED = f" LEFT JOIN account m ON m.kind = {-REISSUES:d} AND m.number = a.number AND m.part = a.part"
"""What went from a card to another stands on an account of its own."""
_REPORTED = f"({CardState.LOST:d}, {CardState.STOLEN:d})"


@dataclass(frozen=True, slots=True)
class Held:
    """One card with what is owed on it: of a replaced one what did not go to another yet."""

    row: int
    card: CardInstance
    card_class: int | None
    listed: CardState
    balance: Money


@dataclass(frozen=True, slots=True)
class Reported:
    """A card that was reported lost or stolen: by whom and when, and what is owed on it now."""

    row: int
    card: CardInstance
    state: CardState
    at: Instant
    by: str
    balance: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """What happened on a card in a period; `opening` and `closing` follow from the ledger. `whole`: no line is left out."""

    opening: Money
    closing: Money
    lines: list[Told]
    whole: bool


def _held(card_class: int | None, overdrawn: bool) -> tuple[str, str, tuple[int, ...]]:
    """Tables and conditions, the columns by which cards are in order, and values. What leads to cards quickest comes first."""
    if overdrawn:
        account = _EACH_ACCOUNT if is_postgres() else _ACCOUNT.format("o")
        source, order = f"card_overdrawn o {account} {_INSTANCE}{_MOVED} WHERE a.balance < 0", "o.card, o.instance"
    elif card_class is None:
        source, order = f"account a {_INSTANCE}{_MOVED} WHERE a.kind = {-CARDS:d}", "a.number, a.part"
    else:
        source, order = f"card_instance i {_ACCOUNT.format('i')}{_MOVED} WHERE 1 = 1", "i.card, i.instance"
    return (source, order, ()) if card_class is None else (f"{source} AND i.card_class = %s", order, (card_class,))


def balances(card_class: int | None, overdrawn: bool, after: CardInstance | None, limit: int) -> list[Held]:
    """Cards by number, so many after one."""
    source, order, values = _held(card_class, overdrawn)
    begin = (0, -1) if after is None else (after.number, after.instance)
    rows = run(
        f"SELECT a.id, a.number, a.part, i.card_class, COALESCE(i.listed, 0), {_OWED} FROM {source}"
        f" AND ({order}) > (%s, %s) ORDER BY {order} LIMIT %s",
        (*values, *begin, limit),
    ).fetchall()
    return [
        Held(row, CardInstance(CardNumber(number), part), klass, CardState(listed), Money(balance))
        for row, number, part, klass, listed, balance in rows
    ]


def balances_sum(card_class: int | None, overdrawn: bool) -> tuple[int, Money]:
    """How many cards, and what they hold together."""
    if card_class is None and not overdrawn:
        (count,) = run(f"SELECT COUNT(*) FROM account WHERE kind = {-CARDS:d}").fetchone()
        return int(count), liability()
    source, _, values = _held(card_class, overdrawn)
    count, balance = run(f"SELECT COUNT(*), COALESCE(SUM({_OWED}), 0) FROM {source}", values).fetchone()
    return int(count), Money(int(balance))


def liability_by_day(first: BusinessDay, last: BusinessDay) -> list[tuple[BusinessDay, Money]]:
    """What was owed on all cards at the end of each of these days, as the books say it now."""
    rows = run(
        f"SELECT x.business_day, SUM(CASE WHEN x.credit IN {_SIDES} THEN x.amount ELSE 0 END)"
        f" - SUM(CASE WHEN x.debit IN {_SIDES} THEN x.amount ELSE 0 END) FROM {both('business_day >= %s')} AS x"
        " GROUP BY x.business_day",
        (first, first),
    ).fetchall()
    moved = {day: int(amount) for day, amount in rows}
    owed = liability() - Money(sum(amount for day, amount in moved.items() if day > last))
    found = []
    for day in range(last, first - 1, -1):
        found.append((BusinessDay(day), owed))
        owed -= Money(moved.get(day, 0))
    return found[::-1]


def reported(first: Instant, end: Instant, before: int, limit: int) -> list[Reported]:
    """Reports from `first` up to before `end`, the newest first, so many before a row."""
    rows = run(
        f"SELECT l.id, l.card, l.instance, l.state, l.at, l.listed_by, COALESCE({_OWED}, 0) FROM card_listing l"
        f" LEFT JOIN account a ON a.kind = {-CARDS:d} AND a.number = l.card AND a.part = l.instance{_MOVED}"
        f" WHERE l.state IN {_REPORTED} AND l.at >= %s AND l.at < %s AND l.id < %s ORDER BY l.id DESC LIMIT %s",
        (first, end, before, limit),
    ).fetchall()
    return [
        Reported(row, CardInstance(CardNumber(number), part), CardState(state), Instant(at), by, Money(balance))
        for row, number, part, state, at, by, balance in rows
    ]


def reported_sum(first: Instant, end: Instant) -> tuple[int, Money]:
    """How many reports, and what is owed on the cards reported, each card once."""
    within = f"FROM card_listing l WHERE l.state IN {_REPORTED} AND l.at >= %s AND l.at < %s"
    (count,) = run(f"SELECT COUNT(*) {within}", (first, end)).fetchone()
    (balance,) = run(
        f"SELECT COALESCE(SUM({_OWED}), 0) FROM account a JOIN (SELECT DISTINCT l.card, l.instance {within}) AS r"
        f" ON a.kind = {-CARDS:d} AND a.number = r.card AND a.part = r.instance{_MOVED}",
        (first, end),
    ).fetchone()
    return int(count), Money(int(balance))


def statement(card: CardInstance, chosen: Chosen) -> Statement:
    """One card over a period, the oldest line first."""
    rows = run(
        f"SELECT {COLUMNS} FROM told_line x WHERE x.card = %s AND x.instance = %s"
        " AND x.business_day BETWEEN %s AND %s ORDER BY x.business_day, x.at, x.id LIMIT %s",
        (card.number, card.instance, chosen.first, chosen.last, STATEMENT_LINES + 1),
    ).fetchall()
    within, since = (
        int(
            run(
                "SELECT COALESCE(SUM(moved), 0) FROM told_line WHERE card = %s AND instance = %s"
                " AND business_day BETWEEN %s AND %s",
                (card.number, card.instance, first, last),
            ).fetchone()[0]
        )
        for first, last in ((chosen.first, chosen.last), (chosen.last + 1, FROM_THE_NEWEST[0]))
    )
    closing = balance_of(card_liability(card)) - Money(since)
    found = [told_from(*row) for row in rows[:STATEMENT_LINES]]
    return Statement(closing - Money(within), closing, found, len(rows) <= STATEMENT_LINES)
