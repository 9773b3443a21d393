"""If these failed, the cards of the panel and of a rehearsal would not behave as cards in somebody's hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.link.entries import Medium
from terminal.drivers.card_reader.card_file import create_card
from terminal.drivers.card_reader.hand import SLOW_APDU_MS, Card, Hand, NoSuchCard
from terminal.drivers.card_reader.port import CardGone
from terminal.drivers.card_reader.virtual import VirtualReader
from tests.support.shop import blank

GET_UID = bytes.fromhex("ffca000000")


class Stand:
    """A hand with two cards over a reader, and how long slow cards took."""

    def __init__(self, folder: Path) -> None:
        create_card(folder / "1001.1.card", blank(Medium.MIFARE_1K, 1001))
        create_card(folder / "1002.1.card", blank(Medium.SLE4442, 1002))
        (folder / "broken.card").write_bytes(b"no card")
        self.reader = VirtualReader("ACS virtual reader")
        self.slept: list[int] = []
        self.blackouts = 0
        self.hand = Hand(self.reader, folder, {"1001.1": "ordinary member"}, self.slept.append)
        self.hand.power_fails = self.black_out

    def black_out(self) -> None:
        self.blackouts += 1


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def test_the_hand_holds_every_card_of_the_folder_with_what_is_written_on_it(stand: Stand) -> None:
    assert stand.hand.cards() == (Card("1001.1", "mifare", "ordinary member"), Card("1002.1", "sle4442", "sle4442"))


def test_a_card_is_laid_down_in_the_place_of_another_and_pulled_away(stand: Stand) -> None:
    hand = stand.hand
    hand.lay("1001.1")
    assert hand.on_reader == "1001.1"
    assert stand.reader.poll() is not None
    hand.lay("1002.1")
    assert hand.on_reader == "1002.1"
    hand.pull()
    hand.pull()
    assert hand.on_reader is None
    assert stand.reader.poll() is None


@pytest.mark.parametrize("name", ["1003.1", "../1001.1", "", "broken"])
def test_only_cards_of_the_folder_can_be_laid_down(stand: Stand, name: str) -> None:
    with pytest.raises(NoSuchCard):
        stand.hand.lay(name)


def test_a_slow_card_takes_its_time_for_each_command(stand: Stand) -> None:
    stand.hand.lay("1001.1")
    stand.hand.slow = True
    connection = stand.reader.connect()
    connection.transmit(GET_UID)
    stand.hand.slow = False
    connection.transmit(GET_UID)
    assert stand.slept == [SLOW_APDU_MS]


def write_until_torn(reader: VirtualReader) -> int:
    """Write block 4 of a new MIFARE card with its transport key until the card is gone; how many writes were answered."""
    connection = reader.connect()
    connection.transmit(bytes.fromhex("ff82000006ffffffffffff"))
    connection.transmit(bytes.fromhex("ff860000050100046000"))
    for number in range(10):
        try:
            answer = connection.transmit(bytes.fromhex("ffd6000410") + bytes([number]) * 16)
        except CardGone:
            return number
        assert answer == b"\x90\x00"
    return 10


@pytest.mark.parametrize("laid_first", [True, False])
def test_a_card_is_torn_once_in_the_middle_of_a_change(stand: Stand, laid_first: bool) -> None:
    hand = stand.hand
    if laid_first:
        hand.lay("1001.1")
    hand.torn = True
    if not laid_first:
        hand.lay("1001.1")
    assert write_until_torn(stand.reader) == 2
    assert (hand.on_reader, hand.torn, stand.blackouts) == (None, False, 0)
    hand.lay("1001.1")
    assert write_until_torn(stand.reader) == 10


def test_a_card_is_pulled_away_before_the_next_change_and_stays_as_it_was(stand: Stand) -> None:
    hand = stand.hand
    hand.pulled = True
    hand.lay("1001.1")
    assert hand.pulled
    assert write_until_torn(stand.reader) == 0
    assert (hand.on_reader, hand.pulled, stand.blackouts) == (None, False, 0)
    hand.lay("1001.1")
    assert write_until_torn(stand.reader) == 10


def test_a_lever_that_was_put_back_tears_nothing(stand: Stand) -> None:
    hand = stand.hand
    hand.lay("1001.1")
    hand.torn = True
    hand.torn = False
    assert write_until_torn(stand.reader) == 10


def test_with_the_lever_of_the_blackout_the_power_fails_when_the_card_is_torn(stand: Stand) -> None:
    stand.hand.blackout = True
    stand.hand.lay("1001.1")
    assert stand.hand.blackout
    assert write_until_torn(stand.reader) == 2
    assert (stand.blackouts, stand.hand.blackout) == (1, False)
