"""All routes of the API together, and how they are described."""

from __future__ import annotations

from flask import Flask, Response
from flask_limiter import Limiter
from flask_smorest import Api, Blueprint
from werkzeug.exceptions import HTTPException

from server.api.guard import PER_TOKEN, ApiServices, stand_guard, whoever_asks
from server.api.schemas import ProblemSchema
from server.api.views.cards import add_cards
from server.api.views.claims import add_claims
from server.api.views.members import add_members
from server.api.views.reports import add_reports
from server.api.wording import problem_for
from server.usecases.declined import Declined
from server.web.problems import MIMETYPE, answer, problem_of

PATH = "/api/v1"
VERSION = "1.0"
TOKEN = {"type": "http", "scheme": "bearer", "description": "Made by an administrator at head office, for the scopes it needs."}


class _Described(Api):
    """Our own errors, and no page with scripts from elsewhere."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """They are this module's."""

    def _register_responses(self) -> None:
        """Errors have a media type of their own."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = MIMETYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


def add_api(app: Flask, services: ApiServices) -> None:
    """The routes, working with these services; described at `openapi.json`."""
    app.config["OPENAPI_URL_PREFIX"] = PATH
    about = {"title": "Tallycard", "version": VERSION, "openapi_version": "3.0.3"}
    described = _Described(app, spec_kwargs={**about, "security": [{"token": []}]})
    described.spec.components.security_scheme("token", TOKEN)
    api = Blueprint("api", __name__, url_prefix=PATH, description="Head office, for other programs")
    stand_guard(app, api, services)
    add_reports(api, services)
    add_members(api, services)
    add_cards(api, services)
    add_claims(api, services)
    _show_errors(api)
    if "csrf" in app.extensions:
        app.extensions["csrf"].exempt(api)
    Limiter(whoever_asks, app=app, storage_uri="memory://", strategy="moving-window").limit(PER_TOKEN)(api)
    described.register_blueprint(api)


def _show_errors(api: Blueprint) -> None:
    @api.errorhandler(Declined)
    def declined(why: Declined) -> Response:
        return answer(problem_for(why.reason))

    @api.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        errors = getattr(error, "data", {}).get("messages")
        return answer(problem_of(error.code or 500, errors))
