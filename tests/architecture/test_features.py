"""If these failed, a feature that was promised would have no test that shows it."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.architecture.tree import ROOT

PAGE = ROOT / "tests" / "features.md"
ROW = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| (open|`([^:`]+)::([^`]+)`) \|$")
OWED = [
    *(f"A{number}" for number in (1, 2, *range(10, 46)) if number not in (18, 23)),
    *(f"B{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 13, 16)),
    *(f"C{number}" for number in range(1, 18) if number != 10),
    *(f"D{number}" for number in range(1, 25) if number != 11),
    *(f"E{number}" for number in range(1, 6)),
    *(f"G{number}" for number in range(1, 11)),
    *(f"H{number}" for number in range(7, 11)),
    *(f"J{number}" for number in (1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 16, 17)),
    *(f"K{number}" for number in (1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 21, 22, 25)),
    *(f"L{number}" for number in (1, 2, 3, 4, 5, 6, 8)),
    *(f"M{number}" for number in range(1, 7)),
    *(f"O{number}" for number in (1, 2)),
    *(f"P{number}" for number in (1, 2, 3, 4, 5, 6, 7, 10)),
]
"""Core and expected features; of the reports the core ones."""
OPEN = ["A16", "A25", "A37", "C4"]
"""What the product does not have yet."""


def rows() -> dict[str, tuple[str, str] | None]:
    """By id: the file and the test, or None where it is open."""
    table = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "| id |" not in line]
    matches = [ROW.match(line) for line in table]
    assert all(matches), [line for line, match in zip(table, matches, strict=True) if not match]
    return {match[1]: (match[4], match[5]) if match[4] else None for match in matches if match}


@cache
def functions_of(file: str) -> set[str]:
    """The functions of a file of tests."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_feature_that_is_owed_stands_on_the_page_once() -> None:
    listed = re.findall(r"^\| ([A-Z]\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(OWED) <= set(listed)
    assert listed == sorted(set(listed), key=lambda feature: (feature[0], int(feature[1:])))


@pytest.mark.parametrize(("feature", "shown"), [(feature, shown) for feature, shown in rows().items() if shown])
def test_the_test_of_a_feature_is_there_and_bears_its_id(feature: str, shown: tuple[str, str]) -> None:
    file, name = shown
    assert name in functions_of(file)
    assert name.startswith(f"test_{feature.lower()}_")


def test_no_other_feature_is_open() -> None:
    assert [feature for feature, shown in rows().items() if shown is None] == OPEN
