"""If these failed, the panel would be dark and silent, or tell of a lamp that no counter has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terminal.drivers.indicator.port import Beep, IndicatorMissing, Lamp
from terminal.drivers.indicator.virtual import VirtualSignal, VirtualVoice


def test_the_lamp_keeps_its_light_and_the_buzzer_remembers_its_sounds() -> None:
    signal, heard = VirtualSignal(memory=2), list[Beep]()
    signal.watcher = heard.append
    signal.light(Lamp.GREEN)
    for beep in (Beep.KEY, Beep.KEY, Beep.GOOD):
        signal.beep(beep)
    assert (signal.lamp, signal.beeps, heard) == (Lamp.GREEN, [Beep.KEY, Beep.GOOD], [Beep.KEY, Beep.KEY, Beep.GOOD])
    signal.close()
    assert signal.lamp is Lamp.OFF


def test_the_voice_remembers_what_it_said() -> None:
    voice, heard = VirtualVoice(memory=1), list[tuple[str, str]]()
    voice.watcher = lambda sentence, language: heard.append((sentence, language))
    voice.say("Please present the card", "en")
    voice.say("请放卡", "zh-Hans")
    voice.close()
    assert voice.spoken == [("请放卡", "zh-Hans")]
    assert len(heard) == 2


def test_what_is_unplugged_is_missing_and_dark_until_it_is_back() -> None:
    signal, voice = VirtualSignal(), VirtualVoice()
    signal.light(Lamp.RED)
    signal.unplug()
    voice.unplug()
    assert signal.lamp is Lamp.OFF
    uses: list[Callable[[], None]] = [
        lambda: signal.light(Lamp.RED),
        lambda: signal.beep(Beep.BAD),
        lambda: voice.say("PAID", "en"),
    ]
    for use in uses:
        with pytest.raises(IndicatorMissing):
            use()
    signal.plug_in()
    voice.plug_in()
    signal.beep(Beep.GOOD)
    voice.say("PAID", "en")
    assert (signal.beeps, voice.spoken) == ([Beep.GOOD], [("PAID", "en")])
