"""From closed contacts to keys; pure. One `scanned` for each look at the whole matrix, every SCAN_MS.

A look counts when STEADY looks were alike, so a contact may bounce for (STEADY - 1) x SCAN_MS without being seen. There
are no diodes in the matrix: two keys at once can look like a third, so exactly one closed contact is a key, and after
anything else nothing is until all contacts are open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from terminal.drivers.keypad.port import Key

SCAN_MS = 8
STEADY = 4
REPEATING = frozenset({Key.BACK})
"""Keys that press themselves again while they are held: no digit, and nothing that costs anything."""
REPEAT_AFTER = 600 // SCAN_MS
REPEAT_EVERY = 160 // SCAN_MS

Contacts = frozenset[Key]
NONE: Contacts = frozenset()


class Phase(Enum):
    """What the steady contacts mean."""

    READY = "all open: the next single contact is a key"
    HELD = "one key was reported and is still down"
    LOCKED = "nothing counts until all are open"


@dataclass(frozen=True, slots=True)
class Scanner:
    """What is remembered between two looks. It starts LOCKED: a key that is held at the start does not count."""

    phase: Phase = Phase.LOCKED
    steady: Contacts = NONE
    raw: Contacts = NONE
    alike: int = 0
    held: int = 0
    """How many looks the key has been down for, since it was reported."""


def scanned(scanner: Scanner, closed: Contacts) -> tuple[Scanner, Key | None]:
    """Take in one look; the key that is pressed by it, if any."""
    alike = min(scanner.alike + 1, STEADY) if closed == scanner.raw else 1
    now = replace(scanner, raw=closed, alike=alike)
    if alike < STEADY:
        return now, None
    now = replace(now, steady=closed)
    if not closed:
        return replace(now, phase=Phase.READY), None
    if scanner.phase is Phase.READY and len(closed) == 1:
        return replace(now, phase=Phase.HELD, held=0), next(iter(closed))
    if scanner.phase is Phase.HELD and closed == scanner.steady:
        return _still_held(now, next(iter(closed)))
    return replace(now, phase=Phase.LOCKED), None


def _still_held(scanner: Scanner, key: Key) -> tuple[Scanner, Key | None]:
    held = scanner.held + 1
    due = held >= REPEAT_AFTER and (held - REPEAT_AFTER) % REPEAT_EVERY == 0
    return replace(scanner, held=held), key if due and key in REPEATING else None
