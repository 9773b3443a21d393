"""If these failed, a script about the sale could be wrong and still pass."""

from __future__ import annotations

import pytest

from protocol.money import Money
from terminal.sale.effects import ReadCard, Say, WriteCash
from terminal.sale.events import AmountKeyed, CardKeyed, CardLost, CashKeyed
from terminal.sale.states import Ready
from terminal.words.sale import Phrase
from tests.support.playbook import Line, ScriptFailed, play
from tests.support.sale_examples import basket, knowing

KEYED = Ready(basket(500))
TOTAL = Say(Phrase.TOTAL, amount=Money(501))


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ((AmountKeyed(Money(1)),), r"\+ << Say"),
        ((AmountKeyed(Money(1)), TOTAL, ReadCard()), r"- << ReadCard"),
        ((AmountKeyed(Money(2)), TOTAL), r"minor=502"),
        ((AmountKeyed(Money(1)), WriteCash), r"- << WriteCash\(\.\.\.\)"),
        ((CardKeyed(), ReadCard()), r"the script ends, and ReadCard\(mends=None\) waits"),
        ((CardKeyed(), ReadCard(), CashKeyed()), r"goes on with CashKeyed"),
        ((AmountKeyed(Money(1)), TOTAL, CardLost()), r"nothing was asked"),
        ((TOTAL,), r"which no event asked for"),
    ],
)
def test_a_script_that_is_not_what_happens_fails_and_shows_both(script: tuple[Line, ...], says: str) -> None:
    with pytest.raises(ScriptFailed, match=says):
        play(KEYED, knowing(), *script)


def test_a_script_that_is_what_happens_gives_the_state_at_its_end() -> None:
    assert play(KEYED, knowing(), AmountKeyed(Money(1)), TOTAL) == Ready(basket(500, 1))
    assert play(KEYED, knowing(), AmountKeyed(Money(1)), Say) == Ready(basket(500, 1))
