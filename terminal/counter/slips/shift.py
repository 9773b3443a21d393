"""The Z slip: a shift from its float to the blind count, with what is over or short and what head office lacks (FEATURES L6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from protocol.ids import ShiftNumber, TerminalId
from protocol.instants import Instant, local_text
from protocol.link.tables import Parameters
from protocol.money import ZERO, Money
from terminal.counter.slips.takings import takings_rows
from terminal.counter.takings import Means, Takings
from terminal.sale.receipt import Columns, Feed, Receipt, Rule, TextLine, framed, marks_of
from terminal.words.catalogue import say
from terminal.words.language import Language, language_of
from terminal.words.slips import MeansName, Text


@dataclass(frozen=True, slots=True)
class Count:
    """What should lie in the drawer of one means, and what was counted before that was told."""

    means: Means
    expected: Money
    counted: Money

    @property
    def over(self) -> Money:
        """What is there too much; negative for what is short."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """A shift that was closed. `handed_to` is the one who goes on with the drawer, where someone does. What waited to be sent
    and what was unfinished is None on a copy, where nobody knows it any more."""

    terminal: TerminalId
    shift: ShiftNumber
    opened_at: Instant
    opened_by: str
    closed_at: Instant
    closed_by: str
    float: Money
    takings: Takings
    counts: tuple[Count, ...]
    unsent: int | None
    unsent_sum: Money | None
    unfinished: int | None
    handed_to: str = ""
    copy: bool = False
    virtual: bool = False
    rehearsal: bool = False


def shift_receipt(report: ShiftReport, shop: Parameters) -> Receipt:
    """The slip, in the shop's language, with lines to sign on."""
    words = language_of(shop.language)
    title = Text.HANDOVER_SLIP if report.handed_to else Text.SHIFT_REPORT
    return framed(
        shop,
        marks_of(words, copy=report.copy, virtual=report.virtual, rehearsal=report.rehearsal),
        say(title, words, shift=report.shift),
        (
            *_heading(report, shop, words),
            Rule(),
            *takings_rows(report.takings, shop, words),
            Rule(),
            Columns(say(Text.FLOAT, words), report.float.text(shop.digits)),
            *(row for count in report.counts for row in _count(count, shop, words)),
            Rule(),
            *_waiting(report, shop, words),
            *signature(words, report.closed_by),
            *(signature(words, report.handed_to) if report.handed_to else ()),
        ),
        for_member=False,
    )


def over_text(over: Money, digits: int, words: Language) -> str:
    """`OVER 0.50`, `SHORT 2.00` or `EXACT`."""
    if over == ZERO:
        return say(Text.EXACT, words)
    return f"{say(Text.OVER if over > ZERO else Text.SHORT, words)} {abs(over).text(digits)}"


def signature(words: Language, name: str) -> Receipt:
    """Room for a name by hand."""
    return (Feed(1), Columns(f"{say(Text.SIGNATURE, words)} ({name})" if name else say(Text.SIGNATURE, words), "." * 12))


def _heading(report: ShiftReport, shop: Parameters, words: Language) -> Receipt:
    offset = shop.utc_offset_minutes
    named = [
        (Text.TERMINAL, str(report.terminal)),
        (Text.OPENED, local_text(report.opened_at, offset)),
        (Text.OPENED_BY, report.opened_by),
        (Text.CLOSED, local_text(report.closed_at, offset)),
        (Text.CLOSED_BY, report.closed_by),
        (Text.HANDED_TO, report.handed_to),
    ]
    return tuple(Columns(say(name, words), value) for name, value in named if value)


def _waiting(report: ShiftReport, shop: Parameters, words: Language) -> Iterator[Columns]:
    """What head office lacked, as far as it is known."""
    if report.unsent is not None:
        yield Columns(say(Text.UNSENT, words), str(report.unsent), bold=report.unsent > 0)
    if report.unsent_sum is not None:
        yield Columns(say(Text.UNSENT_SUM, words), report.unsent_sum.text(shop.digits))
    if report.unfinished is not None:
        yield Columns(say(Text.UNFINISHED, words), str(report.unfinished), bold=report.unfinished > 0)


def _count(count: Count, shop: Parameters, words: Language) -> Receipt:
    name = say(MeansName[count.means.name], words).capitalize()
    return (
        Columns(say(Text.EXPECTED, words, means=name), count.expected.text(shop.digits)),
        Columns(say(Text.COUNTED, words, means=name), count.counted.text(shop.digits)),
        TextLine("  " + over_text(count.over, shop.digits, words), bold=bool(count.over)),
    )
