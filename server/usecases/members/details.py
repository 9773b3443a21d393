"""What the office knows of a member, from texts as a form or a file has them; what is wrong with a text is named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum, IntEnum, StrEnum
from typing import Any

from server.usecases.members.words import DIGITS_LEAST, digits_of

TEXT_MAX, LONG_MAX = 120, 1_000
PHONE_DIGITS_MAX = 15
"""ITU-T E.164."""
FIRST_YEAR = 1900
_DATE = re.compile(r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})", re.ASCII)
_PHONE = re.compile(r"\+?[0-9 ()./#-]+", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Column(StrEnum):
    """What is known of every member."""

    NAME = "name"
    SEX = "sex"
    BIRTHDAY = "birthday"
    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    DOCUMENT = "document"
    COMPANY = "company"
    POST = "post"
    ADDRESS = "address"
    REMARKS = "remarks"
    BRANCH = "branch"


class Sex(IntEnum):
    """ISO/IEC 5218."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2


class FieldKind(IntEnum):
    """What a field of the office's own holds."""

    TEXT = 0
    NUMBER = 1
    DAY = 2
    CHOICE = 3


class Fault(Enum):
    """What is wrong with a text."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NO_DAY = "not a day"
    NO_NUMBER = "not a number"
    NO_PHONE = "not a telephone number"
    NO_EMAIL = "not an e-mail address"
    NO_CHOICE = "not one of the choices"
    NO_BRANCH = "there is no such branch"
    FORMULA = "a formula"
    NO_MEMBER = "there is no such member"
    NO_HEADING = "no heading above it"
    TWICE = "twice in the file"
    KNOWN = "known already"


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that the office added."""

    number: int
    name: str
    kind: FieldKind
    required: bool
    choices: tuple[str, ...]
    place: int
    active: bool

    @property
    def key(self) -> str:
        """Where its text stands beside those of the columns."""
        return f"field-{self.number}"


@dataclass(frozen=True, slots=True)
class Details:
    """All that the office knows of a member. `own` are the values of its own fields, by number; none is empty."""

    name: str
    sex: Sex = Sex.UNKNOWN
    birthday: date | None = None
    mobile: str = ""
    phone: str = ""
    email: str = ""
    document: str = ""
    company: str = ""
    post: str = ""
    address: str = ""
    remarks: str = ""
    branch: int | None = None
    own: Mapping[int, str] = field(default_factory=dict)

    def text(self, column: Column) -> str:
        """One of them as a form shows it."""
        value: Any = getattr(self, column.value)
        if column is Column.SEX:
            return str(int(value))
        return "" if value is None else str(value)


SEXES = {"1": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE, "男": Sex.MALE, "2": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE}
SEXES |= {"女": Sex.FEMALE, "": Sex.UNKNOWN, "0": Sex.UNKNOWN, "-": Sex.UNKNOWN}
"""How people write it."""
_LONG = (Column.ADDRESS, Column.REMARKS)


def read_details(
    texts: Mapping[str, str], own_fields: Iterable[OwnField], branches: Iterable[int], today: date
) -> tuple[Details, dict[str, Fault]]:
    """What the texts say, by column and by the key of an own field, and what is wrong with which of them."""
    faults: dict[str, Fault] = {}
    texts = {key: _tidy(text, key in _LONG) for key, text in texts.items()}
    for key, text in texts.items():
        if len(text) > (LONG_MAX if key in _LONG else TEXT_MAX):
            faults[key] = Fault.TOO_LONG
    plain: dict[str, Any] = {one.value: texts.get(one, "") for one in Column}
    if not plain["name"]:
        faults[Column.NAME] = Fault.MISSING
    sex = SEXES.get(plain["sex"].casefold())
    if sex is None:
        faults[Column.SEX] = Fault.NO_CHOICE
    birthday = read_day(plain["birthday"])
    if plain["birthday"] and (birthday is None or not date(FIRST_YEAR, 1, 1) <= birthday <= today):
        faults[Column.BIRTHDAY] = Fault.NO_DAY
    for column in (Column.PHONE, Column.MOBILE):
        if plain[column] and not _is_phone(plain[column]):
            faults[column] = Fault.NO_PHONE
    if plain["email"] and not _EMAIL.fullmatch(plain["email"]):
        faults[Column.EMAIL] = Fault.NO_EMAIL
    branch = int(plain["branch"]) if plain["branch"].isdecimal() and len(plain["branch"]) < 10 else None
    if plain["branch"] and branch not in set(branches):
        faults[Column.BRANCH] = Fault.NO_BRANCH
    own: dict[int, str] = {}
    for one in own_fields:
        value, fault = _own_value(one, texts.get(one.key, ""))
        if fault:
            faults[one.key] = fault
        if value:
            own[one.number] = value
    read = plain | {"sex": sex or Sex.UNKNOWN, "birthday": birthday, "branch": branch, "own": own}
    return Details(**read), faults


def read_day(text: str) -> date | None:
    """`1990-05-17`, `1990/5/17`, `1990.05.17` or `19900517`; None for anything else."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _own_value(one: OwnField, text: str) -> tuple[str, Fault | None]:
    if not text:
        return "", Fault.MISSING if one.required else None
    match one.kind:
        case FieldKind.TEXT:
            return text, None
        case FieldKind.NUMBER:
            try:
                number = Decimal(text)
            except InvalidOperation:
                return "", Fault.NO_NUMBER
            return (f"{number:f}", None) if number.is_finite() and abs(number.adjusted()) < 30 else ("", Fault.NO_NUMBER)
        case FieldKind.DAY:
            day = read_day(text)
            return ("", Fault.NO_DAY) if day is None else (day.isoformat(), None)
        case FieldKind.CHOICE:
            return (text, None) if text in one.choices else ("", Fault.NO_CHOICE)


def _tidy(text: str, lines: bool) -> str:
    """Without what no page can show; no database keeps a zero byte."""
    plain = "".join(one if one.isprintable() or one.isspace() else " " for one in text)
    return "\n".join(line.rstrip() for line in plain.strip().splitlines()) if lines else " ".join(plain.split())


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and DIGITS_LEAST <= len(digits_of(text)) <= PHONE_DIGITS_MAX
