"""If these failed, a device would stay away until a restart (J10), or a dead one would hold up the counter."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from terminal.device_notices import name_of, notice_of_change, sentence_of, short_name_of, state_of
from terminal.devices import FIRST_PAUSE_MS, LONGEST_PAUSE_MS, Change, Device, Devices, Health, Supervised
from terminal.drivers.card_reader.port import NoCard, ReaderMissing
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.keypad.port import Key, KeypadMissing
from terminal.drivers.printer.port import OutOfPaper, PaperStatus, PrinterOffline
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.sale.effects import Tone
from terminal.sale.layout import display_width, printable, wrap
from terminal.sale.receipt import TextLine
from terminal.supervised import SupervisedKeypad, SupervisedPrinter, SupervisedReader
from terminal.words.devices import DeviceName, DeviceNews
from terminal.words.language import Language
from tests.support.shop import NOON

HELLO = (TextLine("Hello"),)


class Trouble(Exception):
    """What the device of these tests raises."""


@dataclass
class Bench:
    """One device with a lever, and how often it was touched."""

    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOON))
    broken: bool = False
    touched: int = 0

    def __post_init__(self) -> None:
        self.supervised = Supervised(Device.MEMBER_DISPLAY, (Trouble,), self.clock.monotonic_ms, self.use)

    def use(self) -> str:
        self.touched += 1
        if self.broken:
            raise Trouble
        return "done"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def missing(device: Device) -> Change:
    return Change(device, Health.MISSING)


def test_j10_every_device_is_opened_at_the_start_and_the_missing_ones_are_named_once(bench: Bench) -> None:
    bench.broken = True
    devices = Devices((bench.supervised,))
    assert devices.start() == (missing(Device.MEMBER_DISPLAY),)
    assert bench.touched == 1
    assert devices.tick() == ()
    assert devices.in_trouble() == (missing(Device.MEMBER_DISPLAY),)


def test_j10_a_device_that_comes_back_is_found_without_a_restart_and_told_once(bench: Bench) -> None:
    devices = Devices((bench.supervised,))
    assert devices.start() == ()
    bench.broken = True
    assert bench.supervised.attempt(bench.use) is None
    assert devices.tick() == (missing(Device.MEMBER_DISPLAY),)
    bench.broken = False
    bench.clock.sleep(FIRST_PAUSE_MS)
    assert devices.tick() == (Change(Device.MEMBER_DISPLAY, Health.WORKS),)
    assert devices.tick() == ()
    assert devices.in_trouble() == ()
    assert bench.supervised.attempt(bench.use) == "done"


def test_a_dead_device_is_tried_after_pauses_that_grow_and_never_in_between(bench: Bench) -> None:
    bench.broken = True
    devices, tries, passed = Devices((bench.supervised,)), [], 0
    devices.start()
    while passed < 30_000:
        bench.clock.sleep(100)
        passed += 100
        before = bench.touched
        devices.tick()
        assert bench.supervised.attempt(bench.use) is None
        tries += [passed] * (bench.touched - before)
    pauses = [later - earlier for earlier, later in zip([0, *tries], tries, strict=False)]
    assert pauses == [500, 1_000, 2_000, 4_000, *[LONGEST_PAUSE_MS] * 4]


def test_j10_the_operator_can_ask_for_a_new_try_at_once(bench: Bench) -> None:
    bench.broken = True
    devices = Devices((bench.supervised,))
    devices.start()
    bench.broken = False
    devices.tick()
    assert devices.in_trouble()
    devices.reconnect(Device.READER)
    assert devices.in_trouble()
    devices.reconnect()
    assert not devices.in_trouble()
    assert devices.states() == (Change(Device.MEMBER_DISPLAY, Health.WORKS),)


def test_a_device_that_only_its_use_tells_of_is_not_found_working_by_looking_away(bench: Bench) -> None:
    supervised = Supervised(Device.VOICE, (Trouble,), bench.clock.monotonic_ms)
    devices = Devices((supervised,))
    bench.broken = True
    supervised.attempt(bench.use)
    bench.clock.sleep(LONGEST_PAUSE_MS)
    devices.tick()
    devices.reconnect()
    assert devices.in_trouble() == (missing(Device.VOICE),)
    bench.broken = False
    assert supervised.attempt(bench.use) == "done"
    assert not devices.in_trouble()


def test_an_error_that_is_none_of_the_devices_is_not_swallowed(bench: Bench) -> None:
    def wrong() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        bench.supervised.attempt(wrong)
    assert bench.supervised.health is Health.WORKS


# the ports


def test_a_printer_without_paper_works_again_when_a_roll_is_in() -> None:
    clock, virtual = VirtualClock(NOON), VirtualPrinter()
    printer = SupervisedPrinter(virtual, clock.monotonic_ms)
    devices = Devices((printer.supervised,))
    assert devices.start() == ()
    virtual.run_out_of_paper()
    with pytest.raises(OutOfPaper):
        printer.print(HELLO)
    assert devices.tick() == ()  # the error has told it
    assert devices.in_trouble() == (Change(Device.PRINTER, Health.NO_PAPER),)
    virtual.jam()
    clock.sleep(LONGEST_PAUSE_MS)
    assert devices.tick() == (missing(Device.PRINTER),)
    virtual.fall_silent()
    clock.sleep(LONGEST_PAUSE_MS)
    assert devices.tick() == (Change(Device.PRINTER, Health.WORKS),)
    printer.print(HELLO)
    assert (printer.status(), printer.virtual, printer.columns) == (PaperStatus.UNKNOWN, True, 32)
    printer.close()


def test_a_receipt_is_tried_even_while_the_printer_is_left_alone() -> None:
    virtual = VirtualPrinter()
    printer = SupervisedPrinter(virtual, VirtualClock(NOON).monotonic_ms)
    virtual.jam()
    with pytest.raises(PrinterOffline):
        printer.print(HELLO)
    virtual.mend()
    printer.print(HELLO)
    assert printer.supervised.health is Health.WORKS


def test_a_printer_that_is_slow_to_look_for_is_only_tried_with_a_receipt_or_when_asked() -> None:
    clock, virtual = VirtualClock(NOON), VirtualPrinter()
    printer = SupervisedPrinter(virtual, clock.monotonic_ms, idle=False)
    devices = Devices((printer.supervised,))
    virtual.run_out_of_paper()
    assert devices.start() == (Change(Device.PRINTER, Health.NO_PAPER),)
    virtual.mend()
    clock.sleep(LONGEST_PAUSE_MS)
    assert devices.tick() == ()
    devices.reconnect()
    assert devices.tick() == (Change(Device.PRINTER, Health.WORKS),)


def test_a_reader_that_is_unplugged_is_missing_and_a_missing_card_is_none_of_its_faults() -> None:
    virtual = VirtualReader("reader")
    reader = SupervisedReader(virtual, VirtualClock(NOON).monotonic_ms)
    with pytest.raises(NoCard):
        reader.connect()
    assert (reader.poll(), reader.supervised.health) == (None, Health.WORKS)
    virtual.jam(ReaderMissing())
    with pytest.raises(ReaderMissing):
        reader.poll()
    assert reader.supervised.health is Health.MISSING
    virtual.jam(None)
    assert (reader.poll(), reader.supervised.health) == (None, Health.WORKS)
    assert (reader.name, reader.virtual) == (virtual.name, True)
    reader.close()


@dataclass
class LooseKeypad:
    """A keypad whose cable is loose."""

    name: str = "loose"
    virtual: bool = True
    plugged: bool = True

    def wait(self, timeout_ms: int) -> Key | None:
        if not self.plugged:
            raise KeypadMissing
        return Key.ENTER

    def close(self) -> None:
        self.plugged = True


def test_a_missing_keypad_has_no_keys_until_it_is_back_and_is_not_asked_in_a_hurry() -> None:
    clock, loose = VirtualClock(NOON), LooseKeypad(plugged=False)
    keypad = SupervisedKeypad(loose, clock.monotonic_ms, clock.sleep)
    assert keypad.wait(50) is None
    loose.plugged, began = True, clock.monotonic_ms()
    waits = 0
    while (key := keypad.wait(50)) is None:
        waits += 1
    assert (key, clock.monotonic_ms() - began, waits) == (Key.ENTER, FIRST_PAUSE_MS, 10)
    keypad.close()


# words


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("device", Device)
def test_each_device_is_named_on_one_line_and_what_becomes_of_its_job_fits_one_screen(device: Device, language: Language) -> None:
    assert display_width(name_of(device, language)) <= 20
    for health in Health:
        lines = wrap(printable(sentence_of(Change(device, health), language)), 20)
        assert len(lines) <= 4, lines
        assert all("?" not in line for line in lines)


def test_every_device_has_a_name_and_words_for_each_way_it_can_be() -> None:
    assert set(DeviceName.__members__) == {device.name for device in Device}
    assert set(DeviceNews.__members__) == {
        *DeviceName.__members__,
        *(health.name for health in Health if health is not Health.MISSING),
    }


@pytest.mark.parametrize("language", Language)
def test_in_a_list_number_name_and_state_of_a_device_fit_one_line(language: Language) -> None:
    names = [short_name_of(device, language) for device in Device]
    states = [state_of(health, language) for health in Health]
    assert (len(set(names)), len(set(states))) == (len(Device), len(Health))
    assert max(map(display_width, names)) + max(map(display_width, states)) <= 20 - len("1 ") - 1


def test_a_missing_device_is_bad_news_for_the_cashier_and_its_return_is_no_alarm() -> None:
    notice = notice_of_change(missing(Device.READER), Language.EN)
    assert notice.screen.operator == ("Card reader missing. Check its cable. Cash sales go on.",)
    assert (notice.tone, notice.spoken, dict(notice.facts)) == (Tone.BAD, "", {"device": "card-reader", "health": "missing"})
    assert notice_of_change(Change(Device.READER, Health.WORKS), Language.ZH_HANS).screen.operator == ("读卡器已恢复。",)
    assert notice_of_change(Change(Device.READER, Health.WORKS), Language.EN).tone is Tone.PLAIN
