"""Keeps lines told while the server runs, so that a report has little left to do when somebody asks for it.

Intake goes first: while many batches come, lines wait, though not for ever.
"""

from __future__ import annotations

import logging
from threading import Event, Thread

from peewee import PeeweeException

from server.database import database, run
from server.reporting.fold import BATCHES, fold_step

log = logging.getLogger(__name__)
SECONDS = 5.0
PAUSE_SECONDS = 0.05
SKIPPED_MAX = 12
"""So often lines wait before they take one step all the same."""


def keep_told(stopped: Event, seconds: float = SECONDS) -> None:
    """Tell what comes, step by step, until `stopped`. A fault is written down and tried again: reports only grow older by it."""
    last, skipped = -1, 0
    while not stopped.wait(seconds):
        try:
            with database.connection_context():
                (newest,) = run("SELECT COALESCE(MAX(id), 0) FROM stored_batch").fetchone()
                busy, last = newest - last > BATCHES, newest
                if busy and skipped < SKIPPED_MAX:
                    skipped += 1
                    continue
                skipped = 0
                while fold_step() and not busy and not stopped.wait(PAUSE_SECONDS):
                    pass
        except PeeweeException:
            log.exception("lines could not be told; trying again")


def start_telling() -> Event:
    """Do so in a thread of its own; setting the event ends it."""
    stopped = Event()
    Thread(target=keep_told, args=(stopped,), name="telling", daemon=True).start()
    return stopped
