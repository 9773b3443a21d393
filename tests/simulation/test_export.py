"""The books of a simulated chain of shops as the three programs of others read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.ledger.balances import transfers
from tests.server.test_export_programs import CHECKS, ask, moved, readers, written
from tests.simulation.chance import Chance
from tests.simulation.history import History
from tests.simulation.region import Region

__all__ = ["readers"]

SALES, TERMINALS, MEMBERS, RATE = 200, 3, 12, 0.2


@pytest.mark.usefixtures("readers")
def test_all_three_accept_the_books_of_a_simulated_chain(tmp_path: Path) -> None:
    region = Region(tmp_path / "region", Chance(17, RATE, {}, ()), TERMINALS, MEMBERS)
    try:
        history = History(region)
        history.run(SALES, lambda: None, lambda: True)
        history.come_to_rest()
        rows = list(transfers(by_day=True))
    finally:
        for _ in region.close():
            pass
        region.office.stop()
    assert len(rows) > SALES
    assert len(moved(rows)) > 3
    for form, command in CHECKS.items():
        done = ask(command, written(form, tmp_path, rows))
        assert (done.returncode, done.stderr) == (0, ""), form
