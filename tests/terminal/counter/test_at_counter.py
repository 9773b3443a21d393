"""The loop with its threads: keys of a keypad and cards on a reader come in from outside, and the program ends when told."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path
from threading import Event, Thread

from protocol.link.desk_orders import JobWord
from protocol.link.entries import Medium
from protocol.link.violations import Reason
from terminal.counter.events import CardTapped
from terminal.drivers.card_reader.port import ReaderMissing
from terminal.drivers.keypad.virtual import VirtualKeypad
from terminal.journal.store import JournalFault
from terminal.uplink.worker import Answered, Posted
from tests.support.counter_examples import keys, staffed
from tests.support.counter_stand import CounterStand
from tests.support.shop import make_card

PATIENCE_S = 60.0


class CountingLine:
    """A line that remembers what it was asked, and whose posts bring tables."""

    def __init__(self) -> None:
        self.sent, self.ticks, self.asked = 0, 0, 0
        self.words: list[JobWord] = []
        self.refused: Reason | None = None

    def send_soon(self) -> None:
        self.sent += 1

    def ask_soon(self) -> None:
        self.asked += 1

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        self.words.append(word)

    def posted(self, post: Posted) -> bool:
        return isinstance(post, Answered)

    def tick(self) -> None:
        self.ticks += 1


def run(stand: CounterStand, keypad: VirtualKeypad, fingers: Callable[[], None]) -> None:
    """The counter at work in this thread, for its journal is this thread's, and somebody's fingers in another."""
    failed: list[AssertionError] = []

    def script() -> None:
        try:
            fingers()
        except AssertionError as error:
            failed.append(error)
        finally:
            stand.at.inbox.put(None)

    stand.at.keypad = keypad
    thread = Thread(target=script)
    thread.start()
    stand.at.run()
    thread.join(PATIENCE_S)
    assert not failed


def soon(true: Callable[[], bool]) -> None:
    """Wait until it is so."""
    pause = Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError("it never came to that")


def test_keys_and_a_card_come_in_from_outside_and_a_sale_is_made(tmp_path: Path) -> None:
    stand, keypad = CounterStand(tmp_path), VirtualKeypad()

    def fingers() -> None:
        keypad.press(*keys("101 ENTER ENTER"))
        soon(lambda: "PRESENT CARD" in stand.text)
        stand.till.reader.insert(make_card(Medium.MIFARE_1K, 1001, 5_000))
        soon(lambda: "PAID GBP 2.00" in stand.text)

    run(stand, keypad, fingers)
    assert stand.front.clicks == 5
    assert stand.sums == {"CARD_SALES": (1, 200)}
    stand.till.journal.close()


def test_a_card_that_a_key_was_quicker_to_read_than_the_poll_does_not_take_paid_off_the_display(tmp_path: Path) -> None:
    stand = CounterStand(tmp_path)
    stand.till.reader.insert(make_card(Medium.MIFARE_1K, 1001, 5_000))
    for item in (*keys("101 ENTER ENTER"), CardTapped(), None):
        stand.at.inbox.put(item)
    stand.at.run()
    last, dark = stand.front.screens[-2:]
    assert "PAID GBP 2.00" in " / ".join(last.operator)
    assert dark.operator == ()


def test_a_card_that_was_lifted_and_laid_down_again_is_looked_at_again(tmp_path: Path) -> None:
    stand, keypad = CounterStand(tmp_path), VirtualKeypad()
    chip = make_card(Medium.MIFARE_1K, 1001, 5_000)

    def fingers() -> None:
        stand.till.reader.insert(chip)
        soon(lambda: "50.00" in stand.text)
        keypad.press(*keys("101 ENTER ENTER"))
        soon(lambda: "PAID GBP 2.00" in stand.text)
        stand.till.reader.remove()
        soon(lambda: not stand.till.terminal.purse.has_met)
        stand.till.reader.insert(chip)
        soon(lambda: "48.00" in stand.text and "PAID" not in stand.text)

    run(stand, keypad, fingers)


def test_a_reader_or_a_keypad_that_goes_and_comes_back_stops_nothing(tmp_path: Path) -> None:
    stand, keypad = CounterStand(tmp_path), VirtualKeypad()
    stand.till.reader.jam(ReaderMissing())
    keypad.unplug()

    def fingers() -> None:
        soon(lambda: bool(stand.shown))
        keypad.plug_in()
        stand.till.reader.jam(None)
        stand.till.reader.insert(make_card(Medium.MIFARE_1K, 1001, 5_000))
        soon(lambda: "Balance GBP 50.00" in stand.text)
        soon(lambda: _pressed(keypad, stand))

    run(stand, keypad, fingers)
    stand.till.journal.close()


def _pressed(keypad: VirtualKeypad, stand: CounterStand) -> bool:
    keypad.press(*keys("7"))
    return stand.front.clicks > 0


def test_new_tables_change_what_is_shown_at_once_and_one_key_sends_now(tmp_path: Path) -> None:
    stand, line = CounterStand(tmp_path), CountingLine()
    newer = staffed(rights=1)
    stand.at.line, stand.at.reload = line, lambda: newer

    def fingers() -> None:
        stand.at.inbox.put(Answered(b""))
        soon(lambda: stand.till.terminal.catalogue is newer)
        soon(lambda: line.ticks > 0)

    run(stand, VirtualKeypad(), fingers)
    stand.press("MENU")
    for _ in range(10):
        if "Head office, send" in stand.text:
            break
        stand.press("MENU")
    number = next(shown[0] for shown in stand.shown if "Head office" in shown)
    stand.press(f"{number} ENTER")
    assert line.sent == 1
    stand.till.journal.close()


class FullDisk(CountingLine):
    """A line that finds, when it closes a batch, that the disk is full."""

    def tick(self) -> None:
        super().tick()
        raise JournalFault("the journal cannot be written: database or disk is full")


def test_a_journal_that_fails_under_the_line_stops_selling_until_one_key_opens_it_again(tmp_path: Path) -> None:
    stand, line = CounterStand(tmp_path), FullDisk()
    stand.at.line = line
    stand.wait(1_000)
    stand.wait(1_000)
    assert "SELLING STOPPED" in stand.text
    assert line.ticks == 1
    stand.at.line = None
    stand.press("ENTER")
    assert "SELLING STOPPED" not in stand.text
    stand.press("101 ENTER ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, 1001, 5_000))
    assert stand.sums == {"CARD_SALES": (1, 200)}
