"""The hot path of booking: ordinary sales of plain cards, for all batches of a transaction at once.

What is booked here is exactly what `booking` would book, whatever was put together into one transaction: a card of which
any other entry of these batches speaks goes the general way with all of its entries, and so does every card whose sales
do not simply go on from where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Items
from dataclasses import replace
from datetime import date

import numpy as np

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import DAY_ZERO, MS_PER_DAY, MS_PER_MINUTE
from protocol.link.entries import Abandon, Cancel, Commit, Entry, Evidence, Intent, Late
from server.database import run_rows
from server.settlement.cards.changes import changes_named
from server.settlement.cards.recall import recalled
from server.settlement.columns.chains import Followed, Standings, follow
from server.settlement.columns.cursor import Flags, Numbers
from server.settlement.columns.names import Card, named_elsewhere
from server.settlement.columns.sales import Sales, joined
from server.settlement.columns.statement import ask_standings, book_sales
from server.settlement.reading import Arrival

DAYS_BEFORE_ZERO = (DAY_ZERO - date(1970, 1, 1)).days


def book_plain(arrivals: Items[Arrival], utc_offset_minutes: int) -> list[dict[Sequence, Entry]]:
    """Book what is ordinary; the entries of each batch that are left for the general way, by rising sequence.

    Must run inside `writing()`.
    """
    sales = joined([arrival.reading.sales for arrival in arrivals], range(len(arrivals)))
    fit = _are_ordinary(arrivals, sales, utc_offset_minutes)
    candidates, odd = sales.only(fit), _cards(sales.number[~fit], sales.instance[~fit])
    journal = np.array([arrival.reading.journal for arrival in arrivals], np.int64)[candidates.batch]
    if len(candidates):
        odd |= named_elsewhere(candidates, journal, sales, _records_shown(arrivals))
    followed = _follow(arrivals, candidates, journal, odd)
    taken = candidates.only(followed.taken)
    if len(taken):
        book_sales(taken, journal[followed.taken], followed, arrivals[0].received_at)
    counts = np.bincount(taken.batch, minlength=len(arrivals)).tolist()
    return [_left(arrival, taken, place, counts[place]) for place, arrival in enumerate(arrivals)]


def _left(arrival: Arrival, taken: Sales, place: int, count: int) -> dict[Sequence, Entry]:
    """What of a batch is not booked yet; repeated and conflicting entries are not among it."""
    reading = arrival.reading
    if count == len(reading.sales):
        entries = dict(reading.rest)
    else:
        rows = ~np.isin(reading.sales.intent, taken.intent[taken.batch == place])
        entries = reading.entries(reading.sales.only(rows))
    return {sequence: entry for sequence, entry in entries.items() if sequence not in arrival.said}


def _are_ordinary(arrivals: Items[Arrival], sales: Sales, utc_offset_minutes: int) -> Flags:
    """Which sales have a time and a day that need no judgement."""
    sound = np.array([_is_sound(arrival) for arrival in arrivals], np.bool_)
    days = (sales.at + utc_offset_minutes * MS_PER_MINUTE) // MS_PER_DAY - DAYS_BEFORE_ZERO
    fit: Flags = sound[sales.batch] & (days == sales.day)
    return fit


def _is_sound(arrival: Arrival) -> bool:
    """Whether every entry of a batch is new and was written when the terminal's clock could be right (R23)."""
    reading, span = arrival.reading, arrival.span
    return reading.regular and not arrival.said and span.earliest <= reading.first_at and reading.last_at <= span.latest


def _follow(arrivals: Items[Arrival], candidates: Sales, journal: Numbers, odd: set[Card]) -> Followed:
    barred = odd | _cards_named(arrivals)
    words = {word for arrival in arrivals for word in arrival.reading.words(Commit, Late, Cancel, Abandon)}
    words |= _spoken_of_before(arrivals)
    rows = changes_named(words)
    rows |= recalled((word for word in words if word not in rows), arrivals[0].number)
    barred |= {(change.card.number, change.card.instance) for change in rows.values()}
    for word in words:
        named = (candidates.sequence == word.sequence) & (journal == word.terminal << 32 | word.lineage)
        barred |= _cards(candidates.number[named], candidates.instance[named])
    return follow(candidates, journal, lambda number, instance: _unless_barred(number, instance, barred))


def _unless_barred(number: Numbers, instance: Numbers, barred: set[Card]) -> Standings:
    found = ask_standings(number, instance)
    if barred:
        free = [card not in barred for card in zip(number.tolist(), instance.tolist(), strict=True)]
        return replace(found, account=found.account * np.array(free, np.int64))
    return found


def _cards(number: Numbers, instance: Numbers) -> set[Card]:
    return set(zip(number.tolist(), instance.tolist(), strict=True))


def _cards_named(arrivals: Items[Arrival]) -> set[Card]:
    """The cards that entries beside the ordinary sales name."""
    bodies = (entry.body for arrival in arrivals for entry in arrival.reading.rest.values())
    return {(body.card.number, body.card.instance) for body in bodies if isinstance(body, Intent | Evidence)}


def _records_shown(arrivals: Items[Arrival]) -> Iterator[tuple[Card, tuple[bytes, ...]]]:
    """The records in entries beside the ordinary sales, and on which card each was."""
    for arrival in arrivals:
        for entry in arrival.reading.rest.values():
            match entry.body:
                case Intent() as intent:
                    yield (
                        (intent.card.number, intent.card.instance),
                        (*([intent.before] if intent.before else []), *intent.evidence),
                    )
                case Evidence() as evidence:
                    yield (evidence.card.number, evidence.card.instance), evidence.records


def _spoken_of_before(arrivals: Items[Arrival]) -> set[Reference]:
    """Changes that these batches may hold and of which something is known already: words that came before their intents, and
    records that only cards told of (R13), be it another card."""
    headers = [arrival.reading.batch.header for arrival in arrivals]
    rows = run_rows(
        "WITH w (terminal, lineage, first, last) AS (VALUES {rows}) SELECT e.terminal, e.lineage, e.sequence FROM w"
        " JOIN early_word e ON e.terminal = w.terminal AND e.lineage = w.lineage AND e.sequence BETWEEN w.first AND w.last"
        " UNION SELECT c.terminal, c.lineage, c.sequence FROM w JOIN card_change c ON c.terminal = w.terminal"
        " AND c.lineage = w.lineage AND c.sequence BETWEEN w.first AND w.last AND c.recovered",
        [(header.terminal, header.lineage, header.first_sequence, header.last_sequence) for header in headers],
    )
    return {Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)) for terminal, lineage, sequence in rows}
