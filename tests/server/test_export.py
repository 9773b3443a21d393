"""The books as other programs read them: the text is agreed once, and an independent reader recomputes the assertions."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from server.export import Form, export
from server.ledger.balances import balance_of, transfers
from server.ledger.chart import card_liability
from tests.server.head_office import HeadOffice
from tests.server.journal import Card, Journal
from tests.support.golden import Golden


def booked(office: HeadOffice) -> Card:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    sale = journal.sale(card, (300, 1), (450, 2))
    journal.void(card, sale)
    journal.sale(card, 1_000)
    journal.cash_sale(700)
    office.accept(7, journal.batch())
    return card


@pytest.mark.parametrize("form", Form)
def test_the_text_is_as_agreed(office: HeadOffice, form: Form, golden: Golden) -> None:
    booked(office)
    text = "".join(line + "\n" for line in export(transfers(by_day=True), form, "GBP", 2))
    golden(f"ledger/export.{form.value}", text)


def test_the_balance_assertions_are_those_of_an_independent_reader(office: HeadOffice) -> None:
    card = booked(office)
    running: Counter[str] = Counter()
    asserted = 0
    posting = re.compile(r"    (\S.*?)  (-?[0-9.]+) GBP(?: = (-?[0-9.]+) GBP)?")
    for line in export(transfers(by_day=True), Form.HLEDGER, "GBP", 2):
        if match := posting.fullmatch(line):
            name, amount, balance = match.groups()
            running[name] += int(Decimal(amount) * 100)
            if balance is not None:
                asserted += 1
                assert running[name] == int(Decimal(balance) * 100)
    assert asserted == 14
    assert sum(running.values()) == 0
    assert running[f"liabilities:cards:{card.name}"] == -balance_of(card_liability(card.name)).minor
