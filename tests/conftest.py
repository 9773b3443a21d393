"""Options and fixtures that all tests may use; nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.support.browser import browser as browser  # one of a process: two would not start
from tests.support.golden import Golden, check_golden
from tests.support.memory import work_in_memory
from tests.support.sharing_out import scheduler, turn_of

work_in_memory()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")
    parser.addoption("--pictures", metavar="FOLDER", help="where the tests in a browser keep screenshots")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several processes share the tests out by scope (`make tests`), or by what is free."""
    return scheduler(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share them out, those that take long come first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with a golden file below tests/golden."""
    update = bool(request.config.getoption("--update-golden"))
    return lambda name, text: check_golden(name, text, update)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases the enumerating tests ran: a property named `cases: ...` counts them, in whichever process."""
    counted: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name.startswith("cases: "):
                    counted[name.removeprefix("cases: ")] += int(str(value))
    for name, cases in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {cases} cases")
