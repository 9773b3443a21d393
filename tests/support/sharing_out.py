"""Which process takes which tests. A file's stay together, as a machine has room for one pcscd; what takes longest begins first,
so that no process works on alone at the end."""

from __future__ import annotations

from typing import Any

TOGETHER = ("tests/panel",)
"""Folders whose files share something that is dear to make: a shop that runs, with a browser before it."""
APART = (
    "tests/simulation/test_world.py",
    "tests/terminal/test_crash_points.py",
    "tests/defects/test_defects.py",
    "tests/fuzz/test_fuzz.py",
)
"""Files whose tests share nothing, and take long."""
FIRST = (
    "tests/panel",
    "tests/server/office/pages",
    "tests/system/test_replay.py",
    *APART,
    "tests/server/office/test_rights.py",
    "tests/server/settlement/test_together.py",
    "tests/system",
)


def scope_of(nodeid: str) -> str:
    """What must stay in one process with this test."""
    file = nodeid.partition("::")[0]
    if file in APART:
        return nodeid
    return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), file)


def turn_of(nodeid: str) -> int:
    """When its turn is: the lower, the earlier."""
    return next((place for place, begin in enumerate(FIRST) if nodeid.startswith(begin)), len(FIRST))


def scheduler(config: Any, log: Any) -> Any:
    """pytest-xdist's own for `--dist loadscope`, with our scopes."""
    from xdist.scheduler import LoadScopeScheduling

    made = LoadScopeScheduling(config, log)
    made._split_scope = scope_of
    return made
