"""If these failed, the console would lose keys or taps, tell a PIN, or stop at a word it does not know."""

from __future__ import annotations

import os
import pty
import termios
import time
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from protocol.link.entries import Medium
from protocol.link.tables import TableKind
from terminal.console.console import Console
from terminal.console.faces import JsonFace, TextFace
from terminal.console.keyboard import LOCAL_MODES
from terminal.drivers.card_reader.port import ReaderMissing
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.sale.states import EnteringPin
from terminal.states.store import StatesStore
from terminal.uplink.worker import Answered
from tests.support.line_bench import Bench
from tests.support.shop import PIN, Till, make_card, reader_for
from tests.terminal.console.stand import NUMBER, START, Stand

PATIENCE_S = 10
LOOK_S = 0.02
END_OF_TYPING = b"\x04"


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(LOOK_S)


def codes(said: list[dict[str, object]]) -> list[object]:
    return [notice["code"] for notice in said]


# Selling


def test_typed_lines_sell(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    said = stand.type(f"tap {stand.card()}", "#A1", "2*101", "102", "-", "card", "ticket A1", "ticket A2")
    assert codes(said) == ["balance", "total", "total", "total", "paid", "ticket", "ticket"]
    assert [said[-2]["fate"], said[-1]["fate"]] == ["PAID", "UNKNOWN"]
    assert said[4]["amount"] == 400


def test_lines_after_quit_are_not_taken(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    assert codes(stand.type("101", "quit", "cash")) == ["total"]
    assert stand.till.journal.state.totals == ()


def test_a_line_that_is_not_understood_changes_nothing(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    said = stand.type("101", "tea", "", "cash")
    assert codes(said) == ["total", "not-understood", "paid"]
    assert "'tea'" in str(said[1]["why"])


def test_help_names_every_word(tmp_path: Path) -> None:
    (said,) = Stand(tmp_path).type("help")
    for word in ("cash", "void", "abandon", "tap", "pull-at", "tear", "copy", "totals", "export", "import", "send", "quit"):
        assert word in str(said["text"])


def test_a_copy_of_the_last_slip_says_that_it_is_one(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    assert codes(stand.type("copy", "101", "cash", "copy")) == ["nothing-to-copy", "total", "paid"]
    printer = stand.till.printer
    assert isinstance(printer, VirtualPrinter)
    first, second = ("\n".join(printed.lines) for printed in printer.roll)
    assert "COPY" not in first
    assert "COPY" in second


def test_the_status_tells_what_support_asks(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    card = stand.card()
    said = stand.type("tear 1 garbage", f"tap {card}", "101", "card", "status", "cancel", "102", "cash", "totals")
    held, totals = (notice for notice in said if notice["code"] == "status")
    assert (held["terminal"], held["entries"], held["waiting_for_card"], held["unacknowledged"]) == (3, 3, True, 0)
    assert len(held["open"]) == 1
    ours = (kind.name for kind in sorted(TableKind) if kind is not TableKind.DESK_ORDERS)  # those are a desk's
    assert held["versions"] == dict.fromkeys(ours, 1)
    assert totals["totals"] == {"CASH_SALES": [1, 350]}
    assert not totals["waiting_for_card"]


def test_a_wrong_word_for_the_tray_is_answered_and_is_no_tap(tmp_path: Path) -> None:
    assert codes(Stand(tmp_path).type("tap", "tap nothing.card", "pull")) == ["tray", "tray"]


# PINs


def test_a_pin_is_keyed_when_it_is_asked_and_appears_nowhere(tmp_path: Path) -> None:
    stand = Stand(tmp_path, Medium.SLE4442)
    shown = stand.run(f"tap {stand.card()}", "101", "card", PIN, "status")
    assert '"code": "pin-pad"' in shown
    assert '"code": "paid"' in shown
    assert PIN not in shown
    assert PIN not in repr(stand.till.terminal)


def test_a_wrong_pin_is_refused_and_counted(tmp_path: Path) -> None:
    stand = Stand(tmp_path, Medium.SLE4442)
    said = stand.type(f"tap {stand.card()}", "101", "card", "9999")
    assert (said[-1]["code"], said[-1]["count"]) == ("wrong-pin", 2)


@pytest.mark.parametrize("slip", ["", "47 11", "471l", "card", "101*2", "４７１１"])
def test_what_is_no_pin_is_no_try_and_is_not_repeated_on_the_screen(tmp_path: Path, slip: str) -> None:
    stand = Stand(tmp_path, Medium.SLE4442)
    shown = stand.run(f"tap {stand.card()}", "101", "card", slip, PIN)
    assert '"code": "paid"' in shown
    assert "wrong-pin" not in shown
    assert slip in ("", "card") or slip not in shown


def test_an_order_can_be_cancelled_at_the_pin_pad(tmp_path: Path) -> None:
    stand = Stand(tmp_path, Medium.SLE4442)
    said = stand.type(f"tap {stand.card()}", "101", "card", "cancel", "cash")
    assert codes(said)[-2:] == ["cancelled", "paid"]


class Booth:
    """A member and a cashier at a pseudo terminal: a console in this thread, their fingers in another."""

    def __init__(self, folder: Path) -> None:
        self.stand = Stand(folder, Medium.SLE4442)
        self.master, self.slave = pty.openpty()
        self.screen = b""

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.slave)[LOCAL_MODES] & termios.ECHO)

    def see(self, wanted: bytes) -> None:
        while wanted not in self.screen:
            self.screen += os.read(self.master, 1_000)

    def write(self, line: str) -> None:
        os.write(self.master, f"{line}\n".encode())

    def run(self, fingers: Callable[[], None]) -> None:
        thread = Thread(target=fingers)
        with open(os.dup(self.slave), "w") as out, open(os.dup(self.slave)) as source:
            self.stand.console.face = TextFace(out)
            thread.start()
            try:
                self.stand.console.run(source)
            finally:
                os.write(self.master, END_OF_TYPING)  # the console's own reading thread lets go of the source
        thread.join(PATIENCE_S)
        assert not thread.is_alive()

    def close(self) -> None:
        os.close(self.slave)
        while self.left():
            pass
        os.close(self.master)

    def left(self) -> bytes:
        """What is still to be seen when the last hand has left the terminal."""
        try:
            more = os.read(self.master, 1_000)
        except OSError:
            return b""
        self.screen += more
        return more


def test_a_pin_typed_at_a_terminal_line_is_not_echoed_and_other_keys_are(tmp_path: Path) -> None:
    booth = Booth(tmp_path)
    card, silent = booth.stand.card(), []

    def fingers() -> None:
        booth.write(f"tap {card}")
        booth.see(b"50.00")
        booth.write("101")
        booth.see(b"2.00")
        booth.write("card")
        booth.see(b"PIN: ")
        silent.append(not booth.echoes())
        booth.write("47x1")
        booth.see(b"digits only")
        booth.write(PIN)
        booth.see(b"+ ")
        wait_for(booth.echoes)
        booth.write("totals")
        booth.see(b"CARD_SALES")
        booth.write("quit")

    booth.run(fingers)
    assert silent == [True]
    assert booth.echoes()
    booth.close()
    assert PIN.encode() not in booth.screen
    assert b"47x1" not in booth.screen
    assert b"totals\r\n" in booth.screen


@pytest.mark.parametrize("end", ["quit", "cancel"])
def test_the_echo_comes_back_however_the_pin_pad_is_left(tmp_path: Path, end: str) -> None:
    booth = Booth(tmp_path)
    card = booth.stand.card()

    def fingers() -> None:
        for line in (f"tap {card}", "101", "card"):
            booth.write(line)
        booth.see(b"PIN: ")
        booth.write(end)
        if end == "cancel":
            wait_for(booth.echoes)
            os.write(booth.master, END_OF_TYPING)

    booth.run(fingers)
    assert booth.echoes()
    assert isinstance(booth.stand.till.terminal.state, EnteringPin) is (end == "quit")
    booth.close()


def test_the_echo_comes_back_when_the_program_ends_by_a_mistake(tmp_path: Path) -> None:
    booth = Booth(tmp_path)
    card = booth.stand.card()

    def mistake(moment: str) -> None:
        raise AssertionError("a mistake of ours")

    def fingers() -> None:
        for line in (f"tap {card}", "101", "card"):
            booth.write(line)
        booth.see(b"PIN: ")
        booth.stand.till.journal._at_sync = mistake
        booth.write(PIN)

    with pytest.raises(AssertionError, match="mistake"):
        booth.run(fingers)
    assert booth.echoes()
    booth.close()


# Taps at a reader that nobody types for


def test_a_card_laid_on_a_real_reader_is_noticed_once(tmp_path: Path) -> None:
    till = Till(tmp_path, Medium.MIFARE_1K)
    chip, other = (make_card(Medium.MIFARE_1K, number, START) for number in (NUMBER, NUMBER + 1))
    read_end, write_end = os.pipe()
    reader, shown = till.reader, till.face

    def hands() -> None:
        reader.jam(ReaderMissing("unplugged"))
        time.sleep(0.25)
        reader.jam(None)
        reader.insert(chip)
        wait_for(lambda: shown.codes == ["balance"])
        time.sleep(0.25)
        reader.remove()
        time.sleep(0.25)
        reader.insert(other)
        wait_for(lambda: len(shown.codes) == 2)
        os.close(write_end)

    console = Console(till.terminal, shown, reader, None, None, lambda: till.books, Queue())  # type: ignore[arg-type]
    thread = Thread(target=hands)
    thread.start()
    with open(read_end) as source:
        console.run(source)
    thread.join(PATIENCE_S)
    assert shown.codes == ["balance", "balance"]


def test_beside_a_real_reader_there_is_no_tray(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    stand.console.tray = None
    assert codes(stand.type("tap x", "pull")) == ["no-virtual-reader"] * 2


# Head office


def test_without_a_line_nothing_is_sent(tmp_path: Path) -> None:
    assert codes(Stand(tmp_path).type("send", "export /tmp", "import /tmp")) == ["no-line"] * 3


def test_sales_go_to_head_office_by_line_and_by_stick(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    bench = Bench(stand.till.journal, StatesStore(tmp_path))
    stand.console.line = bench.line
    folder = tmp_path / "a stick"
    folder.mkdir()
    said = stand.type("101", "cash", "send", "102", "cash", f"export {folder}", f"import {folder}", "export", "status")
    assert codes(said) == ["total", "paid", "sent", "total", "paid", "exported", "imported", "stick", "status"]
    assert (said[2]["acknowledged"], said[-1]["unacknowledged"]) == (1, 1)
    assert not list(Path().glob("*.up"))
    bench.close()


def test_time_that_passes_at_the_counter_sends_and_new_tables_are_used_at_once(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    bench = Bench(stand.till.journal, StatesStore(tmp_path))
    bench.office.waiting_objects = [bench.table(2)]
    reloaded: list[bool] = []
    stand.console.line = bench.line
    stand.console.reload = lambda: reloaded.append(True) or stand.till.books  # type: ignore[func-returns-value]
    bench.worker._post = stand.console.inbox.put
    read_end, write_end = os.pipe()

    def member() -> None:
        wait_for(lambda: bool(reloaded))
        os.close(write_end)

    thread = Thread(target=member)
    thread.start()
    with open(read_end) as source:
        stand.console.run(source)
    thread.join(PATIENCE_S)
    assert reloaded == [True]
    stand.console.inbox.put(Answered(b""))
    stand.type("101")
    assert reloaded == [True]
    bench.close()


def test_a_refusal_of_head_office_is_shown(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    bench = Bench(stand.till.journal, StatesStore(tmp_path))
    bench.office.revoked.add(bench.office.serial)
    bench.line.tick()
    stand.console.line = bench.line
    stand.console.inbox.put(bench.posted.get(timeout=PATIENCE_S))
    assert codes(stand.type("101")) == ["refused", "total"]
    bench.close()


def test_a_reader_of_the_other_kind_is_no_trouble_for_the_console(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    reader = reader_for(Medium.SLE4442)
    assert reader.poll() is None
    assert isinstance(stand.console.face, JsonFace)
    assert codes(stand.type("card")) == ["empty-basket"]
