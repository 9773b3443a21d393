"""If these failed, a pulled stick could lose a day's sales, or a strange stick could harm a terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from protocol.ids import TerminalId
from protocol.link.packet import PACKET_BYTES_MAX
from terminal.files import Disk
from terminal.uplink.transport.port import Unreachable
from terminal.uplink.transport.usb import UsbFolder
from tests.support.cutting_disk import CuttingDisk, PowerCut

SEVEN = TerminalId(7)


def test_each_export_has_the_next_number_and_the_packets_bytes(tmp_path: Path) -> None:
    usb = UsbFolder(tmp_path, SEVEN)
    assert [usb.export(packet).name for packet in (b"one", b"two")] == ["TC-7-1.up", "TC-7-2.up"]
    assert (tmp_path / "TC-7-2.up").read_bytes() == b"two"


@pytest.mark.parametrize("torn", [False, True])
def test_a_stick_pulled_at_any_point_holds_a_whole_packet_or_none_and_the_next_export_works(tmp_path: Path, torn: bool) -> None:
    for cut in range(3):
        folder = tmp_path / str(cut)
        folder.mkdir()
        with pytest.raises(PowerCut):
            UsbFolder(folder, SEVEN, CuttingDisk(cut, torn)).export(b"a packet")
        assert [path.read_bytes() for path in folder.glob("*.up")] == ([b"a packet"] if cut == 2 else [])
        again = UsbFolder(folder, SEVEN).export(b"a packet")
        assert again.read_bytes() == b"a packet"


def test_a_stick_that_gives_back_other_bytes_is_not_taken_for_an_export(tmp_path: Path) -> None:
    class Liar(Disk):
        def write_synced(self, path: Path, data: bytes, mode: int) -> None:
            super().write_synced(path, data[:-1] + b"?", mode)

    with pytest.raises(Unreachable, match="other bytes"):
        UsbFolder(tmp_path, SEVEN, Liar()).export(b"a packet")


def test_a_full_stick_is_unreachable(tmp_path: Path) -> None:
    class Full(Disk):
        def write_synced(self, path: Path, data: bytes, mode: int) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(Unreachable, match="No space left"):
        UsbFolder(tmp_path, SEVEN, Full()).export(b"a packet")


def test_a_stick_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    usb = UsbFolder(tmp_path / "absent", SEVEN)
    with pytest.raises(Unreachable, match="written"):
        usb.export(b"a packet")
    with pytest.raises(Unreachable, match="read"):
        usb.imports()


def test_a_terminal_reads_packets_for_itself_and_for_all(tmp_path: Path) -> None:
    for name in ("TC-7-2.down", "TC-7-10.down", "TC-all-1.down", "TC-8-1.down", "TC-7-3.up", "TC-7-4.down.new", "notes.txt"):
        (tmp_path / name).write_text(name)
    assert UsbFolder(tmp_path, SEVEN).imports() == [b"TC-all-1.down", b"TC-7-2.down", b"TC-7-10.down"]


def test_what_is_not_an_ordinary_file_of_bounded_size_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "TC-7-1.down").write_bytes(bytes(PACKET_BYTES_MAX + 1))
    (tmp_path / "TC-7-2.down").symlink_to(tmp_path / "TC-7-1.down")
    os.mkfifo(tmp_path / "TC-7-3.down")
    (tmp_path / "TC-7-5.down").write_bytes(b"good")
    assert UsbFolder(tmp_path, SEVEN).imports() == [b"good"]


def test_a_stick_without_a_number_left_is_told_and_the_terminal_lives(tmp_path: Path) -> None:
    (tmp_path / "TC-7-4294967295.down").touch()
    with pytest.raises(Unreachable, match="another stick"):
        UsbFolder(tmp_path, SEVEN).export(b"a packet")
