"""What really happened, as only the simulation can know it: the log that the checker holds the books against.

Plain values alone. Every line also goes into the hash of the history: two runs of a seed must give the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from tests.simulation.records import Card, Key, Masters, Record, ring


@dataclass(slots=True)
class CardTruth:
    """A card's life: for each counter the record that its chip really holds or held under what came later.

    `history` is what was seen between acts: chance and the hash go by it. `lived` has besides what a terminal found when it
    selected the chip, and loads that were torn in the half of their MAC that only loading terminals check: others take them
    and put records upon them. The judge goes by it.
    """

    card: Card
    uid: bytes
    medium: str
    honest: bool = True
    history: dict[int, Record] = field(default_factory=dict)
    lived: dict[int, Record] = field(default_factory=dict)
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
        self.selected(masters, slots)
        return _learn(self.history, chain)

    def selected(self, masters: Masters, slots: Sequence[bytes]) -> None:
        """Look at the chip as any terminal may find it that selects it now."""
        _learn(self.lived, ring(masters, self.uid, self.card, slots, to_debit=True))


def _learn(life: dict[int, Record], chain: list[Record]) -> bool:
    """Put what is on a chip into its life; whether anything is new."""
    if not chain or (life and life.get(chain[0].counter) == chain[0] and max(life) == chain[0].counter):
        return False
    for counter in [counter for counter in life if counter > chain[0].counter]:
        del life[counter]
    life.update((record.counter, record) for record in chain)
    return True


@dataclass(frozen=True, slots=True)
class Shown:
    """A terminal told people that this is done. `card` is None for cash."""

    key: Key
    card: Card | None
    amount: int
    late: bool


@dataclass(frozen=True, slots=True)
class Crime:
    """An attack on a card as it ended: what honest terminals accepted of it, and how often they turned it away."""

    kind: str
    card: Card
    left_evidence: bool
    gained: int
    refused: int


@dataclass(frozen=True, slots=True)
class Fraud:
    """What a keeper of a terminal was about. Whether it left evidence is for head office's own store to say."""

    kind: str
    terminal: int


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
    falsified: set[Key] = field(default_factory=set)
    """Facts that a keeper has written down otherwise than they were."""
    wronged: set[Card] = field(default_factory=set)
    """The cards of these: the books may differ from them fact by fact, in sum only by what a case says."""
    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    """What happened at a counter that must never happen."""
    crimes: list[Crime] = field(default_factory=list)
    frauds: list[Fraud] = field(default_factory=list)
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

    def falsify(self, key: Key) -> None:
        """A keeper has changed what his journal says of this fact."""
        self.falsified.add(key)
        self.wronged.update(card.card for card in self.cards.values() if any(one.key == key for one in card.history.values()))

    def total(self, prefix: str) -> int:
        """How often things of one sort happened."""
        return sum(number for name, number in self.counts.items() if name.startswith(prefix))
