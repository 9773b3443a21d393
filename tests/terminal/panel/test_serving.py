"""If these failed, an open page would lose its terminal at a restart, or another user could read its secret word."""

from __future__ import annotations

from pathlib import Path

from terminal.panel.serving import word_of


def test_an_address_has_a_secret_word_and_stays_the_same_over_restarts(tmp_path: Path) -> None:
    word, file = word_of(tmp_path, "127.0.0.1", 8000)
    assert file.read_text() == f"http://127.0.0.1:8000/{word}/\n"
    assert len(word) >= 20
    assert word_of(tmp_path, "127.0.0.1", 8000) == (word, file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_another_port_or_folder_gets_another_word(tmp_path: Path) -> None:
    words = {word_of(tmp_path, "127.0.0.1", 8000)[0], word_of(tmp_path, "127.0.0.1", 8001)[0]}
    (other := tmp_path / "other").mkdir()
    words.add(word_of(other, "127.0.0.1", 8001)[0])
    assert len(words) == 3
