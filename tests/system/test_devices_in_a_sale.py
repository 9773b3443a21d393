"""Devices that fail in the middle of a sale: the right words, no lost sale, and everything goes on without a restart (J10).

If these failed, a loose cable, an empty roll or a restarted service would cost a sale, or the shop its day.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from protocol.ids import Sequence
from protocol.instants import Instant
from protocol.link.entries import Boot, BootReason, ClockStep, Intent, Medium
from protocol.money import Money
from terminal.counter.events import CardTapped
from terminal.counter.saying import PAGE_MS
from terminal.devices import Devices
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.pcsc import PcscReader
from terminal.drivers.card_reader.port import CardReader, CardReaderError, ReaderMissing
from terminal.drivers.card_reader.vpcd_bridge import VpcdSlot
from terminal.drivers.display.dialects import Dialect
from terminal.drivers.display.port import Letters
from terminal.drivers.display.serial import SerialDisplay
from terminal.drivers.printer.esc_pos import EscPosPrinter, NetworkTarget
from terminal.drivers.printer.port import Printer
from terminal.face import CounterFace, Notice
from terminal.front import REPAINT_MS, Front
from terminal.purse.purse import Purse
from terminal.sale.screens import Screen
from terminal.sale.states import Stopped
from terminal.supervised import SupervisedPrinter, SupervisedReader
from terminal.words.counter import Word
from tests.support.counter_stand import CounterStand
from tests.support.far_display import Wire, display_wire
from tests.support.line_printer import IDLE, network_printer
from tests.support.pcscd import PORTS, READER, Pcscd, pcscd_running, wait_until
from tests.support.shop import ISSUER, KEYS, chain_on, make_card
from tests.terminal.counter.menus import choose

MEMBER = 4_711
MIFARE = Medium.MIFARE_1K
WRITE = b"\xff\xd6"
NO_PAPER = 0x72


@pytest.fixture(scope="module")
def pcscd() -> Iterator[Pcscd]:
    with pcscd_running() as daemon:
        yield daemon


class Both:
    """Two faces at one counter: one that remembers, and the real one."""

    def __init__(self, first: CounterFace, second: CounterFace) -> None:
        self._faces = (first, second)

    def show(self, notice: Notice) -> None:
        for face in self._faces:
            face.show(notice)

    def open_pin_pad(self) -> None:
        raise AssertionError("the counter's own keys are the pad")

    def display(self, screen: Screen) -> None:
        for face in self._faces:
            face.display(screen)

    def click(self) -> None:
        for face in self._faces:
            face.click()

    def close(self) -> None:
        for face in self._faces:
            face.close()


class Stand(CounterStand):
    """A counter with supervised devices: real displays over serial lines where there are wires for them."""

    reader: SupervisedReader

    def equip(self, reader: CardReader, operator: str = "", member: str = "", *, printer: Printer | None = None) -> None:
        till, now_ms = self.till, self.till.clock.monotonic_ms
        self.reader = SupervisedReader(reader, now_ms)
        self.printer = SupervisedPrinter(printer or till.printer, now_ms)
        till.terminal.printer = self.printer
        till.terminal.purse = Purse(self.reader, till.journal, KEYS, ISSUER)
        front = Front(
            now_ms,
            SerialDisplay(operator, Dialect.ESC_POS, 4, letters=Letters.GB18030) if operator else None,
            SerialDisplay(member, Dialect.ESC_POS, 2) if member else None,
        )
        self.at.front = Both(self.front, front)
        self.at.devices = Devices((self.reader.supervised, self.printer.supervised, *front.supervised))
        self.at.display()

    def look(self) -> bool:
        """What the thread that watches the reader does; whether it answers."""
        try:
            present = self.reader.poll() is not None
        except CardReaderError:
            return False
        if present:
            self.at.take(CardTapped())
        return True

    def tells(self) -> str:
        """All that the operator's display says, page after page."""
        said = []
        for _ in range(4):
            said.append(" ".join(self.shown[1:]))
            self.wait(PAGE_MS)
        return " ".join(said)


def at_first_write(chip: Chip, act: Callable[[], None]) -> None:
    """`act` happens when the first block of a sale is written, before the reader hears that it is."""
    plain, written = chip.answer, list[bytes]()

    def answer(apdu: bytes) -> bytes:
        response = plain(apdu)
        if apdu[:2] == WRITE and not written:
            written.append(apdu)
            act()
        return response

    chip.answer = answer  # type: ignore[method-assign]


def charged_once(stand: Stand, chip: Chip) -> None:
    """One sale of 2.00 is in the books and on the card of 50.00, and its slip is on paper."""
    assert stand.sums == {"CARD_SALES": (1, 200)}
    chain = chain_on(chip, MIFARE, MEMBER)
    assert chain
    assert chain.current.balance == Money(4_800)
    assert not stand.till.journal.state.open
    assert sum("PAID" in slip for slip in stand.paper) == 1


