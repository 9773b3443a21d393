"""The addresses for terminals: opaque bytes in and out, trusted by signatures alone (INTEGRITY P22). One for packets, one where
a device that has no certificate yet asks for it.

It stands beneath Flask, whose own work for a request costs several times what the web server's does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from peewee import PeeweeException

from protocol.limits import OBJECT_BYTES_MAX
from server.database import database
from server.settlement.writer import Writer

EXCHANGE = "/terminal/v1/exchange"
ENROL = "/terminal/v1/enrol"
ENROL_BYTES_MAX = 1_024
RETRY_SECONDS = 30

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """An answer of HTTP."""

    status: str
    body: bytes
    kind: str = "text/plain; charset=utf-8"
    more: tuple[tuple[str, str], ...] = ()


def with_exchange(rest: WSGIApplication, writer: Writer, enrol: Callable[[bytes], bytes | None]) -> WSGIApplication:
    """An application that answers terminals with this writer, and leaves everything else to `rest`.

    `enrol` answers a device that asks for a certificate: empty as long as nobody has signed, None if it may not ask.
    """

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == EXCHANGE:
            answer = _answer(environ, OBJECT_BYTES_MAX, writer.exchange)
        elif environ["PATH_INFO"] == ENROL:
            answer = _answer(environ, ENROL_BYTES_MAX, enrol)
        else:
            return rest(environ, start)
        start(answer.status, [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body))), *answer.more])
        return [answer.body]

    return application


def _answer(environ: WSGIEnvironment, most: int, exchange: Callable[[bytes], bytes | None]) -> Answer:
    length: str = environ.get("CONTENT_LENGTH") or ""
    if environ["REQUEST_METHOD"] != "POST":
        return Answer("405 Method Not Allowed", b"POST alone\n", more=(("Allow", "POST"),))
    if not length.isdecimal():
        return Answer("411 Length Required", b"a length is required\n")
    if int(length) > most:
        return Answer("413 Content Too Large", f"at most {most} bytes\n".encode())
    packet: bytes = environ["wsgi.input"].read(int(length))
    if len(packet) < int(length):
        return Answer("400 Bad Request", b"less than its length says\n")
    try:
        answer = exchange(packet)
        if answer is None:
            return Answer("403 Forbidden", b"nobody ordered this device\n")
        return Answer("200 OK", answer, "application/octet-stream")
    except PeeweeException:
        drop_connection()
        return Answer("503 Service Unavailable", b"not stored: try again later\n", more=(("Retry-After", str(RETRY_SECONDS)),))
    except Exception:
        log.exception("a packet could not be answered")
        drop_connection()
        return Answer("500 Internal Server Error", b"not stored\n")


def drop_connection() -> None:
    """Close this thread's connection, which may be the one that failed; the next request opens another."""
    if not database.is_closed() and not database.in_transaction():
        database.close()
