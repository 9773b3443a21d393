"""What was once found stays fixed, and a short hunt finds nothing new; `make fuzz` hunts longer."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.fuzz.__main__ import fuzz, limits
from tests.fuzz.corpus import CORPUS, kept
from tests.fuzz.reach import fewest, steps
from tests.fuzz.target import Target, TooSlow, check_within_time
from tests.fuzz.targets import TARGETS

INPUTS = 10_000
"""For a target of a hundred shares or more."""


def some(target: Target) -> int:
    """How many inputs a short hunt has."""
    return INPUTS * min(target.share, 100) // 100


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_every_input_that_is_kept_holds(target: Target) -> None:
    inputs = kept(target)
    assert inputs
    for data in inputs:
        target.check(data)


@pytest.mark.exhaustive
@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_every_input_that_is_kept_holds_within_its_time(target: Target) -> None:
    """Without coverage, which would be measured too."""
    for data in kept(target):
        check_within_time(target, data)


def test_the_corpus_has_a_folder_for_each_target_and_stays_small() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} == set(TARGETS)
    assert sum(path.stat().st_size for path in files) < 1_000_000


@pytest.fixture(scope="session")
def atheris() -> None:
    """Where it is not built for this machine: fails with CI=true, otherwise skips."""
    if find_spec("atheris") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("atheris is not installed")


@pytest.mark.exhaustive
@pytest.mark.usefixtures("atheris")
@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_a_short_hunt_finds_nothing(target: Target) -> None:
    outcome = fuzz(target, f"-runs={some(target)}", seed=1, keeping=False)
    assert not outcome.report, outcome.report
    assert outcome.inputs >= some(target)


def test_the_inputs_are_shared_out_and_none_goes_missing() -> None:
    shares = limits(list(TARGETS.values()), 1_000_000, None)
    assert 1_000_000 <= sum(int(share.removeprefix("-runs=")) for share in shares.values()) < 1_000_000 + len(TARGETS)
    assert len(shares["locked"]) < len(shares["entry"])


def test_a_slow_property_and_an_unknown_name_are_noticed() -> None:
    with pytest.raises(TooSlow):
        check_within_time(Target("slow", lambda data: sum(range(3_000_000)), seconds_per_piece=0.001), b"")
    done = subprocess.run([sys.executable, "-m", "tests.fuzz", "nothing"], capture_output=True, text=True, check=False)
    assert (done.returncode, "no target is called nothing" in done.stderr) == (2, True)


def test_of_what_was_found_the_fewest_and_shortest_are_kept_that_take_new_steps() -> None:
    target = TARGETS["amount"]
    assert steps(target, b"1.5") - steps(target, b"x")
    assert fewest(target, [b"x"], [b"12.50", b"1.5", b"zz", b"-1.5"]) == [b"1.5"]
