"""One browser without a window for all tests that need one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NoReturn

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _unavailable(reason: str) -> NoReturn:
    """The machine cannot run these tests: a failure in CI, a skip with the reason elsewhere."""
    message = f"tests in a browser need {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if find_spec("playwright") is None:
        _unavailable("playwright (the group `browser` of pyproject.toml)")
    if program is None:
        _unavailable("chromium (packages.txt)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()
