"""Cards as couriers: whatever path a tap takes, head office learns once of each record that it showed (N2).

If these failed, the sales of a terminal that was lost would be lost with it, though the cards still told of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.card.record import unpack
from protocol.ids import CardInstance, CardNumber, Sequence
from protocol.link.entries import Evidence, Intent, Medium
from protocol.link.tables import CardState
from protocol.money import Money
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.sale import events as on
from terminal.sale.states import Stopped
from tests.support.shop import TEA, Till, chain_on, listed_cards, make_card

NUMBER, OTHER = 1001, 1002
CARD = CardInstance(CardNumber(NUMBER), 1)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path, Medium.MIFARE_1K)
    yield made
    made.journal.close()


@pytest.fixture
def card() -> Chip:
    """Issued and loaded elsewhere: two records that this journal does not tell of."""
    return make_card(Medium.MIFARE_1K, NUMBER, 5_000)


def told(till: Till) -> list[tuple[int, list[int]]]:
    """Card number and counters of each Evidence entry."""
    bodies = [till.journal.entry(Sequence(place)).body for place in range(1, till.journal.state.last_sequence + 1)]
    evidence = [body for body in bodies if isinstance(body, Evidence)]
    return [(body.card.number, [unpack(raw).counter for raw in body.records]) for body in evidence]


def reported(till: Till, chip: Chip, number: int = NUMBER) -> bool:
    """Whether this journal tells of every record on the card."""
    chain = chain_on(chip, Medium.MIFARE_1K, number)
    assert chain is not None
    card = CardInstance(CardNumber(number), 1)
    return all(till.journal.state.is_reported(card, record.reference) for record in chain.records)


def test_n2_a_look_tells_what_the_card_says_newest_first_and_never_again(till: Till, card: Chip) -> None:
    till.tap(card)
    assert told(till) == [(NUMBER, [1, 0])]
    till.tap(card)
    assert told(till) == [(NUMBER, [1, 0])]


def test_only_new_records_are_told_after_a_sale_elsewhere(till: Till, card: Chip, tmp_path: Path) -> None:
    till.tap(card)
    elsewhere = Till(tmp_path, Medium.MIFARE_1K, number=2)
    elsewhere.sell(card)
    till.tap(card)
    assert told(till) == [(NUMBER, [1, 0]), (NUMBER, [2])]
    assert told(elsewhere) == []
    elsewhere.journal.close()


def test_a_sale_tells_in_its_intent_and_needs_no_entry_more(till: Till, card: Chip) -> None:
    till.sell(card)
    assert told(till) == []
    assert reported(till, card)


def test_a_refused_sale_tells(till: Till, card: Chip) -> None:
    till.sell(card, quantity=49)
    assert till.face.codes[-1] == "insufficient-balance"
    assert told(till) == [(NUMBER, [1, 0])]


def test_a_card_that_is_taken_for_rolled_back_tells(till: Till, card: Chip) -> None:
    old = card.dump()
    till.sell(card)
    till.lift()
    card.restore(old)
    till.tap(card)
    assert till.face.codes[-1] == "rolled-back"
    assert reported(till, card)


def test_a_listed_card_tells(till: Till, card: Chip) -> None:
    till.terminal.states = listed_cards((CARD, CardState.STOLEN))
    till.tap(card)
    assert till.face.codes[-1] == "listed"
    assert reported(till, card)


def test_another_card_than_the_one_in_doubt_tells(till: Till, card: Chip) -> None:
    other = make_card(Medium.MIFARE_1K, OTHER, 5_000)
    card.tear_write(1, Tear.GARBAGE)
    till.sell(card)
    till.lift()
    assert till.face.codes[-1] == "not-finished"
    till.tap(other)
    assert till.face.codes[-1] == "another-card"
    assert reported(till, other, OTHER)


def test_a_pin_pad_that_is_cancelled_tells(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA, 12))
    till.reader.insert(card)
    till.key(on.CardKeyed())
    assert told(till) == []
    till.key(on.CancelKeyed())
    assert told(till) == [(NUMBER, [1, 0])]


def test_a_card_tapped_before_its_sale_is_told_of_by_the_sale_alone(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA, 1))
    till.tap(card)
    till.key(on.CardKeyed())
    assert (till.face.codes[-1], told(till)) == ("paid", [])


def test_a_card_tapped_before_a_sale_to_another_is_told_of_all_the_same(till: Till, card: Chip) -> None:
    other = make_card(Medium.MIFARE_1K, OTHER, 5_000)
    till.key(on.ItemKeyed(TEA, 1))
    till.tap(card)
    till.lift()
    till.reader.insert(other)
    till.key(on.CardKeyed())
    assert (till.face.codes[-1], told(till)) == ("paid", [(NUMBER, [1, 0])])


def test_a_sale_in_cash_after_a_look_tells(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA, 1))
    till.tap(card)
    till.key(on.CashKeyed())
    assert told(till) == [(NUMBER, [1, 0])]


def test_a_load_that_is_refused_tells(till: Till, card: Chip) -> None:
    till.reader.insert(card)
    till.key(on.LoadKeyed(Money(10_000_000)))
    assert told(till) == [(NUMBER, [1, 0])]


def test_a_journal_that_fails_stops_the_sale_here_too(till: Till, card: Chip) -> None:
    till.journal._db.execute("PRAGMA query_only=1")
    till.tap(card)
    assert isinstance(till.terminal.state, Stopped)
    assert till.face.codes[-1] == "storage-failed"


def test_what_a_restart_forgot_is_told_at_the_next_tap(till: Till, card: Chip) -> None:
    till.key(on.ItemKeyed(TEA, 1))
    till.tap(card)
    till.restart()
    till.tap(card)
    assert told(till) == [(NUMBER, [1, 0])]
    assert not isinstance(till.journal.entry(till.journal.state.last_sequence).body, Intent)
