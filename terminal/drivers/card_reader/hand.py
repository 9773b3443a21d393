"""The hand that holds the virtual cards: it lays them down, pulls them away, and tears them in the middle of a write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from terminal.drivers.card_reader.card_file import NotACard, open_card
from terminal.drivers.card_reader.chip import Chip, Latency, Tear
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import VirtualMifare

SUFFIX = ".card"
SLOW_APDU_MS = 150
"""So slow that a person can pull a card away between two steps of a change."""
TORN_WRITE = {"mifare": 3, "sle4442": 8}
"""The write within a change that is torn, counted from where the lever is pulled."""
PULLED_WRITE = 1
"""The write before which the card is pulled away."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it lies in the hand; `about` is what a person wrote on it."""

    name: str
    medium: str
    about: str


class NoSuchCard(KeyError):
    """There is no card of this name."""


class Hand:
    """The virtual cards of a folder, at most one of them on the reader. Safe to use from several threads.

    `slow`, `pulled`, `torn` and `blackout` are levers: a slow card; the card is pulled away before the next change of it; the
    next change is torn, and the card is away; the same, and the power fails with it: `power_fails` is called, by whoever
    talks to the card.
    """

    def __init__(
        self,
        reader: VirtualReader,
        folder: Path,
        about: Mapping[str, str],
        sleep_ms: Callable[[int], None],
    ) -> None:
        self._reader, self._folder, self._about, self._sleep_ms = reader, folder, about, sleep_ms
        self.power_fails: Callable[[], None] = _nobody
        self._lock = RLock()
        self._laid: tuple[str, Chip] | None = None
        self._slow = self._pulled = self._torn = self._blackout = False
        self._cards: tuple[Card, ...] = ()
        self._listed = 0

    def cards(self) -> tuple[Card, ...]:
        """All cards of the folder by name; what is no card is left out."""
        changed = self._folder.stat().st_mtime_ns
        if changed != self._listed:
            self._cards, self._listed = self._read(), changed
        return self._cards

    def _read(self) -> tuple[Card, ...]:
        found = []
        for path in sorted(self._folder.glob("*" + SUFFIX)):
            try:
                medium = _medium(open_card(path))
            except (NotACard, OSError):
                continue
            name = path.name.removesuffix(SUFFIX)
            found.append(Card(name, medium, self._about.get(name, medium)))
        return tuple(found)

    @property
    def on_reader(self) -> str | None:
        """The name of the card that lies there now."""
        laid = self._laid
        return laid[0] if laid and laid[1].present else None

    def lay(self, name: str) -> None:
        """Lay a card down; one that lies there is taken away first. Raises NoSuchCard."""
        if name not in {card.name for card in self.cards()}:
            raise NoSuchCard(name)
        with self._lock:
            self.pull()
            chip = open_card(self._folder / (name + SUFFIX))
            chip.on_leave = self._torn_away
            self._laid = (name, chip)
            self._arm()
            self._reader.insert(chip)

    def pull(self) -> None:
        """Take the card away, whatever goes on with it."""
        with self._lock:
            self._reader.remove()
            self._laid = None

    @property
    def slow(self) -> bool:
        """Whether cards are slow."""
        return self._slow

    @slow.setter
    def slow(self, on: bool) -> None:
        with self._lock:
            self._slow = on
            self._arm()

    @property
    def pulled(self) -> bool:
        """Whether the card is pulled away before the next change of it."""
        return self._pulled

    @pulled.setter
    def pulled(self, on: bool) -> None:
        with self._lock:
            self._pulled = on
            self._arm()

    @property
    def torn(self) -> bool:
        """Whether the next change is torn."""
        return self._torn

    @torn.setter
    def torn(self, on: bool) -> None:
        with self._lock:
            self._torn = on
            self._arm()

    @property
    def blackout(self) -> bool:
        """Whether the power fails within the next change."""
        return self._blackout

    @blackout.setter
    def blackout(self, on: bool) -> None:
        with self._lock:
            self._blackout = on
            self._arm()

    def _arm(self) -> None:
        if self._laid is None:
            return
        chip = self._laid[1]
        chip.latency = Latency(self._sleep, per_apdu=SLOW_APDU_MS / 1_000) if self._slow else None
        chip.disarm()
        if self._pulled:
            chip.tear_write(PULLED_WRITE, Tear.UNTOUCHED)
        elif self._torn or self._blackout:
            chip.tear_write(TORN_WRITE[_medium(chip)], Tear.GARBAGE)

    def _sleep(self, seconds: float) -> None:
        self._sleep_ms(int(seconds * 1_000))

    def _torn_away(self) -> None:
        fails = self._blackout
        self._pulled = self._torn = self._blackout = False
        if fails:
            self.power_fails()


def _nobody() -> None:
    """Nobody has the plug in his hand."""


def _medium(chip: Chip) -> str:
    return "mifare" if isinstance(chip, VirtualMifare) else "sle4442"
