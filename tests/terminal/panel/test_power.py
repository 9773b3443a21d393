"""If these failed, a power cut on the panel would lose the cards and the paper that lie on a real counter afterwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from terminal.panel.power import FILE
from terminal.sale.receipt import Cut, TextLine
from tests.terminal.panel.counter_top import CounterTop


def test_what_stands_on_the_counter_outlives_the_cut_and_nothing_else(tmp_path: Path) -> None:
    top = CounterTop(tmp_path)
    top.hand.lay("1002.1")
    top.gear.printer.print((TextLine("Slip 汤"), Cut()))
    for name in ("outage", "no_paper", "open_case", "slow", "torn"):
        top.levers.switch(name, True)
    top.levers.set_clock(86_400)
    top.gear.operator.show(["TOTAL 3.50"])
    top.power.cut()
    assert top.starts == 1

    after = CounterTop(tmp_path)
    after.power.restore()
    assert after.hand.on_reader == "1002.1"
    assert after.gear.printer.roll == top.gear.printer.roll
    assert after.levers.stand() == {**top.levers.stand(), "torn": False}
    assert after.gear.clock.ahead_ms == 86_400_000
    assert not any(line.strip() for line in after.gear.operator.screen)

    later = CounterTop(tmp_path)
    later.power.restore()
    assert (later.hand.on_reader, later.gear.printer.roll) == (None, [])


def test_a_card_that_was_thrown_away_meanwhile_is_not_laid_down(tmp_path: Path) -> None:
    top = CounterTop(tmp_path)
    top.hand.lay("1001.1")
    top.power.cut()
    (tmp_path / "cards" / "1001.1.card").unlink()
    after = CounterTop(tmp_path)
    after.power.restore()
    assert after.hand.on_reader is None


def test_a_file_that_was_cut_off_itself_is_not_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"card": "10')
    top = CounterTop(tmp_path)
    top.power.restore()
    assert top.hand.on_reader is None


def test_the_process_starts_again_from_its_command_line_without_an_end(tmp_path: Path) -> None:
    program = (
        "import atexit, os, sys, pathlib\n"
        "from terminal.panel.power import restart\n"
        "seen = pathlib.Path(sys.argv[1])\n"
        "atexit.register(lambda: seen.open('a').write('END '))\n"
        "seen.open('a').write(f'BEGIN {os.getpid()} {sys.argv[1:]} ')\n"
        "if seen.read_text().count('BEGIN') == 1: restart()\n"
    )
    seen = tmp_path / "seen"
    subprocess.run([sys.executable, "-c", program, seen, "two words"], check=True, timeout=30)
    first, second = seen.read_text().split("BEGIN")[1:]
    assert second == first + "END "
