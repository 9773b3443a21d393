"""A POST with an Idempotency-Key is done once: whoever sends it again, because no answer came, gets the same outcome."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import request
from marshmallow import Schema, fields, validate

from protocol.instants import Instant
from server.api.guard import the_token
from server.usecases.once import Outcome, Sent, do_once

KEY = "Idempotency-Key"


class KeySchema(Schema):
    """The header."""

    key = fields.String(
        required=True,
        data_key=KEY,
        validate=validate.Regexp(r"^[0-9A-Za-z_-]{8,64}$"),
        metadata={"description": "New for each thing that is to be done; the same when the same request is sent again."},
    )


def once(key: str, act: Callable[[], int], now: Instant) -> int:
    """The number of what came of it, now or the first time. Raises Declined."""
    token = the_token()
    body = json.dumps(request.get_json(), sort_keys=True)
    sent = Sent(key, token.staff, f"{request.endpoint} token {token.number}", [("body", body)])
    done: Outcome = do_once(sent, lambda: str(act()), now)
    return int(done.address)
