"""Every row 1 to 19 of INTEGRITY 6.1, on both kinds of card, by power cut and by card removal, with what follows.

A case is one fault in one sale of 2.00, then a follow-up. Afterwards the card's money must be exactly what the
terminals say was sold: nothing charged and called not charged, nothing charged twice, no dead card.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from protocol.card.dialect import dialect_for
from protocol.card.procedures import mend_code
from protocol.card.record import unpack
from protocol.link.entries import Intent, Medium
from protocol.link.sums import SumKind
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.drivers.card_reader.port import converse
from terminal.sale import events as on
from tests.support.shop import CAKE, ISSUER, KEYS, TEA, Till, chain_on, make_card, reader_for

NUMBER, START, PRICE = 1001, 5_000, 200
FOLLOW_UPS = (
    "never",
    "same",
    "age same",
    "other same",
    "age other same",
    "other age same",
    "look age same",
    "other other other other same",
    "other",
)


class PowerCut(Exception):
    """The terminal dies here and now."""


def cut(*_: object) -> None:
    raise PowerCut


@dataclass(frozen=True)
class Fault:
    """One fault: the row it belongs to, a name, and how to arm it."""

    row: int
    name: str
    arm: Callable[[Till, Chip], None]
    power: bool


@dataclass
class Syncs:
    """Counts the syncs of a sale and does something at one of them."""

    moment: str
    at: int
    act: Callable[[], None]
    seen: int = 0

    def __call__(self, moment: str) -> None:
        if moment == self.moment:
            self.seen += 1
            if self.seen == self.at:
                self.act()


STARTS = [(Medium.MIFARE_1K, 0), (Medium.MIFARE_1K, 2), (Medium.MIFARE_1K, 3), (Medium.SLE4442, 1)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of which nothing is kept: thousands of journals are made here."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.exhaustive
@pytest.mark.parametrize("follow_up", FOLLOW_UPS)
@pytest.mark.parametrize(("medium", "earlier"), STARTS, ids=lambda value: getattr(value, "name", f"after-{value}-sales"))
def test_no_fault_and_no_follow_up_loses_money_or_kills_a_card(
    medium: Medium, earlier: int, follow_up: str, folder: Path, record_property: Callable[[str, object], None]
) -> None:
    counted: Counter[int] = Counter()
    wrong: list[str] = []
    cards = CardStore(folder, medium, earlier)
    for fault in faults(medium, cards):
        counted[fault.row] += 1
        complaint = play(cards, fault, follow_up)
        if complaint:
            wrong.append(f"row {fault.row} {fault.name}: {complaint}")
    record_property(f"cases: crash points, {medium.name}", counted.total())
    assert not wrong, "\n".join(wrong[:20])
    assert set(counted) == set(range(1, 20))


class CardStore:
    """Makes the same card and the same terminals again for each case."""

    def __init__(self, folder: Path, medium: Medium, earlier: int) -> None:
        self.folder, self.medium, self.cases = folder, medium, 0
        self.chip = make_card(medium, NUMBER, START)
        first = Till(self._folder(), medium)
        for _ in range(earlier):
            first.sell(self.chip, TEA)
        first.journal.close()
        self.image = self.chip.dump()
        self.start = START - earlier * PRICE
        self.base = first.folder

    def _folder(self) -> Path:
        self.cases += 1
        folder = self.folder / str(self.cases)
        folder.mkdir()
        return folder

    def fresh(self) -> tuple[Till, Till, Chip]:
        """A terminal, another one, and the card; the same lineages each time, so that each case writes the same bytes."""
        till = Till(self._folder(), self.medium, 1, lineages=count(10_000_000))
        other = Till(self._folder(), self.medium, 2, lineages=count(20_000_000))
        chip = make_chip(self.chip, self.image)
        return till, other, chip


def make_chip(pattern: Chip, image: bytes) -> Chip:
    """A chip like `pattern` with this memory and no lever armed."""
    pattern.disarm()
    pattern.on_apdu = pattern.on_done = pattern.on_leave = None
    pattern.age()
    pattern.restore(image)
    return pattern


@dataclass(frozen=True)
class Moment:
    """One APDU of a sale without a fault: the syncs done before it, and the EEPROM writes it makes."""

    syncs: int
    data: bool
    writes: range


def course(cards: CardStore) -> list[Moment]:
    """Play the sale once and note each APDU from the tap on."""
    till, other, chip = cards.fresh()
    synced, written = till.journal.syncs, chip.writes
    moments: list[Moment] = []
    started = [written]

    def before(number: int, apdu: bytes) -> None:
        started[0] = chip.writes

    def after(number: int, apdu: bytes) -> None:
        data = apdu[1] == (0xD6 if cards.medium is Medium.MIFARE_1K else 0xD0)
        writes = range(started[0] - written + 1, chip.writes - written + 1)
        moments.append(Moment(till.journal.syncs - synced, data, writes))

    chip.on_apdu, chip.on_done = before, after
    till.sell(chip)
    till.journal.close()
    other.journal.close()
    assert till.face.codes[-1] == "paid"
    return moments


def intent_sync(medium: Medium) -> int:
    """Which sync is the sale's intent: an SLE4442 sale writes a PIN try first (intent, commit)."""
    return 1 if medium is Medium.MIFARE_1K else 3


