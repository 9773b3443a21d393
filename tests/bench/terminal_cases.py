"""The terminal at work in this process: its own CPU, commands to the card, the time of a tap, bytes on the wire.

The whole terminal on virtual cards, through the product's loop and journal; the disk is the real one. A card's time is
`time.sleep`, so that nothing competes with it: 10 ms a command on MIFARE; 5 ms a command and 5 ms a byte written on SLE4442.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from protocol.ids import ItemCode
from protocol.link.batch import Flag
from protocol.link.entries import Medium
from protocol.link.packet import pack
from terminal.drivers.card_reader.chip import Chip, Latency
from terminal.face import Notice
from terminal.journal.outbox import JournalOutbox
from terminal.sale import events as on
from terminal.states.store import StatesStore
from tests.bench.rounds import Values, percentile
from tests.bench.scale import Scale
from tests.bench.work import Work
from tests.server.head_office import ENVIRONMENT, device_key
from tests.support.shop import PIN, TEA, RecordingFace, Till, make_card

SALES_A_CARD = 20
"""So few that no limit of the day asks for the PIN."""
BALANCE = 20_000
FIRST_NUMBER = 1_000_000_000_000_001
MIFARE_COMMAND_S = 0.010
SLE4442_COMMAND_S = SLE4442_BYTE_S = 0.005
UNITS = {
    "cpu_ms_median": "terminal: own CPU a sale, ms, median",
    "tap_physics": "tap to PAID ÷ the card's own time, MIFARE",
    "sle4442_tap_ms_median": "tap to PAID, SLE4442 with PIN keyed at once, ms, median",
    "sle4442_tap_ms_p99": "tap to PAID, SLE4442 with PIN keyed at once, ms, p99",
    "sle4442_tap_physics": "tap to PAID ÷ the card's own time, SLE4442",
    "sle4442_bytes": "bytes written to an SLE4442 a sale, its error counter among them",
}


@dataclass
class Apart:
    """CPU time of this thread that is not the terminal's own: between `enter` and `leave`."""

    spent: float = 0.0
    _since: float = 0.0

    def enter(self, *_: object) -> None:
        """From here on the card or the disk works."""
        self._since = time.thread_time()

    def leave(self, *_: object) -> None:
        """And the terminal again."""
        self.spent += time.thread_time() - self._since

    def at_sync(self, moment: str) -> None:
        """The journal's own hook: written, then synced."""
        if moment == "written":
            self.enter()
        elif moment == "after":
            self.leave()


@dataclass
class Pace:
    """How long the card took."""

    slept: float = 0.0

    def sleep(self, seconds: float) -> None:
        """The card is at work."""
        self.slept += seconds
        time.sleep(seconds)

    def of(self, medium: Medium) -> Latency:
        """The pace of a kind of card."""
        if medium is Medium.MIFARE_1K:
            return Latency(self.sleep, MIFARE_COMMAND_S)
        return Latency(self.sleep, SLE4442_COMMAND_S, SLE4442_BYTE_S)


@dataclass
class TimedFace(RecordingFace):
    """Remembers when it said PAID."""

    paid_at: float = 0.0

    def show(self, notice: Notice) -> None:
        super().show(notice)
        if notice.code == "paid":
            self.paid_at = time.perf_counter()


