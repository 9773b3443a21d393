"""If these failed, a feature that was promised would have no test that shows it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import ROOT

PAGE = ROOT / "tests" / "features.md"
ROW = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| (open|`([^:`]+)::([^`]+)`) \|$")
OWED = [
    *(f"D{number}" for number in range(1, 25) if number != 11),
    *(f"G{number}" for number in range(1, 11)),
    *(f"J{number}" for number in (1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 16, 17)),
    *(f"L{number}" for number in (1, 2, 3, 4, 5, 6, 8)),
]
"""Core and expected features of the counter."""


def rows() -> dict[str, tuple[str, str] | None]:
    """By id: the file and the test, or None where it is open."""
    table = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "| id |" not in line]
    matches = [ROW.match(line) for line in table]
    assert all(matches), [line for line, match in zip(table, matches, strict=True) if not match]
    return {match[1]: (match[4], match[5]) if match[4] else None for match in matches if match}


def test_every_feature_that_is_owed_stands_on_the_page_once() -> None:
    listed = re.findall(r"^\| ([A-Z]\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(OWED) <= set(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(("feature", "shown"), [(feature, shown) for feature, shown in rows().items() if shown])
def test_the_test_of_a_feature_is_there_and_bears_its_id(feature: str, shown: tuple[str, str]) -> None:
    file, name = shown
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name.startswith(f"test_{feature.lower()}_")


def test_no_feature_is_open() -> None:
    assert [feature for feature, shown in rows().items() if shown is None] == []
