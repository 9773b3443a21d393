"""What a password must be: twelve characters that nobody would try first. PURE.

There is no default and no empty password: products of this class ship one, and it is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from provisioning.refusals import Refusal, Refused

LENGTH_MIN = 12
DIFFERENT_MIN = 6

_WORDS = """
    abc admin administrator adminpassword changeme changeit correcthorsebatterystaple default defaultpassword dragon
    football guest headoffice iloveyou letmein login manager master monkey mypassword nopassword office pass password
    passwort princess qwerty qwertz raspberry root secret secretpassword server shadow sunshine superuser supervisor
    tallycard tallycardoffice tallycardserver test thisisapassword trustno user welcome zaq qaz qazwsx wachtwoord
"""
COMMON_WORDS = frozenset(_WORDS.split())
ROWS = ("qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")
LOOK_ALIKES = str.maketrans("@01345$7!", "aoleasstl")


def normal(text: str) -> str:
    """The one spelling of a password: NFC, so that two keyboards give the same bytes."""
    return unicodedata.normalize("NFC", text)


def password_bytes(text: str) -> bytes:
    """What a lock is given. Never fails, not even on half a character from a strange keyboard: an error would name it."""
    return normal(text).encode("utf-8", "surrogatepass")


def judge_password(text: str, name: str = "password") -> Refused | None:
    """None for a password that may be used; `name` is how the sentence calls it."""
    if not text.strip():
        return Refused(Refusal.PASSWORD_EMPTY, name)
    if len(normal(text)) < LENGTH_MIN:
        return Refused(Refusal.PASSWORD_SHORT, name)
    return Refused(Refusal.PASSWORD_COMMON, name) if _is_common(normal(text).lower()) else None


def _is_common(text: str) -> bool:
    return len(set(text)) < DIFFERENT_MIN or _is_run(text) or _is_keyboard_row(text) or _is_word(text)


def _is_run(text: str) -> bool:
    """`abcdefghijkl`, `123456789012`: neighbours one apart, or ten digits around."""
    steps = {(ord(after) - ord(before)) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _is_keyboard_row(text: str) -> bool:
    return any(text in row * 2 or text in (row * 2)[::-1] for row in ROWS)


def _is_word(text: str) -> bool:
    """A common word, repeated or not, with digits and signs around it, also with the usual look-alikes."""
    for spelling in (text, text.translate(LOOK_ALIKES), text.strip("0123456789!?.*#").translate(LOOK_ALIKES)):
        letters = re.sub(r"[\W\d_]", "", spelling)
        if any(
            letters and letters == (word * len(letters))[: len(letters)] and len(letters) % len(word) == 0
            for word in COMMON_WORDS
        ):
            return True
    return False
