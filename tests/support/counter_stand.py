"""A counter around the till of the small shop: keys are pressed, cards are laid down, and the displays are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Queue

from protocol.link.certificate import Role
from protocol.link.entries import Medium
from protocol.link.rights import ALL_RIGHTS
from terminal.at_counter import AtCounter
from terminal.counter.events import CardTapped, KeyPressed
from terminal.desk.desk import make_ordered
from terminal.drivers.card_reader.chip import Chip
from terminal.face import Notice
from terminal.rehearsal_wiring import FOLDER, wire_rehearsal
from terminal.sale.catalogue import Catalogue
from terminal.sale.screens import BLANK, Screen
from terminal.wiring import open_again
from tests.support.counter_examples import keys, staffed
from tests.support.shop import ISSUER, KEYS, PIN, Till


@dataclass
class RecordingFront:
    """Remembers every notice and every screen that differs from the one before."""

    notices: list[Notice] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=lambda: [Screen((), BLANK)])
    clicks: int = 0

    def show(self, notice: Notice) -> None:
        self.notices.append(notice)

    def open_pin_pad(self) -> None:
        raise AssertionError("the counter's own keys are the pad")

    def display(self, screen: Screen) -> None:
        if screen != self.screens[-1]:
            self.screens.append(screen)

    def click(self) -> None:
        self.clicks += 1

    def close(self) -> None:
        self.display(Screen((), BLANK))


class CounterStand:
    """A till with keys and displays. `power_cut` is what pulling the plug and starting again does."""

    def __init__(
        self,
        folder: Path,
        medium: Medium = Medium.MIFARE_1K,
        *,
        books: Catalogue | None = None,
        rights: int = ALL_RIGHTS,
        roles: Role = Role.SELL | Role.LOAD,
    ) -> None:
        self.till = Till(folder, medium, books=books or staffed(rights), roles=roles)
        self._begin()

    def _begin(self) -> None:
        self.front = RecordingFront()
        books = self.till.books
        self.at = AtCounter(self.till.terminal, self.front, self.till.reader, None, None, lambda: books, Queue())
        self.at.make = partial(make_ordered, self.till.terminal, self.till.reader, KEYS, ISSUER)
        self.at.open_again = partial(open_again, self.till.journal, self.till.clock, None)
        self.at.rehearse = partial(wire_rehearsal, self.till.folder / FOLDER)
        self.at.display()

    def power_cut(self) -> None:
        """All but disk and cards is lost."""
        self.till.restart()
        self._begin()

    def press(self, typed: str) -> None:
        """Press keys by what is printed on them; see `counter_examples.keys`."""
        for key in keys(typed):
            self.at.take(KeyPressed(key))

    def lay(self, chip: Chip) -> None:
        """Lay a card on the reader."""
        self.till.reader.insert(chip)
        self.at.take(CardTapped())

    def lift(self) -> None:
        """Take the card away."""
        self.till.reader.remove()

    def pin(self, digits: str = PIN) -> None:
        """The member keys a PIN."""
        self.press(f"{digits} ENTER")

    def wait(self, milliseconds: int) -> None:
        """Time passes and nothing happens."""
        self.till.clock.advance(milliseconds)
        self.at.tick()

    @property
    def shown(self) -> tuple[str, ...]:
        """The operator's display now."""
        return self.front.screens[-1].operator

    @property
    def text(self) -> str:
        """The operator's display now, as one text."""
        return " / ".join(self.shown)

    @property
    def member(self) -> tuple[str, str]:
        """The member's display now."""
        upper, lower = self.front.screens[-1].customer
        return upper.strip(), lower.strip()

    @property
    def paper(self) -> list[str]:
        """All slips, each as one text."""
        return ["\n".join(printed.lines) for printed in self.till.printer.roll]

    @property
    def sums(self) -> dict[str, tuple[int, int]]:
        """The journal's totals: how many, how much."""
        return {part.kind.name: (part.count, part.amount.minor) for part in self.till.journal.state.totals}
