"""The panel put together: devices, hand, levers and plug behind one address."""

from __future__ import annotations

from pathlib import Path

from terminal.config import PanelConfig
from terminal.drivers.card_reader.hand import Hand
from terminal.panel.app import Door, Page, create_app
from terminal.panel.gear import Gear
from terminal.panel.levers import Levers
from terminal.panel.power import Power
from terminal.panel.serving import serve, word_of
from terminal.panel.stream import Stream


def open_panel(config: PanelConfig, folder: Path, page: Page, gear: Gear) -> Path:
    """Serve the panel in the background; the file in which its address stands. `folder` is the terminal's.

    Raises OSError if another program listens there.
    """
    hand = Hand(gear.reader, config.cards, config.about, gear.clock.sleep)
    levers = Levers(gear, hand)
    power = Power(levers, folder)
    hand.power_fails = power.cut
    power.restore()
    word, file = word_of(folder, config.host, config.port)
    door = Door(frozenset({f"{config.host}:{config.port}"}), word)
    serve(create_app(Stream(gear, hand, levers), power, door, page), config.host, config.port)
    return file
