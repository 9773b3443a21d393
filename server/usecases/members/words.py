"""Member numbers as people write them, and the words by which a member is found. Pure.

A number is shown as `M` and digits of which the last is a check digit (ISO 7064 MOD 11,10): it catches every wrong digit and
nearly every pair that was exchanged.
"""

from __future__ import annotations

import re
import unicodedata

FIRST_NUMBER = 100_000
NUMBER_MAX = 2**31 - 1
DIGITS_LEAST = 3
"""Fewer digits are no telephone number."""
TAIL = 4
"""Of a telephone number people remember the end."""
_TYPED = re.compile(r"[Mm]?\s*([0-9]{2,11})", re.ASCII)


def member_text(number: int) -> str:
    """`100000` is `M1000005`."""
    return f"M{number}{_check_digit(str(number))}"


def read_member(typed: str) -> int | None:
    """The number in what was typed, if its check digit is right."""
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        return None
    digits, check = match[1][:-1], match[1][-1]
    return int(digits) if _check_digit(digits) == check and digits[0] != "0" and int(digits) <= NUMBER_MAX else None


def _check_digit(digits: str) -> str:
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)


def folded(text: str) -> str:
    """A text as it is compared: without case, accents, marks and width."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).casefold()
    return " ".join("".join(one if one.isalnum() else " " for one in plain).split())


def digits_of(text: str) -> str:
    """The digits alone, in ASCII."""
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


def name_prefix(typed: str) -> bytes:
    """What the words of a name that was typed so far begin with."""
    return b"n" + folded(typed).encode()


def phone_prefix(digits: str) -> bytes:
    """The same for a telephone number."""
    return b"p" + digits.encode()


def phone_tail(digits: str) -> bytes:
    """The word for the end of a telephone number."""
    return b"e" + digits.encode()


def document_word(document: str) -> bytes:
    """The word for the number of an identity document; it is compared whole."""
    return b"d" + folded(document).replace(" ", "").encode()


def words_of(name: str, phones: tuple[str, ...], document: str) -> set[bytes]:
    """All words of one member: the name from each of its parts on, and a Chinese name from each character on."""
    parts = folded(name).split()
    names = {" ".join(parts[at:] + parts[:at]) for at in range(len(parts))}
    names |= {part[at:] for part in parts if _ideographs(part) for at in range(1, len(part))}
    words = {name_prefix(one) for one in names}
    for digits in map(digits_of, phones):
        if len(digits) >= DIGITS_LEAST:
            words |= {phone_prefix(digits), phone_tail(digits[-TAIL:])}
    return words | ({document_word(document)} if document else set())


def _ideographs(part: str) -> bool:
    return all(unicodedata.category(one) == "Lo" for one in part)