def lift(slot: VpcdSlot, reader: PcscReader) -> None:
    """Take the card away, and let the next test have the reader."""
    slot.remove()
    wait_until(lambda: reader.poll() is None, "the card to be gone")
    reader.close()


@pytest.fixture
def chip() -> Chip:
    return make_card(MIFARE, MEMBER, 5_000)


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


# the reader and its service


def test_j10_pcscd_killed_while_a_card_is_awaited_is_told_and_found_again(stand: Stand, pcscd: Pcscd, chip: Chip) -> None:
    reader, slot = PcscReader(f"{READER} 00 00"), VpcdSlot(PORTS[0])
    stand.equip(reader)
    stand.press("101 ENTER ENTER")
    assert stand.look()
    pcscd.kill()
    assert not stand.look()
    stand.wait(500)
    assert "Card reader missing. Check its cable. Cash sales go on." in stand.tells()
    pcscd.start()
    wait_until(stand.look, "the reader to be seen again")
    stand.wait(500)
    assert "Card reader works again." in stand.tells()
    slot.insert(chip)
    wait_until(lambda: stand.look() and bool(stand.sums), "the card to be charged")
    charged_once(stand, chip)
    lift(slot, reader)


def test_j10_pcscd_killed_in_the_middle_of_a_write_leaves_no_sale_lost_and_none_charged_twice(
    stand: Stand, pcscd: Pcscd, chip: Chip
) -> None:
    reader, slot = PcscReader(f"{READER} 00 00"), VpcdSlot(PORTS[0])
    stand.equip(reader)
    stand.press("101 ENTER ENTER")
    at_first_write(chip, pcscd.kill)
    slot.insert(chip)
    wait_until(lambda: (stand.look(), bool(stand.till.journal.state.open))[1], "the write to begin")
    assert stand.shown[:2] == ("NOT FINISHED", "SAME CARD AGAIN")
    pcscd.start()
    slot.remove()
    slot.insert(chip)
    wait_until(lambda: stand.look() and bool(stand.sums), "the same card to be charged")
    charged_once(stand, chip)
    lift(slot, reader)


def test_j10_a_reader_unplugged_in_the_middle_of_a_write_and_plugged_in_again(stand: Stand, chip: Chip) -> None:
    virtual = stand.till.reader
    stand.equip(virtual)
    stand.press("101 ENTER ENTER")
    at_first_write(chip, lambda: virtual.jam(ReaderMissing()))
    virtual.insert(chip)
    stand.look()
    assert stand.shown[:2] == ("NOT FINISHED", "SAME CARD AGAIN")
    assert not stand.look()
    stand.wait(500)
    assert stand.at.view().missing == ("Card reader",)
    assert stand.shown[:2] == ("NOT FINISHED", "SAME CARD AGAIN")
    virtual.jam(None)
    assert stand.look()
    charged_once(stand, chip)


def test_j10_a_real_reader_unplugged_while_a_card_is_awaited_is_named_and_the_sale_is_paid_when_it_is_back(
    stand: Stand, pcscd: Pcscd, chip: Chip
) -> None:
    reader = PcscReader(f"{READER} 00 00")
    stand.equip(reader)
    stand.press("101 ENTER ENTER")
    assert stand.look()
    pcscd.unplug()
    wait_until(lambda: not stand.look(), "the reader to be gone")
    stand.wait(500)
    assert stand.at.view().missing == ("Card reader",)
    assert "Card reader missing. Check its cable. Cash sales go on." in stand.tells()
    pcscd.plug_in()
    slot = VpcdSlot(PORTS[0])
    slot.insert(chip)
    wait_until(lambda: stand.look() and bool(stand.sums), "the card to be charged")
    charged_once(stand, chip)
    stand.wait(500)
    assert "Card reader works again." in stand.tells()
    lift(slot, reader)


# displays and printer


def test_j10_both_displays_unplugged_in_the_middle_of_a_sale_show_its_end_when_they_are_back(
    stand: Stand, chip: Chip, tmp_path: Path
) -> None:
    ports = [tmp_path / name for name in ("operator", "member")]

    def plug_in(*wires: Wire) -> None:
        for port, wire in zip(ports, wires, strict=True):
            port.unlink(missing_ok=True)
            port.symlink_to(wire.device)

    with display_wire("esc-pos", 4) as operator, display_wire("esc-pos", 2) as member:
        plug_in(operator, member)
        stand.equip(stand.till.reader, *map(str, ports))
        stand.press("101 ENTER ENTER")
        wait_until(lambda: member.display.screen[0] == "TOTAL           2.00", "the member to read the total")
    stand.lay(chip)
    charged_once(stand, chip)
    stand.wait(REPAINT_MS)
    assert stand.at.view().missing == ("Operator display", "Member display")
    with display_wire("esc-pos", 4) as operator, display_wire("esc-pos", 2) as member:
        plug_in(operator, member)
        stand.wait(REPAINT_MS)
        member.await_screen("PAID            2.00", "BAL 48.00")
        assert "PAID GBP 2.00" in stand.tells()
        wait_until(lambda: [line.rstrip() for line in operator.display.screen if line.strip()] == [*stand.shown], "the same")
        assert stand.at.view().missing == ()


