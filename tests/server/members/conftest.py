"""The members' pages over both databases, or over the quick one where SQL makes no difference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.office.stage import Stage, raise_stage
from tests.server.office.world import build_world


@pytest.fixture
def world(books: str) -> Iterator[Stage]:
    """Head office with a card that was used at two branches."""
    raised = raise_stage(books)
    build_world()
    yield raised
    raised.app.extensions["writer"].close()