def row_of(place: int, moments: list[Moment], medium: Medium) -> int:
    """The row of INTEGRITY 6.1 that an APDU (from 0) belongs to."""
    if moments[place].syncs < intent_sync(medium):
        return 1
    blocks = [at for at, moment in enumerate(moments) if moment.data and moment.syncs == intent_sync(medium)]
    if place < blocks[0]:
        return 5
    if place > blocks[-1]:
        return 11
    return 6 + 2 * blocks.index(place) // max(1, len(blocks) - 1)


def faults(medium: Medium, cards: CardStore) -> Iterator[Fault]:
    """Every single fault of one sale."""
    moments, intent = course(cards), intent_sync(medium)
    for place, moment in enumerate(moments):
        row, number = row_of(place, moments, medium), place + 1
        yield Fault(row, f"power cut before APDU {number}", at_apdu(number, "on_apdu"), True)
        yield Fault(row, f"power cut after APDU {number}", at_apdu(number, "on_done"), True)
        yield Fault(row, f"card pulled before APDU {number}", pull(number, False), False)
        yield Fault(row, f"card pulled after APDU {number}", pull(number, True), False)
        for write in moment.writes:
            yield from torn(write, row, medium)
    verify = max(place for place, moment in enumerate(moments) if moment.data) + 2
    yield Fault(2, "power cut before the intent", at_sync("before", intent, cut), True)
    yield Fault(3, "intent torn, not kept", at_sync("written", intent, cut), True)
    yield Fault(4, "intent torn, kept", at_sync("after", intent, cut), True)
    yield Fault(12, "read back: old bytes", spoil_before_verify(verify, back_to_old=True), False)
    yield Fault(12, "read back: other bytes", spoil_before_verify(verify, back_to_old=False), False)
    yield Fault(13, "power cut before the commit", at_sync("before", intent + 1, cut), True)
    yield Fault(14, "commit torn, not kept", at_sync("written", intent + 1, cut), True)
    yield Fault(15, "commit torn, kept", at_sync("after", intent + 1, cut), True)
    yield Fault(16, "power cut before PAID is shown", before_paid, True)
    yield Fault(17, "power cut while the receipt prints", while_printing, True)
    for moment_of_fault in ("before", "written"):
        yield Fault(18, f"I/O error of the intent ({moment_of_fault})", at_sync(moment_of_fault, intent, disk_error), False)
        yield Fault(18, f"I/O error of the commit ({moment_of_fault})", at_sync(moment_of_fault, intent + 1, disk_error), False)
    yield Fault(19, "the disk lied about the commit", disk_lies(intent + 1), True)


