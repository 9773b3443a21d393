"""A counter of virtual devices with a panel over it, without a terminal: for the tests of the panel."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from protocol.instants import Instant
from protocol.link.entries import Medium
from terminal.drivers.card_reader.card_file import create_card
from terminal.drivers.card_reader.hand import Hand
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.clock.adjustable import AdjustableClock
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.display.port import Letters
from terminal.drivers.display.virtual import VirtualDisplay
from terminal.drivers.indicator.virtual import VirtualSignal, VirtualVoice
from terminal.drivers.keypad.virtual import VirtualKeypad
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.drivers.tamper.virtual import VirtualTamperSwitch
from terminal.panel.app import Door, Page, create_app
from terminal.panel.gear import Gear
from terminal.panel.levers import Levers
from terminal.panel.power import Power
from terminal.panel.stream import Stream
from terminal.uplink.transport.cable import Cable
from terminal.uplink.transport.virtual import VirtualTransport
from terminal.words.language import Language
from tests.support.shop import NOON, blank

HOST, WORD = "localhost", "secret-word"


class CounterTop:
    """Devices, hand, levers and plug; `starts` counts how often the power came back."""

    def __init__(self, folder: Path, *, line: bool = True) -> None:
        self.folder, self.starts = folder, 0
        cards = folder / "cards"
        if not cards.exists():
            cards.mkdir()
            create_card(cards / "1001.1.card", blank(Medium.MIFARE_1K, 1001))
            create_card(cards / "1002.1.card", blank(Medium.SLE4442, 1002))
        self.gear = Gear(
            VirtualKeypad(),
            VirtualDisplay(4, letters=Letters.GB18030),
            VirtualDisplay(2),
            VirtualSignal(),
            VirtualVoice(),
            VirtualPrinter(),
            VirtualReader("ACS virtual reader"),
            VirtualTamperSwitch(),
            AdjustableClock(VirtualClock(Instant(NOON))),
            Cable(VirtualTransport(bytes)) if line else None,
        )
        self.hand = Hand(self.gear.reader, cards, {"1001.1": "ordinary member"}, self.gear.clock.sleep)
        self.levers = Levers(self.gear, self.hand)
        self.power = Power(self.levers, folder, self.again)
        self.stream = Stream(self.gear, self.hand, self.levers)

    def again(self) -> None:
        self.starts += 1

    def client(self) -> FlaskClient:
        """A browser on this machine."""
        return create_app(self.stream, self.power, Door(frozenset({HOST}), WORD), Page(7, Language.EN)).test_client()
