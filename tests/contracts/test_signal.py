"""If these failed, a sale that was not paid could shine green, or a beep would hold up the counter."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from terminal.drivers.gpio.port import GpioError, GpioMissing
from terminal.drivers.indicator.buzzer import Buzzer
from terminal.drivers.indicator.port import Beep, IndicatorError, IndicatorMissing, Lamp, Signal
from terminal.drivers.indicator.rpi_gpio import TUNES, RpiSignal, SignalPins
from terminal.drivers.indicator.virtual import VirtualSignal
from tests.support.key_matrix import StandInPins
from tests.support.pcscd import wait_until
from tests.support.watched_pins import WatchedPins, pi_pins, stand_in_pins

PINS = SignalPins(red=23, green=24, buzzer=25)
RED, GREEN, BUZZER = (1 << pin for pin in (PINS.red, PINS.green, PINS.buzzer))
LIT = {0: Lamp.OFF, RED: Lamp.RED, GREEN: Lamp.GREEN, RED | GREEN: Lamp.AMBER}

Made = tuple[Signal, Callable[[], Lamp]]


def virtual() -> Made:
    signal = VirtualSignal()
    return signal, lambda: signal.lamp


def on(pins: WatchedPins) -> Made:
    return RpiSignal(pins, PINS), lambda: LIT[pins.high & ~BUZZER]


def on_stand_in_pins() -> Made:
    return on(stand_in_pins())


def on_registers() -> Made:
    return on(pi_pins())


ALL = pytest.mark.parametrize("make", [virtual, on_stand_in_pins, on_registers])
REAL = pytest.mark.parametrize("make_pins", [stand_in_pins, pi_pins])
Make = Callable[[], Made]


@ALL
def test_the_lamp_shows_what_it_was_told_until_it_is_told_something_else(make: Make) -> None:
    signal, lit = make()
    assert lit() is Lamp.OFF
    for lamp in (*Lamp, *reversed(Lamp)):
        signal.light(lamp)
        signal.beep(Beep.KEY)
        assert lit() is lamp
    signal.close()


@ALL
def test_after_closing_it_is_dark_and_the_next_use_opens_it_again(make: Make) -> None:
    signal, lit = make()
    signal.light(Lamp.AMBER)
    signal.close()
    signal.close()
    assert lit() is Lamp.OFF
    signal.light(Lamp.GREEN)
    assert lit() is Lamp.GREEN
    signal.close()


@ALL
def test_no_call_waits_for_a_sound_to_end(make: Make) -> None:
    signal, _ = make()
    began = time.monotonic()
    for _ in range(10):
        for beep in Beep:
            signal.beep(beep)
            signal.light(Lamp.RED)
    assert time.monotonic() - began < 10 * sum(map(sum, TUNES.values())) / 1_000
    signal.close()


@ALL
def test_a_signal_says_whether_it_is_virtual(make: Make) -> None:
    signal, _ = make()
    assert signal.virtual == isinstance(signal, VirtualSignal)
    assert signal.name


@REAL
@pytest.mark.parametrize("beep", Beep)
def test_the_buzzer_plays_the_tune_and_is_quiet_after_it(make_pins: Callable[[], WatchedPins], beep: Beep) -> None:
    pins = make_pins()
    signal = RpiSignal(pins, PINS)
    signal.beep(beep)
    expected = [BUZZER, 0] * ((len(TUNES[beep]) + 1) // 2)
    wait_until(lambda: len(pins.history) >= 3 + len(expected) and pins.high == 0, "the end of the tune")
    turns = [turn for turn in pins.history[3:] if turn[1] in (0, BUZZER)]
    assert [level for _, level in turns][: len(expected)] == expected
    for (begin, _), (end, _), ms in zip(turns, turns[1:], TUNES[beep], strict=False):
        assert (end - begin) * 1_000 >= ms - 1
    assert sum(TUNES[beep]) <= 1_000, "it is over after a second"
    signal.close()


@REAL
def test_a_new_sound_ends_the_one_before_and_closing_ends_any(make_pins: Callable[[], WatchedPins]) -> None:
    pins = make_pins()
    pins.setup_out(PINS.buzzer, level=False)
    buzzer = Buzzer(pins, PINS.buzzer)
    buzzer.play((60_000,))
    wait_until(lambda: pins.high == BUZZER, "the sound")
    buzzer.play((1, 1, 60_000))
    wait_until(lambda: len(pins.history) == 6, "the next sound")
    assert [level for _, level in pins.history] == [0, BUZZER, 0, BUZZER, 0, BUZZER]
    buzzer.stop()
    assert pins.high == 0
    pins.close()


@pytest.mark.parametrize(
    ("failure", "seen"), [(GpioMissing("no chip"), IndicatorMissing), (GpioError("no answer"), IndicatorError)]
)
def test_j10_failing_pins_are_named_and_the_signal_comes_back_with_them(failure: GpioError, seen: type[IndicatorError]) -> None:
    pins = StandInPins()
    signal = RpiSignal(pins, PINS, "the lamp")
    uses: list[Callable[[], None]] = [lambda: signal.light(Lamp.RED), lambda: signal.beep(Beep.BAD)]
    for use in uses:
        pins.broken = failure
        with pytest.raises(seen, match=f"the lamp: {failure}") as raised:
            use()
        assert type(raised.value) is seen
        pins.broken = None
        use()
        signal.close()


def test_a_sound_that_failed_in_the_background_is_told_at_the_next_one_and_then_it_sounds_again() -> None:
    pins = StandInPins()
    signal = RpiSignal(pins, PINS)
    signal.light(Lamp.GREEN)
    pins.broken = GpioError("no answer")
    signal.beep(Beep.KEY)

    def told() -> bool:
        try:
            signal.beep(Beep.KEY)
        except IndicatorError:
            return True
        return False

    wait_until(told, "the error")
    pins.broken = None
    signal.beep(Beep.KEY)
    wait_until(lambda: pins.driven()[0] == BUZZER, "the sound")
    signal.close()
