"""What the uplink needs of a way to head office.

Errors, all of them `TransportError`:

    Unreachable   no connection, no answer in time, or the line broke; whether the packet arrived is unknown
    Busy          head office asks to come back later (HTTP 429 or 503)
    Refused       something answered, but not with a packet: a redirect, an error page, too many bytes
"""

from __future__ import annotations

from typing import Protocol


class TransportError(Exception):
    """The packet was not answered. Nothing is lost: the same bytes are sent again later."""


class Unreachable(TransportError):
    """No answer; the packet may or may not have arrived."""


class Busy(TransportError):
    """Head office is there and wants to be left alone for `retry_after_s` seconds, if it said how long."""

    def __init__(self, retry_after_s: int | None) -> None:
        super().__init__("head office is busy")
        self.retry_after_s = retry_after_s


class Refused(TransportError):
    """The path answered with HTTP status `status` and no packet."""

    def __init__(self, status: int, meaning: str) -> None:
        super().__init__(f"{meaning} (status {status})")
        self.status = status


class Transport(Protocol):
    """One way to head office; used by one thread."""

    def exchange(self, message: bytes) -> bytes:
        """Send a packet and wait for the answering packet. Raises TransportError and nothing else."""
        ...
