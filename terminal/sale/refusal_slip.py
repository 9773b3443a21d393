"""What a member takes along who is sent to the service desk: the reason and the code to quote (FEATURES N10). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import Instant, local_text
from protocol.link.tables import Parameters
from terminal.sale.member_refused import told
from terminal.sale.receipt import Columns, Receipt, Rule, TextLine, big, framed, marks_of
from terminal.sale.refusals import CODES, RefusalNote
from terminal.words.catalogue import say
from terminal.words.language import language_of
from terminal.words.reasons import NextStep
from terminal.words.slips import Text


@dataclass(frozen=True, slots=True)
class RefusalSlip:
    """A refusal at a terminal."""

    note: RefusalNote
    terminal: TerminalId
    at: Instant
    virtual: bool = False
    rehearsal: bool = False


def sent_away(note: RefusalNote) -> bool:
    """Whether the member is sent to the service desk, and so needs something to show there."""
    found = told(note)
    return found is not None and found[1] is NextStep.DESK


def refusal_receipt(slip: RefusalSlip, shop: Parameters) -> Receipt:
    """The slip, in the language of `shop`. Only for a note by which the member is sent away."""
    words = language_of(shop.language)
    found = told(slip.note)
    assert found
    reason, following = found
    body: Receipt = (
        Columns(say(Text.DATE, words), local_text(slip.at, shop.utc_offset_minutes)),
        Columns(say(Text.TERMINAL, words), str(slip.terminal)),
        Columns(say(Text.CODE, words), CODES[slip.note.refusal], bold=True),
        Rule(),
        big(say(reason, words)),
        big(say(following, words)),
        TextLine(say(Text.BRING_CARD, words)),
    )
    marks = marks_of(words, virtual=slip.virtual, rehearsal=slip.rehearsal)
    return framed(shop, marks, say(Text.REFUSAL_SLIP, words), body)
