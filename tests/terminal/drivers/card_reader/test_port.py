"""The runner of conversations."""

from __future__ import annotations

import pytest

from protocol.card.conversation import RESELECT, Conversation
from terminal.drivers.card_reader.port import CardConnection, CardGone, converse


class Echo:
    """A connection that answers each APDU with itself and 9000, and is lost at `ff`."""

    atr = b"\x3b\x00"
    reader = "echo"

    def __init__(self) -> None:
        self.reselects = 0

    def transmit(self, apdu: bytes) -> bytes:
        if apdu == b"\xff":
            raise CardGone
        return apdu + b"\x90\x00"

    def reselect(self) -> None:
        self.reselects += 1

    def close(self) -> None:
        self.reselects = 0


def test_a_conversation_is_sent_the_answers_and_returns_its_result() -> None:
    def talk() -> Conversation[list[bytes]]:
        return [(yield b"\x01"), (yield RESELECT), (yield b"\x02")]

    connection = Echo()
    assert converse(talk(), connection) == [b"\x01\x90\x00", b"", b"\x02\x90\x00"]
    assert connection.reselects == 1


def test_a_conversation_may_end_without_a_word() -> None:
    def talk() -> Conversation[int]:
        return 7
        yield b""

    assert converse(talk(), Echo()) == 7


def test_a_lost_card_ends_the_conversation_which_cannot_go_on_by_itself() -> None:
    ended: list[str] = []

    def talk() -> Conversation[None]:
        try:
            yield b"\xff"
        except CardGone:
            ended.append("saw the error")
        finally:
            ended.append("closed")

    with pytest.raises(CardGone):
        converse(talk(), Echo())
    assert ended == ["closed"]


def test_what_the_conversation_raises_comes_out() -> None:
    def talk() -> Conversation[None]:
        yield b"\x01"
        raise ValueError("not ours")

    connection: CardConnection = Echo()
    with pytest.raises(ValueError, match="not ours"):
        converse(talk(), connection)
