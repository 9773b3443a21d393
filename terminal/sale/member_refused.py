"""What a member reads where a card or a sale is refused (FEATURES N10). Pure.

He reads the plain reason, what he can do, and the code to quote. Who holds a card that was reported stolen, or that
somebody worked on, reads no more than that it is not accepted. What concerns the cashier alone asks him to wait.
"""

from __future__ import annotations

from protocol.link.tables import CardState
from terminal.sale.refusals import CODES, Refusal, RefusalNote
from terminal.sale.screens import CustomerLines, customer_line, customer_words
from terminal.words.catalogue import say
from terminal.words.language import Language
from terminal.words.member import MemberWord
from terminal.words.reasons import NextStep, Reason

TOLD: dict[Refusal, tuple[Reason, NextStep]] = {
    Refusal.USES_NEED_CARD: (Reason.USES_NEED_CARD, NextStep.CASHIER),
    Refusal.USES_NOT_REFUNDED: (Reason.USES_NOT_REFUNDED, NextStep.CASHIER),
    Refusal.NOT_OURS: (Reason.NOT_OURS, NextStep.MEMBER_CARD),
    Refusal.WRONG_TYPE: (Reason.WRONG_TYPE, NextStep.MEMBER_CARD),
    Refusal.DAMAGED: (Reason.DAMAGED, NextStep.AGAIN),
    Refusal.CODE_BLOCKED: (Reason.CODE_BLOCKED, NextStep.DESK),
    Refusal.CODE_DAMAGED: (Reason.NOT_ACCEPTED, NextStep.DESK),
    Refusal.KEY_VERSION: (Reason.KEY_VERSION, NextStep.DESK),
    Refusal.EXPIRED: (Reason.EXPIRED, NextStep.DESK),
    Refusal.NOT_YET_VALID: (Reason.NOT_YET_VALID, NextStep.DESK),
    Refusal.LOCKED: (Reason.LOCKED, NextStep.DESK),
    Refusal.ROLLED_BACK: (Reason.NOT_ACCEPTED, NextStep.DESK),
    Refusal.TAMPERED: (Reason.NOT_ACCEPTED, NextStep.DESK),
    Refusal.UNKNOWN_CARD: (Reason.NOT_ACCEPTED, NextStep.DESK),
    Refusal.WRONG_GROUP: (Reason.WRONG_GROUP, NextStep.CASH),
    Refusal.ANOTHER_CARD: (Reason.ANOTHER_CARD, NextStep.SAME_CARD),
    Refusal.RECORDS_FULL: (Reason.RECORDS_FULL, NextStep.DESK),
    Refusal.INSUFFICIENT_BALANCE: (Reason.INSUFFICIENT_BALANCE, NextStep.LOAD_OR_CASH),
    Refusal.BALANCE_TOO_HIGH: (Reason.BALANCE_TOO_HIGH, NextStep.LOAD_LESS),
    Refusal.NO_USES_LEFT: (Reason.NO_USES_LEFT, NextStep.LOAD_OR_CASH),
    Refusal.TOO_MANY_SALES: (Reason.TOO_MANY_SALES, NextStep.CASH),
    Refusal.BELOW_LEAST_SALE: (Reason.BELOW_LEAST_SALE, NextStep.CASH),
    Refusal.ABOVE_SALE_LIMIT: (Reason.SALE_LIMIT, NextStep.CASH),
    Refusal.ABOVE_DAY_LIMIT: (Reason.DAY_LIMIT, NextStep.CASH),
    Refusal.ABOVE_NARROW_SALE: (Reason.SALE_LIMIT, NextStep.CASH),
    Refusal.ABOVE_NARROW_DAY: (Reason.DAY_LIMIT, NextStep.CASH),
    Refusal.ABOVE_FLOAT: (Reason.ABOVE_FLOAT, NextStep.CASHIER),
    Refusal.SALE_OF_ANOTHER_CARD: (Reason.SALE_OF_ANOTHER_CARD, NextStep.SAME_CARD),
    Refusal.WRONG_PIN: (Reason.WRONG_PIN, NextStep.PIN_AGAIN),
    Refusal.PIN_LOCKED: (Reason.PIN_LOCKED, NextStep.DESK),
    Refusal.NO_PIN: (Reason.NO_PIN, NextStep.CASH),
    Refusal.TERMINAL_LOCKED: (Reason.STOPPED, NextStep.CASHIER),
    Refusal.OUT_OF_TOUCH: (Reason.OUT_OF_TOUCH, NextStep.CASH),
    Refusal.STORAGE_FAILED: (Reason.STOPPED, NextStep.CASHIER),
    Refusal.CASE_OPEN: (Reason.ABOVE_FLOAT, NextStep.CASHIER),
}
"""Reason and next step of all that concerns him but `LISTED`, whose reason is the state."""
STATES = {
    CardState.LOST: Reason.LISTED_LOST,
    CardState.RETURNED: Reason.LISTED_RETURNED,
    CardState.REPLACED: Reason.LISTED_REPLACED,
    CardState.NOT_SOLD: Reason.LISTED_NOT_SOLD,
    CardState.LOCKED: Reason.LOCKED,
    CardState.UNDER_REVIEW: Reason.LISTED_UNDER_REVIEW,
}


def told(note: RefusalNote) -> tuple[Reason, NextStep] | None:
    """Reason and next step; None where it is the cashier's affair."""
    if note.state is not None:
        return STATES.get(note.state, Reason.NOT_ACCEPTED), NextStep.DESK
    return TOLD.get(note.refusal)


def refused_lines(note: RefusalNote, language: Language, digits: int) -> CustomerLines:
    """The member's two lines."""
    found = told(note)
    if found is None:
        return customer_words(MemberWord.PLEASE_WAIT, language=language)
    reason, following = found
    amount = note.amount.text(digits) if note.amount is not None else ""
    return (
        customer_line(say(reason, language, amount=amount, count=note.count), language=language),
        customer_line(say(following, language), CODES[note.refusal], language),
    )
