"""If these failed, a shift would be closed on figures that nobody can read, or a terminal opened that must not sell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.money import Money
from terminal.counter.readiness import judge
from terminal.counter.slips.balance import balance_receipt
from terminal.counter.slips.pay_out import pay_out_receipt
from terminal.counter.slips.readiness import readiness_lines
from terminal.counter.slips.shift import Count, over_text
from terminal.counter.takings import Means
from terminal.sale.layout import display_width, render
from terminal.sale.receipt import Drawer, TextLine
from terminal.words.language import Language
from tests.support.canteen import SHOP
from tests.support.golden import Golden
from tests.support.slip_examples import BALANCE, FINE, LIMITED, PAY_OUT, SHOPS, SLIPS, STOPPED


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("language", SHOPS)
@pytest.mark.parametrize("name", SLIPS)
def test_each_slip_looks_as_it_was_approved(name: str, language: str, columns: int, golden: Golden) -> None:
    lines = render(SLIPS[name](SHOPS[language]), columns)
    assert all(display_width(line) <= columns for line in lines)
    golden(f"slips/{name}-{language}-{columns}.txt", "\n".join(lines) + "\n")


def test_d21_a_balance_slip_tells_what_can_be_spent_and_what_happened_last() -> None:
    lines = render(balance_receipt(BALANCE, SHOP), 32)
    assert any("70.08" in line for line in lines)
    assert any("65.08" in line for line in lines)
    assert any("Load" in line and "50.00" in line for line in lines)
    whole = render(balance_receipt(replace(BALANCE, spendable=BALANCE.balance, points=0, visits=0, latest=()), SHOP), 32)
    assert not any("spent" in line or "Points" in line or "Uses left" in line or "Last" in line for line in whole)


def test_a_difference_is_called_over_or_short_and_a_count_that_agrees_exact() -> None:
    for counted, words in ((500, "EXACT"), (550, "OVER 0.50"), (300, "SHORT 2.00")):
        assert over_text(Count(Means.CASH, Money(500), Money(counted)).over, 2, Language.EN) == words


def test_the_drawer_opens_for_a_pay_out_and_not_for_its_copy_and_rehearsal_shows_at_head_and_foot() -> None:
    assert Drawer() in pay_out_receipt(PAY_OUT, SHOP)
    tried = pay_out_receipt(replace(PAY_OUT, copy=True, rehearsal=True), SHOP)
    assert Drawer() not in tried
    assert [line.text for line in tried if isinstance(line, TextLine)].count("TEST - NOT VALID") == 2


def test_n11_the_screen_says_the_verdict_first_and_then_only_what_is_not_well() -> None:
    assert readiness_lines(judge(FINE, SHOP), SHOP) == ("GO",)
    assert readiness_lines(judge(LIMITED, SHOP), SHOP)[:2] == ("GO WITH LIMITS", "Head office heard: 31 h")
    assert readiness_lines(judge(STOPPED, SHOP), SHOP)[:2] == ("STOP", "Head office heard: never")
