"""What has become of a device, as the cashier is told of it."""

from __future__ import annotations

from terminal.devices import Change, Device, Health
from terminal.face import Notice
from terminal.sale.effects import Tone
from terminal.sale.screens import Screen
from terminal.words.catalogue import say
from terminal.words.devices import DeviceLabel, DeviceName, DeviceNews, DeviceState
from terminal.words.language import Language


def name_of(device: Device, language: Language) -> str:
    """What a device is called."""
    return say(DeviceName[device.name], language)


def short_name_of(device: Device, language: Language) -> str:
    """What it is called in a list."""
    return say(DeviceLabel[device.name], language)


def state_of(health: Health, language: Language) -> str:
    """How it is, in a list."""
    return say(DeviceState[health.name], language)


def sentence_of(change: Change, language: Language) -> str:
    """What has become of a device and of its job."""
    news = change.device if change.health is Health.MISSING else change.health
    return say(DeviceNews[news.name], language, device=name_of(change.device, language))


def notice_of_change(change: Change, language: Language) -> Notice:
    """The sentence as a notice; it concerns the cashier alone."""
    tone = Tone.PLAIN if change.health is Health.WORKS else Tone.BAD
    facts = (("device", change.device.value), ("health", change.health.value))
    return Notice("device", Screen((sentence_of(change, language),)), tone, facts)
