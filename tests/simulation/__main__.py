"""`python -m tests.simulation --sales N --seed S`: simulate a chain of shops and have it judged. The last line is JSON.

Exit 1 if anything is wrong; then the sentences before that line say where: seed, step, what happened and what the books say.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from time import monotonic

from tqdm import tqdm

from tests.simulation.checker import FIGURES
from tests.simulation.world import FAILURES_SHOWN, Outcome, plans_for, play_all

GAPS_SHOWN = 200
REFUSED_OFFLINE = ("out-of-touch", "records-full", "above-narrow-sale", "above-narrow-day")
"""The last word on the screen where a terminal was STOPPED, or NARROW and the sale above what it may take then."""


def main(argv: list[str] | None = None) -> int:
    """Play a world; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(prog="simulation", description="Simulate a chain of shops with faults and judge its books.")
    parser.add_argument("--sales", type=int, default=10_000, help="how many card sales are tried")
    parser.add_argument("--seed", type=int, default=1, help="seed of every chance")
    parser.add_argument("--terminals", type=int, default=6, help="terminals a region")
    parser.add_argument("--members", type=int, default=60, help="members a region")
    parser.add_argument("--rate", type=float, default=0.06, help="how many sales meet a fault")
    parser.add_argument("--seconds", type=float, help="end each region after this time (the history then depends on the machine)")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1), help="regions played at once")
    given = parser.parse_args(argv)
    settings = {"terminals": given.terminals, "members": given.members, "rate": given.rate, "seconds": given.seconds}
    started = monotonic()
    plans = plans_for(given.seed, given.sales, **settings)
    with tqdm(total=given.sales, unit="sale", disable=None) as bar:
        world = play_all(plans, given.processes, lambda told: bar.update(told.sales - bar.n))
    for sentence in world.failures[:FAILURES_SHOWN]:
        print(sentence)
    print(json.dumps(report(world, given.seed, monotonic() - started)))
    return 0 if world.holds else 1


def report(world: Outcome, seed: int, seconds: float) -> dict[str, object]:
    """The figures of a world as one object."""

    def counted(prefix: str) -> int:
        return sum(number for name, number in world.counts.items() if name.startswith(prefix))

    return {
        "seed": seed,
        "sales": world.sales,
        "paid": counted("end_paid"),
        "faults": counted("armed_") + counted("calamity_") + counted("line_"),
        "attacks": counted("attack_"),
        **{figure: world.figures[figure] for figure in FIGURES},
        "refused_offline": sum(world.counts[f"end_{word}"] for word in REFUSED_OFFLINE),
        "gaps": [{"card": card, "amount": amount} for card, amount in world.gaps[:GAPS_SHOWN]],
        "gap_count": len(world.gaps),
        "gap_amount": sum(abs(amount) for _, amount in world.gaps),
        "seconds": round(seconds, 1),
        "sales_per_second": round(world.sales / seconds, 1),
        "history": world.digest,
    }


if __name__ == "__main__":
    sys.exit(main())
