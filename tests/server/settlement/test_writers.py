"""Many at once: each entry is booked once, nobody deadlocks, and the same batch always gets the same answer (I6, I24, P12)."""

from __future__ import annotations

import multiprocessing
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise

import pytest

from protocol.link.packet import pack
from server.config import Mode
from server.database import database, make_database, open_database, run
from server.ledger.proofs import prove
from server.settlement import writer as writers
from server.settlement.intake import Heard, exchange, hear, settle
from server.settlement.office import Office
from server.settlement.rebook import rebook
from server.settlement.writer import Job, Writer, settle_jobs
from tests.server.conftest import Empty
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.settlement.test_together import sunny_day

WORKERS = 16
PROCESSES = 4
TERMINALS = (7, 8, 9)


def many_packets(seed: int) -> list[bytes]:
    """Overlapping, repeated and reordered packets of a day at three terminals."""
    chance = random.Random(seed)
    batches, _ = sunny_day(seed)
    packets = [pack([batch]) for _, batch in batches]
    packets += [pack([one[1], two[1]]) for one, two in pairwise(batches)]
    packets += chance.choices(packets, k=len(packets))
    chance.shuffle(packets)
    return packets


def delivered(packets: list[bytes], office: Office, threads: int) -> list[tuple[bytes, bytes]]:
    """Each packet with its answer, sent by so many threads."""

    def deliver(packet: bytes) -> tuple[bytes, bytes]:
        with database.connection_context():
            return packet, writer.exchange(packet)

    with closing(Writer(office)) as writer, ThreadPoolExecutor(threads) as pool:
        return list(pool.map(deliver, packets))


def answered(url: str, packets: list[bytes]) -> list[tuple[bytes, bytes]]:
    """One process with several threads and its own writer; each packet with its answer."""
    if database.obj is None or getattr(database, "database", None) != url:
        open_database(url)
    office = Office(SERVER_KEYS, Mode.TRAINING, 0, lambda: NOON)
    return delivered(packets, office, WORKERS // PROCESSES)


def check(office: HeadOffice, answers: list[tuple[bytes, bytes]], empty: Empty) -> None:
    """The same answer for the same packet, and the books of one batch after the other."""
    given: dict[bytes, bytes] = {}
    for packet, answer in answers:
        assert given.setdefault(packet, answer) == answer
        assert exchange(packet, office.office) == answer
    proof = prove()
    assert proof.holds, proof.failures
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == proof.figures["batches"]
    again = rebook(make_database(empty()), 0)
    assert again.digest_here == again.digest_there


def test_sixteen_threads_of_one_process(office: HeadOffice, books: str, empty: Empty) -> None:
    office.send(*map(certificate_of, TERMINALS))
    packets = many_packets(4)
    check(office, delivered(packets, office.office, WORKERS), empty)


def test_several_processes_with_several_threads_each(office: HeadOffice, books: str, empty: Empty) -> None:
    office.send(*map(certificate_of, TERMINALS))
    packets = many_packets(9)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        parts = [packets[place::PROCESSES] for place in range(PROCESSES)]
        answers = [one for part in pool.map(answered, [books] * PROCESSES, parts) for one in part]
    check(office, answers, empty)


def test_a_packet_that_cannot_be_settled_does_not_fail_the_others(office: HeadOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = Journal(terminal=7), Journal(terminal=8)
    settled = settle

    def settle_some(packets: list[Heard], of: Office) -> list[bytes]:
        if any(one is poison for heard in packets for one in heard):
            raise ZeroDivisionError
        return settled(packets, of)

    monkeypatch.setattr(writers, "settle", settle_some)
    heard = [hear(pack([certificate_of(one.terminal), one.batch()]), office.office) for one in (good, bad)]
    poison = heard[1][-1]
    jobs = [Job(one) for one in heard]
    settle_jobs(jobs, office.office)
    assert jobs[0].answer.result()
    assert isinstance(jobs[1].answer.exception(), ZeroDivisionError)
    database.connect()
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 1


def test_more_than_fits_is_left_for_the_next_transaction(office: HeadOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "ENTRIES_TOGETHER", 1)
    journals = [Journal(terminal=number) for number in range(7, 12)]
    packets = [pack([certificate_of(one.terminal), one.batch()]) for one in journals]
    assert all(answer for _, answer in delivered(packets, office.office, 5))
    assert run("SELECT COUNT(*) FROM stored_batch").fetchone()[0] == 5
