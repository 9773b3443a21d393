"""The shop's settings: each with its kind, its range and what holds where nothing is said. File, page and terminal agree here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from protocol.link.parameters_codec import (
    CURRENCY_BYTES,
    DIGITS_MAX,
    LANGUAGE_BYTES_MAX,
    LANGUAGES_MAX,
    OFFSET_MINUTES_MAX,
    RECEIPT_LINES_MAX,
)
from protocol.link.wire import text_fault
from protocol.money import ZERO, Money
from server.masters.faults import Fault, Mistake
from server.masters.reading import NUMBERS, SHARES, SHORTS, amount, field, number, plain, typed_whole

OFFSETS = range(-OFFSET_MINUTES_MAX, OFFSET_MINUTES_MAX + 1)


class Kind(Enum):
    """How a setting is written."""

    TEXT = "text"
    CURRENCY = "currency"
    NUMBER = "number"
    YES = "yes"
    AMOUNT = "amount"
    LINES = "lines"
    LANGUAGES = "languages"
    CODES = "codes"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Setting:
    """One of them: its name in the file, its column, and the default as the file would write it; None where it must be said."""

    key: str
    kind: Kind
    default: Any = None
    fair: range = NUMBERS
    column: str = ""

    @property
    def stored(self) -> str:
        """The name of its column."""
        return self.column or self.key


SETTINGS = (
    Setting("name", Kind.TEXT, column="shop"),
    Setting("currency", Kind.CURRENCY),
    Setting("digits", Kind.NUMBER, fair=range(DIGITS_MAX + 1)),
    Setting("utc_offset_minutes", Kind.NUMBER, 0, OFFSETS),
    Setting("language", Kind.TEXT, "en"),
    Setting("languages", Kind.LANGUAGES, []),
    Setting("receipt_head", Kind.LINES, []),
    Setting("receipt_foot", Kind.LINES, []),
    Setting("balance_max", Kind.AMOUNT),
    Setting("low_balance", Kind.AMOUNT, "10"),
    Setting("near_expiry_days", Kind.NUMBER, 30, SHORTS),
    Setting("contact_share", Kind.NUMBER, 4, SHARES),
    Setting("contact_offline_load", Kind.YES, False),
    Setting("narrow_after_minutes", Kind.NUMBER, 1_440),
    Setting("stop_after_minutes", Kind.NUMBER, 4_320),
    Setting("narrow_divisor", Kind.NUMBER, 2, SHARES),
    Setting("narrow_pin_above", Kind.AMOUNT, "50"),
    Setting("stored_records_max", Kind.NUMBER, 2_000),
    Setting("stored_sum_max", Kind.AMOUNT, "20000"),
    Setting("idle_minutes", Kind.NUMBER, 10, SHORTS),
    Setting("one_tap", Kind.CODES, []),
    Setting("pay_out_reasons", Kind.REASONS, []),
    Setting("difference_max", Kind.AMOUNT, "0"),
    Setting("ready_disk_mib", Kind.NUMBER, 200),
    Setting("ready_clock_seconds", Kind.NUMBER, 120, SHORTS),
)
MONEY = frozenset({"currency", "digits"})
"""What all amounts that were ever booked are read with."""
Columns = dict[str, Any]


def read_settings(raw: Mapping[str, Any]) -> Columns:
    """All settings as they lie in their columns. Raises Mistake."""
    found, mistakes = read_all(raw)
    if mistakes:
        raise mistakes[0]
    return found


def read_all(raw: Mapping[str, Any]) -> tuple[Columns, list[Mistake]]:
    """The same, with every mistake."""
    found: Columns = {}
    mistakes: list[Mistake] = []
    said = raw.get("digits")
    digits = said if type(said) is int else DIGITS_MAX
    for setting in SETTINGS:
        try:
            found[setting.stored] = _READ[setting.kind](setting, raw, digits)
        except Mistake as mistake:
            mistakes.append(mistake)
    if not mistakes and found["stop_after_minutes"] < found["narrow_after_minutes"]:
        mistakes.append(Mistake("stop_after_minutes", Fault.ORDER))
    return found, mistakes


def typed(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Mistake]]:
    """What somebody typed into a form -> what a file would say, and what cannot be read."""
    raw: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for setting in SETTINGS:
        try:
            raw[setting.key] = _typed(setting, texts.get(setting.key, ""))
        except Mistake as mistake:
            mistakes.append(mistake)
    return raw, mistakes


def read_one(setting: Setting, text: str, digits: int) -> Any:
    """One setting as somebody typed it -> its column. Raises Mistake."""
    return _READ[setting.kind](setting, {setting.key: _typed(setting, text)}, digits)


def _typed(setting: Setting, text: str) -> Any:
    lines = [line.strip() for line in text.splitlines()]
    match setting.kind:
        case Kind.NUMBER:
            return typed_whole(setting.key, text.strip())
        case Kind.YES:
            return bool(text)
        case Kind.LINES:
            return text.rstrip().splitlines()
        case Kind.LANGUAGES:
            return text.split()
        case Kind.CODES:
            return [typed_whole(setting.key, code) for code in text.split()]
        case Kind.REASONS:
            return [_typed_reason(setting.key, line) for line in lines if line]
        case _:
            return text.strip()


def _typed_reason(key: str, line: str) -> dict[str, Any]:
    code, _, name = line.partition(" ")
    if not name.strip():
        raise Mistake(key, Fault.REASON)
    return {"code": typed_whole(key, code), "name": name.strip()}


def shown(setting: Setting, value: Any, digits: int) -> str:
    """A column as somebody would type it."""
    match setting.kind:
        case Kind.AMOUNT:
            return str(value.text(digits))
        case Kind.YES:
            return "y" if value else ""
        case Kind.LANGUAGES | Kind.CODES:
            return str(value).replace("\n", " ")
        case _:
            return str(value)


def _text(setting: Setting, raw: Mapping[str, Any], digits: int) -> str:
    found: str = field(raw, setting.key, str, setting.default)
    if not found.strip():
        raise Mistake(setting.key, Fault.MISSING, kind="str")
    return found


def _currency(setting: Setting, raw: Mapping[str, Any], digits: int) -> str:
    found: str = field(raw, setting.key, str, setting.default)
    if not (len(found) == CURRENCY_BYTES and found.isascii() and found.isalpha() and found.isupper()):
        raise Mistake(setting.key, Fault.CURRENCY)
    return found


def _number(setting: Setting, raw: Mapping[str, Any], digits: int) -> int:
    return number(raw, setting.key, setting.fair, setting.default)


def _yes(setting: Setting, raw: Mapping[str, Any], digits: int) -> bool:
    return bool(field(raw, setting.key, bool, setting.default))


def _amount(setting: Setting, raw: Mapping[str, Any], digits: int) -> Money:
    given = raw if setting.default is None else {setting.key: setting.default, **raw}
    found = amount(given, setting.key, digits)
    if setting.key == "balance_max" and found == ZERO:
        raise Mistake(setting.key, Fault.NOTHING)
    return found


def _lines(setting: Setting, raw: Mapping[str, Any], digits: int) -> str:
    lines = field(raw, setting.key, list, setting.default)
    if len(lines) > RECEIPT_LINES_MAX:
        raise Mistake(setting.key, Fault.LINES, most=RECEIPT_LINES_MAX)
    return "\n".join(field({setting.key: line}, setting.key, str) for line in lines)


def _languages(setting: Setting, raw: Mapping[str, Any], digits: int) -> str:
    names = [field({setting.key: name}, setting.key, str) for name in field(raw, setting.key, list, setting.default)]
    long = any(text_fault(name, LANGUAGE_BYTES_MAX) for name in names)
    if len(set(names)) != len(names) or len(names) > LANGUAGES_MAX or long:
        raise Mistake(setting.key, Fault.LANGUAGES, most=LANGUAGES_MAX)
    return "\n".join(names)


def _codes(setting: Setting, raw: Mapping[str, Any], digits: int) -> str:
    codes = [number({setting.key: code}, setting.key, NUMBERS) for code in field(raw, setting.key, list, setting.default)]
    return "\n".join(map(str, sorted(set(codes))))


def _reasons(setting: Setting, raw: Mapping[str, Any], digits: int) -> str:
    rows = [_reason(setting.key, row) for row in field(raw, setting.key, list, setting.default)]
    for code, _ in rows:
        if sum(code == other for other, _ in rows) > 1:
            raise Mistake("reason for a pay-out", Fault.TWICE, number=code)
    return "\n".join(f"{code} {name}" for code, name in sorted(rows))


def _reason(key: str, row: Any) -> tuple[int, str]:
    if not isinstance(row, Mapping):
        raise Mistake(key, Fault.REASON)
    return number(row, "code", SHORTS), plain("name", field(row, "name", str))


_READ: dict[Kind, Callable[[Setting, Mapping[str, Any], int], Any]] = {
    Kind.TEXT: _text,
    Kind.CURRENCY: _currency,
    Kind.NUMBER: _number,
    Kind.YES: _yes,
    Kind.AMOUNT: _amount,
    Kind.LINES: _lines,
    Kind.LANGUAGES: _languages,
    Kind.CODES: _codes,
    Kind.REASONS: _reasons,
}
