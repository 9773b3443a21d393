"""If these failed, more would go back of a sale than was paid, because its parts were counted each for itself."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, OwnerId, Reference, Sequence, TerminalId
from protocol.money import Money
from server.ledger.entries import Owners
from server.usecases.money.receipts import Receipt
from tests.server.head_office import NOON
from tests.server.journal import TODAY

SALE, CARD = Reference(TerminalId(7), Lineage(1), Sequence(6)), CardInstance(CardNumber(1_001), 0)


def parts(*amounts: int) -> Owners:
    """Of owners 5, 6 and so on."""
    return tuple((OwnerId(owner), Money(minor)) for owner, minor in enumerate(amounts, 5))


@pytest.mark.parametrize(
    ("now", "back", "left"),
    [
        ((400, 300), (100, 0), (300, 300)),
        ((100, 600), (400, 300), (0, 0)),
        ((100, 300, 300), (400, 0, 100), (0, 0, 200)),
        ((100, 600), (800, 0), (0, 0)),
        ((400, 300), (0, 0, 100), (300, 300)),
    ],
)
def test_where_an_owner_gave_back_more_than_is_his_so_much_less_is_left_of_the_others(
    now: tuple[int, ...], back: tuple[int, ...], left: tuple[int, ...]
) -> None:
    receipt = Receipt(SALE, Kind.SALE, CARD, Money(700), TODAY, NOON, 1, (), parts(*now), parts(*back))
    assert (receipt.left, receipt.all_left.minor) == (parts(*left), sum(left))
