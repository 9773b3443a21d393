"""How far the word about a lost card has come, and when the member answers for it no longer (FEATURES N4)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from protocol.instants import MS_PER_MINUTE, Instant
from server.models.catalogue import ParameterRow
from server.settlement.states.heartbeat import Hearing, Reach

STOP_AFTER_MINUTES = 4_320
"""What holds before a shop was imported."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to whoever reports a loss. `named`: the terminals that whoever reads it may be told of.

    `latest`: when the last terminal without the word stops taking cards by itself.
    """

    reach: Reach
    holding: int
    waiting: tuple[Hearing, ...]
    named: tuple[Hearing, ...]
    slowest: Hearing | None
    latest: Instant | None

    @property
    def passed(self) -> bool:
        """Whether nobody can use the card any more."""
        return self.reach.version is not None and not self.waiting


def slip_of(found: Reach, near: AbstractSet[int] | None, stop_after_minutes: int) -> Slip:
    """PURE: the slip of a card that is listed. A terminal that was never heard of is the slowest."""
    waiting = tuple(one for one in found.hearings if not one.holds)
    named = tuple(one for one in found.hearings if near is None or one.terminal in near)
    slow = min((one for one in waiting if one in named), key=lambda one: one.heard_at or 0, default=None)
    latest = None if found.listed_at is None else Instant(found.listed_at + stop_after_minutes * MS_PER_MINUTE)
    return Slip(found, len(found.hearings) - len(waiting), waiting, named, slow, latest)


def stop_after() -> int:
    """After how many minutes without a word from head office terminals stop taking cards."""
    row = ParameterRow.select(ParameterRow.stop_after_minutes).first()
    return STOP_AFTER_MINUTES if row is None else int(row.stop_after_minutes)
