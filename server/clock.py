"""The one place where head office reads the time; everything else is handed a function."""

from __future__ import annotations

import time
from collections.abc import Callable

from protocol.instants import Instant

Now = Callable[[], Instant]


def system_now() -> Instant:
    """The system clock in UTC milliseconds."""
    return Instant(time.time_ns() // 1_000_000)
