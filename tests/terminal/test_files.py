"""If these failed, a power cut could leave a terminal without its keys, or half a packet on a stick."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from terminal.files import PUBLIC, SECRET, is_private, read_file, replace_file
from tests.support.cutting_disk import CuttingDisk, PowerCut


def test_a_replaced_file_holds_the_new_bytes_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_file(path, b"old", PUBLIC)
    replace_file(path, b"new", SECRET)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == SECRET
    assert [name.name for name in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("torn", [False, True])
def test_a_power_cut_between_any_two_operations_leaves_the_old_file_or_the_new_one(tmp_path: Path, torn: bool) -> None:
    path = tmp_path / "file"
    for cut in range(3):
        replace_file(path, b"old bytes", SECRET)
        with pytest.raises(PowerCut):
            replace_file(path, b"new bytes", SECRET, CuttingDisk(cut, torn))
        assert path.read_bytes() == (b"new bytes" if cut == 2 else b"old bytes")
        replace_file(path, b"newer", SECRET, whole := CuttingDisk(99))
        assert path.read_bytes() == b"newer"
        assert whole.done == ["write file.new", "rename file.new to file", "sync folder"]


def test_a_link_planted_under_the_temporary_name_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "file.new").symlink_to(victim)
    replace_file(tmp_path / "file", b"data", SECRET)
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "file").read_bytes() == b"data"


def test_only_ordinary_files_of_bounded_size_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert read_file(tmp_path / "file", 5) == b"12345"
    for name, bytes_max in (("file", 4), ("link", 5), ("pipe", 5)):
        assert read_file(tmp_path / name, bytes_max) is None
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path / "folder", 5)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "absent", 5)


def test_a_file_that_others_may_read_is_not_private(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_file(path, b"secret", SECRET)
    assert is_private(path)
    path.chmod(0o640)
    assert not is_private(path)
