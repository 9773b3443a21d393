"""What the till needs of a card reader.

Errors, all of them `CardReaderError`:

    CardGone         the link to the card was lost; what the last command did to the card is unknown
    NoCard           there is no card to connect to
    ReaderMissing    the reader is not plugged in
    ReaderBusy       another program holds the reader
    ServiceMissing   the PC/SC service is down or refuses us
"""

from __future__ import annotations

from contextlib import closing
from typing import Protocol, TypeVar

from protocol.card.conversation import Conversation, Reselect

T = TypeVar("T")


class CardReaderError(Exception):
    """The reader or its service does not do what it should."""


class CardGone(CardReaderError):
    """The link was lost in mid-conversation; the state of the card is unknown until it is read again."""


class NoCard(CardReaderError):
    """No card lies on the reader, or it does not answer."""


class ReaderMissing(CardReaderError):
    """The reader is not plugged in."""


class ReaderBusy(CardReaderError):
    """Another program holds the reader."""


class ServiceMissing(CardReaderError):
    """The PC/SC service does not run, or refuses this user."""


class CardConnection(Protocol):
    """One selection of one card. It ends with the card's removal, `close`, or the reader's next `connect`."""

    @property
    def atr(self) -> bytes:
        """The answer to reset, as the reader gave it."""
        ...

    @property
    def reader(self) -> str:
        """The full name of the reader; it tells which dialect of APDUs to speak."""
        ...

    def transmit(self, apdu: bytes) -> bytes:
        """Send one APDU; the answer has two bytes or more. Raises CardGone for every failure."""
        ...

    def reselect(self) -> None:
        """Take the power away and give it back: keys, authentication and code are forgotten. Raises CardGone."""
        ...

    def close(self) -> None:
        """Take the power away and let go. Never raises; a second call does nothing."""
        ...


class CardReader(Protocol):
    """One reader; only one connection at a time."""

    @property
    def name(self) -> str:
        """The reader's name for people."""
        ...

    @property
    def virtual(self) -> bool:
        """Whether this is a twin: the till says so on its screen and receipts."""
        ...

    def poll(self) -> bytes | None:
        """The ATR of the card that is present, or None. Returns at once.

        Raises ReaderMissing or ServiceMissing; the next call may succeed.
        """
        ...

    def connect(self) -> CardConnection:
        """Power the card up freshly. A connection made before ends.

        Raises NoCard, ReaderMissing, ReaderBusy or ServiceMissing.
        """
        ...

    def close(self) -> None:
        """End the connection and free the reader. Never raises."""
        ...


def converse(conversation: Conversation[T], connection: CardConnection) -> T:
    """Run a conversation to its end over a connection and return its result.

    Raises what the conversation raises, and CardGone from the connection, which the conversation never sees.
    """
    with closing(conversation):
        answer: bytes | None = None
        while True:
            try:
                request = next(conversation) if answer is None else conversation.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            if isinstance(request, Reselect):
                connection.reselect()
                answer = b""
            else:
                answer = connection.transmit(request)
