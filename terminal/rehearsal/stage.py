"""The stage of a rehearsal: its cards and its faults, as the menu moves them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from protocol.instants import MS_PER_DAY
from terminal.counter.props import Fault, PropCard
from terminal.drivers.card_reader.hand import Hand
from terminal.drivers.clock.adjustable import AdjustableClock
from terminal.journal.store import Journal
from terminal.rehearsal.office import PretendedOffice
from terminal.rehearsal.paper import RehearsalPaper
from terminal.states.store import StatesStore


@dataclass(frozen=True, slots=True)
class Stage:
    """What belongs to one rehearsal. `folder` holds all that it leaves on the disk."""

    folder: Path
    journal: Journal
    states: StatesStore
    hand: Hand
    paper: RehearsalPaper
    clock: AdjustableClock
    office: PretendedOffice

    @property
    def on_reader(self) -> PropCard | None:
        """The card that lies there now."""
        name = self.hand.on_reader
        return PropCard(name) if name else None

    def lay(self, card: PropCard) -> None:
        """Lay a card down."""
        self.hand.lay(card.value)

    def lift(self) -> None:
        """Take the card away."""
        self.hand.pull()

    def faults(self) -> frozenset[Fault]:
        """What goes wrong now, or with the next change of a card."""
        stands = {
            Fault.OUTAGE: not self.office.reached,
            Fault.PAPER_OUT: self.paper.out,
            Fault.CLOCK_JUMP: bool(self.clock.ahead_ms),
            Fault.PULLED_CARD: self.hand.pulled,
            Fault.TORN_WRITE: self.hand.torn,
        }
        return frozenset(fault for fault, on in stands.items() if on)

    def set(self, fault: Fault, on: bool) -> None:
        """Let it go wrong, or well again."""
        match fault:
            case Fault.OUTAGE:
                self.office.reached = not on
            case Fault.PAPER_OUT:
                self.paper.out = on
            case Fault.CLOCK_JUMP:
                self.clock.ahead_ms = MS_PER_DAY if on else 0
            case Fault.PULLED_CARD:
                self.hand.pulled = on
            case Fault.TORN_WRITE:
                self.hand.torn = on

    def strike(self) -> None:
        """The rehearsal is over: nothing of it is left."""
        self.journal.close()
        self.states.close()
        shutil.rmtree(self.folder, ignore_errors=True)
