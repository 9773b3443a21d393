"""The panel's own thread and its address. Only this machine can reach it, and only who knows the word in the address."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FILE = "panel.address"
WORD_BYTES = 16


class _Quiet(WSGIRequestHandler):
    """Writes no log of requests: each has the word in it."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


def word_of(folder: Path, host: str, port: int) -> tuple[str, Path]:
    """The word in the page's address, and the file in which the address stands; only the terminal's own user can read it.

    Both stay the same over restarts, so that an open page finds its terminal again.
    """
    file, start = folder / FILE, f"http://{host}:{port}/"
    kept = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    word = kept.removeprefix(start).rstrip("/") if kept.startswith(start) else secrets.token_urlsafe(WORD_BYTES)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as private:
        private.write(f"{start}{word}/\n")
    return word, file


def serve(app: WSGIApplication, host: str, port: int) -> None:
    """Answer in the background until the process ends. Raises OSError if somebody else listens there."""
    server = ThreadedWSGIServer(host, port, app, handler=_Quiet)
    Thread(target=server.serve_forever, name="panel", daemon=True).start()
