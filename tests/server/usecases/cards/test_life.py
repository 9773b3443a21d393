"""Where a card is in its life, and what may be done with it there: the whole table."""

from __future__ import annotations

import pytest

from protocol.instants import BusinessDay
from protocol.link.tables import CardState
from server.usecases.cards.life import ACTS, BY_HOLDER, CardAct, CardLife, Facts, acts_of, life

TODAY = BusinessDay(20_000)
YESTERDAY, TOMORROW = BusinessDay(19_999), BusinessDay(20_001)


@pytest.mark.parametrize(
    ("listed", "until", "top", "expected"),
    [
        (CardState.OK, TOMORROW, None, CardLife.SOLD),
        (CardState.OK, TOMORROW, 0, CardLife.SOLD),
        (CardState.OK, TOMORROW, 1, CardLife.ACTIVE),
        (CardState.OK, TODAY, 5, CardLife.ACTIVE),
        (CardState.OK, YESTERDAY, 5, CardLife.EXPIRED),
        (CardState.OK, None, 5, CardLife.ACTIVE),
        (CardState.NOT_SOLD, TOMORROW, 1, CardLife.MADE),
        (CardState.NOT_SOLD, YESTERDAY, 1, CardLife.MADE),
        (CardState.LOCKED, YESTERDAY, 5, CardLife.LOCKED),
        (CardState.UNDER_REVIEW, TOMORROW, 5, CardLife.UNDER_REVIEW),
        (CardState.LOST, TOMORROW, 5, CardLife.LOST),
        (CardState.STOLEN, YESTERDAY, 5, CardLife.LOST),
        (CardState.REPLACED, YESTERDAY, 5, CardLife.REPLACED),
        (CardState.RETURNED, TOMORROW, 5, CardLife.RETURNED),
    ],
)
def test_what_people_said_goes_before_the_calendar(
    listed: CardState, until: BusinessDay | None, top: int | None, expected: CardLife
) -> None:
    assert life(Facts(listed, until, top, TODAY)) is expected


def test_nothing_is_put_onto_a_card_that_terminals_refuse() -> None:
    refused = set(CardLife) - {CardLife.SOLD, CardLife.ACTIVE}
    assert [where for where in refused if CardAct.LOAD in ACTS[where]] == []


def test_a42_a_card_that_has_ended_can_only_be_read() -> None:
    assert {ACTS[where] for where in (CardLife.REPLACED, CardLife.RETURNED)} == {frozenset({CardAct.READ})}


def test_every_state_has_acts_and_every_act_a_state() -> None:
    assert set(ACTS) == set(CardLife)
    assert frozenset().union(*ACTS.values()) == set(CardAct)


def test_nobody_can_report_a_card_lost_that_belongs_to_nobody() -> None:
    for where in CardLife:
        assert acts_of(where, reportable=False) == ACTS[where] - BY_HOLDER
