"""A refusal as the sentence for the cashier. Pure."""

from __future__ import annotations

from protocol.link.tables import CardState
from terminal.sale.refusals import CODES, RefusalNote
from terminal.words.cards import StateName
from terminal.words.catalogue import say
from terminal.words.language import Language
from terminal.words.refusals import Refused


def state_phrase(state: CardState) -> StateName:
    """What a state of the snapshot is called."""
    return StateName[state.name]


def explain(note: RefusalNote, language: Language, digits: int) -> str:
    """What is wrong, what to do next, and the code."""
    values: dict[str, object] = {}
    if note.amount is not None:
        values["amount"] = note.amount.text(digits)
    if note.count is not None:
        values["count"] = note.count
    if note.state is not None:
        values["state"] = say(state_phrase(note.state), language)
    return f"{say(Refused[note.refusal.name], language, **values)} {CODES[note.refusal]}"
