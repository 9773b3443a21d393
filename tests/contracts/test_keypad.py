"""If these failed, an amount would be keyed that nobody pressed: on the twin, on the real driver over the real RPi.GPIO and
the registers of a Pi, and on the real driver over pins that stand in for those where a machine cannot have them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terminal.drivers.gpio.port import GpioError, GpioMissing
from terminal.drivers.gpio.rpi import RpiGpio
from terminal.drivers.keypad.port import KEYS, Key, Keypad, KeypadError, KeypadMissing
from terminal.drivers.keypad.rpi_gpio import RpiKeypad
from terminal.drivers.keypad.virtual import VirtualKeypad
from tests.support.key_hands import Hands, MatrixHands, VirtualHands, arrived
from tests.support.key_matrix import COLUMNS, ROWS, MatrixBench, StandInPins
from tests.support.pi_registers import registers

Made = tuple[Keypad, Hands]


def virtual() -> Made:
    keypad = VirtualHands()
    return keypad, keypad


def on_stand_in_pins() -> Made:
    pins = StandInPins()
    bench = pins.bench = MatrixBench(pins)
    return opened(RpiKeypad(pins, ROWS, COLUMNS, bench), bench)


def on_registers() -> Made:
    bench = MatrixBench(registers())
    return opened(RpiKeypad(RpiGpio(bench.settle), ROWS, COLUMNS, bench), bench)


def opened(keypad: RpiKeypad, bench: MatrixBench) -> Made:
    """The first wait opens it; after so long it has seen that no key is held."""
    assert keypad.wait(100) is None
    return keypad, MatrixHands(bench)


ALL = pytest.mark.parametrize("make", [virtual, on_stand_in_pins, on_registers])
Make = Callable[[], Made]


@ALL
def test_j3_every_key_arrives_once_and_in_order(make: Make) -> None:
    keypad, hands = make()
    hands.press(*KEYS, *reversed(KEYS))
    assert arrived(keypad, hands) == [*KEYS, *reversed(KEYS)]
    keypad.close()


@ALL
def test_without_a_press_nothing_arrives(make: Make) -> None:
    keypad, _ = make()
    assert keypad.wait(0) is None
    assert keypad.wait(30) is None
    keypad.close()


@ALL
def test_a_digit_that_is_held_counts_once_and_back_repeats(make: Make) -> None:
    keypad, hands = make()
    hands.hold(Key.FIVE, 1_500)
    hands.release(Key.FIVE)
    hands.hold(Key.BACK, 1_100)
    hands.release(Key.BACK)
    keys = arrived(keypad, hands)
    assert keys[0] is Key.FIVE
    assert keys[1:] == [Key.BACK] * 4, "one press, and again after 0.6, 0.76 and 0.92 s or so"
    keypad.close()


@ALL
def test_of_two_keys_that_are_down_the_second_does_not_count_and_nothing_does_until_both_are_up(make: Make) -> None:
    keypad, hands = make()
    hands.hold(Key.ONE)
    hands.hold(Key.TWO)
    hands.release(Key.ONE)
    hands.press(Key.THREE)
    hands.release(Key.TWO)
    hands.press(Key.FOUR)
    assert arrived(keypad, hands) == [Key.ONE, Key.FOUR]
    keypad.close()


@ALL
def test_two_keys_at_once_are_no_key(make: Make) -> None:
    keypad, hands = make()
    hands.hold(Key.ONE, 8)
    hands.hold(Key.NINE)
    hands.release(Key.ONE)
    hands.release(Key.NINE)
    assert arrived(keypad, hands) == []
    keypad.close()


@ALL
@pytest.mark.parametrize("ms", [1, 2, 8, 16, 20])
def test_a_contact_that_bounces_counts_once(make: Make, ms: int) -> None:
    keypad, hands = make()
    for key in KEYS:
        hands.bounce(key, ms)
        hands.hold(key)
        hands.release(key)
        hands.bounce(key, ms)
        hands.press(Key.ZERO)
    assert arrived(keypad, hands) == [key for one in KEYS for key in (one, Key.ZERO)]
    keypad.close()


@ALL
def test_a_key_that_is_held_while_the_keypad_is_opened_does_not_count(make: Make) -> None:
    keypad, hands = make()
    keypad.close()
    hands.hold(Key.ENTER)
    assert arrived(keypad, hands) in ([], [Key.ENTER]), "a real one is opened by this wait, and then sees the press"
    keypad.close()
    assert arrived(keypad, hands) == []
    hands.release(Key.ENTER)
    hands.press(Key.CASH)
    assert arrived(keypad, hands) == [Key.CASH]
    keypad.close()


@ALL
def test_a_keypad_that_was_let_go_of_opens_again(make: Make) -> None:
    keypad, hands = make()
    keypad.close()
    keypad.close()
    assert keypad.wait(100) is None
    hands.press(Key.SEVEN)
    assert arrived(keypad, hands) == [Key.SEVEN]
    keypad.close()


@ALL
def test_a_keypad_says_whether_it_is_virtual(make: Make) -> None:
    keypad, _ = make()
    assert keypad.virtual == isinstance(keypad, VirtualKeypad)
    assert keypad.name
    keypad.close()


def test_the_virtual_keypad_remembers_what_was_taken_from_it() -> None:
    keypad = VirtualKeypad()
    keypad.press(Key.ONE, Key.TWO)
    keypad.wait(0)
    assert list(keypad.pressed) == [Key.ONE]


def test_an_unplugged_virtual_keypad_is_missing_and_what_was_pressed_meanwhile_is_lost() -> None:
    keypad = VirtualKeypad()
    keypad.press(Key.ONE)
    keypad.unplug()
    for _ in range(2):
        with pytest.raises(KeypadMissing, match="virtual keypad is unplugged"):
            keypad.wait(1_000)
        keypad.press(Key.TWO)
    keypad.plug_in()
    assert keypad.wait(0) is None
    keypad.press(Key.THREE)
    assert keypad.wait(0) is Key.THREE


@pytest.mark.parametrize(("failure", "seen"), [(GpioMissing("no chip"), KeypadMissing), (GpioError("no answer"), KeypadError)])
def test_j10_failing_pins_are_named_and_the_keypad_comes_back_with_them(failure: GpioError, seen: type[KeypadError]) -> None:
    pins = StandInPins()
    bench = pins.bench = MatrixBench(pins)
    keypad, hands = opened(RpiKeypad(pins, ROWS, COLUMNS, bench, "the pad"), bench)
    pins.broken = failure
    with pytest.raises(seen, match=f"the pad: {failure}") as raised:
        keypad.wait(100)
    assert type(raised.value) is seen
    pins.broken = None
    assert keypad.wait(100) is None
    hands.press(Key.SIX)
    assert arrived(keypad, hands) == [Key.SIX]


def test_a_keypad_has_four_rows_and_four_columns() -> None:
    pins = StandInPins()
    with pytest.raises(ValueError, match="4 rows and 4 columns"):
        RpiKeypad(pins, ROWS[:3], COLUMNS, MatrixBench(pins))


def test_the_first_key_after_a_quiet_hour_arrives_like_any_other() -> None:
    pins = StandInPins()
    bench = pins.bench = MatrixBench(pins)
    keypad, hands = opened(RpiKeypad(pins, ROWS, COLUMNS, bench), bench)
    for key in KEYS:
        assert keypad.wait(10_000) is None
        hands.bounce(key, 20)
        hands.press(key, Key.ZERO)
        assert arrived(keypad, hands) == [key, Key.ZERO]


def test_short_waits_do_not_make_a_contact_settle_sooner() -> None:
    pins = StandInPins()
    bench = pins.bench = MatrixBench(pins)
    keypad, hands = opened(RpiKeypad(pins, ROWS, COLUMNS, bench), bench)
    hands.bounce(Key.ONE, 20)
    while not bench.idle():
        assert keypad.wait(0) is None
        bench.sleep(1)
