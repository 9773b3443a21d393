"""Settings that a group of terminals or one terminal has for itself: their bytes, and what holds where (SPEC 6.5).

number varint · own settings, rising by target, number and setting: target u8 · number u16 · setting u8 · value blob

A setting is named by its place among the fields of the table, from 1; its value is written as the field itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from protocol.ids import TerminalId
from protocol.link.parameters_codec import FIELDS, parameters_fault
from protocol.link.rows import read_rows, write_rows
from protocol.link.tables import OwnSetting, Parameters, Target
from protocol.link.violations import Reason, TheirViolation
from protocol.link.wire import Reader, Writer

OWN_MAX = 1_000
VALUE_BYTES_MAX = 8_192
GROUP_MAX = 31
SHARED = frozenset(
    {"shop", "currency", "digits", "utc_offset_minutes", "contact_share", "balance_max", "difference_max"},
)
"""The name of a shop, its money, its calendar and what head office itself judges by are the same at all its terminals."""
_NAMES = {place: name for place, name in enumerate(FIELDS, 1) if name not in SHARED}
_PLACES = {name: place for place, name in _NAMES.items()}


def parameters_for(table: Parameters, group: int, terminal: TerminalId) -> Parameters:
    """What holds at a terminal of a group: its own setting, else that of its group, else that of all."""
    of_group = [one for one in table.own if (one.target, one.number) == (Target.GROUP, group)]
    of_terminal = [one for one in table.own if (one.target, one.number) == (Target.TERMINAL, terminal)]
    return _with(table, (*of_group, *of_terminal))


def _with(table: Parameters, own: Iterable[OwnSetting]) -> Parameters:
    """A terminal that takes nothing any more takes less as well, whatever the one or the other setting says."""
    found = replace(table, own=(), **{one.name: one.value for one in own})
    return replace(found, narrow_after_minutes=min(found.narrow_after_minutes, found.stop_after_minutes))


def own_fault(table: Parameters) -> str | None:
    """Why own settings have no encoding, or None."""
    if len(table.own) > OWN_MAX:
        return f"there are more than {OWN_MAX} own settings"
    if any(one.name not in _PLACES for one in table.own):
        return "a setting is the same for all"
    keys = [(one.target, one.number, _PLACES[one.name]) for one in table.own]
    if not all(below < above for below, above in pairwise(keys)):
        return "own settings do not rise by target, number and setting"
    if any(number > GROUP_MAX if target is Target.GROUP else number < 1 for target, number, _ in keys):
        return "there is no such group or terminal"
    return next(filter(None, (parameters_fault(_with(table, (one,))) for one in table.own)), None)


def write_own(writer: Writer, own: tuple[OwnSetting, ...]) -> None:
    """The end of the table."""
    write_rows(writer, own, _write)


def read_own(reader: Reader) -> tuple[OwnSetting, ...]:
    """Read it. Raises TheirViolation."""
    return read_rows(reader, _read)


def _write(writer: Writer, one: OwnSetting) -> None:
    writer.u8(one.target)
    writer.u16(one.number)
    writer.u8(_PLACES[one.name])
    value = Writer()
    FIELDS[one.name][0](value, one.value)
    writer.blob(value.finish(), VALUE_BYTES_MAX)


def _read(reader: Reader) -> OwnSetting:
    target, number, place = reader.one_of(reader.u8, Target), reader.u16(), reader.u8()
    if place not in _NAMES:
        raise TheirViolation(Reason.MALFORMED, f"no setting {place} is anybody's own")
    name, value = _NAMES[place], Reader(reader.blob(VALUE_BYTES_MAX))
    found = FIELDS[name][1](value)
    value.done()
    return OwnSetting(target, number, name, found)
