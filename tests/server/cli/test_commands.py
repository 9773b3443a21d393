"""The commands, run as a person runs them, and the server as a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.link.bundles import encode_server_keys
from protocol.link.packet import pack, unpack
from protocol.link.seal import PasswordCost, Purpose, lock_with_password, peek
from server.app import create_app
from server.cli.commands import main
from server.config import load_config
from server.database import database, open_database, run
from server.opening import NotMigrated
from server.terminal_api import EXCHANGE
from tests.server.head_office import SERVER_KEYS, HeadOffice, certificate_of
from tests.server.journal import Card, Journal
from tests.server.test_shop import ITEMS, SHOP

PASSWORD = b"correct horse battery"
START_SECONDS = 20


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    """A configured head office on SQLite, migrated, with the example shop and one card."""
    path = tmp_path / "server.toml"
    path.write_text(f'mode = "training"\nkeys_file = "server.keys"\n[listen]\nport = {free_port()}\n', encoding="utf-8")
    locked = lock_with_password(PASSWORD, encode_server_keys(SERVER_KEYS), PasswordCost(8 * 1024, 1, 1))
    (tmp_path / "server.keys").write_bytes(locked)
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "items.csv").write_text(ITEMS, encoding="utf-8")
    assert command(path, "migrate") == 0
    assert command(path, "shop", "import", str(tmp_path / "shop.toml")) == 0
    open_database(f"sqlite:///{tmp_path}/office.db")
    with database.connection_context():
        journal, card = Journal(), Card()
        journal.issue(card)
        journal.load(card, 5_000)
        journal.sale(card, (300, 1), (450, 2))
        journal.cash_sale(700)
        HeadOffice().accept(7, journal.batch())
    yield path
    if not database.is_closed():
        database.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(config: Path, *words: str) -> int:
    return main(["--config", str(config), *words])


def password_fd(password: bytes = PASSWORD) -> int:
    readable, writable = os.pipe()
    os.write(writable, password + b"\n")
    os.close(writable)
    return readable


def test_totals_count_each_sale_once(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(config, "totals", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    expected = {
        "card_sales": 1,
        "card_minor": 750,
        "cash_sales": 1,
        "cash_minor": 700,
        "card_refunds": 0,
        "refund_minor": 0,
        "cash_refunds": 0,
        "cash_refund_minor": 0,
        "loads": 1,
        "load_minor": 5_000,
        "batches": 1,
        "ledger_sum": 0,
        "unexplained": 0,
    }
    assert expected.items() <= figures.items()


def test_prove_says_what_holds_and_fails_when_something_does_not(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(config, "prove") == 0
    assert "all holds" in capsys.readouterr().out
    database.connect()
    run("UPDATE account SET balance = balance + 1")
    database.close()
    assert command(config, "prove", "--json") == 1
    assert not json.loads(capsys.readouterr().out)["holds"]
    assert command(config, "prove") == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out


def test_lines_are_told_and_told_anew(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["tell"], ["tell", "--anew"]):
        assert command(config, *arguments) == 0
        assert re.search("told up to batch [1-9]", capsys.readouterr().out)
    run("UPDATE told_line SET moved = moved + 1")
    assert command(config, "tell") == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out


def test_rebook_prints_both_digests(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(config, "rebook", "--into", f"sqlite:///{tmp_path}/again.db") == 0
    here, there = re.findall(r"[0-9a-f]{64}", capsys.readouterr().out)
    assert here == there
    assert command(config, "rebook", "--into", f"sqlite:///{tmp_path}/again.db") == 2
    assert "not empty" in capsys.readouterr().err


def test_publish_takes_its_password_from_an_open_file_and_says_when_it_is_wrong(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(config, "publish", "--password-fd", str(password_fd())) == 0
    assert "card_states: version 1" in capsys.readouterr().out
    with database.connection_context():
        run("UPDATE item SET name = 'edited'")
    assert command(config, "publish", "--due", "--password-fd", str(password_fd())) == 0
    assert "items" not in capsys.readouterr().out
    assert command(config, "publish", "--password-fd", str(password_fd(b"wrong"))) == 2
    assert "wrong" in capsys.readouterr().err


def test_a_card_is_listed_and_unlisted(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = str(Card().name)
    assert command(config, "card", "list", name, "--reason", "lost") == 0
    assert command(config, "card", "unlist", name) == 0
    assert command(config, "card", "list", "99.0", "--reason", "stolen") == 2
    assert "99.0 is not known" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command(config, "card", "unlist", "99")


def test_p5_explain_export_and_revoke(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(config, "explain", str(Card().name)) == 0
    assert re.search(r"ledger +42\.50\n", capsys.readouterr().out)
    assert command(config, "export", "--format", "hledger", "--out", str(tmp_path / "books.journal")) == 0
    assert command(config, "export", "--format", "hledger") == 0
    assert capsys.readouterr().out == (tmp_path / "books.journal").read_text(encoding="utf-8")
    assert command(config, "revoke", "7") == 0
    assert "certificate 7 is revoked" in capsys.readouterr().out


def test_a_stick_is_answered_once_and_other_files_are_left_alone(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    journal = Journal(terminal=8)
    packet = pack([certificate_of(8, until_ever=True), journal.batch()])
    (stick / "TC-8-1.up").write_bytes(packet)
    (stick / "TC-8-2.up").write_bytes(packet[:-9])
    (stick / "holiday.jpg").write_bytes(b"x")
    capsys.readouterr()
    assert command(config, "stick", str(stick), "--password-fd", str(password_fd())) == 0
    assert capsys.readouterr().out == "TC-8-1.down\nTC-8-2.down\n"
    assert peek(unpack((stick / "TC-8-1.down").read_bytes())[0]).purpose is Purpose.ACK
    assert peek(unpack((stick / "TC-8-2.down").read_bytes())[0]).purpose is Purpose.REFUSAL
    assert command(config, "stick", str(stick), "--password-fd", str(password_fd())) == 0
    assert capsys.readouterr().out == ""
    assert sorted(path.name for path in stick.iterdir() if path.suffix not in (".up", ".down")) == ["holiday.jpg"]


def test_mistakes_of_the_caller_are_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path / "none.toml", "prove") == 2
    assert "none.toml" in capsys.readouterr().err


def test_nothing_is_served_before_the_database_is_migrated(tmp_path: Path) -> None:
    (tmp_path / "server.toml").write_text('mode = "training"\nkeys_file = "k"\n', encoding="utf-8")
    with pytest.raises(NotMigrated, match="0001_books"):
        create_app(load_config(tmp_path / "server.toml"), SERVER_KEYS)


def test_a_served_head_office_answers_terminals_until_it_is_stopped(config: Path) -> None:
    words = [sys.executable, "-m", "server", "--config", str(config), "serve", "--password-fd"]
    fd = password_fd()
    port = re.search(r"port = (\d+)", config.read_text(encoding="utf-8"))
    assert port is not None
    address = f"http://127.0.0.1:{port[1]}"
    process = subprocess.Popen([*words, str(fd)], pass_fds=[fd], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    os.close(fd)
    try:
        wait_for(f"{address}/health", process)
        journal = Journal(terminal=8)
        journal.cash_sale(5)
        packet = pack([certificate_of(8, until_ever=True), journal.batch()])
        request = urllib.request.Request(address + EXCHANGE, packet, {"Content-Type": "application/octet-stream"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            (sealed,) = unpack(answer.read())
        assert peek(sealed).purpose is Purpose.ACK
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0, log
    assert PASSWORD not in log


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < until
            time.sleep(0.1)
