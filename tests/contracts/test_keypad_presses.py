"""If this failed, a day of keying would contain amounts that nobody keyed.

2,000 gestures by hands that shake: every contact bounces for 1-20 ms when it closes and when it opens, keys are pressed
two at a time, rolled from one to the next, three at the corners of a rectangle, and held while the keypad is opened.
The driver is the real one, unmodified, on the real RPi.GPIO library over the registers of a Pi; where a machine cannot have
those, on pins that stand in for them. Time is virtual, and the driver is the only one who lets it pass.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from terminal.drivers.gpio.rpi import RpiGpio
from terminal.drivers.keypad.port import KEYS, Key
from terminal.drivers.keypad.rpi_gpio import RpiKeypad
from tests.support.key_matrix import COLUMNS, ROWS, US_PER_MS, MatrixBench, StandInPins
from tests.support.pi_registers import registers

GESTURES = 2_000
BOUNCE_MS = (1, 20)
A_START = 100
"""After so many gestures the keypad is opened anew, with a key held down."""


def on_stand_in_pins() -> tuple[RpiKeypad, MatrixBench]:
    pins = StandInPins()
    bench = pins.bench = MatrixBench(pins)
    return RpiKeypad(pins, ROWS, COLUMNS, bench), bench


def on_registers() -> tuple[RpiKeypad, MatrixBench]:
    bench = MatrixBench(registers())
    return RpiKeypad(RpiGpio(bench.settle), ROWS, COLUMNS, bench), bench


class ShakingHands:
    """Gestures one after the other on the bench. Each returns the keys it must give."""

    def __init__(self, bench: MatrixBench, chance: random.Random) -> None:
        self.bench, self.chance = bench, chance
        self.us = bench.us

    def press(self) -> list[Key]:
        """One key, down for 60 to 200 ms in all."""
        key = self.chance.choice(KEYS)
        self._turn(key, True)
        self._pass(60, 200)
        self._turn(key, False)
        return [key]

    def roll(self) -> list[Key]:
        """The next key goes down before the first is up: the second does not count."""
        first, second = self.chance.sample(KEYS, 2)
        self._turn(first, True)
        self._pass(60, 120)
        self._turn(second, True)
        self._pass(20, 80)
        self._turn(first, False)
        self._pass(40, 100)
        self._turn(second, False)
        return [first]

    def together(self) -> list[Key]:
        """Two keys within 2 ms: neither counts."""
        return self._all_at_once(self.chance.sample(KEYS, 2))

    def corners(self) -> list[Key]:
        """Three corners of a rectangle, which close the fourth: none counts."""
        (top, bottom), (left, right) = self.chance.sample(range(4), 2), self.chance.sample(range(4), 2)
        corners = [KEYS[4 * row + column] for row in (top, bottom) for column in (left, right)]
        return self._all_at_once(self.chance.sample(corners, 3))

    def rest(self) -> None:
        """All keys up, for as long as a quick hand leaves them."""
        self._pass(40, 120)

    def _all_at_once(self, keys: list[Key]) -> list[Key]:
        began = self.us
        for key in keys:
            self.us = began + self.chance.randrange(2 * US_PER_MS)
            self._turn(key, True)
        self._pass(60, 150)
        let_go = self.us
        ends = []
        for key in keys:
            self.us = let_go + self.chance.randrange(2 * US_PER_MS)
            self._turn(key, False)
            ends.append(self.us)
        self.us = max(ends)
        return []

    def _turn(self, key: Key, closed: bool) -> None:
        """The contact chatters for a while and is then what it should be."""
        end = self.us + self.chance.randint(*BOUNCE_MS) * US_PER_MS
        state = closed
        while self.us < end:
            self.bench.at(self.us, key, state)
            self.us += self.chance.randint(50, 5 * US_PER_MS)
            state = not state
        self.us = end
        self.bench.at(end, key, closed)

    def _pass(self, least_ms: int, most_ms: int) -> None:
        self.us += self.chance.randint(least_ms * US_PER_MS, most_ms * US_PER_MS)


@pytest.mark.parametrize("make", [on_stand_in_pins, on_registers])
def test_j3_of_2000_presses_by_shaking_hands_no_key_is_wrong_missing_or_doubled(
    make: Callable[[], tuple[RpiKeypad, MatrixBench]], record_property: Callable[[str, object], None]
) -> None:
    keypad, bench = make()
    chance = random.Random(20)
    hands = ShakingHands(bench, chance)
    gestures = chance.choices([hands.press, hands.roll, hands.together, hands.corners], [16, 2, 1, 1], k=GESTURES)
    wrong, pressed = [], Counter[Key]()
    for number, gesture in enumerate(gestures):
        if number % A_START == 0:
            open_with_a_key_held(keypad, bench, chance.choice(KEYS))
        hands.us = bench.us
        hands.rest()
        expected = gesture()
        hands.rest()
        keys = []
        while bench.us < hands.us:
            key = keypad.wait((hands.us - bench.us) // US_PER_MS + 1)
            keys += [key] if key else []
        pressed.update(expected)
        if keys != expected:
            wrong.append((number, gesture.__name__, expected, keys))
    keypad.close()
    assert not wrong
    assert set(pressed) == set(KEYS)
    assert bench.matrix.shorts == 0, "two driven pins were connected"
    record_property(f"cases: gestures on the keypad, {make.__name__}", GESTURES)


def open_with_a_key_held(keypad: RpiKeypad, bench: MatrixBench, key: Key) -> None:
    """Something lies on the key while the keypad is opened, and is taken away later."""
    keypad.close()
    bench.at(bench.us, key, True)
    bench.sleep(1)
    assert keypad.wait(300) is None, "it was held before anyone looked"
    bench.at(bench.us, key, False)
    assert keypad.wait(100) is None
