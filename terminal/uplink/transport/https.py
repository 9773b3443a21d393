"""POST of opaque bytes to head office (INTEGRITY P21, P22): no cookies, no redirects, bounded in size and time.

Never trusts what comes back: every object in it is signed. TLS hides the traffic, it does not prove anything.
The library is loaded with the first exchange, which has time: it would be a tenth of the terminal's start.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protocol.link.packet import PACKET_BYTES_MAX
from terminal.uplink.transport.port import Busy, Refused, Unreachable

if TYPE_CHECKING:
    import ssl
    from http.client import HTTPConnection

CONTENT_TYPE = "application/octet-stream"
STEP_TIMEOUT_S = 20.0
WHOLE_TIMEOUT_S = 120.0
RETRY_AFTER_MAX_S = 3_600

OK = 200
TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503


class HttpsTransport:
    """Head office at one address. A new connection for each packet, so that nothing is left to go stale.

    `url` is `https://host[:port]/path`; plain `http` is taken only because the configuration says so. With `ca_file`
    only servers under that authority are believed. `step_s` bounds each wait, `whole_s` the time from the connection to
    the last byte. Raises ValueError for an address of another form, OSError for a CA file that cannot be used.
    """

    def __init__(
        self, url: str, ca_file: Path | None = None, step_s: float = STEP_TIMEOUT_S, whole_s: float = WHOLE_TIMEOUT_S
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise ValueError(f"not an address of head office: {url!r}")
        if ca_file and parts.scheme == "http":
            raise ValueError("a pinned authority needs https")
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path or "/"
        self._step_s, self._whole_s = step_s, whole_s
        self._tls: ssl.SSLContext | None = None
        if parts.scheme == "https":
            import ssl

            self._tls = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
            self._tls.minimum_version = ssl.TLSVersion.TLSv1_3

    def exchange(self, message: bytes) -> bytes:
        """Send a packet and wait for the answer. Raises Unreachable, Busy or Refused."""
        from http.client import HTTPException

        connection = self._connection()
        try:
            connection.connect()
            watchdog = Timer(self._whole_s, _hang_up, (connection.sock,))
            watchdog.daemon = True
            watchdog.start()
            try:
                return self._post(connection, message)
            finally:
                watchdog.cancel()
        except (OSError, HTTPException) as error:
            raise Unreachable(f"head office did not answer: {type(error).__name__}: {error}") from error
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        from http.client import HTTPConnection, HTTPSConnection

        if self._tls is None:
            return HTTPConnection(self._host, self._port, timeout=self._step_s)
        return HTTPSConnection(self._host, self._port, timeout=self._step_s, context=self._tls)

    def _post(self, connection: HTTPConnection, message: bytes) -> bytes:
        headers = {"Content-Type": CONTENT_TYPE, "Accept": CONTENT_TYPE, "Connection": "close"}
        connection.request("POST", self._path, body=message, headers=headers)
        with connection.getresponse() as response:
            if response.status in (TOO_MANY_REQUESTS, UNAVAILABLE):
                raise Busy(_seconds(response.getheader("Retry-After")))
            if response.status != OK:
                raise Refused(response.status, "head office answered with an error")
            answer = response.read(PACKET_BYTES_MAX + 1)
            if len(answer) > PACKET_BYTES_MAX:
                raise Refused(response.status, "the answer is too large")
            if response.length:
                raise Unreachable("the line broke in the middle of the answer")
        return answer


def _hang_up(line: socket.socket) -> None:
    """End a conversation that drips; the thread that waits on it gets an error or a short answer.

    The plain socket's `shutdown` is called because the one of a TLS socket would take the TLS state away from
    under the waiting thread.
    """
    with suppress(OSError):  # the conversation ended by itself
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _seconds(retry_after: str | None) -> int | None:
    """A `Retry-After` of seconds, at most an hour; the form with a date needs a clock we do not trust."""
    if retry_after is None or not (retry_after.isascii() and retry_after.isdigit()) or len(retry_after) > 9:
        return None
    return min(int(retry_after), RETRY_AFTER_MAX_S)