@dataclass
class Counter:
    """One till, its cards, and what a sale on them took."""

    folder: Path
    medium: Medium
    sales: int
    pace: Pace | None = None
    apart: Apart = field(default_factory=Apart)

    def __post_init__(self) -> None:
        self.till = Till(self.folder, self.medium, at_sync=self.apart.at_sync)
        self.face = TimedFace()
        self.till.terminal.face = self.face
        numbers = range(FIRST_NUMBER, FIRST_NUMBER + -(-self.sales // SALES_A_CARD))
        self.cards = [self._card(number) for number in numbers]

    def _card(self, number: int) -> Chip:
        chip = make_card(self.medium, number, BALANCE)
        chip.on_apdu, chip.on_done = self.apart.enter, self.apart.leave
        chip.latency = self.pace.of(self.medium) if self.pace else None
        return chip

    def each_sale(self) -> Iterator[Chip]:
        """The cards in turn, one for each sale."""
        return islice(cycle(self.cards), self.sales)

    def key(self, item: ItemCode = TEA) -> None:
        """Everything before the tap: the item, and that a card will pay."""
        self.till.key(on.ItemKeyed(item), on.CardKeyed())

    def tap(self, chip: Chip) -> float:
        """Lay the card down, key the PIN if it is asked; seconds until PAID was said."""
        begin, pads = time.perf_counter(), self.face.pads_opened
        self.till.tap(chip)
        if self.face.pads_opened > pads:
            self.till.pin(PIN)
        if self.face.paid_at < begin:
            raise AssertionError(f"a sale ended in {self.face.codes[-3:]}")
        return self.face.paid_at - begin

    def close(self) -> None:
        """Let go of the journal."""
        self.till.lift()
        self.till.journal.close()


@contextmanager
def counter(folder: Path, name: str, medium: Medium, sales: int, pace: Pace | None = None) -> Iterator[Counter]:
    """A till in a folder of its own."""
    place = folder / name
    place.mkdir()
    made = Counter(place, medium, sales, pace)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """A round: CPU and bytes without any card time, then taps at the cards' own pace."""
    work.note("a real reader is asked for a card ten times a second: 0.05 s more on average before a tap is noticed")
    rounds = iter(range(1, 1_000))

    def one_round() -> Values:
        number = next(rounds)
        with counter(work.folder, f"cpu{number}", Medium.MIFARE_1K, scale.sales) as busy:
            values = own_cpu(busy) | wire(busy)
        for medium in Medium:
            pace = Pace()
            with counter(work.folder, f"tap{number}-{medium.name}", medium, scale.taps, pace) as slow:
                values |= taps(slow, pace)
        return values

    yield one_round


def own_cpu(busy: Counter) -> Values:
    """CPU of whole sales, from the first key to the receipt, less what card and disk took of it."""
    took = []
    for chip in busy.each_sale():
        begin, apart = time.thread_time(), busy.apart.spent
        busy.key()
        busy.tap(chip)
        took.append(1_000 * (time.thread_time() - begin - (busy.apart.spent - apart)))
        busy.till.lift()
    return {"terminal_cpu_ms_p99": percentile(took, 0.99), "cpu_ms_median": percentile(took, 0.5)}


def wire(busy: Counter) -> Values:
    """What the line carries for these sales: packets of one batch each, closed by the terminal itself when it is full."""
    till = busy.till
    flags = Flag.VIRTUAL_DEVICES
    outbox = JournalOutbox(
        till.journal, StatesStore(till.folder), device_key(till.number), ENVIRONMENT, till.number, till.clock.now, flags, 1
    )
    outbox.close_batches()
    return {"wire_bytes_per_sale": sum(len(pack([batch])) for _, batch in outbox.waiting(1_000)) / busy.sales}


def taps(slow: Counter, pace: Pace) -> Values:
    """Time and commands from the card's arrival to PAID, and the card's own part of the time."""
    took, commands, pace.slept = [], 0, 0.0
    for chip in slow.each_sale():
        slow.key()
        before = chip.apdus
        took.append(1_000 * slow.tap(chip))
        commands += chip.apdus - before
        slow.till.lift()
    card_ms = 1_000 * pace.slept / slow.sales
    values = {"tap_ms_median": percentile(took, 0.5), "tap_ms_p99": percentile(took, 0.99)}
    values["tap_physics"] = values["tap_ms_median"] / card_ms
    if slow.medium is Medium.MIFARE_1K:
        return values | {"apdus_per_sale_mifare": commands / slow.sales}
    written = (pace.slept - SLE4442_COMMAND_S * commands) / SLE4442_BYTE_S
    contact = {f"sle4442_{name}": value for name, value in values.items()}
    return contact | {"sle4442_bytes": written / slow.sales, "apdus_per_sale_sle4442": commands / slow.sales}
