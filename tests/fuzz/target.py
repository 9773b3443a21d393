"""What is fuzzed: a name, and what must hold for any bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import TypeVar

from protocol.link.violations import OurViolation, TheirViolation

T = TypeVar("T")

SECONDS_PER_PIECE = 0.05
PIECE_BYTES = 4_096
"""A decoder takes at most 50 ms for each 4 KiB."""
TRIES = 3
"""A busy machine may be slow once, a slow decoder always is."""


@dataclass(frozen=True, slots=True)
class Target:
    """`check` raises for bytes on which the property fails. `largest` is how long inputs get.

    `seconds_per_piece` is more only where a property does far more than decode; `share` of the inputs goes by speed.
    """

    name: str
    check: Callable[[bytes], object]
    largest: int = 2_048
    seconds_per_piece: float = SECONDS_PER_PIECE
    share: int = 100


class TooSlow(AssertionError):
    """An input that costs more time than its length allows."""


def check_within_time(target: Target, data: bytes, patience: int = 1) -> None:
    """Run the property; raises what it raises, or TooSlow beyond `patience` times what is allowed."""
    allowed = patience * target.seconds_per_piece * (1 + len(data) // PIECE_BYTES)
    for _ in range(TRIES):
        started = process_time()
        target.check(data)
        took = process_time() - started
        if took <= allowed:
            return
    raise TooSlow(f"{len(data)} bytes take {took:.3f} s of processor time, {allowed:.3f} s are allowed")


def refused(refusals: type[Exception] | tuple[type[Exception], ...], call: Callable[[], T]) -> T | None:
    """What the call gives, or None where it refuses in the way it declares."""
    try:
        return call()
    except refusals:
        return None


def decoded(decode: Callable[[bytes], T], encode: Callable[[T], bytes], data: bytes) -> T | None:
    """The value, None for a declared refusal; asserts that these very bytes are the one encoding of the value."""
    value = refused(TheirViolation, lambda: decode(data))
    if value is not None:
        assert encode(value) == data, "a second encoding is accepted"
    return value


def one_encoding(decode: Callable[[bytes], T], encode: Callable[[T], bytes]) -> Callable[[bytes], None]:
    """The property of a codec of the link."""

    def check(data: bytes) -> None:
        decoded(decode, encode, data)

    return check


def may_be_said(say: Callable[[], object]) -> None:
    """Saying something again may be refused as ours to say, and in no other way."""
    refused(OurViolation, say)
