"""Two faults upon each other: cells that change with time, and a card that is torn again while it is being mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.link.entries import Medium
from terminal.drivers.card_reader.chip import Chip, Tear
from tests.support.shop import TEA, Till, chain_on, make_card

NUMBER, START, PRICE = 1001, 5_000, 200
MAC_BLOCK = 3
"""The write that makes a record valid: B0, B1, B2."""


class PowerCut(Exception):
    """The terminal dies here and now."""


def cut() -> None:
    raise PowerCut


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path, Medium.MIFARE_1K)


@pytest.fixture
def chip() -> Chip:
    return make_card(Medium.MIFARE_1K, NUMBER, START)


def torn(till: Till, chip: Chip, how: Tear) -> None:
    """The next record's MAC block is torn and the terminal dies; it starts again."""
    chip.tear_write(MAC_BLOCK, how)
    chip.on_leave = cut
    try:
        if till.journal.state.open:
            till.tap(chip)
        else:
            till.sell(chip, TEA)
    except PowerCut:
        pass
    else:
        raise AssertionError("the tear was not met")
    chip.disarm()
    chip.on_leave = None
    till.restart()


def balance(chip: Chip) -> int:
    chain = chain_on(chip, Medium.MIFARE_1K, NUMBER)
    assert chain is not None, "the card is dead"
    return chain.current.balance.minor


def test_a_cancelled_sale_does_not_come_back_when_its_cells_recover(till: Till, chip: Chip) -> None:
    torn(till, chip, Tear.LATE_VALID)
    till.tap(chip)
    assert not till.journal.state.open
    till.lift()
    chip.age()
    assert balance(chip) == START


def test_a_sale_that_decays_while_its_confirm_is_torn_leaves_a_card_that_lives(till: Till, chip: Chip) -> None:
    torn(till, chip, Tear.DECAYING)
    assert balance(chip) == START - PRICE
    torn(till, chip, Tear.GARBAGE)
    chip.age()
    assert balance(chip) == START
    till.tap(chip)
    assert not till.journal.state.open
    till.lift()
    till.sell(chip, TEA)
    assert till.face.codes[-1] == "paid"
    assert balance(chip) == START - PRICE
