"""The power cut. The process is replaced by itself at once: nothing is closed, flushed or said, as when the plug is pulled.

What stands on the counter outlives it, as it would: the card on the reader, the paper, the cable, the clock with its battery.
It is kept in one file for the moment of the cut.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal.drivers.card_reader.hand import NoSuchCard
from terminal.drivers.printer.virtual import Printed
from terminal.panel.levers import Levers

FILE = "counter-top.json"
KEPT_LEVERS = ("outage", "no_paper", "open_case", "slow")


def restart() -> None:
    """This process starts again from its command line, with the same process number; it never returns."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


@dataclass(frozen=True, slots=True)
class Power:
    """The plug. `folder` is the terminal's; `again` starts the terminal anew."""

    levers: Levers
    folder: Path
    again: Callable[[], None] = restart

    def cut(self) -> None:
        """Pull the plug and put it in again."""
        gear, hand = self.levers.gear, self.levers.hand
        kept = {
            "card": hand.on_reader,
            "levers": {name: on for name, on in self.levers.stand().items() if name in KEPT_LEVERS},
            "ahead_ms": gear.clock.ahead_ms,
            "roll": [{"lines": printed.lines, "data": printed.data.hex()} for printed in gear.printer.roll],
        }
        (self.folder / FILE).write_text(json.dumps(kept), encoding="utf-8")
        self.again()

    def restore(self) -> None:
        """After a start: put everything back as it stood at the cut, if there was one."""
        file = self.folder / FILE
        try:
            kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        file.unlink()
        gear, hand = self.levers.gear, self.levers.hand
        gear.clock.ahead_ms = int(kept["ahead_ms"])
        gear.printer.roll.extend(Printed(tuple(one["lines"]), bytes.fromhex(one["data"])) for one in kept["roll"])
        for name, on in kept["levers"].items():
            self.levers.switch(name, bool(on))
        if kept["card"] is not None:
            try:
                hand.lay(kept["card"])
            except NoSuchCard:
                return
