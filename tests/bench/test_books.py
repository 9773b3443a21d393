"""The books that are measured: a copied card must be to settlement what an issued one is, or the bench measures a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.clock import system_now
from server.database import database, run
from server.settlement.intake import exchange
from tests.bench import books
from tests.bench.books import in_process, let_grow, open_books, sales_now
from tests.bench.sales import thousands
from tests.bench.scale import Scale
from tests.bench.work import Work

CARDS = Scale(cards=40, terminals=4)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(books, "ISSUED", 10)
    yield f"sqlite:///{tmp_path}/books.db"
    if not database.is_closed():
        database.close()


def test_sales_on_copied_cards_are_ordinary_and_old_sales_change_nothing_for_new_ones(url: str, tmp_path: Path) -> None:
    work = Work(tmp_path)
    cards = open_books(url, CARDS, work)
    assert len({card.number for card in cards}) == CARDS.cards
    packets = thousands(cards, system_now(), 6)
    with in_process(url) as office:
        for packet in packets[:4]:
            exchange(packet, office.office)
        assert sales_now() == 4_000
    assert let_grow(url, 10_000, work) == 8_000
    with in_process(url) as office:
        exchange(packets[4], office.office)
        assert sales_now() == 9_000
        assert run("SELECT COUNT(*) FROM account WHERE number >= 1000000000000000 AND counter IS NULL").fetchone()[0] == 0
        assert run("SELECT COUNT(*) FROM case_file").fetchone()[0] == 0
