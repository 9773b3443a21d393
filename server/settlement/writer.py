"""One request at a time writes, for all that wait: their packets go into one transaction together.

One commit for many uploads costs hardly more than one for each, nobody waits for another's row, and two requests can
never deadlock. Several processes take turns by the lock of `writing()`.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence as Items
from dataclasses import dataclass, field
from threading import Event, Lock

from server.database import database
from server.settlement.intake import Heard, brings_nothing, entries_in, hear, settle
from server.settlement.office import Office

ENTRIES_TOGETHER = 10_000
"""Enough to make the fixed costs of a transaction small, few enough to keep everybody's wait short."""

log = logging.getLogger(__name__)


class NotSettled(Exception):
    """The thread that was to write for this packet was stopped."""


@dataclass(slots=True)
class _Job:
    """A packet that waits. `turn` is set when it was settled (`done`), or when its thread is to write next."""

    heard: Heard
    turn: Event = field(default_factory=Event)
    done: bool = False
    answer: bytes = b""
    failure: Exception | None = field(default_factory=NotSettled)


class Writer:
    """Settles the packets of many threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._state = Lock()
        self._waiting: deque[_Job] = deque()
        self._busy = False

    def exchange(self, packet: bytes) -> bytes:
        """Store, book and answer what a terminal sent. Raises only if the database fails."""
        heard = hear(packet, self._office)
        if brings_nothing(heard):
            return settle([heard], self._office)[0]
        job = _Job(heard)
        with self._state:
            self._waiting.append(job)
            writes, self._busy = not self._busy, True
        if not writes:
            job.turn.wait()
        if not job.done:
            self._write()
        if job.failure is not None:
            raise job.failure
        return job.answer

    def _write(self) -> None:
        """Settle what waits, the own packet first of all; then it is another's turn."""
        jobs = self._take()
        try:
            self._settle(jobs)
        finally:
            with self._state:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            for job in jobs:
                job.done = True
                job.turn.set()
            if following is not None:
                following.turn.set()

    def _take(self) -> list[_Job]:
        jobs: list[_Job] = []
        entries = 0
        with self._state:
            while self._waiting and (not jobs or entries < ENTRIES_TOGETHER):
                jobs.append(self._waiting.popleft())
                entries += entries_in(jobs[-1].heard)
        return jobs

    def _settle(self, jobs: Items[_Job]) -> None:
        """Settle packets together; if that fails, each alone, so that nobody fails for another's sake."""
        try:
            answers = settle([job.heard for job in jobs], self._office)
        except Exception as error:
            if len(jobs) == 1:
                jobs[0].failure = error
                return
            log.exception("%d packets could not be settled together, each is tried alone", len(jobs))
            database.close()
            database.connect()
            for job in jobs:
                self._settle([job])
            return
        for job, answer in zip(jobs, answers, strict=True):
            job.answer, job.failure = answer, None
