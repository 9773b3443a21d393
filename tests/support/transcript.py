"""A conversation played against a transcript: what must be sent, and what is answered.

    [("FF CA 00 00 00", "DE AD BE EF 90 00"), SELECTED_ANEW, ...]

A step that was not sent, or one too many, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from protocol.card.conversation import CardFault, Conversation, Reselect

T = TypeVar("T")
Step = tuple[str, str]
Transcript = list[Step]

SELECTED_ANEW: Step = ("new selection", "")


def play(conversation: Conversation[T], transcript: Transcript) -> T:
    """Run a conversation; it must ask for exactly these steps in this order. Returns its result."""
    steps = iter(transcript)
    try:
        result = _drive(conversation, steps)
    except CardFault:
        _nothing_left(steps)
        raise
    _nothing_left(steps)
    return result


def play_to_fault(conversation: Conversation[object], transcript: Transcript) -> CardFault:
    """Run a conversation that must raise CardFault on the answer to the last step; returns the fault."""
    with pytest.raises(CardFault) as caught:
        play(conversation, transcript)
    return caught.value


def _drive(conversation: Conversation[T], steps: Iterator[Step]) -> T:
    answer = None
    while True:
        try:
            request = next(conversation) if answer is None else conversation.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        step = next(steps, None)
        assert step is not None, f"one step too many: {_shown(request)}"
        sent, answered = step
        assert _shown(request) == _spaced(sent)
        answer = bytes.fromhex(answered)


def _nothing_left(steps: Iterator[Step]) -> None:
    step = next(steps, None)
    assert step is None, f"not sent: {step}"


def _shown(request: bytes | Reselect) -> str:
    return SELECTED_ANEW[0] if isinstance(request, Reselect) else request.hex(" ").upper()


def _spaced(step: str) -> str:
    return step if step == SELECTED_ANEW[0] else bytes.fromhex(step).hex(" ").upper()
