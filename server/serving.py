"""gunicorn from within: one process with threads, because settlement has one writer anyway."""

from __future__ import annotations

import ctypes
import platform
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from protocol.link.bundles import ServerKeys
from server.app import create_app
from server.config import ServerConfig

THREADS = 16
TIMEOUT_SECONDS = 60
M_ARENA_MAX, ARENAS = -8, 2
"""mallopt(3). By itself glibc gives each thread a heap of its own, each as big as the biggest upload made it."""


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
    _limit_heaps()
    _Server(config, keys).run()


def _limit_heaps() -> None:
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
