"""`python -m tests.bench [--quick] [--only NAME]`: every figure of the blueprint beside its reference in the same round.

A table for people, and as the last line of standard output one JSON object. Progress goes to standard error.
Exit status 0 also where a goal is missed: the table says so. Exit status 1 where something could not be measured.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.bench import postgres_cases, process_cases, snapshot_cases, sqlite_cases, terminal_cases
from tests.bench.pages import page_cases
from tests.bench.report import line, table
from tests.bench.rounds import Round, Spread, Values, kept, spreads
from tests.bench.scale import QUICK, Scale
from tests.bench.work import Work
from tests.support.postgres import INSTALL, programs

Case = Callable[[Scale, Work], AbstractContextManager[Callable[[], Values]]]

CASES: dict[str, Case] = {
    "terminal": terminal_cases.measuring,
    "snapshot": snapshot_cases.measuring,
    "process": process_cases.measuring,
    "postgres": postgres_cases.measuring,
    "growth": postgres_cases.measuring_growth,
    "pages": page_cases.measuring,
    "sqlite": sqlite_cases.measuring,
    "growth-sqlite": sqlite_cases.measuring_growth,
}
PARTS = (terminal_cases, snapshot_cases, process_cases, postgres_cases, page_cases, sqlite_cases)
UNITS = {name: unit for part in PARTS for name, unit in part.UNITS.items()}
ON_POSTGRES = ("postgres", "growth", "pages")
EXTRA_ROUNDS = 2
"""How many more rounds a case gets for those that a restless disk spoiled."""


def measure(name: str, case: Case, scale: Scale, work: Work) -> dict[str, Spread]:
    """All rounds of one case."""
    rounds: list[Round] = []
    with case(scale, work) as one_round:
        while sum(one.quiet for one in rounds) < scale.rounds and len(rounds) < scale.rounds + EXTRA_ROUNDS:
            work.disk.take()
            work.disk.probe()
            values = one_round()
            work.disk.probe()
            rounds.append(Round(values, work.disk.take()))
            shown = ", ".join(f"{key} {value:,.2f}" for key, value in values.items())
            syncs = " ".join(f"{sync:.2f}" for sync in rounds[-1].syncs_ms)
            work.say(f"{name}, round {len(rounds)}: {shown}; fdatasync {syncs} ms{'' if rounds[-1].quiet else ', DROPPED'}")
    used = kept(rounds)
    if len(used) < len(rounds):
        work.note(f"{name}: {len(rounds) - len(used)} of {len(rounds)} rounds dropped, the disk moved more than three-fold")
    elif not all(one.quiet for one in rounds):
        work.note(f"{name}: the disk moved more than three-fold in every round; all are used, none can be trusted")
    return spreads(rounds)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure everything the blueprint promises.")
    parser.add_argument("--quick", action="store_true", help="two small rounds, to see that everything works")
    parser.add_argument("--only", choices=CASES, action="append", metavar="NAME", help=f"one of {', '.join(CASES)}")
    arguments = parser.parse_args(argv)
    scale = QUICK if arguments.quick else Scale()
    found: dict[str, Spread] = {}
    with tempfile.TemporaryDirectory(prefix="tallycard-bench-") as folder:
        work = Work(Path(folder))
        failed = [name for name in arguments.only or CASES if not attempt(name, scale, work, found)]
        print("\n".join(table(found, UNITS, work.notes)))
    print(line(found), flush=True)
    return 1 if failed else 0


def attempt(name: str, scale: Scale, work: Work, found: dict[str, Spread]) -> bool:
    """Measure one case; one that fails is told of, and the others are measured all the same."""
    if name in ON_POSTGRES and programs() is None:
        work.note(f"{name}: not measured. {INSTALL}")
        return False
    try:
        found |= measure(name, CASES[name], scale, work.within(name))
    except Exception as error:
        traceback.print_exc()
        work.note(f"{name}: not measured. {type(error).__name__}: {error}")
        return False
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # servers and folders are cleared away
    sys.exit(main())
