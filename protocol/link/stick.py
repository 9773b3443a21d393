"""How packets are named as files on a USB stick (SPEC 9). Pure: names in, names out.

    TC-<terminal>-<number>.up      from a terminal to head office
    TC-<terminal>-<number>.down    head office's answer to the `.up` of the same terminal and number
    TC-all-<number>.down           for every terminal: tables

Numbers are decimal from 1 without leading zeros. A file holds one packet; names decide nothing, every object inside
is signed. Both sides write under another name, sync, rename, sync the folder; every other name is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from protocol.ids import TerminalId

FILES_MAX = 64
NUMBER_MAX = 2**32 - 1
TERMINAL_MAX = 2**16 - 1

_UP = re.compile(r"TC-([1-9][0-9]{0,4})-([1-9][0-9]{0,9})\.up")
_DOWN = re.compile(r"TC-(all|[1-9][0-9]{0,4})-([1-9][0-9]{0,9})\.down")


def up_name(terminal: TerminalId, number: int) -> str:
    """The name of a terminal's packet. Raises ValueError for a number beyond 32 bits."""
    return f"TC-{terminal}-{_checked(number)}.up"


def down_name(terminal: TerminalId | None, number: int) -> str:
    """The name of head office's packet for a terminal, or for all of them."""
    return f"TC-{'all' if terminal is None else terminal}-{_checked(number)}.down"


def next_number(names: Iterable[str], terminal: TerminalId) -> int:
    """The number of the next packet of a terminal on a stick with these names; above NUMBER_MAX if none is left."""
    ups = [number for owner, number in _parsed(_UP, names) if owner == str(terminal)]
    downs = [number for owner, number in _parsed(_DOWN, names) if owner == str(terminal)]
    return max(ups + downs, default=0) + 1


def for_terminal(names: Iterable[str], terminal: TerminalId) -> list[str]:
    """What a terminal reads: the newest packets for all and for itself, at most FILES_MAX of each, oldest first."""
    found = sorted(_parsed(_DOWN, names), key=lambda pair: pair[1])
    broadcast = [down_name(None, number) for owner, number in found if owner == "all"]
    own = [down_name(terminal, number) for owner, number in found if owner == str(terminal)]
    return broadcast[-FILES_MAX:] + own[-FILES_MAX:]


def unanswered(names: Iterable[str]) -> list[tuple[str, str]]:
    """What head office reads: each `.up` that has no `.down` yet, with the name of its answer; by terminal and number."""
    present = set(names)
    found = sorted((int(owner), number) for owner, number in _parsed(_UP, present))
    pairs = [(up_name(TerminalId(owner), number), down_name(TerminalId(owner), number)) for owner, number in found]
    return [(up, down) for up, down in pairs if down not in present]


def _checked(number: int) -> int:
    if not 1 <= number <= NUMBER_MAX:
        raise ValueError(f"a packet's number is between 1 and {NUMBER_MAX}")
    return number


def _parsed(pattern: re.Pattern[str], names: Iterable[str]) -> list[tuple[str, int]]:
    matches = (pattern.fullmatch(name) for name in names)
    pairs = [(match[1], int(match[2])) for match in matches if match]
    return [(owner, number) for owner, number in pairs if number <= NUMBER_MAX and (owner == "all" or int(owner) <= TERMINAL_MAX)]
