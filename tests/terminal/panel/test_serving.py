"""If these failed, an open page would lose its terminal at a restart, or another user could read its secret word."""

from __future__ import annotations

from pathlib import Path

from terminal.panel.serving import FILE, address_of


def test_an_address_has_a_secret_word_and_stays_the_same_over_restarts(tmp_path: Path) -> None:
    address, word = address_of(tmp_path, "127.0.0.1", 8000)
    assert address == f"http://127.0.0.1:8000/{word}/"
    assert len(word) >= 20
    assert address_of(tmp_path, "127.0.0.1", 8000) == (address, word)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / FILE).read_text() == address + "\n"


def test_another_port_or_folder_gets_another_word(tmp_path: Path) -> None:
    words = {address_of(tmp_path, "127.0.0.1", 8000)[1], address_of(tmp_path, "127.0.0.1", 8001)[1]}
    (other := tmp_path / "other").mkdir()
    words.add(address_of(other, "127.0.0.1", 8001)[1])
    assert len(words) == 3
