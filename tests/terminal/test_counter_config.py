"""If these failed, two devices would be driven by one pin, or a counter would lack a device that somebody configured."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from terminal import counter_config
from terminal.counter_config import (
    CounterConfig,
    DisplayConfig,
    KeypadConfig,
    SignalConfig,
    read_counter,
)

KEYPAD = KeypadConfig((5, 6, 13, 19), (12, 16, 20, 21))


def read(raw: dict[str, Any]) -> CounterConfig | None:
    mistakes: list[str] = []
    config = read_counter(raw, mistakes)
    assert mistakes == []
    return config


def wrong(**raw: Any) -> list[str]:
    mistakes: list[str] = []
    read_counter({"keypad": {}, **raw}, mistakes)
    return mistakes


def test_the_example_in_the_description_is_read() -> None:
    example = (counter_config.__doc__ or "").partition("\n\n")[2]
    assert read(tomllib.loads(example)) == CounterConfig(
        keypad=KEYPAD,
        operator_display=DisplayConfig("/dev/ttyUSB0", "cd5220", 9_600, chinese="no"),
        member_display=DisplayConfig("/dev/ttyUSB1", "esc-pos", 9_600, chinese="no"),
        signal=SignalConfig(23, 24, 25),
        traditional_voice="cmn",
        tamper_pin=17,
    )


def test_without_a_device_there_is_no_counter_and_with_a_keypad_alone_there_is_one() -> None:
    assert read({"terminal": 1}) is None
    assert read({"keypad": {}}) == CounterConfig(KEYPAD)
    mistakes: list[str] = []
    assert read_counter({"voice": {}}, mistakes) is None
    assert mistakes == ["devices at the counter need a keypad"]


def test_every_choice_can_be_made() -> None:
    raw = {
        "keypad": {"rows": [4, 5, 6, 7], "columns": [8, 9, 10, 11]},
        "operator_display": {"device": "/dev/serial0", "dialect": "esc-pos", "baud": 19_200, "chinese": "gb18030"},
        "voice": {"traditional": "yue"},
    }
    assert read(raw) == CounterConfig(
        KeypadConfig((4, 5, 6, 7), (8, 9, 10, 11)),
        DisplayConfig("/dev/serial0", "esc-pos", 19_200, chinese="gb18030"),
        traditional_voice="yue",
    )


@pytest.mark.parametrize("rows", [[5, 6, 13], [5, 6, 13, "19"], [5, 6, 13, True], 5, "5, 6, 13, 19"])
def test_a_keypad_has_four_rows(rows: object) -> None:
    assert wrong(keypad={"rows": rows}) == ["keypad.rows must be a list of 4 numbers"]


def test_a_pin_serves_one_device_and_none_that_the_board_needs() -> None:
    assert wrong(tamper={"pin": 21}) == ["pin 21 is used 2 times"]
    assert wrong(signal={"red": 2, "green": 14, "buzzer": 28}) == [
        "pin 2 is not one of 4-13 and 16-27",
        "pin 14 is not one of 4-13 and 16-27",
        "pin 28 is not one of 4-13 and 16-27",
    ]


def test_every_mistake_is_named() -> None:
    display = {"dialect": "morse", "baud": 300, "chinese": "perhaps", "x": 1}
    assert wrong(member_display=display, signal={"red": "23"}, voice={"traditional": "en"}, tamper={}) == [
        "member_display.device must be text",
        "member_display.dialect is 'morse', not one of cd5220, esc-pos",
        "member_display.baud must be between 1200 and 115200",
        "member_display.chinese is 'perhaps', not one of no, gb18030, big5",
        "signal.red must be a number",
        "signal.green must be a number",
        "signal.buzzer must be a number",
        "voice.traditional is 'en', not one of cmn, yue",
        "tamper.pin must be a number",
        "member_display.x is unknown",
    ]
