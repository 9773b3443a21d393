"""The real devices of a counter, made as the configuration names them. Nothing happens to hardware yet.

A driver is imported when it is chosen: what is not there costs neither time at the start nor memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from terminal.counter_config import CounterConfig, DisplayConfig
from terminal.drivers.clock.port import Clock
from terminal.drivers.display.port import Display, Letters
from terminal.drivers.indicator.port import Signal, Voice
from terminal.drivers.keypad.port import Keypad
from terminal.drivers.tamper.port import TamperSwitch

OPERATOR_ROWS, MEMBER_ROWS = 4, 2
LETTERS = {"no": Letters.ASCII, "gb18030": Letters.GB18030, "big5": Letters.BIG5}


@dataclass(frozen=True, slots=True)
class RealGear:
    """What stands on the counter; None is not there."""

    keypad: Keypad
    operator: Display | None
    member: Display | None
    signal: Signal | None
    voice: Voice | None
    tamper: TamperSwitch | None


def make_real_gear(config: CounterConfig, clock: Clock) -> RealGear:
    """All that is configured. Each driver has pins of its own, so that one can let go of its and leave the others'."""
    return RealGear(
        make_keypad(config, clock),
        make_display(config.operator_display, OPERATOR_ROWS),
        make_display(config.member_display, MEMBER_ROWS),
        make_signal(config),
        make_voice(config),
        make_tamper(config),
    )


def make_keypad(config: CounterConfig, clock: Clock) -> Keypad:
    """The matrix."""
    from terminal.drivers.gpio.rpi import RpiGpio
    from terminal.drivers.keypad.rpi_gpio import RpiKeypad

    return RpiKeypad(RpiGpio(), config.keypad.rows, config.keypad.columns, clock)


def make_display(config: DisplayConfig | None, rows: int) -> Display | None:
    """A display on a serial line."""
    if config is None:
        return None
    from terminal.drivers.display.dialects import Dialect
    from terminal.drivers.display.serial import SerialDisplay

    return SerialDisplay(config.device, Dialect(config.dialect), rows, baud=config.baud, letters=LETTERS[config.chinese])


def make_signal(config: CounterConfig) -> Signal | None:
    """Lamp and buzzer."""
    if config.signal is None:
        return None
    from terminal.drivers.gpio.rpi import RpiGpio
    from terminal.drivers.indicator.rpi_gpio import RpiSignal, SignalPins

    return RpiSignal(RpiGpio(), SignalPins(config.signal.red, config.signal.green, config.signal.buzzer))


def make_voice(config: CounterConfig) -> Voice | None:
    """The speech program."""
    if config.traditional_voice is None:
        return None
    from terminal.drivers.indicator.espeak import VOICES, EspeakVoice

    return EspeakVoice({**VOICES, "zh-Hant": config.traditional_voice})


def make_tamper(config: CounterConfig) -> TamperSwitch | None:
    """The switch of the case."""
    if config.tamper_pin is None:
        return None
    from terminal.drivers.gpio.rpi import RpiGpio
    from terminal.drivers.tamper.rpi_gpio import RpiTamperSwitch

    return RpiTamperSwitch(RpiGpio(), config.tamper_pin)
