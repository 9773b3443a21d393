"""Wires head office together: configuration, keys, database, the terminals' address. No routes of its own but /health."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask, Response
from peewee import PeeweeException

from protocol.link.bundles import ServerKeys, decode_server_keys
from protocol.link.seal import unlock_with_password
from server.clock import Now, system_now
from server.config import ServerConfig
from server.database import database, open_database, run
from server.schema import waiting
from server.settlement.office import Office
from server.settlement.writer import Writer
from server.terminal_api import drop_connection, with_exchange

log = logging.getLogger(__name__)


class NotMigrated(Exception):
    """The database does not have its present shape yet."""


def open_keys(path: Path, password: bytes) -> ServerKeys:
    """The server's keys from their locked file. Raises WrongPassword, OSError or TheirViolation, never with a secret."""
    return decode_server_keys(unlock_with_password(password, path.read_bytes()))


def make_office(config: ServerConfig, keys: ServerKeys, clock: Now = system_now) -> Office:
    """Head office by its configuration."""
    return Office(keys, config.mode, config.utc_offset_minutes, clock)


def create_app(config: ServerConfig, keys: ServerKeys, clock: Now = system_now) -> Flask:
    """The application. Raises NotMigrated.

    Each thread keeps its database connection; one that failed is closed, so that the next request opens another.
    `extensions["writer"]` is the thread that writes, for whoever must close it.
    """
    open_database(config.database_url, config.database_password_file)
    with database.connection_context():
        if needed := waiting():
            raise NotMigrated(f"run `migrate` first: {', '.join(needed)}")
    app = Flask("server")
    writer = app.extensions["writer"] = Writer(make_office(config, keys, clock))
    app.wsgi_app = with_exchange(app.wsgi_app, writer)  # type: ignore[method-assign, assignment]

    @app.get("/health")
    def health() -> Response:
        try:
            run("SELECT 1").fetchone()
        except PeeweeException:
            log.exception("the database does not answer")
            return Response("database\n", status=503, mimetype="text/plain")
        return Response("ok\n", mimetype="text/plain")

    @app.before_request
    def connect() -> None:
        database.connect(reuse_if_open=True)

    @app.after_request
    def drop_failed(response: Response) -> Response:
        if response.status_code >= 500:
            drop_connection()
        return response

    return app
