"""Where defects are planted: a copy of the whole tree, thrown away afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.architecture.tree import ROOT, tracked
from tests.defects.defect import Defect, Stale, planted
from tests.support.memory import memory_folder

SECONDS = 300
"""A test that has not ended by then is stopped; hanging is not counted as seeing."""
ALL_SECONDS = 1_200
"""The same for all the tests together."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.M)
TESTS_FAILED = 1


class Fate(Enum):
    """What became of a defect."""

    CAUGHT = "caught"
    SURVIVED = "SURVIVED"
    STALE = "STALE"
    BROKEN = "BROKEN"
    """Neither passed nor failed: it hung, or could not even be collected."""
    RED_BEFORE = "RED BEFORE"
    """The test fails without the defect, so it proves nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A defect's fate, the test that saw it, and how long that took. `said` is the output wherever it was not caught."""

    defect: Defect
    fate: Fate
    by: str
    seconds: float
    said: str = ""


@contextmanager
def copy_of_tree() -> Iterator[Path]:
    """All files of the repository, somewhere else; in memory where there is such a place."""
    with tempfile.TemporaryDirectory(prefix="tc-defect-", dir=memory_folder()) as place:
        for path in tracked():
            there = Path(place) / path.relative_to(ROOT)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there)
        yield Path(place)


def ask(tree: Path, tests: tuple[str, ...], seconds: int = SECONDS) -> subprocess.CompletedProcess[str]:
    """Run tests in a tree until the first that fails. Raises subprocess.TimeoutExpired."""
    command = [sys.executable, "-m", "pytest", "-x", "--no-header", "-p", "no:randomly", "-r", "fE", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE_DIRECTORY": str(tree / ".hypothesis")}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=seconds, check=False, env=environment)


def green(tests: tuple[str, ...]) -> bool:
    """Whether tests pass in the tree as it is."""
    with copy_of_tree() as tree:
        return ask(tree, tests, ALL_SECONDS).returncode == 0


def plant(defect: Defect) -> Outcome:
    """Put a defect into a copy and see whether its test sees it."""
    started = time.monotonic()
    with copy_of_tree() as tree:
        path = tree / defect.file
        try:
            path.write_text(planted(defect, path.read_text(encoding="utf-8")), encoding="utf-8")
            done = ask(tree, defect.tests)
        except (Stale, OSError) as stale:
            return Outcome(defect, Fate.STALE, "", 0, str(stale))
        except subprocess.TimeoutExpired:
            return Outcome(defect, Fate.BROKEN, "", SECONDS, f"still running after {SECONDS} s")
    seconds = time.monotonic() - started
    if done.returncode == TESTS_FAILED:
        found = FAILED.search(done.stdout)
        return Outcome(defect, Fate.CAUGHT, found[1] if found else defect.tests[0], seconds)
    return Outcome(defect, Fate.BROKEN if done.returncode else Fate.SURVIVED, "", seconds, done.stdout + done.stderr)