def torn(write: int, row: int, medium: Medium) -> Iterator[Fault]:
    """One EEPROM write torn in each way, with the terminal dying or the card pulled."""
    for how in Tear:
        special = {Tear.LATE_VALID: 9, Tear.DECAYING: 10}.get(how, row) if row == 8 else row
        for at_byte in (0,) if medium is Medium.MIFARE_1K else (1,):
            for power in (True, False):
                name = f"write {write} {how.name} at byte {at_byte}, {'power cut' if power else 'card pulled'}"
                yield Fault(special, name, tear(write, how, at_byte, power), power)


def at_apdu(number: int, hook: str) -> Callable[[Till, Chip], None]:
    def arm(till: Till, chip: Chip) -> None:
        target = chip.apdus + number
        setattr(chip, hook, lambda now, apdu: cut() if now == target else None)

    return arm


def pull(number: int, after: bool) -> Callable[[Till, Chip], None]:
    return lambda till, chip: chip.pull_at(number, after=after)


def tear(number: int, how: Tear, at_byte: int, power: bool) -> Callable[[Till, Chip], None]:
    def arm(till: Till, chip: Chip) -> None:
        chip.tear_write(number, how, at_byte=at_byte)
        chip.on_leave = cut if power else None

    return arm


def at_sync(moment: str, number: int, act: Callable[[], None]) -> Callable[[Till, Chip], None]:
    def arm(till: Till, chip: Chip) -> None:
        till.journal._at_sync = Syncs(moment, number, act)

    return arm


def disk_error() -> None:
    raise sqlite3.OperationalError("disk I/O error")


def disk_lies(number: int) -> Callable[[Till, Chip], None]:
    """Keep the files as they were before the commit, and bring them back after the power cut that follows PAID."""

    def arm(till: Till, chip: Chip) -> None:
        kept = till.folder / "kept"
        kept.mkdir()

        def keep() -> None:
            for file in till.folder.glob("journal-*"):
                shutil.copy(file, kept)

        till.journal._at_sync = Syncs("before", number, keep)
        while_printing(till, chip)

    return arm


def spoil_before_verify(number: int, *, back_to_old: bool) -> Callable[[Till, Chip], None]:
    def arm(till: Till, chip: Chip) -> None:
        before, target = chip.dump(), chip.apdus + number

        def spoil(now: int, apdu: bytes) -> None:
            if now == target:
                after = chip.dump()
                changed = [place for place in range(len(after)) if after[place] != before[place]]
                for place in changed[-4:] if not back_to_old else changed:
                    chip.cells.write(place, bytes([before[place] if back_to_old else after[place] ^ 0x3C]))

        chip.on_apdu = spoil

    return arm


def before_paid(till: Till, chip: Chip) -> None:
    show = till.face.show
    till.face.show = lambda notice: cut() if notice.code == "paid" else show(notice)  # type: ignore[method-assign]


def while_printing(till: Till, chip: Chip) -> None:
    till.printer.print = cut  # type: ignore[method-assign, assignment]


def play(cards: CardStore, fault: Fault, follow_up: str) -> str | None:
    """One case from the tap to the last follow-up; what is wrong afterwards, or None."""
    till, other, chip = cards.fresh()
    try:
        fault.arm(till, chip)
        try:
            till.sell(chip, ticket="A1")
            died = False
        except PowerCut:
            died = True
        chip.disarm()
        chip.on_apdu = chip.on_done = chip.on_leave = None
        till.journal._at_sync = lambda moment: None
        if died != fault.power:
            return f"the fault {'was not met' if fault.power else 'cut the power'}"
        if fault.row == 18:
            if till.face.codes[-1] != "storage-failed":
                return f"a failing journal went on selling: {till.face.codes}"
            died = True
        if fault.row == 19:
            put_back(till)
        if died:
            till.lift()
            till.restart()
        else:
            till.lift()
        return follow(cards, till, other, chip, follow_up)
    finally:
        for one in (till, other):
            one.journal.close()
            shutil.rmtree(one.folder)


def put_back(till: Till) -> None:
    """The disk forgets what it had acknowledged."""
    till.journal.close()
    for file in till.folder.glob("journal-*"):
        file.unlink()
    for file in (till.folder / "kept").iterdir():
        shutil.copy(file, till.folder)


