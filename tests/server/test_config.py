"""The configuration file: every mistake at once, paths from its own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import ConfigMistakes, Mode, load_config

GOOD = """
mode = "training"
keys_file = "server.keys"
utc_offset_minutes = 480
[database]
url = "sqlite:///office.db"
[listen]
port = 8481
"""


def load(folder: Path, text: str) -> object:
    path = folder / "server.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_a_good_file_is_read_and_its_paths_start_at_its_folder(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    config = load_config(tmp_path / "server.toml")
    assert (config.mode, config.port, config.host, config.utc_offset_minutes) == (Mode.TRAINING, 8481, "127.0.0.1", 480)
    assert config.keys_file == tmp_path / "server.keys"
    assert config.database_url == f"sqlite:///{tmp_path}/office.db"
    assert config.database_password_file is None


def test_postgresql_may_have_its_password_in_a_file(tmp_path: Path) -> None:
    load(tmp_path, GOOD.replace("sqlite:///office.db", "postgresql://u@h/d").replace("[listen]", 'password_file = "p"\n[listen]'))
    assert load_config(tmp_path / "server.toml").database_password_file == tmp_path / "p"


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    bad = 'mode = "play"\nutc_offset_minutes = 2.5\ncolour = 1\nlisten = 3\n'
    bad += '[database]\nurl = "postgresql://u:secret@h/d"\npath = ""\n'
    with pytest.raises(ConfigMistakes) as caught:
        load(tmp_path, bad)
    assert caught.value.mistakes == [
        "colour is unknown",
        "listen must be a table",
        "database.path is unknown",
        'mode must be "training" or "production"',
        "keys_file is missing",
        "utc_offset_minutes must be a whole number from -840 to 840",
        "database.url: a database address holds no password; use a socket, ~/.pgpass or database.password_file",
    ]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["mode = ", "mode = 3", "mode = " + "[" * 3_000, "mode = " + "1" * 5_000])
def test_what_is_not_such_a_file_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigMistakes):
        load(tmp_path, text)
    with pytest.raises(ConfigMistakes, match="nowhere"):
        load_config(tmp_path / "nowhere.toml")
