"""A chain of shops in one process: real terminals, journals, batches and books, with faults likelier than in life.

If these failed, money could be lost, counted twice or left unexplained by some combination of faults.
"""

from __future__ import annotations

import pytest

from tests.simulation.chance import CALAMITIES, FAULTS, LINE, SCHEMES
from tests.simulation.world import Outcome, Plan, play

SHORT = 150


def settled(plan: Plan) -> Outcome:
    """Play, and show both views of whatever is wrong."""
    outcome = play(plan)
    assert outcome.holds, "\n".join(outcome.failures[:20])
    return outcome


@pytest.mark.parametrize("fault", FAULTS)
def test_a_counter_with_one_class_of_faults_ends_with_every_cent_explained(fault: str) -> None:
    outcome = settled(Plan(1, SHORT, 3, 12, rate=0.25, weights={fault: 5.0}, only=(fault,)))
    assert outcome.counts[f"armed_{fault}"] > SHORT / 10


@pytest.mark.parametrize("fault", LINE)
def test_a_line_with_one_class_of_faults_ends_with_every_cent_explained(fault: str) -> None:
    outcome = settled(Plan(2, SHORT, 3, 12, weights={fault: 5.0}, only=(fault,)))
    assert outcome.sales >= SHORT


@pytest.mark.parametrize("calamity", CALAMITIES)
def test_a_region_with_one_class_of_calamities_ends_with_every_cent_explained(calamity: str) -> None:
    outcome = settled(Plan(3, SHORT, 3, 12, rate=0.3, weights={calamity: 5.0}, only=(calamity,)))
    assert outcome.counts[f"calamity_{calamity}"] > 0


def test_an_old_backup_of_head_office_is_restored_and_every_cent_comes_back() -> None:
    both = ("backup_taken", "backup_restored")
    outcome = settled(Plan(3, SHORT, 3, 12, rate=0.3, weights=dict.fromkeys(both, 5.0), only=both))
    assert outcome.counts["struck_backup_restored"] > 0


def test_burnt_terminals_come_back_from_the_cards() -> None:
    outcome = settled(Plan(4, SHORT, 3, 12, rate=0.3, weights={"destroyed": 5.0}, only=("destroyed",)))
    assert outcome.figures["recovered"] > 0


def test_n6_attackers_are_caught_once_their_records_are_in() -> None:
    outcome = settled(Plan(5, 2 * SHORT, 3, 12, weights={"attack": 10.0}, only=("attack",)))
    assert outcome.figures["attacks_with_evidence"] > 0


def test_keepers_who_cheat_are_asked_about_it_and_no_member_loses_a_cent() -> None:
    schemes = dict.fromkeys(SCHEMES, 1.0)
    outcome = settled(Plan(1, 2 * SHORT, 8, 12, weights={"keeper": 20.0} | schemes, only=("keeper", *schemes)))
    assert sum(outcome.counts[f"crime_{scheme}"] > 0 for scheme in schemes) > 3
    assert outcome.figures["attacks_caught"] == outcome.figures["attacks_with_evidence"] > 2


def test_the_same_seed_is_the_same_history() -> None:
    once, again = (play(Plan(4, SHORT, 3, 12)) for _ in range(2))
    assert once.digest == again.digest
    assert once.figures == again.figures


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(5, 9))
def test_everything_at_once_ends_with_every_cent_explained(seed: int) -> None:
    outcome = settled(Plan(seed, 1_000))
    assert outcome.counts.total() > 1_000
