"""How long to wait after failures: doubling, bounded, with jitter so that many terminals do not return at once. PURE."""

from __future__ import annotations

FIRST_MS = 1_000
LONGEST_MS = 300_000
ROLL_END = 1_000


def wait_ms(failures: int, roll: int, retry_after_s: int | None = None) -> int:
    """Milliseconds until the next try after `failures` (from 1) in a row.

    `roll` is a random number from 0 to ROLL_END - 1. The wait lies between half of the doubled time and all of it, and
    after `retry_after_s` where head office named it: never before, and at most a quarter later.
    """
    whole = min(FIRST_MS << min(failures - 1, 20), LONGEST_MS)
    wait = whole // 2 + whole // 2 * roll // ROLL_END
    if retry_after_s is None:
        return wait
    asked = retry_after_s * 1_000
    return max(wait, asked + asked // 4 * roll // ROLL_END)
