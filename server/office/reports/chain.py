"""What is owed on cards, over the whole chain."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from protocol.ids import CardInstance, CardNumber
from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, BusinessDay, Instant, date_of
from server.office.reports.asked import Asked
from server.office.reports.names import names_of
from server.office.reports.table import Table
from server.office.wording import say
from server.reports.cards import Held, balances, balances_sum, liability_by_day, reported, reported_sum
from server.reports.takings import Group
from server.settlement.cards.standing import read_card
from server.web.charts import curve
from server.web.export import ROWS_MAX as FILE_ROWS_MAX
from server.web.export import Column, Kind
from server.web.figures import money_text
from server.web.paging import ROWS

NEWEST = 2**31 - 1
LIABILITY_DAYS_MAX = 400
_DAY_ZERO_MS = 946_684_800_000
"""2000-01-01T00:00Z."""
_PART = 5_000


def balances_table(asked: Asked) -> Table:
    """What each card holds; the sum is the ledger's liability."""
    return _held_table(asked, overdrawn=False)


def overdrawn_table(asked: Asked) -> Table:
    """Cards below zero."""
    return _held_table(asked, overdrawn=True)


def _held_table(asked: Asked, overdrawn: bool) -> Table:
    card_class = asked.chosen.card_class
    count, together = balances_sum(card_class, overdrawn)
    found = balances(card_class, overdrawn, _card(asked.after), ROWS + 1) if not asked.whole else []
    page = found[:ROWS]
    names = names_of(Group.CARD_CLASS, {one.card_class for one in page} if not asked.whole else range(256))

    def cells(one: Held) -> tuple[str, str, str, object]:
        klass = "" if one.card_class is None else f"{one.card_class} · {names.get(one.card_class, '')}".rstrip(" ·")
        return str(one.card), klass, say(one.listed), one.balance

    columns = [
        Column(gettext("Card")),
        Column(gettext("Class of card")),
        Column(gettext("State")),
        Column(gettext("Owed"), Kind.MONEY),
    ]
    rows = _all_held(card_class, overdrawn) if asked.whole else iter(page)
    notes = list(asked.faults)
    if card_class is None and not overdrawn:
        owed = money_text(together, asked.digits)
        notes.append(gettext("The sum is what the ledger owes on all cards: %(amount)s.", amount=owed))
    return Table(
        columns,
        map(cells, rows),  # type: ignore[arg-type] # money is a cell
        (gettext("%(count)s cards", count=f"{count:,}"), None, None, together),
        links=[url_for("office.card_statement", number=one.card.number, instance=one.card.instance) for one in page],
        after=str(page[-1].card) if len(found) > ROWS else None,
        notes=notes,
    )


def _all_held(card_class: int | None, overdrawn: bool) -> Iterator[Held]:
    after, left = None, FILE_ROWS_MAX + 1
    while left > 0 and (found := balances(card_class, overdrawn, after, min(_PART, left))):
        yield from found
        after, left = found[-1].card, left - len(found)


def _card(after: str) -> CardInstance | None:
    asked = read_card(after)
    return None if asked is None or asked[1] is None else CardInstance(CardNumber(asked[0]), asked[1])


def liability_table(asked: Asked) -> Table:
    """What was owed at the end of each day."""
    first = max(asked.chosen.first, asked.chosen.last - LIABILITY_DAYS_MAX + 1)
    days = liability_by_day(BusinessDay(first), asked.chosen.last)
    points = [(f"{date_of(day):%m-%d}", owed) for day, owed in days]
    drawn = len(points) > 1 and not asked.whole
    return Table(
        [Column(gettext("Day"), Kind.DAY), Column(gettext("Owed on cards at its end"), Kind.MONEY)],
        [(day, owed) for day, owed in reversed(days)],
        notes=[*asked.faults, gettext("As the books say it now: what is told late changes earlier days.")],
        chart=curve(points, asked.digits, gettext("Owed on cards; the table below says the same.")) if drawn else None,
    )


def losses_table(asked: Asked) -> Table:
    """Cards reported lost or stolen."""
    first, end = (_begins(day, asked.utc_offset_minutes) for day in (asked.chosen.first, asked.chosen.last + 1))
    before = int(asked.after) if asked.after.isascii() and asked.after.isdigit() else NEWEST
    found = reported(first, end, min(before, NEWEST), FILE_ROWS_MAX + 1 if asked.whole else ROWS + 1)
    page = found if asked.whole else found[:ROWS]
    count, owed = reported_sum(first, end)
    return Table(
        [
            Column(gettext("Card")),
            Column(gettext("Reported"), Kind.INSTANT),
            Column(gettext("State")),
            Column(gettext("By")),
            Column(gettext("Owed now"), Kind.MONEY),
        ],
        [(str(one.card), one.at, say(one.state), one.by, one.balance) for one in page],
        (gettext("%(count)s reports", count=f"{count:,}"), None, None, None, owed),
        links=[url_for("office.card", number=one.card.number, instance=one.card.instance) for one in page],
        after=str(page[-1].row) if len(found) > ROWS and not asked.whole else None,
        notes=[*asked.faults, gettext("A card reported twice counts once in the sum.")],
    )


def _begins(day: int, utc_offset_minutes: int) -> Instant:
    return Instant(_DAY_ZERO_MS + day * MS_PER_DAY - utc_offset_minutes * MS_PER_MINUTE)
