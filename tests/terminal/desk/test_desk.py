"""If these failed, a card would be made twice, loaded twice, loaded for somebody else, or left half made for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Timer

import pytest

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay
from protocol.link.certificate import Role
from protocol.link.entries import Intent, IssueDetail, Medium
from protocol.link.jobs import Job
from protocol.link.sums import SumKind
from protocol.money import ZERO, Money
from terminal.desk.blanks import card_path, lay_blank, lay_by_hand
from terminal.desk.desk import Desk, JobFate
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.drivers.card_reader.virtual_sle4442 import VirtualSle4442
from terminal.journal.store import JournalFault
from tests.support.shop import ISSUER, KEYS, ORDINARY, PIN, TODAY, Till, blank, chain_on, make_card, reader_for

NUMBER = 1001
WRITE_MEMORY = 0xD0
DESK = Role.SELL | Role.LOAD | Role.PERSONALISE | Role.REPAIR | Role.VIRTUAL
LATER = BusinessDay(TODAY + 365)
MEDIA = pytest.mark.parametrize("medium", Medium, ids=lambda medium: medium.name)


def job_for(number: int = NUMBER, load: int = 2_000, pin: str = PIN, job: int = 0) -> Job:
    card = CardInstance(CardNumber(number), 1)
    return Job(job or number, card, ORDINARY, TODAY, TODAY, LATER, Money(load), pin)


@dataclass
class Bench:
    """A desk whose cards a test lays down."""

    folder: Path
    medium: Medium
    chip: Chip = field(init=False)

    def __post_init__(self) -> None:
        self.till = Till(self.folder, self.medium, roles=DESK)
        self.chip = blank(self.medium, NUMBER)

    def work(self, job: Job | None = None, chip: Chip | None = None) -> JobFate:
        """Do a job with a card."""
        chip = chip or self.chip
        desk = Desk(self.till.terminal, self.till.reader, KEYS, ISSUER, lambda wanted: self.till.reader.insert(chip))
        return desk.work(job or job_for())

    def balance(self, chip: Chip | None = None, number: int = NUMBER) -> Money | None:
        chain = chain_on(chip or self.chip, self.medium, number)
        return chain.current.balance if chain else None

    def loads(self) -> list[tuple[int, int]]:
        """Count and sum of all loads in the journal."""
        return [(part.count, part.amount.minor) for part in self.till.journal.state.totals if part.kind is SumKind.LOADS]


# Whole jobs


@MEDIA
def test_j2_a_job_makes_a_card_that_sells(tmp_path: Path, medium: Medium) -> None:
    bench = Bench(tmp_path, medium)
    assert bench.work() is JobFate.MADE
    assert bench.balance() == Money(2_000)
    assert bench.till.journal.state.jobs == {NUMBER: "LOAD DONE"}
    bench.till.sell(bench.chip)
    assert bench.till.face.codes[-1] == "paid"


@MEDIA
@pytest.mark.parametrize("restart", [False, True])
def test_a_job_is_done_once(tmp_path: Path, medium: Medium, restart: bool) -> None:
    bench = Bench(tmp_path, medium)
    bench.work()
    if restart:
        bench.till.restart()
    entries = bench.till.journal.state.last_sequence
    assert bench.work() is JobFate.MADE_BEFORE
    assert bench.work(chip=blank(medium, 77)) is JobFate.MADE_BEFORE
    assert (bench.till.journal.state.last_sequence, bench.loads()) == (entries, [(1, 2_000)])


def test_a_job_without_load_or_pin_makes_an_empty_card_without_pin(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    job = job_for(load=0, pin="")
    assert bench.work(job) is JobFate.MADE
    assert (bench.balance(), bench.loads()) == (ZERO, [])
    assert bench.work(job) is JobFate.MADE_BEFORE
    bench.till.tap(bench.chip)
    assert bench.till.face.codes[-1] == "balance"


def test_the_intent_is_on_disk_before_the_card_is_touched(tmp_path: Path) -> None:
    """And it names the card as it will be: static part and UID."""
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    seen: list[int] = []
    bench.till.journal._at_sync = lambda moment: seen.append(bench.chip.writes) if moment == "before" else None
    bench.work()
    assert seen[0] == 0
    assert seen[1] > 40
    issues = [
        entry.body
        for place in range(1, bench.till.journal.state.last_sequence + 1)
        if isinstance((entry := bench.till.journal.entry(place)).body, Intent)  # type: ignore[arg-type]
    ]
    first = issues[0]
    assert isinstance(first, Intent)
    assert isinstance(first.detail, IssueDetail)
    assert (first.change.kind, first.detail.uid, first.detail.job) == (Kind.ISSUE, NUMBER.to_bytes(4, "big"), NUMBER)


def test_a_pin_is_nowhere_in_the_journal(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    bench.work(job_for(pin="135790"))
    bench.till.journal.close()
    assert all(b"135790" not in path.read_bytes() for path in tmp_path.glob("journal-*"))


# Torn personalisation, torn loads


def writes_of_a_job(medium: Medium, folder: Path, load: int) -> int:
    """How many EEPROM writes the whole job takes."""
    folder.mkdir()
    bench = Bench(folder, medium)
    bench.work(job_for(load=load))
    bench.till.journal.close()
    return bench.chip.writes


def faults(medium: Medium, whole: int) -> list[tuple[int, Tear]]:
    """An SLE4442 at every write in every way; of a MIFARE card's many writes a sample that leaves its keys whole."""
    if medium is Medium.SLE4442:
        return [(place, how) for place in range(1, whole + 1) for how in Tear if how is not Tear.DECAYING or place % 2]
    places = sorted({1, 2, *range(3, whole, 7), whole - 1, whole})
    torn_data = [(place, how) for place in (1, 4, 9) for how in (Tear.GARBAGE, Tear.DECAYING, Tear.LATE_VALID)]
    return torn_data + [(place, how) for place in places for how in (Tear.UNTOUCHED, Tear.DONE)]


