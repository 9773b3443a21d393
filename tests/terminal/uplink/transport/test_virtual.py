"""If these failed, the simulated shop would not suffer the faults it believes it survives."""

from __future__ import annotations

import pytest

from terminal.uplink.transport.port import Unreachable
from terminal.uplink.transport.virtual import Corrupt, Exchange, Fault, VirtualTransport


class Office:
    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def __call__(self, message: bytes) -> bytes:
        self.seen.append(message)
        return message.upper()


def line(*plan: Fault | Corrupt | None) -> tuple[VirtualTransport, Office]:
    office = Office()
    transport = VirtualTransport(office)
    transport.plan.extend(plan)
    return transport, office


def test_a_dropped_request_never_arrives_and_a_dropped_answer_comes_too_late() -> None:
    transport, office = line(Fault.DROP_REQUEST, None, Fault.DROP_ANSWER)
    for message in (b"a", b"b", b"c"):
        if message == b"b":
            assert transport.exchange(message) == b"B"
        else:
            with pytest.raises(Unreachable):
                transport.exchange(message)
    assert office.seen == [b"b", b"c"]


def test_a_repeated_request_arrives_twice() -> None:
    transport, office = line(Fault.REPEAT)
    assert transport.exchange(b"a") == b"A"
    assert office.seen == [b"a", b"a"]


def test_one_byte_is_changed_where_the_plan_says() -> None:
    transport, office = line(Corrupt(1), Corrupt(-1, answer=True, mask=0x80), Corrupt(0))
    assert transport.exchange(b"abc") == b"ACC"
    assert office.seen == [b"acc"]
    assert transport.exchange(b"abc") == b"AB\xc3"
    assert transport.exchange(b"") == b""


def test_held_requests_arrive_later_in_any_order() -> None:
    transport, office = line(Fault.HOLD_REQUEST, Fault.HOLD_REQUEST)
    for message in (b"a", b"b"):
        with pytest.raises(Unreachable):
            transport.exchange(message)
    assert office.seen == []
    assert [transport.late_request(1), transport.late_request()] == [b"B", b"A"]
    assert office.seen == [b"b", b"a"]


def test_held_answers_come_out_later_in_any_order() -> None:
    transport, office = line(Fault.HOLD_ANSWER, Fault.HOLD_ANSWER)
    for message in (b"a", b"b"):
        with pytest.raises(Unreachable):
            transport.exchange(message)
    assert office.seen == [b"a", b"b"]
    assert [transport.late_answer(1), transport.late_answer()] == [b"B", b"A"]


def test_what_happened_is_remembered() -> None:
    transport, _ = line(None, Fault.DROP_REQUEST)
    transport.exchange(b"a")
    with pytest.raises(Unreachable) as caught:
        transport.exchange(b"b")
    assert transport.history == [Exchange(b"a", b"A"), Exchange(b"b", caught.value)]
