"""Errors for programs (RFC 9457, `application/problem+json`): a code to branch on, a sentence, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response

MIMETYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one request. `errors` names the fields that are not right."""

    status: int
    code: str
    detail: str
    next: str
    errors: Mapping[str, Any] | None = None


_STATUSES = {
    400: ("bad_request", "The request cannot be read.", "Send well-formed JSON with the header Content-Type: application/json."),
    403: ("forbidden", "This is not allowed.", "Ask whoever runs head office."),
    404: ("not_there", "There is nothing at this address.", "Compare the address with /api/v1/openapi.json."),
    405: ("method", "This address does not take this method.", "Compare the method with /api/v1/openapi.json."),
    413: ("too_large", "The request is too large.", "Send less at once."),
    415: ("media_type", "The body is not JSON.", "Send it with the header Content-Type: application/json."),
    422: ("unfit", "Something in the request is missing or wrong.", "Look at `errors`, correct it and send the request again."),
    429: ("too_often", "There were too many requests.", "Wait a minute, then go on more slowly."),
}


def problem_of(status: int, errors: Mapping[str, Any] | None = None) -> Problem:
    """What can be said of a status alone."""
    code, detail, after = _STATUSES.get(
        status,
        ("failed", "Something went wrong at head office.", "It has been written down. Send the same request again later."),
    )
    return Problem(status, code, detail, after, errors)


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a response."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "next": problem.next,
    }
    if problem.errors is not None:
        body["errors"] = problem.errors
    return Response(json.dumps(body, ensure_ascii=False), problem.status, headers, mimetype=MIMETYPE)
