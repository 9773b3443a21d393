"""If these failed, a receipt would come out as rubbish, or a dead printer would hold up the counter."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from terminal.drivers.printer import esc_pos
from terminal.drivers.printer.commands import CHINESE_OFF, CHINESE_ON, CUT, DRAWER_PULSE, RESET, encode
from terminal.drivers.printer.esc_pos import DummyTarget, EscPosPrinter, FileTarget, NetworkTarget, SerialTarget, UsbTarget
from terminal.drivers.printer.port import OutOfPaper, PaperStatus, Printer, PrinterMissing, PrinterOffline
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.sale.basket import lines_total
from terminal.sale.receipt import Cut, Drawer, SlipKind, Tender, TextLine, receipt_of
from tests.support.canteen import CHINESE_SHOP, SHOP, card_slip, sold
from tests.support.golden import Golden, hex_text
from tests.support.line_printer import IDLE, network_printer, serial_printer
from tests.support.pcscd import wait_until

LINES = sold()
TOTAL = lines_total(LINES)
SALE = card_slip(SlipKind.SALE, LINES, TOTAL, -TOTAL)
RECEIPT = receipt_of(SALE, SHOP)
CHINESE_RECEIPT = receipt_of(replace(SALE, virtual=True), CHINESE_SHOP)
CASH_RECEIPT = receipt_of(replace(SALE, tender=Tender.CASH, card=None), SHOP)
SHORT = (TextLine("Hello"), Cut())


def virtual(folder: Path) -> tuple[Printer, Callable[[], bytes]]:
    printer = VirtualPrinter()
    return printer, lambda: b"".join(printed.data for printed in printer.roll)


def on_a_file(folder: Path) -> tuple[Printer, Callable[[], bytes]]:
    paper = folder / "lp0"
    return EscPosPrinter(FileTarget(str(paper))), paper.read_bytes


BOTH = pytest.mark.parametrize("make", [virtual, on_a_file])
Make = Callable[[Path], tuple[Printer, Callable[[], bytes]]]


@BOTH
@pytest.mark.parametrize("receipt", [RECEIPT, CHINESE_RECEIPT, CASH_RECEIPT, SHORT])
def test_the_paper_gets_exactly_the_bytes_of_the_receipt(make: Make, receipt: tuple[TextLine, ...], tmp_path: Path) -> None:
    printer, paper = make(tmp_path)
    printer.print(receipt)
    assert paper() == encode(receipt, printer.columns)


@BOTH
def test_a_printer_that_can_print_does_not_say_that_it_cannot(make: Make, tmp_path: Path) -> None:
    printer, _ = make(tmp_path)
    assert printer.status() in (PaperStatus.READY, PaperStatus.UNKNOWN)


@BOTH
def test_a_printer_that_was_let_go_of_prints_again(make: Make, tmp_path: Path) -> None:
    printer, paper = make(tmp_path)
    printer.print(SHORT)
    printer.close()
    printer.close()
    printer.print(SHORT)
    assert paper() == encode(SHORT, 32) * 2


@BOTH
def test_a_printer_says_whether_it_is_virtual(make: Make, tmp_path: Path) -> None:
    printer, _ = make(tmp_path)
    assert printer.virtual == isinstance(printer, VirtualPrinter)
    assert printer.name


# bytes


@pytest.mark.parametrize(
    ("name", "receipt"), [("sale-32", RECEIPT), ("sale-zh-virtual-32", CHINESE_RECEIPT), ("cash-sale-32", CASH_RECEIPT)]
)
def test_the_bytes_are_those_that_were_approved(name: str, receipt: tuple[TextLine, ...], golden: Golden) -> None:
    golden(f"receipts/{name}.hex", hex_text(encode(receipt, 32)))


def test_chinese_mode_is_used_for_chinese_and_left_alone_for_ascii() -> None:
    assert encode(SHORT, 32) == RESET + b"Hello\n" + CUT
    assert encode((TextLine("余额 ¥5"),), 32) == RESET + CHINESE_ON + bytes.fromhex("d3e0b6ee20a3a435") + b"\n" + CHINESE_OFF


def test_big_letters_are_switched_on_and_off_around_their_line_for_both_alphabets() -> None:
    big = TextLine("PAID", bold=True, double=True)
    assert encode((big,), 32) == RESET + b"\x1b\x21\x38PAID\n\x1b\x21\x00"
    style, plain = b"\x1b\x21\x38\x1c\x21\x0c", b"\x1b\x21\x00\x1c\x21\x00"
    body = style + "已付款".encode("gbk") + b"\n" + plain
    assert encode((replace(big, text="已付款"),), 32) == RESET + CHINESE_ON + body + CHINESE_OFF
    assert encode((TextLine("Sum", bold=True),), 32) == RESET + b"\x1b\x21\x08Sum\n\x1b\x21\x00"


def test_the_drawer_is_pulsed_only_where_the_receipt_says_so() -> None:
    assert encode((Drawer(), *SHORT), 32) == RESET + DRAWER_PULSE + b"Hello\n" + CUT
    assert DRAWER_PULSE not in encode(RECEIPT, 32)
    assert encode(CASH_RECEIPT, 32).count(DRAWER_PULSE) == 1


def test_a_name_cannot_command_the_printer() -> None:
    assert encode((TextLine("Tea\x1bp\x00\x32\x32\x1d\x56\x00"),), 32) == RESET + b"Tea p 22 V\n"


# the virtual printer's levers and memory


def test_the_virtual_roll_keeps_what_a_person_would_read_and_counts_the_drawer(tmp_path: Path) -> None:
    file = tmp_path / "paper.txt"
    printer = VirtualPrinter(48, file)
    printer.print(CASH_RECEIPT)
    printer.print(CHINESE_RECEIPT)
    assert printer.drawer_openings == 1
    assert [any("已付款" in line for line in printed.lines) for printed in printer.roll] == [False, True]
    assert file.read_text(encoding="utf-8") == "".join("\n".join(printed.lines) + "\n" for printed in printer.roll)


def test_the_virtual_printer_fails_like_a_real_one_until_it_is_mended() -> None:
    printer = VirtualPrinter()
    printer.run_out_of_paper()
    with pytest.raises(OutOfPaper):
        printer.print(SHORT)
    assert printer.status() is PaperStatus.NO_PAPER
    printer.jam()
    with pytest.raises(PrinterOffline):
        printer.print(SHORT)
    assert printer.status() is PaperStatus.OFFLINE
    assert printer.roll == []
    printer.fall_silent()
    printer.print(SHORT)
    assert printer.status() is PaperStatus.UNKNOWN
    printer.mend()
    assert printer.status() is PaperStatus.READY
    assert [printed.lines for printed in printer.roll] == [("Hello",)]


# the real driver over real lines

SPOKEN = [
    ({1: IDLE, 4: IDLE}, PaperStatus.READY),
    ({1: 0x16, 4: IDLE}, PaperStatus.READY),
    ({1: IDLE, 4: 0x1E}, PaperStatus.READY),
    ({1: IDLE, 4: 0x72}, PaperStatus.NO_PAPER),
    ({1: 0x1A, 4: 0x72}, PaperStatus.NO_PAPER),
    ({1: 0x1A, 4: IDLE}, PaperStatus.OFFLINE),
    ({1: 0x1A}, PaperStatus.OFFLINE),
    ({1: IDLE}, PaperStatus.READY),
    ({1: 0xFF, 4: 0x72}, PaperStatus.UNKNOWN),
    ({}, PaperStatus.UNKNOWN),
]


@pytest.mark.parametrize(("answers", "status"), SPOKEN)
def test_a_network_printer_is_asked_and_understood(answers: dict[int, int], status: PaperStatus) -> None:
    with network_printer() as (far, port):
        far.answers = answers
        assert EscPosPrinter(NetworkTarget("127.0.0.1", port)).status() is status


@pytest.mark.parametrize(("answers", "status"), SPOKEN)
def test_a_serial_printer_is_asked_and_understood(answers: dict[int, int], status: PaperStatus) -> None:
    with serial_printer() as (far, device):
        far.answers = answers
        assert EscPosPrinter(SerialTarget(device)).status() is status


@pytest.mark.parametrize(("answers", "status"), SPOKEN)
def test_a_usb_printer_is_asked_and_understood(answers: dict[int, int], status: PaperStatus) -> None:
    with serial_printer() as (far, device):
        far.answers = answers
        assert EscPosPrinter(UsbTarget(device)).status() is status


@pytest.mark.parametrize("answers", [{1: IDLE, 4: IDLE}, {}])
def test_a_printer_that_is_ready_or_silent_gets_the_receipt_over_the_network(answers: dict[int, int]) -> None:
    with network_printer() as (far, port):
        far.answers = answers
        printer = EscPosPrinter(NetworkTarget("127.0.0.1", port))
        printer.print(RECEIPT)
        printer.print(CHINESE_RECEIPT)
    assert far.received == encode(RECEIPT, 32) + encode(CHINESE_RECEIPT, 32)


def test_a_serial_printer_gets_the_receipt() -> None:
    with serial_printer() as (far, device):
        EscPosPrinter(SerialTarget(device, 115_200), 48).print(CHINESE_RECEIPT)
    assert far.received == encode(CHINESE_RECEIPT, 48)


def test_a_usb_printer_gets_the_receipt_and_nothing_where_it_has_no_paper() -> None:
    with serial_printer() as (far, device):
        printer = EscPosPrinter(UsbTarget(device), 48)
        printer.print(CHINESE_RECEIPT)
        wait_until(lambda: far.received == encode(CHINESE_RECEIPT, 48), "the receipt")
        far.answers = {1: IDLE, 4: 0x72}
        with pytest.raises(OutOfPaper):
            printer.print(SHORT)
    assert far.received == encode(CHINESE_RECEIPT, 48)


@pytest.mark.parametrize("target", [SerialTarget, UsbTarget])
def test_a_printer_whose_cable_comes_off_is_offline(target: Callable[[str], SerialTarget | UsbTarget]) -> None:
    with serial_printer() as (far, device):
        far.unplugged = True
        with pytest.raises(PrinterOffline):
            EscPosPrinter(target(device)).print(RECEIPT)


def test_a_long_receipt_is_sent_piece_by_piece_and_whole() -> None:
    long = (TextLine("x" * 32),) * 400
    with network_printer() as (far, port):
        EscPosPrinter(NetworkTarget("127.0.0.1", port)).print(long)
    assert far.received == encode(long, 32)


def test_nothing_is_sent_to_a_printer_that_says_it_cannot() -> None:
    with network_printer() as (far, port):
        printer = EscPosPrinter(NetworkTarget("127.0.0.1", port))
        far.answers = {1: IDLE, 4: 0x72}
        with pytest.raises(OutOfPaper):
            printer.print(SHORT)
        far.answers = {1: 0x1A, 4: IDLE}
        with pytest.raises(PrinterOffline):
            printer.print(SHORT)
    assert far.received == b""


def test_a_device_that_is_not_there_is_missing_and_offline(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free_port = listener.getsockname()[1]
    absent = str(tmp_path / "none" / "lp0")
    for target in (FileTarget(absent), UsbTarget(absent), SerialTarget(absent), NetworkTarget("127.0.0.1", free_port)):
        printer = EscPosPrinter(target)
        assert printer.status() is PaperStatus.OFFLINE
        with pytest.raises(PrinterMissing):
            printer.print(SHORT)


def test_a_device_that_stops_taking_bytes_is_offline() -> None:
    printer = EscPosPrinter(FileTarget("/dev/full"))
    with pytest.raises(PrinterOffline):
        printer.print(RECEIPT)
    with pytest.raises(PrinterOffline):
        printer.print(RECEIPT)


def test_a_device_that_blocks_is_given_up_after_some_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setattr(esc_pos, "PATIENCE_SECONDS", 0.1)
    with pytest.raises(PrinterOffline):
        EscPosPrinter(FileTarget(str(pipe))).print((TextLine("x" * 32),) * 5_000)
    os.close(reader)


def test_a_dummy_takes_everything_and_keeps_nothing_open() -> None:
    printer = EscPosPrinter(DummyTarget())
    printer.print(RECEIPT)
    assert printer.status() is PaperStatus.UNKNOWN
