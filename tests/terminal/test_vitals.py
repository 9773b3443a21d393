"""If these failed, head office would hear nothing of a terminal that dies, or a sign would hold up its sign of life."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, Instant
from protocol.link.batch import Flag, decode_batch
from protocol.link.entries import Medium
from protocol.link.poll import decode_poll
from protocol.link.seal import unverified_body
from protocol.link.signs import ClockDoubt, Part, Sign, signs_of
from terminal.contact import BEHIND_MS
from terminal.devices import Device, Devices
from terminal.drivers.clock.rtc import Rtc
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.journal.outbox import JournalOutbox
from terminal.sale import effects as do
from terminal.sale import events as on
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.states.store import StatesStore
from terminal.supervised import SupervisedPrinter
from terminal.tally import Tally
from terminal.vitals import DEVICE_SIGNS, VERSION, TimeKeeping, Vitals, device_signs, machine_signs, tally_signs
from tests.architecture.tree import ROOT
from tests.support.line_bench import KEY
from tests.support.shop import NOON, TEA, Till, make_card
from tests.terminal.test_sale_on_cards import START, torn_sale


class RealClock(VirtualClock):
    """One that has a real-time clock behind it."""

    virtual = False


def keeping(clock: VirtualClock, rtc: Rtc | None, contact: int = NOON, latest: int = 0) -> TimeKeeping:
    return TimeKeeping(clock, lambda: rtc, lambda: Instant(contact), lambda: Instant(latest))


def doubts(time: TimeKeeping) -> ClockDoubt:
    ((_, value),) = time.signs()
    return ClockDoubt(value)


def test_the_version_that_is_told_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == ".".join(map(str, VERSION))


def test_a_machine_tells_of_its_disk_its_heat_and_its_supply(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(bytes(5_000))
    (tmp_path / "journal.db-wal").write_bytes(bytes(2_000))
    (tmp_path / "temp").write_text("48312\n")
    told = dict(machine_signs(tmp_path, tmp_path / "temp", tmp_path))
    assert (told[Sign.JOURNAL_KIB], told[Sign.TEMPERATURE]) == (6, 48)
    assert told[Sign.DISK_FREE_MIB] > 0
    assert Sign.LOW_VOLTAGE not in told


@pytest.mark.parametrize("heat", [None, "hot\n"])
def test_what_cannot_be_read_is_left_out_and_stops_nothing(tmp_path: Path, heat: str | None) -> None:
    if heat:
        (tmp_path / "temp").write_text(heat)
    told = dict(machine_signs(tmp_path / "gone", tmp_path / "temp", tmp_path))
    assert list(told) == [Sign.SOFTWARE]


def test_every_device_is_told_as_its_last_use_has_shown_it() -> None:
    assert DEVICE_SIGNS.keys() == set(Device)
    assert {sign for sign in Sign if sign >= Sign.READER} == set(DEVICE_SIGNS.values())

    printer = VirtualPrinter()
    watched = SupervisedPrinter(printer, lambda: 0)
    devices = Devices((watched.supervised,))
    assert dict(device_signs(devices)) == {Sign.PRINTER: Part.WORKS}
    printer.run_out_of_paper()
    devices.reconnect()
    assert dict(device_signs(devices)) == {Sign.PRINTER: Part.NO_PAPER}


def test_cards_are_counted_by_how_they_fared(tmp_path: Path) -> None:
    till = Till(tmp_path, Medium.MIFARE_1K)
    till.sell(make_card(till.medium, 1_001, START))
    till.terminal.tally.note(do.Refuse(RefusalNote(Refusal.NOT_OURS)), None)
    assert dict(tally_signs(till.terminal.tally, 3 * MS_PER_MINUTE + 5)) == {
        Sign.RUNNING_MINUTES: 3,
        Sign.CARDS_READ: 1,
        Sign.CARDS_REFUSED: 1,
        Sign.CARDS_WRITTEN: 1,
        Sign.WRITES_IN_DOUBT: 0,
    }
    till.lift()
    torn_sale(till, make_card(till.medium, 1_002, START), reached=False)
    assert till.terminal.tally == Tally(read=2, refused=1, written=1, in_doubt=1)
    till.journal.close()


@pytest.mark.parametrize(
    ("now", "rtc", "contact", "doubtful", "said"),
    [
        (NOON, Rtc(NOON), NOON, False, ClockDoubt(0)),
        (NOON, None, NOON, False, ClockDoubt.NO_RTC),
        (NOON + MS_PER_DAY, None, NOON, True, ClockDoubt.NO_RTC),
        (NOON, None, 0, True, ClockDoubt.NO_RTC),
        (NOON, Rtc(None), NOON, True, ClockDoubt.RTC_SILENT),
        (NOON, Rtc(Instant(NOON - MS_PER_DAY)), NOON, True, ClockDoubt.RTC_APART),
        (NOON - BEHIND_MS - 1, Rtc(Instant(NOON - BEHIND_MS - 1)), NOON, True, ClockDoubt.BEHIND),
        (NOON + 91 * MS_PER_DAY, Rtc(Instant(NOON + 91 * MS_PER_DAY)), NOON, True, ClockDoubt.FAR_AHEAD),
    ],
)
def test_a_clock_is_doubted_where_it_may_have_stood_still_or_was_put_back(
    now: int, rtc: Rtc | None, contact: int, doubtful: bool, said: ClockDoubt
) -> None:
    time = keeping(RealClock(Instant(now)), rtc, contact)
    assert (time.doubtful(), doubts(time)) == (doubtful, said)


def test_a_virtual_clock_needs_nothing_behind_it_and_may_be_wrong_all_the_same() -> None:
    fine = keeping(VirtualClock(NOON), None)
    assert (fine.doubtful(), doubts(fine)) == (False, ClockDoubt(0))
    put_back = keeping(VirtualClock(NOON), None, latest=NOON + 2 * BEHIND_MS)
    assert (put_back.doubtful(), doubts(put_back)) == (True, ClockDoubt.BEHIND)


def test_polls_bring_the_signs_and_both_polls_and_batches_the_doubt(tmp_path: Path) -> None:
    till = Till(tmp_path, Medium.MIFARE_1K)
    till.key(on.ItemKeyed(TEA), on.CashKeyed())
    time, vitals = keeping(till.clock, None, latest=NOON), Vitals([lambda: ((Sign.CASE_OPEN, 1),)])
    vitals.sources.append(time.signs)
    outbox = JournalOutbox(
        till.journal,
        StatesStore(tmp_path),
        KEY,
        b"EXAMPLE1",
        1,
        till.clock.now,
        Flag.VIRTUAL_DEVICES,
        1,
        time.doubtful,
        vitals.signs,
    )
    poll = decode_poll(unverified_body(outbox.make_poll()))
    assert (poll.flags, poll.signs) == (Flag.VIRTUAL_DEVICES, signs_of([(Sign.CLOCK, 0), (Sign.CASE_OPEN, 1)]))
    till.clock.step(Instant(NOON - MS_PER_DAY))
    outbox.close_batches()
    ((_, sealed),) = outbox.waiting(1)
    both = Flag.VIRTUAL_DEVICES | Flag.CLOCK_DOUBTFUL
    assert decode_batch(unverified_body(sealed)).header.flags == both
    poll = decode_poll(unverified_body(outbox.make_poll()))
    assert (poll.flags, dict(poll.signs)[Sign.CLOCK]) == (both, ClockDoubt.BEHIND)
    till.journal.close()
