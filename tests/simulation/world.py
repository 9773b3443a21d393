"""A chain of shops: so many regions, each a history of its own from its own seed, played in as many processes as wanted.

The result depends on the seed alone, not on the number of processes nor on how fast they are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from tests.simulation.books import read_books
from tests.simulation.chance import Chance
from tests.simulation.checker import FIGURES, Verdict, check_always, check_at_rest
from tests.simulation.history import History
from tests.simulation.region import Region
from tests.support.memory import memory_folder

SALES_PER_REGION = 2_500
FAILURES_SHOWN = 20


@dataclass(frozen=True)
class Plan:
    """What one region is to play. `weights` overrides the swarm's; `only` leaves all other faults out."""

    seed: int
    sales: int
    terminals: int = 6
    members: int = 60
    rate: float = 0.06
    weights: Mapping[str, float] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass
class Outcome:
    """What came of one region, or of several added up."""

    sales: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    gaps: list[tuple[str, int]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    digest: str = ""

    def add(self, other: Outcome) -> None:
        """Add up; the order of adding is the order of seeds."""
        self.sales += other.sales
        self.figures.update(other.figures)
        self.counts.update(other.counts)
        self.gaps += other.gaps
        self.failures += other.failures
        self.digest = sha256((self.digest + other.digest).encode()).hexdigest()

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures


def play(plan: Plan) -> Outcome:
    """Play one region to its quiet end and judge it. What breaks the product's code is raised with the seed as a note."""
    folder = Path(tempfile.mkdtemp(dir=memory_folder()))
    try:
        return _play(plan, folder)
    except Exception as error:
        error.add_note(f"in the region of seed {plan.seed}, {plan.sales} sales")
        raise
    finally:
        shutil.rmtree(folder)


def _play(plan: Plan, folder: Path) -> Outcome:
    chance = Chance(plan.seed, plan.rate, plan.weights, plan.only)
    region = Region(folder / "region", chance, plan.terminals, plan.members)
    history = History(region)
    outcome = Outcome()

    def judge(verdict: Verdict) -> None:
        sentences = [*verdict.failures, *region.truth.complaints]
        outcome.failures += [f"seed {plan.seed}, step {region.truth.steps}: {sentence}" for sentence in sentences]

    def checkpoint() -> None:
        judge(check_always(region.truth, read_books(region.office.books)))

    end = None if plan.seconds is None else monotonic() + plan.seconds
    history.run(plan.sales, checkpoint, lambda: not outcome.failures and (end is None or monotonic() < end))
    if not outcome.failures:
        history.come_to_rest()
        outcome.failures += [f"seed {plan.seed}, at rest: {sentence}" for sentence in region.office.prove()]
        machines = [*region.close()]
        region.office.stop()
        journals = [
            (machine.disk.path, machine.number) for machine in machines if not machine.crooked and machine.disk.path.exists()
        ]
        verdict = check_at_rest(region.truth, region.office.books, journals)
        judge(verdict)
        outcome.figures.update(verdict.figures)
        outcome.gaps = [(f"{number}.{instance}", amount) for (number, instance), amount in verdict.gaps]
    else:
        region.office.stop()
        outcome.figures.update(dict.fromkeys(FIGURES, 1))
    outcome.sales, outcome.counts = history.sales, region.truth.counts
    outcome.digest = region.truth.history_hash
    return outcome


def plans_for(seed: int, sales: int, **settings: object) -> list[Plan]:
    """The regions of a world: seeds that follow from its own."""
    whole, rest = divmod(sales, SALES_PER_REGION)
    sizes = [SALES_PER_REGION] * whole + [rest] * bool(rest)
    return [Plan(seed * 10_000 + place, size, **settings) for place, size in enumerate(sizes)]  # type: ignore[arg-type]


def play_all(plans: list[Plan], processes: int, told: Callable[[Outcome], object]) -> Outcome:
    """Play regions and add them up in the order of their seeds; `told` hears of each as it comes."""
    world = Outcome()
    for outcome in _outcomes(plans, processes):
        world.add(outcome)
        told(world)
    return world


def _outcomes(plans: list[Plan], processes: int) -> Iterator[Outcome]:
    if processes == 1:
        yield from map(play, plans)
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            yield from pool.map(play, plans)
