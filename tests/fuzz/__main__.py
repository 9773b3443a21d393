"""Fuzzing by coverage, one process a target: `python -m tests.fuzz [--inputs N | --seconds T] [TARGET...]`.

`--inputs` are shared out over the targets, the slow ones getting less; `--seconds` is what each of them gets. Prints a
line a target as it ends; inputs that fail are kept in the corpus, from where every later test run tries them. Ends with
1 if there was any. `--keep` adds the inputs that reached new code to the corpus, as few as reach it all.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.corpus import folder_of, keep, kept
from tests.fuzz.reach import fewest
from tests.fuzz.target import Target
from tests.fuzz.targets import HOME, TARGETS

INPUTS = 1_000_000
LONGEST_SECONDS = 10
"""One input that takes longer hangs, whatever the machine."""
STAT = re.compile(r"^stat::(\w+):\s+(\d+)$", re.M)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one target. `failures` are the inputs on which its property fails, `report` says how."""

    name: str
    inputs: int
    per_second: int
    new: int
    peak_mib: int
    failures: tuple[bytes, ...]
    report: str


def fuzz(target: Target, limit: str, seed: int, keeping: bool) -> Outcome:
    """Run one target until its limit, an option of libFuzzer."""
    with tempfile.TemporaryDirectory(prefix="tc-fuzz-") as place:
        found, failed = Path(place, "found"), Path(place, "failed")
        found.mkdir()
        failed.mkdir()
        own = [f"-seed={seed}", f"-artifact_prefix={failed}/", f"-timeout={LONGEST_SECONDS}", "-print_final_stats=1"]
        done = _run(target, [limit, *own, "-verbosity=0", str(found), str(folder_of(target))])
        failures = tuple(path.read_bytes() for path in sorted(failed.iterdir()))
        keep(target, failures)
        if keeping and not failures:
            keep(target, fewest(target, kept(target), (path.read_bytes() for path in found.iterdir())))
        stats = {name: int(number) for name, number in STAT.findall(done.stderr)}
    broken = done.returncode != 0 and not failures
    return Outcome(
        name=target.name,
        inputs=stats.get("number_of_executed_units", 0),
        per_second=stats.get("average_exec_per_sec", 0),
        new=stats.get("new_units_added", 0),
        peak_mib=stats.get("peak_rss_mb", 0),
        failures=failures,
        report=done.stdout + done.stderr if failures or broken else "",
    )


def _run(target: Target, options: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.one", HOME[target.name], target.name, *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)


def limits(targets: Sequence[Target], inputs: int, seconds: int | None) -> dict[str, str]:
    """The limit of each target, as libFuzzer says it."""
    if seconds is not None:
        return {target.name: f"-max_total_time={seconds}" for target in targets}
    shares = sum(target.share for target in targets)
    return {target.name: f"-runs={-(-inputs * target.share // shares)}" for target in targets}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--inputs", type=int, default=INPUTS, help="inputs for all targets together")
    limit.add_argument("--seconds", type=int, help="seconds for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="targets at once")
    parser.add_argument("--keep", action="store_true", help="add what reached new code to the corpus")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all of them unless named")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.targets) - set(TARGETS):
        parser.error(f"no target is called {', '.join(sorted(unknown))}")
    targets = [TARGETS[name] for name in chosen.targets or TARGETS]
    each = limits(targets, chosen.inputs, chosen.seconds)
    print(f"{'target':24}{'inputs':>12}{'a second':>10}{'new':>7}{'MiB':>6}  findings", flush=True)
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(chosen.jobs) as pool:
        for ended in as_completed([pool.submit(fuzz, target, each[target.name], chosen.seed, chosen.keep) for target in targets]):
            outcomes.append(ended.result())
            _print(outcomes[-1])
    bad = [outcome.name for outcome in outcomes if outcome.report]
    total = sum(outcome.inputs for outcome in outcomes)
    print(json.dumps({"seed": chosen.seed, "targets": len(outcomes), "inputs": total, "failed": sorted(bad)}))
    return 1 if bad else 0


def _print(outcome: Outcome) -> None:
    row = f"{outcome.name:24}{outcome.inputs:>12,}{outcome.per_second:>10,}{outcome.new:>7,}{outcome.peak_mib:>6,}"
    print(f"{row}  {len(outcome.failures)}", flush=True)
    for data in outcome.failures:
        print(f"  fails on {data.hex()}", file=sys.stderr)
    if outcome.report:
        print(outcome.report, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
