"""A virtual card in a file."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.drivers.card_reader.card_file import NotACard, create_card, open_card
from terminal.drivers.card_reader.chip import Chip, LeftField, Tear
from terminal.drivers.card_reader.virtual_mifare import VirtualMifare, blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import VirtualSle4442, blank_sle4442

OK = b"\x90\x00"
UID = b"\x01\x02\x03\x04"


def unlock(chip: Chip) -> None:
    chip.enter_field()
    assert chip.answer(bytes.fromhex("ff82000006ffffffffffff")) == OK
    assert chip.answer(bytes.fromhex("ff860000050100046000")) == OK


def test_a_card_in_a_file_is_the_same_card_when_it_is_opened_again(tmp_path: Path) -> None:
    chip = blank_mifare(UID)
    create_card(tmp_path / "card", chip)
    unlock(chip)
    assert chip.answer(bytes.fromhex("ffd6000410") + b"\x07" * 16) == OK
    again = open_card(tmp_path / "card")
    assert isinstance(again, VirtualMifare)
    assert again.dump() == chip.dump()
    unlock(again)
    assert again.answer(bytes.fromhex("ffd6000410") + b"\x08" * 16) == OK
    assert open_card(tmp_path / "card").dump() == again.dump() != chip.dump()


@pytest.mark.parametrize("switch", [False, True])
def test_the_kind_and_its_switch_are_kept(tmp_path: Path, switch: bool) -> None:
    create_card(tmp_path / "m", blank_mifare(UID, magic=switch))
    create_card(tmp_path / "s", blank_sle4442(silent=switch))
    mifare, sle = open_card(tmp_path / "m"), open_card(tmp_path / "s")
    assert isinstance(mifare, VirtualMifare)
    assert mifare.magic is switch
    assert isinstance(sle, VirtualSle4442)
    assert sle.silent is switch


def test_what_a_tear_left_undecided_stays_undecided_in_the_file(tmp_path: Path) -> None:
    chip = blank_mifare(UID)
    create_card(tmp_path / "card", chip)
    unlock(chip)
    chip.tear_write(1, Tear.LATE_VALID)
    with pytest.raises(LeftField):
        chip.answer(bytes.fromhex("ffd6000410") + b"\x07" * 16)
    again = open_card(tmp_path / "card")
    assert again.dump()[64:80] == b"\xff" * 16
    again.age()
    assert open_card(tmp_path / "card").dump()[64:80] == b"\x07" * 16


KILLED_IN_A_WRITE = """
import os, signal, sys
from pathlib import Path
from terminal.drivers.card_reader.card_file import open_card
chip = open_card(Path(sys.argv[1]))
chip.enter_field()
chip.answer(bytes.fromhex("ffa400000106"))
chip.answer(bytes.fromhex("ff20000003ffffff"))
store = chip.cells.mirror
def die_at_43(offset, data):
    store(offset, data)
    if offset == 0x42:
        os.kill(os.getpid(), signal.SIGKILL)
chip.cells.mirror = die_at_43
chip.answer(bytes.fromhex("ffd000400401020304"))
"""


def test_a_process_killed_in_a_write_leaves_the_bytes_it_had_written(tmp_path: Path) -> None:
    create_card(tmp_path / "card", blank_sle4442())
    root = Path(__file__).parents[4]
    ended = subprocess.run([sys.executable, "-c", KILLED_IN_A_WRITE, tmp_path / "card"], cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert open_card(tmp_path / "card").dump()[0x40:0x44] == b"\x01\x02\x03\xff"


def test_a_card_is_never_made_over_another(tmp_path: Path) -> None:
    create_card(tmp_path / "card", blank_sle4442())
    with pytest.raises(FileExistsError):
        create_card(tmp_path / "card", blank_sle4442())


def test_a_file_that_is_no_card_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "card"
    create_card(path, blank_sle4442())
    sound = path.read_bytes()
    for data in (b"", b"TCVC", b"XXXX" + sound[4:], sound[:-1], sound[:5] + b"\x03" + sound[6:], sound[:5] + b"\x01" + sound[6:]):
        path.write_bytes(data)
        with pytest.raises(NotACard):
            open_card(path)
    with pytest.raises(FileNotFoundError):
        open_card(tmp_path / "none")


class Strange(Chip):
    """A chip of no known kind."""

    stroke = 1
    atr = b""

    def _execute(self, apdu: bytes) -> bytes:
        return apdu

    def _forget(self) -> None:
        self.present = False


def test_a_chip_of_no_known_kind_has_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotACard, match="Strange"):
        create_card(tmp_path / "card", Strange(blank_sle4442().cells))
    assert not (tmp_path / "card").exists()
