"""The real devices at the counter, as the configuration names them. A table that is not there means no such device; a
terminal with a keypad stands at a counter, one without is driven by the console.

[keypad]                              # a 4 x 4 matrix; BCM numbers, by default these
rows = [5, 6, 13, 19]                 # from the top
columns = [12, 16, 20, 21]            # from the left

[operator_display]                    # 4 lines of 20
device = "/dev/ttyUSB0"
dialect = "cd5220"                    # or "esc-pos"
baud = 9600
chinese = "no"                        # or "gb18030", or "big5": the characters it has, by their encoding

[member_display]                      # 2 lines of 20; otherwise the same
device = "/dev/ttyUSB1"
dialect = "esc-pos"

[signal]                              # lamp and buzzer; BCM numbers
red = 23
green = 24
buzzer = 25

[voice]                               # espeak-ng
traditional = "cmn"                   # what is spoken where zh-Hant is read: Mandarin, or "yue", Cantonese

[tamper]                              # closed, the switch connects this pin with ground
pin = 17
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from terminal.section import Section

PINS = frozenset(range(4, 28)) - {14, 15}
"""0-3 are the buses that the board pulls up, 14 and 15 the serial line."""
BAUDS = range(1_200, 115_201)
DIALECTS = ("cd5220", "esc-pos")
TRADITIONAL = ("cmn", "yue")
CHINESE = ("no", "gb18030", "big5")


@dataclass(frozen=True, slots=True)
class KeypadConfig:
    """The pins of the matrix."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DisplayConfig:
    """A display on a serial line."""

    device: str
    dialect: str
    baud: int
    chinese: str


@dataclass(frozen=True, slots=True)
class SignalConfig:
    """The pins of lamp and buzzer."""

    red: int
    green: int
    buzzer: int


@dataclass(frozen=True, slots=True)
class CounterConfig:
    """What stands on the counter; None is not there. `traditional_voice`: the voice where zh-Hant is read."""

    keypad: KeypadConfig
    operator_display: DisplayConfig | None = None
    member_display: DisplayConfig | None = None
    signal: SignalConfig | None = None
    traditional_voice: str | None = None
    tamper_pin: int | None = None

    @property
    def pins(self) -> list[int]:
        """All pins that are used."""
        signal = [self.signal.red, self.signal.green, self.signal.buzzer] if self.signal else []
        tamper = [] if self.tamper_pin is None else [self.tamper_pin]
        return [*self.keypad.rows, *self.keypad.columns, *signal, *tamper]


ROWS, COLUMNS = (5, 6, 13, 19), (12, 16, 20, 21)
TABLES = ("keypad", "operator_display", "member_display", "signal", "voice", "tamper")


def read_counter(raw: dict[str, Any], mistakes: list[str]) -> CounterConfig | None:
    """Read the tables that are there; what is wrong is added to `mistakes`. None where there is none of them."""
    tables = {name: Section(raw, name, mistakes) for name in TABLES if name in raw}
    if not tables:
        return None
    if "keypad" not in tables:
        mistakes.append("devices at the counter need a keypad")
        return None
    keypad, signal, voice, tamper = tables["keypad"], tables.get("signal"), tables.get("voice"), tables.get("tamper")
    config = CounterConfig(
        KeypadConfig(keypad.numbers("rows", ROWS), keypad.numbers("columns", COLUMNS)),
        _display(tables.get("operator_display")),
        _display(tables.get("member_display")),
        SignalConfig(signal.take("red", int), signal.take("green", int), signal.take("buzzer", int)) if signal else None,
        voice.choice("traditional", TRADITIONAL, "cmn") if voice else None,
        tamper.take("pin", int) if tamper else None,
    )
    for table in tables.values():
        table.done()
    if not mistakes:
        used = Counter(config.pins)
        mistakes += [f"pin {pin} is not one of 4-13 and 16-27" for pin in sorted(used) if pin not in PINS]
        mistakes += [f"pin {pin} is used {times} times" for pin, times in sorted(used.items()) if times > 1]
    return config


def _display(table: Section | None) -> DisplayConfig | None:
    if table is None:
        return None
    return DisplayConfig(
        table.take("device", str),
        table.choice("dialect", DIALECTS),
        table.number("baud", BAUDS, 9_600),
        table.choice("chinese", CHINESE, "no"),
    )
