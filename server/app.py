"""Wires head office together: configuration, keys, database, audiences. No routes of its own but / and /health."""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import partial

from flask import Flask, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from peewee import DataError, PeeweeException
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from protocol.link.bundles import ServerKeys
from server.api.blueprint import add_api
from server.api.guard import ApiServices, check_scopes
from server.clock import Now, system_now
from server.config import ServerConfig
from server.database import database, open_database, run
from server.members.blueprint import make_blueprint as members_blueprint
from server.members.services import MemberServices
from server.metrics import add_metrics
from server.office.blueprint import make_blueprint
from server.office.guard import check_rules
from server.office.services import Services
from server.opening import ALL, ON_THE_WEB, PEOPLE, Audience, NotMigrated, make_office
from server.schema import waiting
from server.settlement.office import Office
from server.settlement.writer import Writer
from server.terminal_api import drop_connection, with_exchange
from server.usecases.staff.passwords import Passwords
from server.usecases.staff.sign_in import Locks
from server.usecases.staff.totp import Vault
from server.usecases.terminals.enrolments import hear_request
from server.web.furnish import WebSettings, derived_secret, furnish

log = logging.getLogger(__name__)


def create_app(config: ServerConfig, keys: ServerKeys, clock: Now = system_now, audiences: Collection[Audience] = ALL) -> Flask:
    """The application for these audiences. Raises NotMigrated.

    Each thread keeps its database connection; one that failed is closed, so that the next request opens another.
    `extensions["writer"]` is the thread that writes what terminals send, for whoever must close it.
    """
    open_database(config.database_url, config.database_password_file)
    with database.connection_context():
        if needed := waiting():
            raise NotMigrated(f"run `migrate` first: {', '.join(needed)}")
    office = make_office(config, keys, clock)
    app = people_app(config, office, audiences)
    if Audience.TERMINALS in audiences:
        answer_terminals(app, office)
    return app


def people_app(config: ServerConfig, office: Office, audiences: Collection[Audience]) -> Flask:
    """What answers people and their programs, over whichever database is open."""
    keys, clock = office.keys, office.clock
    app = Flask("server", static_folder=None)
    _watch_connections(app)
    _refuse_unfit(app)
    if not ON_THE_WEB.isdisjoint(audiences):
        secret = derived_secret(keys, "cookies")
        furnish(app, WebSettings(config.office.https, config.office.proxies, config.utc_offset_minutes, secret))
    if Audience.OFFICE in audiences:
        app.register_blueprint(make_blueprint(app, _services(config, office)))
        check_rules(app)
    if Audience.MEMBERS in audiences:
        app.register_blueprint(members_blueprint(app, _member_services(config, clock)))
    if Audience.OFFICE in audiences or Audience.API in audiences:
        add_metrics(app, config.office.metrics_from, clock)
    if Audience.API in audiences:
        add_api(app, ApiServices(clock, config.utc_offset_minutes))
        check_scopes(app)
    if not PEOPLE.isdisjoint(audiences):
        first = "office.dashboard" if Audience.OFFICE in audiences else "members.card"

        @app.get("/")
        def door() -> AnyResponse:
            return redirect(url_for(first))

    return app


def answer_terminals(app: Flask, office: Office) -> None:
    """Let it answer terminals too, with a writer of its own."""
    writer = app.extensions["writer"] = Writer(office)
    enrol = partial(hear_request, office=office)
    app.wsgi_app = with_exchange(app.wsgi_app, writer, enrol)  # type: ignore[method-assign, assignment]


def _services(config: ServerConfig, office: Office) -> Services:
    settings = config.office
    passwords = Passwords(settings.password_memory_kib, settings.password_rounds)
    locks = Locks(passwords, Vault(derived_secret(office.keys, "one-time codes")))
    return Services(settings, office, locks)


def _member_services(config: ServerConfig, clock: Now) -> MemberServices:
    settings = config.office
    passwords = Passwords(settings.password_memory_kib, settings.password_rounds)
    return MemberServices(clock, config.utc_offset_minutes, settings.https, passwords)


def _refuse_unfit(app: Flask) -> None:
    @app.errorhandler(OverflowError)
    @app.errorhandler(DataError)
    def refuse(_: OverflowError | DataError) -> ResponseReturnValue:
        """A number beyond 64 bits, which no database keeps, or a NUL in a text, which PostgreSQL does not: nobody types them."""
        return app.handle_http_exception(BadRequest())


def _watch_connections(app: Flask) -> None:
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
