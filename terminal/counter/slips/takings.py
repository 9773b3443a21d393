"""The day's takings: what this terminal sold, undid, loaded and paid out, and who did it (FEATURES D20, L8)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import BusinessDay, Instant, date_of, local_text
from protocol.link.tables import Parameters
from protocol.money import Money
from terminal.counter.takings import Takings
from terminal.sale.receipt import Columns, Receipt, Rule, TextLine, framed, marks_of
from terminal.words.catalogue import say
from terminal.words.language import Language, language_of
from terminal.words.slips import ActName, MeansName, Text


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day at one terminal so far. `by_operator` has the turnover of each name."""

    terminal: TerminalId
    day: BusinessDay
    printed_at: Instant
    takings: Takings
    by_operator: tuple[tuple[str, Money], ...]
    virtual: bool = False
    rehearsal: bool = False


def takings_receipt(report: DayReport, shop: Parameters) -> Receipt:
    """The slip, in the shop's language."""
    words = language_of(shop.language)
    people: Receipt = tuple(Columns(name, amount.text(shop.digits)) for name, amount in report.by_operator)
    if people:
        people = (Rule(), TextLine(say(Text.BY_OPERATOR, words)), *people)
    return framed(
        shop,
        marks_of(words, virtual=report.virtual, rehearsal=report.rehearsal),
        say(Text.TAKINGS, words, day=date_of(report.day).isoformat()),
        (
            Columns(say(Text.PRINTED, words), local_text(report.printed_at, shop.utc_offset_minutes)),
            Columns(say(Text.TERMINAL, words), str(report.terminal)),
            Rule(),
            *takings_rows(report.takings, shop, words),
            *people,
        ),
        for_member=False,
    )


def takings_rows(takings: Takings, shop: Parameters, words: Language) -> Receipt:
    """One row a kind of act and means of payment, then the turnover."""
    if not takings.tallies:
        return (TextLine(say(Text.NOTHING_YET, words)),)
    rows = [
        Columns(
            say(
                Text.ONE_KIND,
                words,
                act=say(ActName[tally.act.name], words),
                means=say(MeansName[tally.means.name], words),
                count=tally.count,
            ),
            tally.amount.text(shop.digits),
        )
        for tally in takings.tallies
    ]
    turnover = Columns(turnover_words(shop, words), takings.turnover.text(shop.digits), bold=True)
    return (*rows, turnover)


def turnover_words(shop: Parameters, words: Language) -> str:
    """What the turnover is called, with the currency."""
    return say(Text.TURNOVER, words, currency=shop.currency).rstrip()
