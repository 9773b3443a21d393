"""What really happened, as only the simulation can know it: the log that the checker holds the books against.

Plain values alone. Every line also goes into the hash of the history: two runs of a seed must give the same one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from tests.simulation.records import Card, Key, Masters, Record, ring


@dataclass(slots=True)
class CardTruth:
    """A card's life: for each counter the record that its chip really holds or held under what came later."""

    card: Card
    uid: bytes
    medium: str
    honest: bool = True
    history: dict[int, Record] = field(default_factory=dict)
    alive: bool = True
    read_only: bool = False
    """The chip takes no code any more: its balance stands, what is open on it is for head office to end."""

    @property
    def top(self) -> Record:
        """The record that rules the card now."""
        return self.history[max(self.history)]

    def observe(self, masters: Masters, slots: Sequence[bytes]) -> bool:
        """Look at the chip; whether anything is new. What stands above the ruling record never was."""
        chain = ring(masters, self.uid, self.card, slots)
        self.alive = bool(chain)
        if not chain or (
            self.history and self.history.get(chain[0].counter) == chain[0] and max(self.history) == chain[0].counter
        ):
            return False
        for counter in [counter for counter in self.history if counter > chain[0].counter]:
            del self.history[counter]
        for record in chain:
            self.history[record.counter] = record
        return True

    def unseen(self) -> list[int]:
        """By how much records moved the balance that a terminal read, and put another upon, and that then decayed."""
        near = [(self.history.get(counter - 1), self.history.get(counter + 1)) for counter in range(max(self.history))]
        absent = [pair for counter, pair in enumerate(near) if counter not in self.history]
        return [after.balance - after.amount - before.balance for before, after in absent if before and after]


@dataclass(frozen=True, slots=True)
class Shown:
    """A terminal told people that this is done. `card` is None for cash."""

    key: Key
    card: Card | None
    amount: int
    late: bool


@dataclass(frozen=True, slots=True)
class Crime:
    """An attack as it ended: what honest terminals accepted of it, and how often they turned it away.

    Of a keeper: his `terminal`, the `kinds` of cases that it must end in, and which `facts` one of them must name, if any.
    """

    kind: str
    card: Card | None
    left_evidence: bool
    gained: int
    refused: int
    terminal: int | None = None
    kinds: frozenset[int] = frozenset()
    facts: frozenset[Key] = frozenset()


@dataclass(slots=True)
class Truth:
    """The log of one history."""

    masters: Masters
    cards: dict[Card, CardTruth] = field(default_factory=dict)
    shown: dict[Key, Shown] = field(default_factory=dict)
    lost_units: set[int] = field(default_factory=set)
    alarming: set[int] = field(default_factory=set)
    """Terminals of which two journals exist, or one that lost what it had sent: an alarm about them is a true one."""
    torn: set[tuple[int, int]] = field(default_factory=set)
    """Terminal and lineage of each journal that lost its tail to a lying disk: it may be asked for what only cards tell of."""
    glimpses: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Facts of crooked terminals that ruled a card when an honest unit, which still has its journal, was paid from it: which."""
    falsified: set[Key] = field(default_factory=set)
    """Facts that a keeper has written down otherwise than they were."""
    wronged: set[Card] = field(default_factory=set)
    """The cards of these: the books may differ from them fact by fact, in sum only by what a case says."""
    restored: list[tuple[int, int]] = field(default_factory=list)
    """Between which steps head office remembers nothing: from the backup to its return."""
    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    """What happened at a counter that must never happen."""
    crimes: list[Crime] = field(default_factory=list)
    steps: int = 0
    _digest: bytes = bytes(32)

    def note(self, *words: object) -> None:
        """Add a line to the history."""
        self.steps += 1
        self._digest = sha256(self._digest + repr(words).encode()).digest()

    @property
    def history_hash(self) -> str:
        """The hash of everything noted so far."""
        return self._digest.hex()

    def count(self, what: str) -> None:
        """Count something that happened and note it."""
        self.counts[what] += 1
        self.note(what)

    def show(self, shown: Shown) -> None:
        """People were told that something is done."""
        self.note("shown", shown.key, shown.card, shown.amount, shown.late)
        self.shown[shown.key] = shown

    def show_late(self, terminal: int, card: CardTruth) -> None:
        """People were told that what was in doubt on this card is done: everything of this terminal beneath the top."""
        for record in card.history.values():
            if record.key[0] == terminal and record.amount and record.key not in self.shown and record is not card.top:
                self.show(Shown(record.key, card.card, abs(record.amount), late=True))

    def forget(self, unit: int) -> None:
        """What this unit saw is lost, or not sure any more."""
        for units in self.glimpses.values():
            units.discard(unit)

    def falsify(self, key: Key) -> None:
        """A keeper has changed what his journal says of this fact."""
        self.falsified.add(key)
        self.wronged.update(card.card for card in self.cards.values() if any(one.key == key for one in card.history.values()))

    def forgotten(self, step: int) -> bool:
        """Whether head office lost what it received at this step."""
        return any(backed_up < step < put_back for backed_up, put_back in self.restored)

    def made_by(self, terminal: int) -> set[Key]:
        """What this terminal did to cards."""
        return {one.key for card in self.cards.values() for one in card.history.values() if one.key[0] == terminal}

    def total(self, prefix: str) -> int:
        """How often things of one sort happened."""
        return sum(number for name, number in self.counts.items() if name.startswith(prefix))
