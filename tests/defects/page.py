"""DEFECTS.md: which test caught which defect."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.defects.bed import Outcome

PAGE = Path(__file__).with_name("DEFECTS.md")
HEAD = """# Planted defects

Each line is a change of one product file that breaks an invariant; the test named was run against it and failed.
Written by `python -m tests.defects --write`; `make defects` runs them all again.

| defect | invariants | file | caught by | seconds |
|---|---|---|---|---|
"""


def write_page(outcomes: Sequence[Outcome]) -> None:
    """The table in the order of the catalogue."""
    lines = [
        f"| {outcome.defect.name} | {' '.join(outcome.defect.invariants)} | `{outcome.defect.file}` "
        f"| `{outcome.by.removeprefix('tests/')}` | {outcome.seconds:.0f} |\n"
        for outcome in outcomes
    ]
    PAGE.write_text(HEAD + "".join(lines), encoding="utf-8")
