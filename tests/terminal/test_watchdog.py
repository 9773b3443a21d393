"""If these failed, a terminal that hangs would stay so, or nobody would learn which device it waits for."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from protocol.link.entries import Medium
from terminal.drivers.card_reader.port import CardGone, NoCard
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.watched import WatchedReader
from terminal.drivers.clock.virtual import VirtualClock
from terminal.log import Level, log_to_journal
from terminal.watchdog import PATIENCE_MS, Hang, Supervisor, Watch, supervisor_of
from terminal.wiring import tell_hang
from tests.support.shop import NOON, Till

UID = bytes.fromhex("deadbeef")
GET_UID = bytes.fromhex("ffca000000")


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The service manager's end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(2)
        yield end


def test_the_service_manager_hears_that_the_terminal_is_ready_alive_and_leaving(manager: socket.socket) -> None:
    supervisor = supervisor_of({"NOTIFY_SOCKET": manager.getsockname()})
    supervisor.ready()
    supervisor.pet()
    supervisor.status("sells\nmore")
    supervisor.stopping()
    assert [manager.recv(100) for _ in range(4)] == [b"READY=1", b"WATCHDOG=1", b"STATUS=sells", b"STOPPING=1"]


def test_an_abstract_socket_is_reached_as_well() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind("\0tallycard-test-notify")
        end.settimeout(2)
        Supervisor("@tallycard-test-notify").ready()
        assert end.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_a_service_manager_nothing_is_said_and_nothing_fails(environment: dict[str, str]) -> None:
    supervisor = supervisor_of(environment)
    supervisor.ready()
    supervisor.status("")


def test_a_wait_that_is_too_long_is_told_once_and_so_is_its_end() -> None:
    clock, told = VirtualClock(), list[Hang]()
    watch = Watch(clock.monotonic_ms, told.append)
    with watch.waiting_for("ACR122U"):
        clock.advance(PATIENCE_MS - 1)
        watch.look()
        assert told == []
        clock.advance(1)
        watch.look()
        clock.advance(1_000)
        watch.look()
    watch.look()
    assert told == [Hang("ACR122U", PATIENCE_MS), Hang("ACR122U", PATIENCE_MS + 1_000, over=True)]


def test_many_short_waits_are_no_hang() -> None:
    clock, told = VirtualClock(), list[Hang]()
    watch = Watch(clock.monotonic_ms, told.append)
    for _ in range(10):
        with watch.waiting_for("ACR122U"):
            clock.advance(PATIENCE_MS - 1)
            watch.look()
    assert told == []


def test_the_watching_thread_tells_while_the_loop_still_waits() -> None:
    clock, told = VirtualClock(), Event()
    watch = Watch(clock.monotonic_ms, lambda hang: told.set(), patience_ms=0)
    watch.start()
    with watch.waiting_for("ACR122U"):
        assert told.wait(5)
    watch.stop()


def test_a_slow_command_of_a_card_is_named_and_still_answered() -> None:
    """HARDWARE 5.4: an APDU may take six seconds and succeed."""
    clock, told, reader, card = VirtualClock(), list[Hang](), VirtualReader("ACS ACR122U"), blank_mifare(UID)
    watch = Watch(clock.monotonic_ms, told.append)
    watched = WatchedReader(reader, watch.waiting_for)

    def slow(_: int, __: bytes) -> None:
        clock.advance(6_000)
        watch.look()

    card.on_apdu = slow
    reader.insert(card)
    connection = watched.connect()
    assert connection.transmit(GET_UID) == UID + bytes.fromhex("9000")
    assert [hang.device for hang in told] == ["ACS ACR122U"] * 2
    connection.reselect()
    assert (connection.atr, connection.reader) == (card.atr, "ACS ACR122U")
    connection.close()


def test_a_watched_reader_fails_as_the_reader_does() -> None:
    reader = VirtualReader("ACS ACR122U")
    watched = WatchedReader(reader, Watch(VirtualClock().monotonic_ms, lambda hang: None).waiting_for)
    assert (watched.name, watched.virtual, watched.poll()) == ("ACS ACR122U", True, None)
    with pytest.raises(NoCard):
        watched.connect()
    reader.insert(blank_mifare(UID))
    connection = watched.connect()
    reader.remove()
    with pytest.raises(CardGone):
        connection.transmit(GET_UID)
    watched.close()


def test_a_reader_that_hangs_is_told_to_the_cashier_to_support_and_to_systemd(tmp_path: Path, manager: socket.socket) -> None:
    till, out = Till(tmp_path, Medium.MIFARE_1K), io.StringIO()
    log, supervisor = log_to_journal(out, Level.INFO, lambda: NOON), Supervisor(manager.getsockname())
    tell_hang(Hang("ACS ACR122U", 6_000), till.face, till.terminal, log, supervisor)
    tell_hang(Hang("ACS ACR122U", 7_000, over=True), till.face, till.terminal, log, supervisor)
    assert till.face.codes == ["reader-hangs"]
    assert [manager.recv(100) for _ in range(2)] == [b"STATUS=waits for ACS ACR122U", b"STATUS="]
    assert [json.loads(line[3:])["state"] for line in out.getvalue().splitlines()] == ["waiting", "over"]
    logging.getLogger().handlers.pop()
