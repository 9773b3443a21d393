"""What the counter needs of the way to head office."""

from __future__ import annotations

from collections.abc import Container
from typing import Protocol

from protocol.link.desk_orders import JobWord
from protocol.link.violations import Reason
from terminal.uplink.worker import Posted


class Line(Protocol):
    """The way to head office. `refused`: why it refused something in its last answer, None if it did not."""

    @property
    def refused(self) -> Reason | None: ...

    def send_soon(self) -> None:
        """Close what is open and send it in the background."""

    def ask_soon(self) -> None:
        """Ask head office what is new, unless it was asked just now."""

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        """The next poll says this of an order, and nothing of those that are not known any more."""

    def posted(self, post: Posted) -> bool:
        """Take what the worker thread posted; whether tables were installed."""

    def tick(self) -> None:
        """Time has passed: close and send what is due, in the background."""
