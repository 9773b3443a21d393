"""What may go wrong at a counter, as switches by name: on or off, as they stand on the page."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.drivers.card_reader.hand import Hand
from terminal.drivers.printer.port import PaperStatus
from terminal.panel.gear import Gear

NAMES = ("line", "paper", "case", "slow", "torn", "blackout")
"""line: plugged in · paper: in · case: closed · slow: slow cards · torn: the next change of a card is torn · blackout: the
power fails within it."""


@dataclass(frozen=True, slots=True)
class Levers:
    """The switches of one panel."""

    gear: Gear
    hand: Hand

    def stand(self) -> dict[str, bool]:
        """How each switch stands."""
        return {
            "line": self.gear.cable is not None and self.gear.cable.plugged,
            "paper": self.gear.printer.status() is not PaperStatus.NO_PAPER,
            "case": not self.gear.tamper.is_open(),
            "slow": self.hand.slow,
            "torn": self.hand.torn,
            "blackout": self.hand.blackout,
        }

    def switch(self, name: str, on: bool) -> None:
        """Turn one. Raises KeyError for a name that is none."""
        match name:
            case "line":
                if self.gear.cable is not None:
                    self.gear.cable.plugged = on
            case "paper":
                (self.gear.printer.mend if on else self.gear.printer.run_out_of_paper)()
            case "case":
                (self.gear.tamper.shut if on else self.gear.tamper.open)()
            case "slow" | "torn" | "blackout":
                setattr(self.hand, name, on)
            case _:
                raise KeyError(name)

    def set_clock(self, seconds: int) -> None:
        """Somebody sets the wall clock so much ahead of what it says now; behind for a negative number."""
        self.gear.clock.ahead_ms += seconds * 1_000
