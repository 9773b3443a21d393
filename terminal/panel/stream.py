"""What has changed on the counter, as server-sent events: one stream for each open page."""

from __future__ import annotations

import json
from collections.abc import Iterator

from terminal.drivers.card_reader.hand import Hand
from terminal.panel.gear import Gear
from terminal.panel.levers import Levers
from terminal.panel.looks import Value, card, clock, screen, sentence, slip
from terminal.panel.told import Told

LOOK_MS = 40
SILENCE_LOOKS = 250
"""After so many looks without a change a comment is sent: a page that is gone is noticed by it."""
SLIPS_AT_START = 20


class Stream:
    """Looks at the devices some 25 times a second while somebody watches; what only passes is told to it by the devices."""

    def __init__(self, gear: Gear, hand: Hand, levers: Levers) -> None:
        self.gear, self.hand, self.levers = gear, hand, levers
        self._told = Told()
        gear.signal.watcher = lambda beep: self._told.tell("beep", beep.value)
        gear.voice.watcher = lambda words, language: self._told.tell("speech", sentence(words, language))

    def state(self) -> dict[str, Value]:
        """What can be seen now, but for the paper."""
        gear = self.gear
        last = (gear.voice.spoken or [("", "")])[-1]
        return {
            "operator": screen(gear.operator.screen),
            "member": screen(gear.member.screen),
            "lamp": gear.signal.lamp.value,
            "spoken": sentence(*last),
            "clock": clock(gear.clock.now()),
            "on_reader": self.hand.on_reader,
            "cards": [card(one) for one in self.hand.cards()],
            "levers": dict(self.levers.stand()),
        }

    def events(self) -> Iterator[str]:
        """For a page that was just opened: all that stands there, then each change. It never ends by itself."""
        roll = self.gear.printer.roll
        slips, heard, silent = max(0, len(roll) - SLIPS_AT_START), self._told.count, 0
        seen: dict[str, Value] = {}
        yield "retry: 300\n\n" + _event("roll", None)
        while True:
            news: list[str] = []
            if (state := self.state()) != seen:
                seen = state
                news.append(_event("state", state))
            for printed in roll[slips:]:
                slips += 1
                news.append(_event("slip", slip(printed.data, self.gear.printer.columns)))
            for kind, value in self._told.since(heard):
                heard += 1
                news.append(_event(kind, value))
            silent = 0 if news else silent + 1
            if silent == SILENCE_LOOKS:
                silent = 0
                news.append(": still here\n\n")
            if news:
                yield "".join(news)
            self.gear.clock.sleep(LOOK_MS)


def _event(name: str, value: Value) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
