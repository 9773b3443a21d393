"""Sales of plain cards go the short way; one that does not go on from where its card stands must not."""

from __future__ import annotations

from dataclasses import replace

from protocol.money import Money
from server.ledger.balances import balance_of
from server.ledger.chart import FRAUD_PENDING, card_liability
from server.ledger.proofs import prove
from server.settlement.findings.cases import CaseKind
from tests.server.head_office import HeadOffice, open_case_kinds
from tests.server.journal import Card, Journal


def test_a_plain_card_that_comes_back_with_more_than_it_had_is_a_case_and_the_rest_is_booked(office: HeadOffice) -> None:
    journal, card, honest = Journal(), Card(), Card(number=2)
    for one in (card, honest):
        journal.issue(one)
        journal.load(one, 5_000)
    office.accept(7, journal.batch())
    assert card.record is not None
    card.record = replace(card.record, balance=Money(6_000))
    journal.sale(card, 400)
    journal.sale(honest, 300)
    office.accept(7, journal.batch())
    assert open_case_kinds() == [CaseKind.VALUE_WITHOUT_SOURCE]
    assert balance_of(FRAUD_PENDING) == Money(-1_000)
    assert balance_of(card_liability(card.name)) == Money(5_600)
    assert balance_of(card_liability(honest.name)) == Money(4_700)
    assert prove().holds
