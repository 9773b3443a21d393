"""One contract for every way to head office. If it failed, the virtual shop would prove nothing about the real line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from protocol.link.packet import PACKET_BYTES_MAX
from terminal.uplink.transport.https import HttpsTransport
from terminal.uplink.transport.port import Busy, Transport, TransportError, Unreachable
from terminal.uplink.transport.virtual import Fault, Overload, VirtualTransport
from tests.support.http_office import Reply, http_office, self_signed


@dataclass
class Line:
    """A transport, what head office saw on it, and the levers that every line has."""

    transport: Transport
    seen: Callable[[], list[bytes]]
    lose_next_answer: Callable[[], None]
    overload_next: Callable[[], None]
    break_line: Callable[[], None]


def reverse(message: bytes) -> bytes:
    return message[::-1]


@contextmanager
def virtual_line(folder: Path) -> Iterator[Line]:
    seen: list[bytes] = []

    def office(message: bytes) -> bytes:
        seen.append(message)
        return reverse(message)

    transport = VirtualTransport(office)

    def unplug() -> None:
        transport.plugged = False

    lose, overload = lambda: transport.plan.append(Fault.DROP_ANSWER), lambda: transport.plan.append(Overload(7))
    yield Line(transport, lambda: seen, lose, overload, unplug)


@contextmanager
def web_line(folder: Path, tls: bool) -> Iterator[Line]:
    pair = self_signed(folder) if tls else None
    with http_office(pair) as office:
        next_reply: list[Reply] = []

        def answer(message: bytes) -> Reply:
            return next_reply.pop() if next_reply else Reply(reverse(message))

        office.answer = answer
        transport = HttpsTransport(office.url, pair[0] if pair else None, step_s=5)

        def break_line() -> None:
            transport.__init__("http://127.0.0.1:9/")  # type: ignore[misc]  # nobody listens on the discard port

        def lose() -> None:
            next_reply.append(Reply(b"a lost answer", send_bytes=4))

        def overload() -> None:
            next_reply.append(Reply(status=503, headers={"Retry-After": "7"}))

        yield Line(transport, lambda: [seen.body for seen in office.seen], lose, overload, break_line)


@pytest.fixture(params=["virtual", "http", "https"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    with virtual_line(tmp_path) if request.param == "virtual" else web_line(tmp_path, request.param == "https") as ready:
        yield ready


@pytest.mark.parametrize("message", [b"", bytes(range(256)), b"\x00\r\n\r\n" * 50_000])
def test_any_bytes_arrive_as_they_are_and_so_does_the_answer(line: Line, message: bytes) -> None:
    assert line.transport.exchange(message) == message[::-1]
    assert line.seen() == [message]


def test_the_largest_packet_passes_both_ways(line: Line) -> None:
    assert line.transport.exchange(b"x" * PACKET_BYTES_MAX) == b"x" * PACKET_BYTES_MAX


def test_a_lost_answer_is_unreachable_though_head_office_has_the_packet(line: Line) -> None:
    line.lose_next_answer()
    with pytest.raises(Unreachable):
        line.transport.exchange(b"batch 1")
    assert line.transport.exchange(b"batch 1") == b"1 hctab"
    assert line.seen() == [b"batch 1", b"batch 1"]


def test_a_busy_head_office_says_when_to_come_back(line: Line) -> None:
    line.overload_next()
    with pytest.raises(Busy) as caught:
        line.transport.exchange(b"batch 1")
    assert caught.value.retry_after_s == 7
    assert line.transport.exchange(b"batch 1") == b"1 hctab"


def test_a_broken_line_is_a_transport_error_and_nothing_else(line: Line) -> None:
    line.break_line()
    with pytest.raises(TransportError) as caught:
        line.transport.exchange(b"batch 1")
    assert isinstance(caught.value, Unreachable)
    assert line.seen() == []
