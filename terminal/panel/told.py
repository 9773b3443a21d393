"""What passes and is not seen again: beeps and spoken sentences, numbered, so that each open page hears each of them once."""

from __future__ import annotations

from collections import deque

from terminal.panel.looks import Value

REMEMBERED = 100


class Told:
    """The last things that were told. One thread tells, any number listen."""

    def __init__(self) -> None:
        self._news: deque[tuple[int, str, Value]] = deque(maxlen=REMEMBERED)
        self.count = 0
        """How many were told since the start."""

    def tell(self, kind: str, value: Value) -> None:
        """One thing more."""
        self._news.append((self.count, kind, value))
        self.count += 1

    def since(self, count: int) -> list[tuple[str, Value]]:
        """What was told after the first `count`, as far as it is remembered."""
        return [(kind, value) for number, kind, value in list(self._news) if number >= count]
