"""Locks on real media: a listing travels on the card to terminals that have not heard of it (N3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.card.keys import listing_hash
from protocol.card.record import Kind, Record
from protocol.ids import CardInstance, CardNumber
from protocol.link.card_states import NO_FLAGS, StateRow, balance_check, state_row
from protocol.link.certificate import Role
from protocol.link.entries import Medium
from protocol.link.snapshot import Stamp
from protocol.link.tables import CardState
from protocol.money import Money
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.sale import events as on
from terminal.states.held import CardStates
from tests.support.shop import KEYS, NOON, TEA, TODAY, Till, chain_on, make_card

NUMBER = 1001
CARD = CardInstance(CardNumber(NUMBER), 1)


@pytest.fixture(params=list(Medium), ids=lambda medium: medium.name)
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path, request.param, states=says(CardState.LOST, 1))
    yield made
    made.journal.close()


@pytest.fixture
def card(till: Till) -> Chip:
    return make_card(till.medium, NUMBER, 5_000)


def says(state: CardState, counter: int) -> CardStates:
    """What head office says of the card once it has booked it up to `counter`, with 50.00 on it."""
    hash8, states = listing_hash(KEYS, CARD), CardStates()
    row = StateRow(hash8, counter, state, NO_FLAGS, balance_check(hash8, counter, Money(5_000)))
    states.put(state_row(row), Stamp(counter, NOON, TODAY, 1))
    return states


def top(till: Till, chip: Chip) -> Record:
    chain = chain_on(chip, till.medium, NUMBER)
    assert chain is not None
    return chain.current


def test_a_listed_card_is_locked_and_refused_also_where_nobody_has_heard(till: Till, card: Chip, tmp_path: Path) -> None:
    till.sell(card)
    assert till.face.codes[-1] == "listed"
    assert (top(till, card).kind, top(till, card).locked, top(till, card).balance) == (Kind.LOCK, True, Money(5_000))
    till.lift()
    elsewhere = Till(tmp_path, till.medium, number=2, roles=Role.SELL, states=says(CardState.OK, 1))
    elsewhere.sell(card)
    assert elsewhere.face.codes[-1] == "locked"
    elsewhere.journal.close()
    writes = card.writes
    till.tap(card)
    assert (till.face.codes[-1], card.writes) == ("listed", writes)


def test_a_card_taken_off_the_list_is_unlocked_and_pays_at_once(till: Till, card: Chip) -> None:
    till.tap(card)
    till.lift()
    till.terminal.states = says(CardState.OK, 2)
    till.sell(card)
    assert till.face.codes[-1] == "paid"
    assert "unlocked" in till.face.codes
    assert (top(till, card).locked, top(till, card).balance) == (False, Money(4_800))


@pytest.mark.parametrize("how", [Tear.GARBAGE, Tear.DONE])
def test_a_lock_that_was_torn_is_a_refusal_and_settles_itself_at_the_next_tap(till: Till, card: Chip, how: Tear) -> None:
    till.key(on.ItemKeyed(TEA, 1))
    card.tear_write(1 if till.medium is Medium.MIFARE_1K else 6, how)  # an SLE4442 counts its code tries first
    till.reader.insert(card)
    till.key(on.CardKeyed())
    assert till.face.codes[-1] == "listed"
    assert len(till.journal.state.open) == 1
    till.lift()
    till.tap(card)
    assert till.face.codes[-1] == "listed"
    assert (till.journal.state.open, top(till, card).locked) == ({}, True)
