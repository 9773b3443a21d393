"""The spine: a card is made, sells offline, and the sale reaches the books, is acknowledged, proved, rebooked and exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from protocol.ids import CardInstance, CardNumber, OwnerId
from protocol.link.certificate import Role
from protocol.link.conversation import InstallTable, StoreAck
from protocol.link.entries import Medium
from protocol.link.jobs import Job
from protocol.money import Money
from server.database import make_database
from server.export import Form, export
from server.ledger.balances import balance_of, transfers
from server.ledger.chart import branch_cash, card_liability, revenue
from server.ledger.proofs import prove
from server.settlement.cards.explain import explain
from server.settlement.findings.cases import cases_by_kind
from server.settlement.rebook import rebook
from terminal.desk.desk import Desk, JobFate
from tests.server.conftest import Empty
from tests.support.shop import ISSUER, KEYS, ORDINARY, PIN, TEA, TODAY, Till, blank, chain_on
from tests.system.connected import Connected, application

NUMBER = 1_000_001
CARD = CardInstance(CardNumber(NUMBER), 1)
UNTIL = type(TODAY)(TODAY + 365)


@pytest.fixture
def head_office(books: str) -> Iterator[FlaskClient]:
    """Head office at the other end of the line."""
    with application(books) as client:
        yield client


@pytest.mark.parametrize("medium", Medium)
def test_m6_from_a_blank_chip_to_the_books(head_office: FlaskClient, empty: Empty, tmp_path: Path, medium: Medium) -> None:
    # The desk makes a card and loads 50.00.
    chip = blank(medium, NUMBER)
    desk_till = Till(tmp_path, medium, number=9, roles=Role.SELL | Role.LOAD | Role.PERSONALISE)
    desk = Desk(desk_till.terminal, desk_till.reader, KEYS, ISSUER, lambda job: desk_till.reader.insert(chip))
    job = Job(1, CARD, ORDINARY, TODAY, TODAY, UNTIL, Money(5_000), PIN)
    assert desk.work(job) is JobFate.MADE
    desk_till.lift()

    # A till that has never seen it sells two teas at 2.00, without a line.
    till = Till(tmp_path, medium, number=1)
    till.sell(chip, TEA, quantity=2)
    assert till.face.codes[-1] == "paid"
    on_chip = chain_on(chip, medium, NUMBER)
    assert on_chip is not None
    assert on_chip.current.balance == Money(4_600)

    # The line comes back.
    for side in (Connected(desk_till, head_office), Connected(till, head_office)):
        outcomes = side.send()
        assert outcomes
        assert all(isinstance(outcome, StoreAck) for outcome in outcomes)
        assert side.outbox.waiting(1) == []
        assert all(isinstance(outcome, InstallTable) for outcome in side.send())
        assert side.send() == []

    # The books say what the card says.
    proof = prove()
    assert proof.holds, proof.failures
    assert (proof.figures["unexplained"], proof.figures["unbooked_batches"], cases_by_kind()) == (0, 0, {})
    assert balance_of(card_liability(CARD)) == on_chip.current.balance
    assert balance_of(branch_cash(desk_till.journal.terminal)) == Money(-5_000)
    assert balance_of(revenue(OwnerId(1))) == Money(400)
    explained = explain(CARD)
    assert (explained.top, explained.missing, explained.open) == (on_chip.current.counter, (), ())

    # The same evidence gives the same books elsewhere.
    again = rebook(make_database(empty()), 0)
    assert again.digest_here == again.digest_there
    assert again.proof.holds

    # Another program can check that balance.
    text = "\n".join(export(transfers(by_day=True), Form.LEDGER, "GBP", 2))
    of_card = [line for line in text.splitlines() if f"liabilities:cards:{CARD} " in line]
    assert of_card[-1].endswith(" = -46.00 GBP")
