"""The address for terminals: one endpoint, opaque bytes in and out, trusted by signatures alone (INTEGRITY P22)."""

from __future__ import annotations

from flask import Blueprint, Response, request
from peewee import PeeweeException

from protocol.limits import OBJECT_BYTES_MAX
from server.settlement.writer import Writer

EXCHANGE = "/terminal/v1/exchange"
BYTES = "application/octet-stream"
RETRY_SECONDS = 30


def make_blueprint(writer: Writer) -> Blueprint:
    """The routes, working with this writer."""
    blueprint = Blueprint("terminal_api", __name__)

    @blueprint.post(EXCHANGE)
    def exchange_packets() -> Response:
        length = request.content_length
        if length is None:
            return _plain(411, "a length is required")
        if length > OBJECT_BYTES_MAX:
            return _plain(413, f"at most {OBJECT_BYTES_MAX} bytes")
        return Response(writer.exchange(request.get_data(cache=False)), mimetype=BYTES)

    @blueprint.errorhandler(PeeweeException)
    def database_failed(_: PeeweeException) -> Response:
        answer = _plain(503, "not stored: try again later")
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer

    return blueprint


def _plain(status: int, text: str) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain")
