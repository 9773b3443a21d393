"""If these failed, a dead line would freeze the till, or a terminal would stop sending for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue

import pytest

from terminal.uplink.transport.port import Busy, Transport, Unreachable
from terminal.uplink.transport.virtual import Fault, Overload, VirtualTransport
from terminal.uplink.worker import Answered, Crashed, NoAnswer, Posted, Worker

PATIENCE_S = 10


@contextmanager
def running(transport: Transport, roll: int = 999) -> Iterator[tuple[Worker, Queue[Posted]]]:
    posted: Queue[Posted] = Queue()
    worker = Worker(transport, posted.put, lambda end: roll)
    worker.start()
    try:
        yield worker, posted
    finally:
        assert worker.stop(PATIENCE_S)


def test_a_packet_is_exchanged_and_its_answer_posted() -> None:
    with running(VirtualTransport(bytes.upper)) as (worker, posted):
        worker.send(b"batch")
        assert posted.get(timeout=PATIENCE_S) == Answered(b"BATCH")


def test_an_answered_packet_is_not_sent_again() -> None:
    transport = VirtualTransport(bytes.upper)
    with running(transport) as (worker, posted):
        worker.send(b"one")
        posted.get(timeout=PATIENCE_S)
        worker.nudge()
        with pytest.raises(Empty):
            posted.get(timeout=0.1)
    assert len(transport.history) == 1


def test_the_same_bytes_are_sent_again_after_a_failure() -> None:
    transport = VirtualTransport(bytes.upper)
    transport.plan.extend([Fault.DROP_REQUEST, Fault.DROP_ANSWER])
    with running(transport) as (worker, posted):
        worker.send(b"batch")
        for wait in (999, 1_999 - 1):
            failed = posted.get(timeout=PATIENCE_S)
            assert isinstance(failed, NoAnswer)
            assert isinstance(failed.error, Unreachable)
            assert abs(failed.wait_ms - wait) <= 1
            worker.nudge()
        assert posted.get(timeout=PATIENCE_S) == Answered(b"BATCH")
    assert [exchange.message for exchange in transport.history] == [b"batch"] * 3


def test_nothing_is_tried_before_the_wait_is_over() -> None:
    transport = VirtualTransport(bytes.upper)
    transport.plugged = False
    with running(transport) as (worker, posted):
        worker.send(b"batch")
        posted.get(timeout=PATIENCE_S)
        with pytest.raises(Empty):
            posted.get(timeout=0.1)


def test_the_wait_ends_by_itself() -> None:
    transport = VirtualTransport(bytes.upper)
    transport.plan.append(Fault.DROP_REQUEST)
    with running(transport, roll=0) as (worker, posted):
        worker.send(b"batch")
        assert isinstance(posted.get(timeout=PATIENCE_S), NoAnswer)
        assert posted.get(timeout=PATIENCE_S) == Answered(b"BATCH")


def test_a_newer_packet_takes_the_place_of_an_unanswered_one() -> None:
    transport = VirtualTransport(bytes.upper)
    transport.plugged = False
    with running(transport) as (worker, posted):
        worker.send(b"old")
        posted.get(timeout=PATIENCE_S)
        worker.send(b"new")
        transport.plugged = True
        worker.nudge()
        assert posted.get(timeout=PATIENCE_S) == Answered(b"NEW")


def test_a_busy_head_office_is_left_alone_as_long_as_it_asked_even_if_nudged() -> None:
    transport = VirtualTransport(bytes.upper)
    transport.plan.append(Overload(60))
    with running(transport, roll=0) as (worker, posted):
        worker.send(b"batch")
        failed = posted.get(timeout=PATIENCE_S)
        assert isinstance(failed, NoAnswer)
        assert isinstance(failed.error, Busy)
        assert failed.wait_ms == 60_000
        worker.nudge()
        with pytest.raises(Empty):
            posted.get(timeout=0.1)


def test_a_packet_given_during_an_exchange_is_sent_after_it() -> None:
    def office(message: bytes) -> bytes:
        if message == b"one":
            worker.send(b"two")
        return message

    with running(VirtualTransport(office)) as (worker, posted):
        worker.send(b"one")
        assert posted.get(timeout=PATIENCE_S) == Answered(b"one")
        assert posted.get(timeout=PATIENCE_S) == Answered(b"two")


def test_a_mistake_in_the_program_is_posted_and_not_swallowed() -> None:
    mistake = ZeroDivisionError("planned")

    class Mistaken:
        def exchange(self, message: bytes) -> bytes:
            raise mistake

    with running(Mistaken()) as (worker, posted):
        worker.send(b"batch")
        assert posted.get(timeout=PATIENCE_S) == Crashed(mistake)


def test_stop_reports_a_thread_that_still_hangs_in_an_exchange() -> None:
    arrived, gate = Queue[bytes](), Queue[bytes]()

    def office(message: bytes) -> bytes:
        arrived.put(message)
        return gate.get(timeout=PATIENCE_S)

    posted: Queue[Posted] = Queue()
    worker = Worker(VirtualTransport(office), posted.put, lambda end: 0)
    worker.start()
    worker.send(b"batch")
    arrived.get(timeout=PATIENCE_S)
    assert not worker.stop(0.05)
    gate.put(b"late")
    assert worker.stop(PATIENCE_S)
