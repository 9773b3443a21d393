"""If these failed, stale or mixed lines would stand before the member, or a dead display would hold up the counter.

The real driver writes to a pseudo-terminal; at its far end a display that was written from the manuals reads along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.drivers.display.dialects import Dialect, frame, full_screen, opening
from terminal.drivers.display.port import Display, DisplayMissing, DisplayOffline, Letters
from terminal.drivers.display.serial import SerialDisplay
from terminal.drivers.display.virtual import VirtualDisplay
from terminal.sale.layout import display_width
from terminal.words.language import Language
from terminal.words.member import MemberWord
from tests.support.far_display import FarDisplay, display_wire
from tests.support.pcscd import wait_until

Shown = Callable[[], list[str]]
BLANK = " " * 20
Make = Callable[[int, Letters], AbstractContextManager[tuple[Display, Shown]]]


@contextmanager
def virtual(rows: int, letters: Letters) -> Iterator[tuple[Display, Shown]]:
    display = VirtualDisplay(rows, letters=letters)
    yield display, lambda: list(display.screen)


def on_a_wire(dialect: Dialect) -> Make:
    @contextmanager
    def make(rows: int, letters: Letters) -> Iterator[tuple[Display, Shown]]:
        with display_wire(dialect.value, rows, letters.value) as wire:
            display = SerialDisplay(wire.device, dialect, rows, letters=letters)
            yield display, lambda: wire.display.screen
            display.close()

    return make


MAKES: dict[str, Make] = {"virtual": virtual, **{dialect.value: on_a_wire(dialect) for dialect in Dialect}}


KINDS = [(make, rows, letters) for make in MAKES for rows in (2, 4) for letters in Letters]
CHINESE = {
    Letters.ASCII: ("???:12.00", "????"),
    Letters.GB18030: ("请放卡：12.00", "請放卡片"),
    Letters.BIG5: ("？放卡：12.00", "請放卡片"),
}
"""What becomes of a simplified and of a traditional line."""


@pytest.fixture(params=KINDS, ids=lambda kind: f"{kind[0]}, {kind[1]} rows, {kind[2].value}")
def display(request: pytest.FixtureRequest) -> Iterator[tuple[Display, Shown]]:
    make, rows, letters = request.param
    with MAKES[make](rows, letters) as made:
        yield made


def shows(shown: Shown, *lines: str) -> None:
    wait_until(lambda: shown() == [line.ljust(20) for line in lines], f"{lines}, not {shown()}")


def test_each_screen_takes_every_place_of_the_display(display: tuple[Display, Shown]) -> None:
    device, shown = display
    empty = [""] * (device.rows - 2)
    device.show(("TOTAL          12.00", "PRESENT CARD"))
    shows(shown, "TOTAL          12.00", "PRESENT CARD", *empty)
    device.show(("PAID",))
    shows(shown, "PAID", "", *empty)
    device.show([f"a line that is too long, number {row}" for row in range(9)])
    shows(shown, *["a line that is too l"] * device.rows)
    device.show(())
    shows(shown, *[""] * device.rows)


def test_a_display_shows_chinese_in_two_columns_or_says_that_it_cannot(display: tuple[Display, Shown]) -> None:
    device, shown = display
    simplified, traditional = CHINESE[device.letters]
    device.show(("请放卡：12.00", "café – ok"))
    wait_until(lambda: shown()[0].rstrip() == simplified, f"{simplified}, not {shown()}")
    assert [display_width("".join(shown()[0])), shown()[1].rstrip()] == [20, "cafe - ok"]
    device.show(("請放卡片",))
    wait_until(lambda: shown()[0].rstrip() == traditional, f"{traditional}, not {shown()}")


@pytest.mark.parametrize("letters", Letters)
def test_a_display_has_every_letter_of_the_languages_that_it_reads_and_english_stands_in_for_the_others(letters: Letters) -> None:
    assert letters.reads(Language.EN) is Language.EN
    for place, language in enumerate(Language):
        if letters.reads(language) is language:
            for what in MemberWord:
                text = what.texts[place]
                assert full_screen((text,), 1, 20, letters)[0].rstrip() == text, what
        else:
            assert letters.reads(language) is Language.EN


def test_a_display_that_was_let_go_of_shows_again(display: tuple[Display, Shown]) -> None:
    device, shown = display
    device.show(("one", "two"))
    device.close()
    device.close()
    device.show(("three",))
    shows(shown, "three", *[""] * (device.rows - 1))


def test_only_the_twin_is_virtual_and_each_has_a_name(display: tuple[Display, Shown]) -> None:
    device, _ = display
    assert device.virtual == isinstance(device, VirtualDisplay)
    assert device.name
    assert device.columns == 20


# bytes


def test_the_two_dialects_say_a_screen_as_their_manuals_do() -> None:
    lines = ("TOTAL", "12.00")
    upper, lower = b"TOTAL".ljust(20), b"12.00".ljust(20)
    assert frame(Dialect.CD5220, lines, 2, 20, Letters.ASCII) == b"\x1b\x51\x41" + upper + b"\x0d\x1b\x51\x42" + lower + b"\x0d"
    assert (
        frame(Dialect.ESC_POS, lines, 2, 20, Letters.ASCII) == b"\x1f\x01\x1f\x24\x01\x01" + upper + b"\x1f\x24\x01\x02" + lower
    )
    placed = b"".join(b"\x1b\x6c\x01" + bytes([row + 1]) + text for row, text in enumerate((upper, lower, b" " * 20, b" " * 20)))
    assert frame(Dialect.CD5220, lines, 4, 20, Letters.ASCII) == b"\x1b\x11" + placed


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(Dialect),
    st.sampled_from((2, 4)),
    st.sampled_from(Letters),
    st.lists(st.text(max_size=30), max_size=6),
    st.lists(st.text(max_size=30), max_size=6),
    st.integers(0, 60),
)
def test_no_text_commands_a_display_and_no_cut_spoils_what_follows(
    dialect: Dialect, rows: int, letters: Letters, before: list[str], after: list[str], cut: int
) -> None:
    far = FarDisplay(dialect.value, rows, encoding=letters.value)
    far.take(opening(dialect) + frame(dialect, before, rows, 20, letters))
    assert tuple(far.screen) == full_screen(before, rows, 20, letters)
    assert all(display_width(line) == 20 for line in far.screen)
    far.take(frame(dialect, before, rows, 20, letters)[:cut])
    far.take(opening(dialect) + frame(dialect, after, rows, 20, letters))
    assert tuple(far.screen) == full_screen(after, rows, 20, letters)


# the real driver in trouble


def test_a_display_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DisplayMissing):
        SerialDisplay(str(tmp_path / "ttyUSB0"), Dialect.CD5220, 2).show(("PAID",))


def test_a_display_without_its_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "serial", None)
    with pytest.raises(DisplayMissing):
        SerialDisplay("/dev/ttyUSB0", Dialect.CD5220, 2).show(("PAID",))


def test_two_programs_do_not_share_a_display() -> None:
    with display_wire("cd5220", 2) as wire:
        first, second = (SerialDisplay(wire.device, Dialect.CD5220, 2) for _ in range(2))
        first.show(("mine",))
        with pytest.raises(DisplayMissing):
            second.show(("mine too",))
        first.close()
        second.show(("now mine",))
        wire.await_screen("now mine", "")
        second.close()


def test_a_cable_that_comes_off_is_offline_then_missing_and_plugged_in_again_shows_again(tmp_path: Path) -> None:
    port = tmp_path / "display"
    display = SerialDisplay(str(port), Dialect.ESC_POS, 4, letters=Letters.GB18030)
    with display_wire("esc-pos", 4) as wire:
        port.symlink_to(wire.device)
        display.show(("before",))
        wire.await_screen("before", "", "", "")
        wire.cut()
    with pytest.raises(DisplayOffline):
        display.show(("lost",))
    with pytest.raises(DisplayMissing):
        display.show(("lost too",))
    port.unlink()
    with display_wire("esc-pos", 4) as wire:
        port.symlink_to(wire.device)
        display.show(("after",))
        wire.await_screen("after", "", "", "")
        assert wire.display.resets == 1
        display.close()


def test_a_display_that_takes_nothing_is_given_up_and_its_half_screen_is_wiped_out_later() -> None:
    with display_wire("cd5220", 2) as wire:
        display = SerialDisplay(wire.device, Dialect.CD5220, 2)
        wire.reading.clear()
        with pytest.raises(DisplayOffline):
            fill(display)
        wire.reading.set()
        display.show(("back",))
        wire.await_screen("back", "")
        display.close()


def fill(display: Display) -> None:
    """Show more than a line holds."""
    for _ in range(2_000):
        display.show(("no one reads this", "nor this"))


# the twin's levers and memory


def test_an_unplugged_twin_keeps_its_screen_and_one_without_power_is_dark() -> None:
    seen: list[tuple[str, ...]] = []
    display = VirtualDisplay(2, watcher=seen.append, memory=2)
    display.show(("PAID", "BAL 1.00"))
    display.unplug()
    with pytest.raises(DisplayMissing):
        display.show(("READY",))
    assert display.screen == ("PAID".ljust(20), "BAL 1.00".ljust(20))
    display.plug_in()
    display.cut_power()
    with pytest.raises(DisplayOffline):
        display.show(("READY",))
    assert display.screen == (BLANK, BLANK)
    display.plug_in()
    display.show(("READY",))
    assert display.screens == seen[-2:] == [(BLANK, BLANK), ("READY".ljust(20), BLANK)]
