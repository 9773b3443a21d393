"""What is wrong with bytes: two exceptions, and a code that may travel in a refusal (SPEC 1.4).

ValueError
├── TheirViolation   the other side (or the line between) sent what no program of ours makes
└── OurViolation     this program was about to say something that has no encoding
"""

from __future__ import annotations

from enum import IntEnum


class Reason(IntEnum):
    """Why bytes were refused. The sentence for people stands elsewhere."""

    MALFORMED = 1
    TRUNCATED = 2
    TRAILING = 3
    TOO_LARGE = 4
    NOT_CANONICAL = 5
    BAD_SIGNATURE = 6
    WRONG_PURPOSE = 7
    UNKNOWN_SIGNER = 8
    REVOKED = 9
    VERSION = 10
    WEAK_KEY = 11
    EXPIRED = 12
    INCONSISTENT = 13
    NOT_ALLOWED = 15
    UNREADABLE = 16
    BEHIND = 17
    UNASKED = 18
    LOCKED = 19


class TheirViolation(ValueError):
    """Bytes that break the rules; `reason` is the code, the text is plain English without any secret."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class OurViolation(ValueError):
    """A value that may not be said: a defect of this program."""
