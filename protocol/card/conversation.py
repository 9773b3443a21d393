"""A conversation with a card: a typed generator that yields APDUs and is sent the answers.

It knows no reader and no clock. A runner sends each yielded APDU to the card and gives back data and status word;
for `RESELECT` it takes the field (or the supply) away and brings it back, and answers `b""`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from protocol.card.apdu import OK, parse_answer
from protocol.card.identity import Identity
from protocol.ids import CardInstance
from protocol.link.entries import Medium

T = TypeVar("T")


class Reselect(Enum):
    """The request for a new selection of the card: authentications and presented codes are gone after it."""

    RESELECT = "reselect"


RESELECT = Reselect.RESELECT

Conversation = Generator[bytes | Reselect, bytes, T]
"""Yields APDUs or RESELECT, is sent data and status word (or `b""`), returns a T."""


class CardFault(Exception):
    """The card or the reader answered what the step does not allow. What is on the card is then unknown.

    Names the step and the status word; never contains key bytes.
    """

    def __init__(self, step: str, status: int | None = None, note: str = "") -> None:
        self.step = step
        self.status = status
        said = note if status is None else f"answered {status:04X}"
        super().__init__(f"{step}: {said}")


class Foreign(Enum):
    """Why a card is refused before anything on it was changed."""

    NOT_OURS = "not ours"
    """Key A refused, another issuer, or no static part of ours."""
    WRONG_TYPE = "wrong type"
    """The chip is neither a MIFARE Classic 1K nor an SLE4442."""
    BAD_IDENTITY = "bad identity"
    """The MAC of the static part does not fit this chip: altered, copied or half made."""
    CODE_BLOCKED = "code blocked"
    """SLE4442: no try left, the chip is read-only for ever."""
    CODE_DAMAGED = "code damaged"
    """SLE4442: tries are missing; the desk decides, never a terminal."""
    KEY_VERSION_UNKNOWN = "key version unknown"
    """Made with masters that this terminal does not hold."""


@dataclass(frozen=True, slots=True)
class CardImage:
    """What was read from a card of ours: the static part is authentic, the slots are raw and not yet judged.

    `uid` is empty on an SLE4442. `signature` holds 64 bytes if it was asked for on a MIFARE card.
    """

    medium: Medium
    uid: bytes
    identity: Identity
    slots: tuple[bytes, bytes, bytes]
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class Torn:
    """A card that says in clear to be this one, and whose static part is not whole. Only a record with the MAC of this very
    card proves that it is (SPEC 8.6).
    """

    medium: Medium
    uid: bytes
    card: CardInstance
    slots: tuple[bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Blank:
    """A card that can be personalised, fresh or half made."""

    medium: Medium
    uid: bytes


@dataclass(frozen=True, slots=True)
class Already:
    """A card that is personalised with our keys."""

    identity: Identity


def tell(step: str, apdu: bytes, expect: int = 0, status: int = OK) -> Conversation[bytes]:
    """Send one APDU and return its data, `expect` bytes. Raises CardFault for another status word or length."""
    answer = parse_answer((yield apdu))
    if answer.status != status:
        raise CardFault(step, answer.status)
    if len(answer.data) != expect:
        raise CardFault(step, note=f"{len(answer.data)} bytes instead of {expect}")
    return answer.data