def test_j10_a_printer_out_of_paper_in_a_sale_prints_the_copy_when_a_roll_is_in(stand: Stand, chip: Chip) -> None:
    stand.equip(stand.till.reader)
    stand.till.printer.run_out_of_paper()
    stand.press("101 ENTER ENTER")
    stand.lay(chip)
    assert "The printer has no paper. The sale stands." in stand.tells()
    assert (stand.sums, stand.paper) == ({"CARD_SALES": (1, 200)}, [])
    stand.till.printer.mend()
    last = stand.till.journal.state.last_slip
    assert last
    assert stand.till.terminal.print_slip(last, copy=True)
    assert "COPY" in stand.paper[0]
    charged_once(stand, chip)


def test_j10_a_real_printer_out_of_paper_in_a_sale_is_told_and_prints_the_copy_when_a_roll_is_in(
    stand: Stand, chip: Chip
) -> None:
    with network_printer() as (far, port):
        stand.equip(stand.till.reader, printer=EscPosPrinter(NetworkTarget("127.0.0.1", port)))
        stand.press("101 ENTER ENTER")
        far.answers[4] = NO_PAPER
        stand.lay(chip)
        assert "PAID GBP 2.00" in (told := stand.tells())
        assert "The printer has no paper. The sale stands." in told
        assert (stand.sums, far.received) == ({"CARD_SALES": (1, 200)}, b"")
        assert stand.at.view().missing == ("Printer",)
        far.answers[4] = IDLE
        stand.wait(10_000)
        assert "Printer works again." in stand.tells()
        choose(stand, Word.COPY)
        stand.press("ENTER")
        wait_until(lambda: b"COPY" in far.received and b"PAID" in far.received, "the copy")


# disk and clock


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own with 2 MB."""
    if os.geteuid() != 0:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("a disk of its own needs root")
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tallycard-test", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4_096))
    assert shutil.disk_usage(file.parent).free < 4_096


def test_a_disk_that_is_really_full_in_the_middle_of_a_sale_charges_nothing_and_once_there_is_room_the_sale_is_paid(
    tmp_path: Path, chip: Chip
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        stand = Stand(disk)
        stand.equip(stand.till.reader)
        stand.press("101 ENTER ENTER")
        fill(disk / "ballast")
        stand.lay(chip)
        assert "SELLING STOPPED" in stand.shown
        chain = chain_on(chip, MIFARE, MEMBER)
        assert chain
        assert (chain.current.balance, stand.paper) == (Money(5_000), [])
        stand.press("ENTER")
        assert "SELLING STOPPED" in stand.shown
        (disk / "ballast").unlink()
        stand.lift()
        stand.press("ENTER")
        assert "SELLING STOPPED" not in stand.shown
        stand.press("101 ENTER ENTER")
        stand.lay(chip)
        charged_once(stand, chip)
        stand.till.journal.close()


def test_a_full_disk_stops_selling_in_plain_words_and_once_the_journal_is_opened_the_sale_is_whole(
    stand: Stand, chip: Chip
) -> None:
    stand.equip(stand.till.reader)
    stand.press("101 ENTER ENTER")
    pages = stand.till.journal._db.execute("PRAGMA page_count").fetchone()[0]
    stand.till.journal._db.execute(f"PRAGMA max_page_count={pages}")
    for _ in range(100):
        stand.lay(chip)
        if isinstance(stand.till.terminal.state, Stopped):
            break
        stand.lift()
        stand.press("101 ENTER ENTER")
    assert "SELLING STOPPED" in stand.shown
    sold = stand.sums["CARD_SALES"][0] if stand.sums else 0
    stand.lift()
    stand.press("ENTER")
    assert any(
        isinstance(entry.body, Boot) and entry.body.reason is BootReason.AFTER_FAULT
        for _, entry in stand.till.journal.newest_first()
    )
    stand.press("101 ENTER ENTER")
    stand.lay(chip)
    assert stand.sums["CARD_SALES"] == (sold + 1, 200 * (sold + 1))
    chain = chain_on(chip, MIFARE, MEMBER)
    assert chain
    assert chain.current.balance == Money(5_000 - 200 * (sold + 1))


def test_a_clock_set_back_in_the_middle_of_a_sale_is_journalled_and_the_sale_is_paid(stand: Stand, chip: Chip) -> None:
    stand.equip(stand.till.reader)
    stand.press("101 ENTER ENTER")
    stand.till.clock.step(Instant(stand.till.clock.now() - 86_400_000))
    stand.lay(chip)
    charged_once(stand, chip)
    entries = [stand.till.journal.entry(Sequence(number)).body for number in range(1, stand.till.journal.state.last_sequence + 1)]
    kinds = [type(body) for body in entries]
    assert kinds.index(ClockStep) < kinds.index(Intent)
    assert "PAID GBP 2.00" in stand.shown
