"""The web server from within: one process with threads, because settlement has one writer anyway."""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Collection

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.server import Server

from protocol.link.bundles import ServerKeys
from server.app import create_app
from server.config import ServerConfig
from server.opening import ALL, Audience
from server.reporting.keeper import start_telling

THREADS = 16
NAME = "tallycard-server"
STOP_SECONDS = 60
M_ARENA_MAX, ARENAS = -8, 2
"""mallopt(3). By itself glibc gives each thread a heap of its own, each as big as the biggest upload made it."""


def serve_app(config: ServerConfig, keys: ServerKeys, audiences: Collection[Audience] = ALL) -> None:
    """Answer these audiences until a signal ends it. The keys reach the serving process by fork alone."""
    _limit_heaps()

    def load() -> Flask:
        app = create_app(config, keys, audiences=audiences)
        if Audience.TERMINALS in audiences:
            start_telling()
        return app

    Server(
        NAME,
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve(target_loader=load, wrap_loader=False)


def _limit_heaps() -> None:
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
