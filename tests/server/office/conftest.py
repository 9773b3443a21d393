"""The office over both databases, or over the quick one where SQL makes no difference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.office.stage import Stage, raise_stage


@pytest.fixture
def stage(books: str) -> Iterator[Stage]:
    """Head office with an empty staff."""
    raised = raise_stage(books)
    yield raised
    raised.app.extensions["writer"].close()