def touched_the_code(chip: Chip) -> bool:
    """Whether the write of an SLE4442 that was torn was one of its code or its tries, not of its memory."""
    return isinstance(chip, VirtualSle4442) and chip.history[-1].apdu[1] != WRITE_MEMORY


@MEDIA
@pytest.mark.parametrize("restart", [False, True], ids=["going on", "after a restart"])
def test_a_torn_personalisation_is_taken_up_again_at_every_write(tmp_path: Path, medium: Medium, restart: bool) -> None:
    whole = writes_of_a_job(medium, tmp_path / "whole", load=0)
    for place, how in faults(medium, whole):
        folder = tmp_path / f"{place}-{how.name}"
        folder.mkdir()
        bench = Bench(folder, medium)
        bench.chip.tear_write(place, how)
        assert bench.work() in (JobFate.CARD_FAULT, JobFate.LOAD_OPEN)
        may_be_lost = touched_the_code(bench.chip)
        bench.chip.age()
        if restart:
            bench.till.restart()
        fate = bench.work()
        if fate is not JobFate.MADE and may_be_lost:
            bench.chip = blank(medium, NUMBER)
            fate = bench.work()
        assert (fate, bench.balance(), bench.loads()) == (JobFate.MADE, Money(2_000), [(1, 2_000)]), (place, how)
        bench.till.journal.close()


@MEDIA
@pytest.mark.parametrize("restart", [False, True], ids=["going on", "after a restart"])
def test_a_torn_load_is_finished_once(tmp_path: Path, medium: Medium, restart: bool) -> None:
    for how in (Tear.GARBAGE, Tear.UNTOUCHED, Tear.DONE):
        for place in count(1):
            folder = tmp_path / f"{place}-{how.name}"
            folder.mkdir()
            bench = Bench(folder, medium)
            tear_the_load(bench, place, how)
            first = bench.work()
            bench.chip.disarm()
            if first is JobFate.MADE:
                break
            assert first is JobFate.LOAD_OPEN
            if restart:
                bench.till.restart()
            fates = [bench.work()]
            assert (fates, bench.balance(), bench.loads()) == ([JobFate.MADE], Money(2_000), [(1, 2_000)]), (place, how)
            bench.till.journal.close()
        assert place > 3


def tear_the_load(bench: Bench, place: int, how: Tear) -> None:
    """Tear a write of the load, counted from its intent: the third transaction of a job."""
    seen: list[str] = []

    def at_sync(moment: str) -> None:
        seen.append(moment)
        if moment == "after" and seen.count("after") == 3:
            bench.chip.tear_write(place, how)

    bench.till.journal._at_sync = at_sync


