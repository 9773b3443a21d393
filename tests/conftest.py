"""Options and fixtures that all tests may use; nothing else."""

from __future__ import annotations

import pytest

from tests.support.golden import Golden, check_golden


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with a golden file below tests/golden."""
    update = bool(request.config.getoption("--update-golden"))
    return lambda name, text: check_golden(name, text, update)
