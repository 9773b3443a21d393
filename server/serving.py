"""gunicorn from within: one process with threads, because settlement has one writer anyway."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from protocol.link.bundles import ServerKeys
from server.app import create_app
from server.config import ServerConfig

THREADS = 16
TIMEOUT_SECONDS = 60


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, config: ServerConfig, keys: ServerKeys) -> None:
        self._config, self._keys = config, keys
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "timeout": TIMEOUT_SECONDS,
            "proc_name": "tallycard-server",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._config, self._keys)


def serve_app(config: ServerConfig, keys: ServerKeys) -> None:
    """Answer terminals until a signal ends it."""
    _Server(config, keys).run()
