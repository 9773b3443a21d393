"""If these failed, a member would come to the service desk without knowing why."""

from __future__ import annotations

from protocol.link.tables import CardState
from protocol.money import Money
from terminal.sale.layout import render
from terminal.sale.refusal_slip import RefusalSlip, refusal_receipt, sent_away
from terminal.sale.refusals import Refusal, RefusalNote
from tests.support.canteen import SHOP
from tests.support.slip_examples import REFUSED


def test_n10_the_slip_says_why_and_where_to_go_and_the_code_to_quote() -> None:
    lines = [line.strip() for line in render(refusal_receipt(REFUSED, SHOP), 32)]
    assert "CARD HAS EXPIRED" in lines
    assert "SERVICE DESK" in lines
    assert any(line.startswith("Code") and line.endswith("C07") for line in lines)


def test_a_stolen_card_is_not_called_so_on_paper() -> None:
    slip = RefusalSlip(RefusalNote(Refusal.LISTED, state=CardState.STOLEN), REFUSED.terminal, REFUSED.at)
    text = " ".join(" ".join(render(refusal_receipt(slip, SHOP), 32)).split())
    assert "CARD NOT ACCEPTED SERVICE DESK" in text
    assert "tolen" not in text


def test_only_who_is_sent_to_the_service_desk_gets_one() -> None:
    assert sent_away(RefusalNote(Refusal.EXPIRED))
    assert not sent_away(RefusalNote(Refusal.INSUFFICIENT_BALANCE, Money(1)))
    assert not sent_away(RefusalNote(Refusal.UNKNOWN_ITEM))
