"""The log of corrections: each void and refund of a day, who made it, and the sale that it corrects (FEATURES D22)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import Reference, TerminalId
from protocol.instants import BusinessDay, Instant, date_of, local_text
from protocol.link.tables import Parameters
from protocol.money import Money
from terminal.counter.takings import Act, Means
from terminal.sale.receipt import Columns, Element, Receipt, Rule, TextLine, framed, marks_of
from terminal.words.catalogue import say
from terminal.words.language import Language, language_of
from terminal.words.slips import ActName, MeansName, Text


@dataclass(frozen=True, slots=True)
class Correction:
    """One void or refund; `about` is the sale where it names one."""

    reference: Reference
    at: Instant
    act: Act
    means: Means
    amount: Money
    operator: str
    about: Reference | None


@dataclass(frozen=True, slots=True)
class CorrectionsReport:
    """All corrections of one day at one terminal so far, in order."""

    terminal: TerminalId
    day: BusinessDay
    printed_at: Instant
    corrections: tuple[Correction, ...]
    virtual: bool = False
    rehearsal: bool = False


def corrections_receipt(report: CorrectionsReport, shop: Parameters) -> Receipt:
    """The slip, in the shop's language."""
    words = language_of(shop.language)
    rows = [row for one in report.corrections for row in _rows(one, shop, words)]
    return framed(
        shop,
        marks_of(words, virtual=report.virtual, rehearsal=report.rehearsal),
        say(Text.CORRECTIONS, words, day=date_of(report.day).isoformat()),
        (
            Columns(say(Text.PRINTED, words), local_text(report.printed_at, shop.utc_offset_minutes)),
            Columns(say(Text.TERMINAL, words), str(report.terminal)),
            Rule(),
            *(rows or (TextLine(say(Text.NO_CORRECTIONS, words)),)),
        ),
        for_member=False,
    )


def _rows(one: Correction, shop: Parameters, words: Language) -> list[Element]:
    time = local_text(one.at, shop.utc_offset_minutes)[-5:]
    what = f"{time} {say(ActName[one.act.name], words)}, {say(MeansName[one.means.name], words)}"
    rows: list[Element] = [Columns(what, one.amount.text(shop.digits)), Columns(f"  {one.reference}", one.operator)]
    if one.about:
        rows.append(TextLine(f"  {say(Text.ABOUT, words)} {one.about}"))
    return rows