def follow(cards: CardStore, till: Till, other: Till, chip: Chip, follow_up: str) -> str | None:
    """What happens to the card afterwards, and whether the books of both terminals explain its balance."""
    for act in follow_up.split():
        match act:
            case "same":
                till.tap(chip)
                if till.face.codes[-1] == "code-damaged":
                    till.lift()
                    mend(chip)
                    till.tap(chip)
                if till.face.codes[-1] == "ask-pin":
                    till.pin()
                till.lift()
                if till.journal.state.tickets.get("A1") == "CANCELLED":
                    till.key(on.CancelKeyed())
            case "age":
                chip.age()
            case "look":
                other.tap(chip)
                other.lift()
            case "other":
                other.sell(chip, CAKE)
                if other.face.codes[-1] == "code-damaged":
                    mend(chip)
                    other.sell(chip, CAKE)
                if other.face.codes[-1] != "paid":
                    return f"the other terminal could not sell: {other.face.codes}"
                other.lift()
    return judge(cards, till, other, chip, follow_up)


def mend(chip: Chip) -> None:
    """What the desk does with an SLE4442 whose error counter lost a try to a power loss."""
    reader = reader_for(Medium.SLE4442)
    reader.insert(chip)
    connection = reader.connect()
    assert converse(mend_code(connection.atr, dialect_for(connection.reader), KEYS, ISSUER), connection) is None
    reader.remove()


def judge(cards: CardStore, till: Till, other: Till, chip: Chip, follow_up: str) -> str | None:
    chain = chain_on(chip, cards.medium, NUMBER)
    if chain is None:
        return "the card is dead"
    paid = {1: till, 2: other}
    sold = sum(part.amount.minor for one in paid.values() for part in one.journal.state.totals if part.kind is SumKind.CARD_SALES)
    gone = cards.start - chain.current.balance.minor
    in_doubt = {change.record.amount.minor for change in till.journal.state.open.values()} - {0}
    if gone != sold and not (in_doubt and gone == sold + PRICE):
        return f"{gone} left the card, {sold} were sold, open {in_doubt}"
    if chip_counts := sale_records_twice(till):
        return chip_counts
    settled_by_now = follow_up.split()[-1] == "same"
    for change in till.journal.state.open.values():
        if settled_by_now and (chain.at(change.counter) or chain.current.counter < change.counter):
            return f"still open though the card that came back can tell: {change.reference}"
    return health(cards, till, other, chip)


def sale_records_twice(till: Till) -> str | None:
    """One ticket is declared at most once."""
    tickets = Counter(
        change.detail.basket.ticket
        for change in intents(till)
        if hasattr(change.detail, "basket") and change.detail.basket.ticket == "A1"
    )
    declared = [part.count for part in till.journal.state.totals if part.kind is SumKind.CARD_SALES]
    return f"one ticket was paid {declared[0]} times in {tickets}" if declared and declared[0] > 1 else None


def intents(till: Till) -> Iterator[Intent]:
    for sequence in range(1, till.journal.state.last_sequence + 1):
        body = till.journal.entry(sequence).body  # type: ignore[arg-type]
        if isinstance(body, Intent):
            yield body


def health(cards: CardStore, till: Till, other: Till, chip: Chip) -> str | None:
    """The card can be used on: the other terminal sells, and its intent carries what it found as evidence."""
    before = chain_on(chip, cards.medium, NUMBER)
    assert before is not None
    other.sell(chip, CAKE)
    if other.face.codes[-1] == "code-damaged":
        mend(chip)
        other.sell(chip, CAKE)
    if other.face.codes[-1] != "paid":
        return f"the card is of no use any more: {other.face.codes[-3:]}"
    last = list(intents(other))[-1]
    names = {unpack(raw).reference for raw in (last.before, *last.evidence)}
    known = {record.reference for record in before.records}
    if cards.medium is Medium.MIFARE_1K and not known <= names | set(other.journal.state.reported[last.card]):
        return "a record on the card was not reported"
    return None
