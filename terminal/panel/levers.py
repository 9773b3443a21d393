"""What may go wrong at a counter, as switches by name: on is a fault."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.drivers.card_reader.hand import Hand
from terminal.drivers.printer.port import PaperStatus
from terminal.panel.gear import Gear

NAMES = ("outage", "no_paper", "open_case", "slow", "torn", "blackout")
"""outage: the line to head office is unplugged · slow: slow cards · torn: the next change of a card is torn · blackout: the
power fails within it. All are off while all is well."""


@dataclass(frozen=True, slots=True)
class Levers:
    """The switches of one panel."""

    gear: Gear
    hand: Hand

    def stand(self) -> dict[str, bool]:
        """How each switch stands."""
        return {
            "outage": self.gear.cable is None or not self.gear.cable.plugged,
            "no_paper": self.gear.printer.status() is PaperStatus.NO_PAPER,
            "open_case": self.gear.tamper.is_open(),
            "slow": self.hand.slow,
            "torn": self.hand.torn,
            "blackout": self.hand.blackout,
        }

    def switch(self, name: str, on: bool) -> None:
        """Turn one. Raises KeyError for a name that is none."""
        match name:
            case "outage":
                if self.gear.cable is not None:
                    self.gear.cable.plugged = not on
            case "no_paper":
                (self.gear.printer.run_out_of_paper if on else self.gear.printer.mend)()
            case "open_case":
                (self.gear.tamper.open if on else self.gear.tamper.shut)()
            case "slow" | "torn" | "blackout":
                setattr(self.hand, name, on)
            case _:
                raise KeyError(name)

    def set_clock(self, seconds: int) -> None:
        """Somebody sets the wall clock so much ahead of what it says now; behind for a negative number."""
        self.gear.clock.ahead_ms += seconds * 1_000
