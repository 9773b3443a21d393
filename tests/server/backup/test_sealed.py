"""If these failed, a backup could be changed or cut off, and nobody would know before the worst day."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.link.seal import PasswordCost, WrongPassword
from server.backup.faults import BackupFault
from server.backup.sealed import opened, sealed

PASSWORD = b"what we keep elsewhere"
PIECES = [b"first", b"", b"second" * 100, b"third"]


@pytest.fixture(scope="module")
def whole() -> list[bytes]:
    return list(sealed(PASSWORD, PIECES, PasswordCost(8 * 1024, 1, 1)))


def read(folder: Path, data: bytes, password: bytes = PASSWORD) -> list[bytes]:
    (folder / "file").write_bytes(data)
    with (folder / "file").open("rb") as file:
        return list(opened(password, file))


def test_the_pieces_come_back(tmp_path: Path, whole: list[bytes]) -> None:
    assert read(tmp_path, b"".join(whole)) == PIECES


def test_the_password_is_needed(tmp_path: Path, whole: list[bytes]) -> None:
    with pytest.raises(WrongPassword):
        read(tmp_path, b"".join(whole), b"guessed")


@pytest.mark.parametrize("what", ["cut at a piece", "cut within", "moved", "changed", "more", "empty", "head"])
def test_what_is_not_whole_is_refused(tmp_path: Path, whole: list[bytes], what: str) -> None:
    head, one, two, three, four = whole
    data = {
        "cut at a piece": [head, one, two, three],
        "cut within": [head, one, two, three, four[:-1]],
        "moved": [head, one, three, two, four],
        "changed": [head, one, two, three[:-1] + bytes([three[-1] ^ 1]), four],
        "more": [*whole, b"\0"],
        "empty": [],
        "head": [head],
    }[what]
    with pytest.raises(BackupFault):
        read(tmp_path, b"".join(data))
