"""The tests of the tests: every planted defect can still be planted, and a few are, each time; `make defects` plants all."""

from __future__ import annotations

import pytest

from tests.architecture.tree import ROOT
from tests.defects.__main__ import chosen
from tests.defects.bed import Fate, plant
from tests.defects.catalogue import DEFECTS
from tests.defects.defect import Defect, Stale, planted

INVARIANTS = {f"I{number}" for number in range(1, 31)}
EVERY = 24


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_every_defect_can_be_planted_and_its_tests_exist(defect: Defect) -> None:
    text = (ROOT / defect.file).read_text(encoding="utf-8")
    damaged = planted(defect, text)
    assert damaged != text
    if defect.file.endswith(".py"):
        compile(damaged, defect.file, "exec")
    for test in defect.tests:
        assert (ROOT / test.partition("::")[0]).exists(), test


def test_every_invariant_has_a_defect() -> None:
    assert {invariant for defect in DEFECTS for invariant in defect.invariants} == INVARIANTS


def test_names_are_told_apart_and_chosen_by_pattern() -> None:
    names = [defect.name for defect in DEFECTS]
    assert len(set(names)) == len(names)
    assert chosen([]) == list(DEFECTS)
    assert [defect.name for defect in chosen(["no scr*"])] == ["no scrub"]
    with pytest.raises(ValueError, match="no defect is called nothing"):
        chosen(["nothing"])


def test_a_defect_whose_place_has_changed_is_stale() -> None:
    defect = Defect("x", (), "protocol/money.py", "old", "new", ("tests",))
    for text in ("nothing", "old old"):
        with pytest.raises(Stale):
            planted(defect, text)


@pytest.mark.exhaustive
@pytest.mark.parametrize("defect", DEFECTS[::EVERY], ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(defect: Defect) -> None:
    outcome = plant(defect)
    assert outcome.fate is Fate.CAUGHT, outcome.said


@pytest.mark.exhaustive
def test_a_change_that_breaks_nothing_survives() -> None:
    harmless = Defect("x", (), "protocol/money.py", "ZERO = Money(0)", "ZERO = Money(-0)", ("tests/protocol/test_ids.py",))
    assert plant(harmless).fate is Fate.SURVIVED
