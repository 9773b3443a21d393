"""A defect on purpose: one small change of the product that some test must see."""

from __future__ import annotations

from dataclasses import dataclass

from tests.architecture.tree import PACKAGES

CARD = "tests/protocol/card"
LINK = "tests/protocol/link"
SALE = "tests/terminal/sale"
JOURNAL = "tests/terminal/journal"
SETTLEMENT = "tests/server/settlement"
CRASH = (
    "tests/terminal/test_crash_points.py::test_no_fault_and_no_follow_up_loses_money_or_kills_a_card"
    "[MIFARE_1K-after-{sales}-sales-{follow_up}]"
)


@dataclass(frozen=True, slots=True)
class Defect:
    """In `file`, `old` stands once and becomes `new`; then one of `tests` must fail.

    `invariants` are those of INTEGRITY section 4 that it breaks.
    """

    name: str
    invariants: tuple[str, ...]
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.file.split("/")[0] not in PACKAGES or self.old == self.new or not self.tests:
            raise ValueError(f"{self.name}: a defect changes the product and has a test")


class Stale(Exception):
    """The product has changed: the defect can no longer be planted as it is written."""


def planted(defect: Defect, text: str) -> str:
    """The text of the file with the defect in it. Raises Stale unless the old text stands there exactly once."""
    if text.count(defect.old) != 1:
        raise Stale(f"{defect.name}: its old text stands {text.count(defect.old)} times in {defect.file}")
    return text.replace(defect.old, defect.new)
