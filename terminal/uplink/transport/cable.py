"""A line that can be unplugged, before any transport: for the panel and for training. Chosen by configuration only."""

from __future__ import annotations

from terminal.uplink.transport.port import Transport, Unreachable


class Cable:
    """Lever: `plugged`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.plugged = True

    def exchange(self, message: bytes) -> bytes:
        """See `port.Transport`."""
        if not self.plugged:
            raise Unreachable("the line is unplugged")
        return self._transport.exchange(message)
