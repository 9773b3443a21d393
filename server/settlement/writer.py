"""One thread writes, for all that wait: their packets go into one transaction together.

One commit for many uploads costs hardly more than one for each, nobody waits for another's row, and two requests can
never deadlock. One thread has one connection, on which every statement of the hot path is parsed and planned once.
Several processes take turns by the lock of `writing()`.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence as Items
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter

from server.database import database
from server.settlement.intake import Heard, brings_nothing, entries_in, hear, settle
from server.settlement.office import Office

ENTRIES_TOGETHER = 10_000
"""Enough to make the fixed costs of a transaction small, few enough to keep everybody's wait short."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A packet that waits, and the answer that its request waits for."""

    heard: Heard
    answer: Future[bytes] = field(default_factory=Future)


@dataclass(slots=True)
class Spent:
    """How many transactions this process has made of packets, and how long they took together."""

    rounds: int = 0
    seconds: float = 0


class Writer:
    """Settles the packets of many threads. Its own thread starts with the first packet; `close` ends it and its connection."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._thread = ThreadPoolExecutor(1, "writer")
        self._state = Lock()
        self._waiting: deque[Job] = deque()
        self._busy = False
        self.spent = Spent()

    def exchange(self, packet: bytes) -> bytes:
        """Store, book and answer what a terminal sent. Raises only if the database fails."""
        heard = hear(packet, self._office)
        if brings_nothing(heard):
            return settle([heard], self._office)[0]
        job = Job(heard)
        with self._state:
            self._waiting.append(job)
            idle, self._busy = not self._busy, True
        if idle:
            self._thread.submit(self._write)
        return job.answer.result()

    def close(self) -> None:
        """Settle what waits, then end."""
        self._thread.submit(database.close).result()
        self._thread.shutdown()

    def _write(self) -> None:
        """Settle until nothing waits."""
        while jobs := self._take():
            began = perf_counter()
            settle_jobs(jobs, self._office)
            self.spent.rounds += 1
            self.spent.seconds += perf_counter() - began

    def _take(self) -> list[Job]:
        jobs: list[Job] = []
        entries = 0
        with self._state:
            while self._waiting and (not jobs or entries < ENTRIES_TOGETHER):
                jobs.append(self._waiting.popleft())
                entries += entries_in(jobs[-1].heard)
            self._busy = bool(jobs)
        return jobs


def settle_jobs(jobs: Items[Job], office: Office) -> None:
    """Settle packets together; if that fails, each alone and on a new connection, so that nobody fails for another's sake."""
    try:
        database.connect(reuse_if_open=True)
        answers = settle([job.heard for job in jobs], office)
    except Exception as error:
        database.close()
        if len(jobs) == 1:
            jobs[0].answer.set_exception(error)
            return
        log.exception("%d packets could not be settled together, each is tried alone", len(jobs))
        for job in jobs:
            settle_jobs([job], office)
        return
    for job, answer in zip(jobs, answers, strict=True):
        job.answer.set_result(answer)
