"""Test of the tests: `python -m tests.defects [NAME...]` plants each defect in a copy of the tree; its test must fail.

A name may end in `*`. Ends with 1 if a defect survives, can no longer be planted, or its test is red without it.
`--write` writes what caught each into DEFECTS.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch

from tests.defects.bed import Fate, Outcome, green, plant
from tests.defects.catalogue import DEFECTS
from tests.defects.defect import Defect
from tests.defects.page import write_page


def chosen(names: Sequence[str]) -> list[Defect]:
    """The defects of these names, all for none. Raises ValueError for a name that fits none."""
    lost = [name for name in names if not any(fnmatch(defect.name, name) for defect in DEFECTS)]
    if lost:
        raise ValueError(f"no defect is called {', '.join(lost)}")
    return [defect for defect in DEFECTS if not names or any(fnmatch(defect.name, name) for name in names)]


def plant_all(defects: Sequence[Defect], jobs: int) -> list[Outcome]:
    """Each in its own copy, after their tests were seen green without them."""
    together = tuple(dict.fromkeys(test for defect in defects for test in defect.tests))
    with ThreadPoolExecutor(jobs) as pool:
        sound = pool.submit(green, together)
        outcomes = []
        for outcome in pool.map(plant, defects):
            print(row(outcome), flush=True)
            outcomes.append(outcome)
        if sound.result():
            return outcomes
        greens = dict(zip(together, pool.map(green, [(test,) for test in together]), strict=True))
    return [
        outcome if all(greens[test] for test in outcome.defect.tests) else Outcome(outcome.defect, Fate.RED_BEFORE, "", 0)
        for outcome in outcomes
    ]


def row(outcome: Outcome) -> str:
    """One line of the table."""
    defect = outcome.defect
    named = f"{defect.name:66}{','.join(defect.invariants):14}{outcome.fate.value:11}{outcome.seconds:6.1f} s"
    return f"{named}  {outcome.by.removeprefix('tests/')}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.defects", description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="write DEFECTS.md")
    parser.add_argument("names", nargs="*", metavar="NAME")
    said = parser.parse_args(arguments)
    try:
        defects = chosen(said.names)
    except ValueError as error:
        parser.error(str(error))
    outcomes = plant_all(defects, said.jobs)
    bad = [outcome for outcome in outcomes if outcome.fate is not Fate.CAUGHT]
    for outcome in bad:
        print(f"\n{row(outcome)}\n{outcome.said[-2_000:]}", file=sys.stderr)
    if said.write and not bad:
        write_page(outcomes)
    print(f"{len(outcomes) - len(bad)} of {len(outcomes)} planted defects caught")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