def test_a_card_pulled_between_issue_and_load_is_loaded_when_it_comes_back(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    bench.till.journal._at_sync = pull_after(bench, syncs=2)
    assert bench.work() is JobFate.LOAD_OPEN
    assert bench.till.journal.state.jobs == {NUMBER: "ISSUE DONE"}
    bench.till.journal._at_sync = lambda moment: None
    assert bench.work() is JobFate.MADE
    assert bench.loads() == [(1, 2_000)]


def pull_after(bench: Bench, syncs: int) -> Callable[[str], None]:
    """Take the card away when so many transactions are done."""
    seen: list[str] = []

    def at_sync(moment: str) -> None:
        seen.append(moment)
        if seen.count("after") == syncs:
            bench.till.reader.remove()

    return at_sync


# Wrong cards


@MEDIA
def test_a_load_goes_onto_no_other_card_than_the_one_made(tmp_path: Path, medium: Medium) -> None:
    bench = Bench(tmp_path, medium)
    bench.till.journal._at_sync = pull_after(bench, syncs=2)
    bench.work()
    bench.till.journal._at_sync = lambda moment: None
    other = make_card(medium, 2002, 500)
    for chip in (other, blank(medium, 3003)):
        before = chip.dump()
        assert bench.work(chip=chip) is JobFate.OTHER_CARD
        assert chip.dump() == before
    assert bench.loads() == []
    assert bench.work() is JobFate.MADE
    assert (bench.balance(other, 2002), bench.balance()) == (Money(500), Money(2_000))


@MEDIA
def test_an_unfinished_load_is_not_made_on_another_card(tmp_path: Path, medium: Medium) -> None:
    bench = Bench(tmp_path, medium)
    tear_the_load(bench, 2, Tear.GARBAGE)
    assert bench.work() is JobFate.LOAD_OPEN
    other = make_card(medium, 2002, 500)
    assert bench.work(chip=other) is JobFate.LOAD_OPEN
    assert bench.balance(other, 2002) == Money(500)
    assert bench.work() is JobFate.MADE
    assert bench.loads() == [(1, 2_000)]


@MEDIA
def test_a_made_card_is_not_made_into_another(tmp_path: Path, medium: Medium) -> None:
    bench = Bench(tmp_path, medium)
    other = make_card(medium, 2002, 500)
    before = other.dump()
    assert bench.work(chip=other) is JobFate.NOT_BLANK
    assert other.dump() == before
    assert bench.till.journal.state.jobs == {}
    assert bench.work() is JobFate.MADE


def test_a_job_begun_on_one_mifare_card_goes_on_with_no_other_blank(tmp_path: Path) -> None:
    """The first may come back complete: one card number must not live on two cards."""
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    bench.chip.tear_write(20, Tear.UNTOUCHED)
    bench.work()
    fresh = blank(Medium.MIFARE_1K, 2002)
    before = fresh.dump()
    assert bench.work(chip=fresh) is JobFate.NOT_BLANK
    assert fresh.dump() == before
    assert bench.work() is JobFate.MADE


def test_a_card_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    chip = blank(Medium.MIFARE_1K, 5)
    chip.cells.write(0x30, b"\x99" * 16)  # sector 0 has somebody else's keys
    before = chip.dump()
    assert bench.work(chip=chip) is JobFate.FOREIGN
    assert chip.dump() == before
    assert bench.till.journal.state.last_sequence == 1


def test_no_card_on_the_reader_is_a_fault_of_the_card_and_no_entry(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    desk = Desk(bench.till.terminal, bench.till.reader, KEYS, ISSUER, lambda job: None)
    assert desk.work(job_for()) is JobFate.CARD_FAULT
    assert bench.till.journal.state.last_sequence == 1


def test_trouble_with_one_card_does_not_spoil_the_next_job(tmp_path: Path) -> None:
    """A sale that still waits for the lost card would swallow the keys of the next one."""
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    bench.chip.tear_write(20, Tear.UNTOUCHED)
    bench.work()
    bench.chip.pull_at(1)
    bench.work()
    assert bench.work(job_for(2002), blank(Medium.MIFARE_1K, 2002)) is JobFate.MADE


def test_a_load_that_is_not_allowed_leaves_the_card_made_and_empty(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    bench.till.terminal.roles = Role.SELL | Role.PERSONALISE
    assert bench.work() is JobFate.LOAD_OPEN
    assert (bench.balance(), bench.till.journal.state.jobs) == (ZERO, {NUMBER: "ISSUE DONE"})
    bench.till.terminal.roles = DESK
    assert bench.work() is JobFate.MADE
    assert bench.balance() == Money(2_000)


def test_a_failing_journal_makes_no_card(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Medium.MIFARE_1K)
    bench.till.journal._db.execute("DROP TABLE ack")
    bench.till.journal._db.execute("PRAGMA query_only = 1")
    with pytest.raises(JournalFault):
        bench.work()
    assert bench.chip.writes == 0


# Virtual blanks


@MEDIA
def test_virtual_blanks_are_files_that_are_taken_up_again(tmp_path: Path, medium: Medium) -> None:
    till = Till(tmp_path, medium, roles=DESK)
    cards = tmp_path / "cards"
    desk = Desk(till.terminal, till.reader, KEYS, ISSUER, lay_blank(till.reader, medium, cards))
    jobs = [job_for(NUMBER + place) for place in range(3)]
    assert [desk.work(job) for job in jobs] == [JobFate.MADE] * 3
    assert sorted(path.name for path in cards.iterdir()) == [card_path(cards, job).name for job in jobs]
    before = card_path(cards, jobs[0]).read_bytes()
    assert desk.work(jobs[0]) is JobFate.MADE_BEFORE
    assert card_path(cards, jobs[0]).read_bytes() == before


def test_a_person_is_asked_for_the_card_and_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    reader = reader_for(Medium.MIFARE_1K)
    reader.insert(blank(Medium.MIFARE_1K, 1))
    last_gone = Timer(0.1, reader.remove)
    next_there = Timer(0.5, reader.insert, (blank(Medium.MIFARE_1K, 2),))
    for hand in (last_gone, next_there):
        hand.start()
    lay_by_hand(reader)(job_for())
    next_there.join()
    assert reader.poll() is not None
    assert "lay down the card for 1001.1" in capsys.readouterr().out
