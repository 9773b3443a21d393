"""If these failed, a typed line would sell something else than it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import ItemCode, Lineage, Reference, Sequence, TerminalId
from protocol.money import Money
from terminal.console.commands import CONSOLE_WORDS, PLAIN, ConsoleCommand, NotUnderstood, parse
from terminal.sale import events as on


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("101", on.ItemKeyed(ItemCode(101), 1)),
        ("3*101", on.ItemKeyed(ItemCode(101), 3)),
        ("  101  ", on.ItemKeyed(ItemCode(101), 1)),
        ("=12.50", on.AmountKeyed(Money(1_250))),
        ("#A17", on.TicketKeyed("A17")),
        ("# table 4", on.TicketKeyed(" table 4")),
        ("-", on.LineRemoved(-1)),
        ("-2", on.LineRemoved(1)),
        ("load 20.00", on.LoadKeyed(Money(2_000))),
        ("cash", on.CashKeyed()),
        ("card", on.CardKeyed()),
        ("refund  cash", on.RefundKeyed(to_card=False)),
        ("refund card", on.RefundKeyed(to_card=True)),
        ("refund card #A17", on.RefundKeyed(to_card=True, sale="A17")),
        ("refund card 12-5eed0001-7", on.RefundKeyed(True, Reference(TerminalId(12), Lineage(0x5EED0001), Sequence(7)))),
        ("void", on.VoidKeyed()),
        ("cancel", on.CancelKeyed()),
        ("abandon", on.AbandonKeyed()),
        ("tap a card.card", ConsoleCommand("tap", ("a", "card.card"))),
        ("quit", ConsoleCommand("quit", ())),
        ("tear 2 garbage 5", ConsoleCommand("tear", ("2", "garbage", "5"))),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_means(line: str, meaning: object) -> None:
    assert parse(line, 2) == meaning


@pytest.mark.parametrize(
    "line",
    [
        "tea",
        "3*",
        "*101",
        "3*tea",
        "1.5",
        "--1",
        "-x",
        "=",
        "=x",
        "=1.234",
        "refund card A17",
        "refund card 12-5eed0001-07",
        "refund card 1 2",
        "refund cash #A17",
        "load",
        "load x",
        "load 1 2",
        "refund",
        "１０１",
        "²",
    ],
)
def test_a_line_that_means_nothing_says_why(line: str) -> None:
    answer = parse(line, 2)
    assert isinstance(answer, NotUnderstood)
    assert answer.why


def test_amounts_have_the_decimals_of_the_currency() -> None:
    assert parse("=1250", 0) == on.AmountKeyed(Money(1_250))
    assert parse("load 1.250", 3) == on.LoadKeyed(Money(1_250))
    assert isinstance(parse("=1.5", 0), NotUnderstood)


def test_no_word_has_two_meanings() -> None:
    assert not CONSOLE_WORDS & {line.split(" ")[0] for line in PLAIN}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.integers(0, 4))
def test_whatever_is_typed_is_answered(line: str, digits: int) -> None:
    parse(line, digits)
