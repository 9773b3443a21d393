"""What a tamper switch says."""

from __future__ import annotations

from typing import Protocol


class TamperError(Exception):
    """The switch cannot be read."""


class TamperSwitch(Protocol):
    """A contact that is closed while the case is."""

    name: str
    virtual: bool

    def is_open(self) -> bool:
        """Whether the case is open now. Raises TamperError."""
        ...

    def close(self) -> None:
        """Let go of the pin. Never raises."""
        ...
