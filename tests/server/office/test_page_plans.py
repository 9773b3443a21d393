"""If these failed, a page would be quick today and slow after a year: one of its statements has no index to go by.

The chain is that of the bench, only small: two parts of it, the second a copy. What the bench measures must be true books.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.instants import business_day, date_of
from server.clock import system_now
from server.database import database, open_database
from server.ledger.proofs import prove
from server.reporting.proofs import line_failures
from server.settlement.cards.standing import last_changes
from server.usecases.staff.passwords import Passwords
from tests.bench.chain.making import make_chain
from tests.bench.chain.seed import CARDS, FIRST_CARD, LINEAGE
from tests.bench.pages.plans import statements, whole_scans
from tests.bench.pages.views import Drawn
from tests.bench.pages.visitors import add_staff
from tests.bench.work import Work
from tests.server.office.stage import WEAK
from tests.support.postgres import Postgres

A_PART = 16


@pytest.fixture(scope="module")
def chain(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    url = postgres.create()
    make_chain(url, 2 * A_PART, Work(tmp_path_factory.mktemp("chain")), A_PART)
    yield url
    postgres.drop(url)


def test_the_books_that_pages_are_measured_on_are_true_and_a_copied_card_is_explained_like_its_original(chain: str) -> None:
    open_database(chain)
    with database.connection_context():
        assert (prove().failures, line_failures()) == ((), [])
        first, copy = (last_changes(CardInstance(CardNumber(FIRST_CARD + part * CARDS + 3), 0), 12) for part in (0, 1))
    assert len(first) >= 7
    assert [(one.kind, one.amount, one.day) for one in first] == [(one.kind, one.amount, one.day) for one in copy]
    assert {one.reference.lineage for one in copy} == {LINEAGE + 1}


def test_no_page_has_to_read_a_table_whole_that_grows(chain: str) -> None:
    open_database(chain)
    with database.connection_context():
        add_staff(Passwords(WEAK.password_memory_kib, WEAK.password_rounds))
    today: date = date_of(business_day(system_now(), 0))
    asked = statements(chain, dict.fromkeys(Drawn(A_PART, today, random.Random(3)).views(4)))
    assert len(asked) > 80
    assert [str(scan) for scan in whole_scans(chain, asked, only_if_it_must=True)] == []
