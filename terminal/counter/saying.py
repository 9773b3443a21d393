"""What the sale has said, as pages that stand until the next key or card."""

from __future__ import annotations

from dataclasses import replace

from protocol.instants import Instant
from terminal.counter.lines import SAID_ROWS, Lines, pages
from terminal.counter.state import Said
from terminal.face import Notice
from terminal.sale.screens import BLANK, CustomerLines
from terminal.words.sale import Phrase

PAGE_MS = 2_500
"""How long a page stands before the next one."""
SAID_MAX = 8
"""Pages that are kept; of more, the oldest are dropped."""


def code_of(phrase: Phrase) -> str:
    """What a notice of this phrase is called."""
    return phrase.name.lower().replace("_", "-")


SHOWN_BY_STATE = frozenset({code_of(phrase) for phrase in (Phrase.TOTAL, Phrase.PRESENT_ANY_CARD, Phrase.ASK_PIN)})
"""What the counter shows by itself for as long as it is so."""
PAID = code_of(Phrase.PAID)


def heard(said: Said | None, notice: Notice, now: Instant) -> Said | None:
    """With a notice more: what was said at the same card or key stays in front, so that a printer never hides PAID. That an
    earlier try was not charged says PAID itself: side by side, the cashier would not know which of the two holds."""
    if notice.code in SHOWN_BY_STATE:
        return said
    before = Said((), now) if said is None or notice.code == PAID else said
    screen = notice.screen
    member = before.member if screen.customer == BLANK else (screen.customer, *screen.more)
    return replace(before, pages=(*before.pages, *pages(screen.operator, SAID_ROWS))[-SAID_MAX:], at=now, member=member)


def page_at(said: Said, now: Instant) -> Lines:
    """The page that is shown now: one after the other, round and round."""
    return said.pages[_turn(said, now) % len(said.pages)]


def member_at(said: Said, now: Instant) -> CustomerLines | None:
    """What the member reads of it now, if any of it concerns him."""
    return said.member[_turn(said, now) % len(said.member)] if said.member else None


def _turn(said: Said, now: Instant) -> int:
    return max(0, now - said.at) // PAGE_MS
