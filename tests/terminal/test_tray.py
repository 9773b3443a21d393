"""If these failed, the demo's virtual cards could not be laid down, pulled away or torn as real ones are."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.link.entries import Medium
from terminal.drivers.card_reader.card_file import create_card
from terminal.drivers.card_reader.port import CardGone
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.tray import TEARS, VirtualTray
from tests.support.shop import blank, reader_for

GET_UID = bytes.fromhex("ffca000000")


@pytest.fixture
def reader() -> VirtualReader:
    return reader_for(Medium.MIFARE_1K)


@pytest.fixture
def tray(reader: VirtualReader) -> VirtualTray:
    return VirtualTray(reader)


@pytest.fixture
def card(tmp_path: Path) -> str:
    path = tmp_path / "a card.card"
    create_card(path, blank(Medium.MIFARE_1K, 1001))
    return str(path)


def words(path: str) -> tuple[str, ...]:
    return tuple(path.split(" "))


def test_a_card_is_laid_down_pulled_away_and_laid_down_again(tray: VirtualTray, reader: VirtualReader, card: str) -> None:
    assert tray.command("tap", words(card)) is None
    assert reader.poll() is not None
    assert tray.command("pull", ()) is None
    assert reader.poll() is None
    assert tray.command("tap", ()) is None
    assert reader.poll() is not None


def test_a_tap_without_a_name_needs_a_card_before(tray: VirtualTray, reader: VirtualReader) -> None:
    assert tray.command("tap", ()) == "no card was laid down yet"
    assert tray.command("pull", ()) is None
    assert reader.poll() is None


def test_a_file_that_is_no_card_is_named(tray: VirtualTray, reader: VirtualReader, tmp_path: Path, card: str) -> None:
    other = tmp_path / "letter"
    other.write_text("dear member")
    assert "is not a virtual card" in str(tray.command("tap", (str(other),)))
    assert "FileNotFoundError" in str(tray.command("tap", (str(tmp_path / "none"),)))
    assert reader.poll() is None
    assert tray.command("tap", ()) == "no card was laid down yet"


@pytest.mark.parametrize("when", [("2",), ("2", "after")])
def test_a_card_can_be_pulled_at_an_apdu(tray: VirtualTray, reader: VirtualReader, card: str, when: tuple[str, ...]) -> None:
    tray.command("pull-at", when)
    tray.command("tap", words(card))
    connection = reader.connect()
    connection.transmit(GET_UID)
    with pytest.raises(CardGone):
        connection.transmit(GET_UID)
    tray.command("tap", ())
    connection = reader.connect()
    for _ in range(3):
        connection.transmit(GET_UID)


@pytest.mark.parametrize("how", TEARS)
def test_a_write_can_be_torn_in_every_way(tray: VirtualTray, reader: VirtualReader, card: str, how: str) -> None:
    tray.command("tear", ("1", how, "3"))
    tray.command("tap", words(card))
    connection = reader.connect()
    connection.transmit(GET_UID)
    connection.transmit(bytes.fromhex("ff82000006") + b"\xff" * 6)
    connection.transmit(bytes.fromhex("ff860000050100046000"))
    with pytest.raises(CardGone):
        connection.transmit(bytes.fromhex("ffd6000410") + b"\x55" * 16)


@pytest.mark.parametrize("lever", [("tear", ("1",)), ("tear", ("1", "sideways")), ("tear", ("x", "done")), ("pull-at", ("0",))])
def test_a_lever_that_means_nothing_is_refused_and_forgotten(
    tray: VirtualTray, card: str, lever: tuple[str, tuple[str, ...]]
) -> None:
    tray.command(*lever)
    assert tray.command("tap", words(card)) is not None
    assert tray.command("tap", words(card)) is None
