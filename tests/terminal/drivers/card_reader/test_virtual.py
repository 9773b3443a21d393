"""Levers and memory of the virtual reader; its behaviour as a reader is in `tests/contracts`."""

from __future__ import annotations

from threading import Event as Flag
from threading import Thread

import pytest

from terminal.drivers.card_reader.chip import Latency
from terminal.drivers.card_reader.port import CardGone, ReaderMissing
from terminal.drivers.card_reader.virtual import Event, VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare

GET_UID = bytes.fromhex("ffca000000")


def test_the_reader_remembers_what_was_done_to_it() -> None:
    reader = VirtualReader("ACS ACR122U")
    reader.insert(blank_mifare(bytes(4)))
    connection = reader.connect()
    connection.reselect()
    reader.close()
    reader.close()
    reader.remove()
    assert list(reader.events) == [Event.INSERTED, Event.CONNECTED, Event.RESELECTED, Event.CLOSED, Event.REMOVED]


def test_a_second_card_takes_the_place_of_the_first() -> None:
    first, second = blank_mifare(b"\x01" * 4), blank_mifare(b"\x02" * 4)
    reader = VirtualReader("ACS ACR122U")
    reader.insert(first)
    old = reader.connect()
    reader.insert(second)
    assert not first.present
    with pytest.raises(CardGone):
        old.transmit(GET_UID)
    assert reader.connect().transmit(GET_UID)[:4] == b"\x02" * 4


def test_a_jammed_reader_raises_until_it_is_whole_again() -> None:
    reader = VirtualReader("ACS ACR122U")
    reader.insert(blank_mifare(bytes(4)))
    connection = reader.connect()
    reader.jam(ReaderMissing("unplugged"))
    for ask in (reader.poll, reader.connect):
        with pytest.raises(ReaderMissing):
            ask()
    with pytest.raises(CardGone):
        connection.transmit(GET_UID)
    reader.jam(None)
    assert reader.poll() is not None


def test_a_card_that_was_pulled_must_be_inserted_again() -> None:
    chip = blank_mifare(bytes(4))
    reader = VirtualReader("ACS ACR122U")
    reader.insert(chip)
    chip.pull_at(1)
    with pytest.raises(CardGone):
        reader.connect().transmit(GET_UID)
    assert reader.poll() is None
    reader.insert(chip)
    assert reader.connect().transmit(GET_UID) == bytes(4) + b"\x90\x00"


def test_a_card_that_another_hand_pulls_away_finishes_the_command_under_way_and_no_more() -> None:
    chip = blank_mifare(bytes(4))
    reader = VirtualReader("ACS ACR122U")
    reader.insert(chip)
    connection = reader.connect()
    under_way, pulling = Flag(), Flag()

    def slow(_: float) -> None:
        under_way.set()
        assert pulling.wait(5)

    def pull() -> None:
        assert under_way.wait(5)
        pulling.set()
        reader.remove()

    chip.latency = Latency(slow, per_apdu=1.0)
    hand = Thread(target=pull)
    hand.start()
    assert connection.transmit(GET_UID) == bytes(4) + b"\x90\x00"
    hand.join(5)
    with pytest.raises(CardGone):
        connection.transmit(GET_UID)
    assert reader.poll() is None
