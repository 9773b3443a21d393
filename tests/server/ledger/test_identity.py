"""What an auditor reads of all cards at once: its terms sum, or the rest says by how much they do not."""

from __future__ import annotations

from dataclasses import replace

from protocol.money import ZERO, Money
from server.ledger.identity import Identity

WHOLE = Identity(
    liability=Money(10_000),
    settled=Money(9_000),
    told_above=Money(700),
    recovered=Money(500),
    gap=Money(-250),
    mismatch=Money(50),
    last_records=Money(10_000),
)


def test_n14_the_terms_sum_to_the_liability_or_leave_a_rest() -> None:
    assert WHOLE.rest == ZERO
    assert replace(WHOLE, gap=ZERO).rest == Money(-250)


def test_each_term_is_a_line_of_its_own() -> None:
    lines = dict(line.rsplit(maxsplit=1) for line in WHOLE.lines(2))
    assert {name.strip(): amount for name, amount in lines.items()} == {
        "card liability": "100.00",
        "told by journals": "97.00",
        "recovered from cards": "5.00",
        "gaps": "-2.50",
        "does not fit": "0.50",
        "rest": "0.00",
        "last records": "100.00",
    }
