"""One fault, armed before a sale: on the chip, at a sync of the journal, at a word on the screen, in the printer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from random import Random

from terminal.drivers.card_reader.chip import Chip, Tear
from tests.simulation.machine import Machine, PowerCut

APDUS = 70
WRITES = 10
SYNCS = 6
MOMENTS = ("before", "written", "after")


def cut(*_: object) -> None:
    """The terminal dies here and now."""
    raise PowerCut


def disk_error() -> None:
    """What SQLite says when the disk does not do its work."""
    raise sqlite3.OperationalError("disk I/O error")


def disk_full() -> None:
    """What SQLite says when nothing more fits."""
    raise sqlite3.OperationalError("database or disk is full")


def arm(name: str, machine: Machine, chip: Chip, random: Random) -> None:
    """Arm a fault of this class somewhere in what comes next."""
    match name:
        case "cut_apdu":
            _at_apdu(chip, random.randint(1, APDUS), random.choice(("on_apdu", "on_done")))
        case "cut_sync":
            machine.at_sync = Countdown(random.choice(MOMENTS), random.randint(1, SYNCS), cut)
        case "cut_shown":
            machine.face.cut = cut
        case "cut_printing":
            machine.printer.cut = cut
        case "pull":
            chip.pull_at(random.randint(1, APDUS), after=random.random() < 0.5)
        case "tear" | "tear_cut":
            if name == "tear_cut":
                chip.on_leave = cut
            chip.tear_write(random.randint(1, WRITES), random.choice(list(Tear)), at_byte=random.randrange(16))
        case "io_error":
            machine.at_sync = Countdown(random.choice(MOMENTS[:2]), random.randint(1, SYNCS), disk_error)
        case "disk_full":
            machine.at_sync = Always("written", disk_full)
        case "disk_lies":
            machine.disk.lie()
            machine.at_sync = Countdown("after", random.randint(1, SYNCS), cut)


def disarm(machine: Machine, chip: Chip) -> None:
    """What did not come down does not wait for the next sale."""
    chip.disarm()
    chip.on_apdu = chip.on_done = chip.on_leave = None
    machine.at_sync = machine.disk.kept = None
    machine.face.cut = machine.printer.cut = None


class Countdown:
    """Does something at the n-th of a kind of moment."""

    def __init__(self, moment: str, number: int, act: Callable[[], None]) -> None:
        self._moment, self._left, self._act = moment, number, act

    def __call__(self, moment: str) -> None:
        if moment == self._moment:
            self._left -= 1
            if not self._left:
                self._act()


class Always:
    """Does something at every moment of a kind."""

    def __init__(self, moment: str, act: Callable[[], None]) -> None:
        self._moment, self._act = moment, act

    def __call__(self, moment: str) -> None:
        if moment == self._moment:
            self._act()


def _at_apdu(chip: Chip, ahead: int, hook: str) -> None:
    target = chip.apdus + ahead

    def act(now: int, apdu: bytes) -> None:
        if now == target:
            raise PowerCut

    setattr(chip, hook, act)
