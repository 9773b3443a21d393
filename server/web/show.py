"""What a route gives."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

Answer = str | Response | AnyResponse | tuple[str, int] | tuple[str, HTTPStatus]
"""A page, a page with its status, or a way elsewhere."""
