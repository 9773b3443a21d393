"""If these failed, a deposit would be taken or given back twice, or vanish with its card."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.money import Money
from server.audit import Actor
from server.database import make_database, run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import deposit_held, fee_revenue, office_cash
from server.ledger.proofs import prove
from server.settlement.rebook import rebook
from server.usecases.declined import Declined
from server.usecases.money.fees import Charge, Fee, call_off, charge, give_back, keep
from tests.server.head_office import NOON

pytestmark = [pytest.mark.usefixtures("books"), pytest.mark.parametrize("books", ["sqlite"], indirect=True)]
CARD = CardInstance(CardNumber(1_001), 0)
ANN = Actor(1, "ann")
SOLD = Charge(CARD, 3, Money(2_000), Fee.ISSUE, Money(500))


def take(cause: str = "desk job 1", one: Charge = SOLD) -> bool:
    with writing():
        return charge(one, cause, ANN, NOON)


def held() -> list[int]:
    """Of the deposit, in the till of branch 3, and what fees brought: issue, return, kept."""
    fees = [balance_of(fee_revenue(fee)).minor for fee in (Fee.ISSUE, Fee.RETURN, Fee.KEPT_DEPOSIT)]
    return [balance_of(deposit_held(CARD)).minor, balance_of(office_cash(3)).minor, *fees]


def test_deposit_and_fee_are_taken_once_for_their_cause(tmp_path: Path) -> None:
    assert [take(), take()] == [True, False]
    assert held() == [2_000, -2_500, 500, 0, 0]
    assert take("desk job 2", Charge(CARD, 3)) is False
    again = rebook(make_database(f"sqlite:///{tmp_path}/again.db"), 0)
    assert (prove().failures, again.digest_here == again.digest_there, again.proof.holds) == ((), True, True)
    assert run("SELECT verb FROM audit").fetchall() == [("dues taken",)]


def test_what_a_desk_refused_goes_back_whole_and_once() -> None:
    take()
    with writing():
        assert [call_off("desk job 1", ANN, NOON), call_off("desk job 1", ANN, NOON)] == [True, False]
        assert call_off("desk job 9", ANN, NOON) is False
    assert held() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(("fee", "gets", "after"), [(0, 2_000, [0, -500, 500, 0, 0]), (300, 1_700, [0, -800, 500, 300, 0])])
def test_a24_a_card_that_comes_back_brings_its_deposit_less_the_fee(fee: int, gets: int, after: list[int]) -> None:
    take()
    with writing():
        assert give_back(CARD, 3, "return", ANN, NOON, Money(fee)) == Money(gets)
    assert held() == after
    with pytest.raises(Declined), writing():
        give_back(CARD, 3, "return again", ANN, NOON)


def test_the_deposit_of_a_card_that_never_comes_back_is_a_fee() -> None:
    take()
    with writing():
        assert keep(CARD, 3, "loss", ANN, NOON) == Money(2_000)
    assert held() == [0, -2_500, 500, 0, 2_000]
    with pytest.raises(Declined), writing():
        keep(CARD, 3, "loss again", ANN, NOON)


def test_nobody_pays_less_than_nothing_and_no_more_is_given_back_than_is_held() -> None:
    with pytest.raises(Declined):
        take(one=Charge(CARD, 3, Money(-1)))
    take()
    with writing():
        give_back(CARD, 3, "return", ANN, NOON)
    with pytest.raises(Declined), writing():
        call_off("desk job 1", ANN, NOON)
    assert prove().failures == ()
