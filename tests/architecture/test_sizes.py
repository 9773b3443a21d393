"""If these failed, a file would be too long to read in one go."""

from __future__ import annotations

from statistics import median

from tests.architecture.tree import PACKAGES, ROOT, sources

LINES_MAX = 500
PRODUCT_LINES_MAX = 400
MEDIAN_MAX = 200


def lines_of(*folders: str) -> dict[str, int]:
    """How long each Python file is."""
    return {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(*folders)}


def test_no_file_is_too_long_to_read() -> None:
    assert {name: lines for name, lines in lines_of(*PACKAGES, "tests").items() if lines > LINES_MAX} == {}
    assert {name: lines for name, lines in lines_of(*PACKAGES).items() if lines > PRODUCT_LINES_MAX} == {}


def test_most_files_are_short() -> None:
    assert median(lines_of(*PACKAGES).values()) <= MEDIAN_MAX
