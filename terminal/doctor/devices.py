"""Each configured device is asked. What is bought from elsewhere may be missing: that is a finding too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from terminal.config import TerminalConfig
from terminal.counter.readiness import Paper
from terminal.doctor.finding import Finding, fine, warn
from terminal.doctor.machine import judge_path
from terminal.drivers.card_reader.port import CardReader, CardReaderError, ReaderMissing, ServiceMissing
from terminal.drivers.indicator.espeak import PROGRAM, has_sound
from terminal.drivers.printer.port import PaperStatus, Printer

READER_STEPS = {
    ReaderMissing: "plug it in, look for it with lsusb, and compare reader.name in the configuration with pcsc_scan",
    ServiceMissing: "systemctl start pcscd.socket; 8010006A means that polkit refuses this user: put 60-tallycard.rules in place",
}
PINS = (Path("/dev/gpiomem"), Path("/dev/gpiochip0"))
PAPERS = {
    PaperStatus.READY: Paper.READY,
    PaperStatus.NO_PAPER: Paper.NO_PAPER,
    PaperStatus.UNKNOWN: Paper.UNKNOWN,
    PaperStatus.OFFLINE: Paper.OFFLINE,
}


def ask_reader(reader: CardReader) -> Finding:
    """Whether the reader is there; a card on it is left alone."""
    try:
        card = reader.poll()
    except CardReaderError as error:
        step = READER_STEPS.get(type(error), "unplug the reader and plug it in again")
        return warn("reader", f"{reader.name}: {type(error).__name__} {error}", f"cash sales go on; {step}")
    return fine("reader", f"{reader.name}: {'a card lies on it' if card else 'no card lies on it'}")


def ask_printer(printer: Printer) -> Paper:
    """What the printer says of its paper."""
    return PAPERS[printer.status()]


def device_files(config: TerminalConfig) -> Iterator[Finding]:
    """The rights to each device that is a file, and the program that speaks."""
    if config.printer.kind in ("usb", "serial", "file"):
        yield judge_path("printer", Path(config.printer.target))
    counter = config.counter
    if counter is None:
        return
    yield judge_path("keypad", next((path for path in PINS if path.exists()), PINS[0]))
    for name, display in (("operator display", counter.operator_display), ("member display", counter.member_display)):
        if display:
            yield judge_path(name, Path(display.device))
    if counter.traditional_voice:
        yield from voice_findings(has_sound())


def voice_findings(sound: bool) -> Iterator[Finding]:
    """The program that speaks, and whether there is a `sound` device to hear it by: espeak-ng says nothing where none is."""
    if shutil.which(PROGRAM) is None:
        yield warn("voice", f"{PROGRAM} is not installed: nothing is spoken", f"apt-get install {PROGRAM}")
    if sound:
        yield fine("voice", "there is a sound device")
    else:
        step = "the displays say it all; plug in a USB loudspeaker, or look for dtparam=audio=on in config.txt; then: aplay -l"
        yield warn("voice", "there is no sound device: nothing is heard", step)
