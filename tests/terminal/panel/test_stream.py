"""If these failed, the page would show what no longer stands on the counter, or miss what happened there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from terminal.drivers.indicator.port import Beep, Lamp
from terminal.panel.stream import SILENCE_LOOKS, SLIPS_AT_START
from terminal.sale.receipt import Cut, TextLine
from tests.terminal.panel.counter_top import CounterTop


def parsed(text: str) -> list[tuple[str, Any]]:
    """The events of a piece of the stream."""
    events = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":") and ": " in line)
        if "event" in lines:
            events.append((lines["event"], json.loads(lines["data"])))
    return events


@pytest.fixture
def top(tmp_path: Path) -> CounterTop:
    return CounterTop(tmp_path)


def opened(top: CounterTop) -> Iterator[str]:
    stream = top.stream.events()
    assert parsed(next(stream)) == [("roll", None)]
    return stream


def test_a_page_that_is_opened_sees_everything_that_stands_there(top: CounterTop) -> None:
    top.gear.operator.show(["Tea", "汤面"])
    top.gear.signal.light(Lamp.AMBER)
    top.gear.voice.say("Please present the card", "en")
    top.hand.lay("1001.1")
    ((kind, state),) = parsed(next(opened(top)))
    assert kind == "state"
    assert state["operator"][0] == [*"Tea", *" " * 17]
    assert state["operator"][1] == ["汤", "", "面", "", *" " * 16]
    assert [len(line) for line in state["operator"] + state["member"]] == [20] * 6
    assert (state["lamp"], state["on_reader"], state["clock"]) == ("amber", "1001.1", "2026-09-21 14:13")
    assert state["spoken"] == {"sentence": "Please present the card", "language": "en"}
    assert state["cards"][0] == {"name": "1001.1", "medium": "mifare", "words": "ordinary member"}
    assert state["levers"] == top.levers.stand()


def test_each_change_comes_once_and_only_what_changed(top: CounterTop) -> None:
    stream = opened(top)
    next(stream)
    top.gear.signal.beep(Beep.KEY)
    top.gear.voice.say("PAID", "en")
    top.gear.printer.print((TextLine("Slip"), Cut()))
    events = parsed(next(stream))
    assert [kind for kind, _ in events] == ["state", "slip", "beep", "speech"]
    assert events[2:] == [("beep", "key"), ("speech", {"sentence": "PAID", "language": "en"})]
    top.gear.signal.light(Lamp.GREEN)
    assert [(kind, state["lamp"]) for kind, state in parsed(next(stream))] == [("state", "green")]


def test_beeps_before_a_page_was_opened_are_not_heard_on_it(top: CounterTop) -> None:
    top.gear.signal.beep(Beep.BAD)
    assert [kind for kind, _ in parsed(next(opened(top)))] == ["state"]


def test_two_pages_hear_the_same(top: CounterTop) -> None:
    streams = [opened(top), opened(top)]
    for stream in streams:
        next(stream)
    top.gear.signal.beep(Beep.GOOD)
    assert [parsed(next(stream)) for stream in streams] == [[("beep", "good")]] * 2


def test_a_page_gets_the_newest_slips_of_a_long_roll(top: CounterTop) -> None:
    for number in range(SLIPS_AT_START + 5):
        top.gear.printer.print((TextLine(f"Slip {number}"), Cut()))
    slips = [event for kind, event in parsed(next(opened(top))) if kind == "slip"]
    assert len(slips) == SLIPS_AT_START
    assert "".join(slips[0]["elements"][0]["cells"]).strip() == "Slip 5"


def test_a_quiet_counter_gives_a_sign_of_life(top: CounterTop) -> None:
    stream = opened(top)
    next(stream)
    before = top.gear.clock.monotonic_ms()
    assert list(islice(stream, 1)) == [": still here\n\n"]
    assert top.gear.clock.monotonic_ms() - before >= SILENCE_LOOKS * 30
