"""The configuration file: every mistake at once, paths from its own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import ConfigMistakes, Mode, load_config
from server.office_settings import OfficeSettings

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


def test_in_production_the_pages_are_for_https_and_ask_for_one_time_codes(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    assert load_config(tmp_path / "server.toml").office == OfficeSettings()
    load(tmp_path, GOOD.replace("training", "production"))
    office = load_config(tmp_path / "server.toml").office
    assert (office.https, office.totp_required) == (True, True)
    load(tmp_path, GOOD + "[office]\nsession_idle_minutes = 5\nproxies = 1\n")
    assert load_config(tmp_path / "server.toml").office == OfficeSettings(session_idle_minutes=5, proxies=1)


def test_every_mistake_about_the_pages_is_reported_with_the_others(tmp_path: Path) -> None:
    bad = GOOD.replace("training", "production")
    bad += (
        "[office]\nhttps = 1\nproxies = 9\nsession_idle_minutes = 0\npassword_memory_kib = 8\npassword_rounds = 1\ncolour = 2\n"
    )
    with pytest.raises(ConfigMistakes) as caught:
        load(tmp_path, bad)
    assert caught.value.mistakes == [
        "office.colour is unknown",
        "office.https must be true or false",
        "office.proxies must be a whole number from 0 to 5",
        "office.session_idle_minutes must be a whole number from 1 to 240",
        "office.password_memory_kib must be a whole number from 19456 to 4194304",
        "office.password_rounds must be a whole number from 2 to 20",
    ]
