"""Bonuses on loads: worked examples. If these failed, the house would pay a bonus twice, for no cash, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from protocol.card.record import Kind
from protocol.ids import Reference, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.entries import LoadDetail
from protocol.link.tables import CardState, ClaimReason
from protocol.money import Money
from server.database import make_database, run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import BONUS_EXPENSE, branch_cash, card_liability, claim_liability
from server.ledger.proofs import prove
from server.settlement.cards.explain import explain
from server.settlement.credits.bonuses import Band, Rule, bonus_of, bonus_on, rule_on, store_rule, sweep_bonuses
from server.settlement.credits.claims import Claim, ClaimState
from server.settlement.credits.corrections import Correction, Righted, record_correction
from server.settlement.rebook import rebook
from server.settlement.states.listing import list_card
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import TODAY, Card, Journal

ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
BANDS = (Band(Money(10_000), Money(500)), Band(Money(50_000), tenths=55))
"""From 100.00 on 5.00, from 500.00 on 5.5 %."""


def hold(*rules: Rule) -> None:
    with writing():
        for one in rules:
            store_rule(one)


def sweep() -> list[Claim]:
    with writing():
        return sweep_bonuses(TODAY, NOON)


def loaded(office: HeadOffice, *amounts: int, klass: int = 1) -> tuple[Journal, Card, list[Reference]]:
    journal, card = Journal(), Card()
    journal.issue(card, klass)
    loads = [journal.load(card, amount) for amount in amounts]
    office.accept(7, journal.batch())
    return journal, card, loads


@pytest.mark.parametrize(
    ("load", "bonus"),
    [(1, 0), (9_999, 0), (10_000, 500), (49_999, 500), (50_000, 2_750), (50_001, 2_750), (50_019, 2_751), (100_000, 5_500)],
)
def test_c13_a_load_earns_by_the_highest_band_that_it_reaches_rounded_down(load: int, bonus: int) -> None:
    assert bonus_on(Money(load), BANDS) == Money(bonus)


def test_the_newest_rule_that_has_begun_holds_and_one_without_bands_ends_it() -> None:
    rules = {1: [Rule(1, TODAY, BANDS), Rule(1, BusinessDay(TODAY + 2), ())]}
    held = [
        rule_on(rules, card_class, BusinessDay(TODAY + day)) for card_class, day in ((1, -1), (1, 1), (1, 2), (2, 1), (None, 1))
    ]
    assert held == [None, rules[1][0], rules[1][1], None, None]


def test_c13_a_load_of_600_earns_33_at_the_cost_of_the_house_once_for_ever(office: HeadOffice, tmp_path: Path) -> None:
    hold(Rule(1, TODAY, BANDS))
    journal, card, (small, large) = loaded(office, 5_000, 60_000)
    (claim,) = sweep()
    assert (claim.reason, claim.amount, claim.cause) == (ClaimReason.BONUS, Money(3_300), f"bonus of {large}")
    assert bonus_of(small) is None
    assert [balance_of(name).minor for name in (branch_cash(TerminalId(7)), BONUS_EXPENSE)] == [-65_000, -3_300]
    assert explain(card.name).claims == ((claim.id, Money(3_300)),)
    assert sweep() == []

    hold(Rule(1, BusinessDay(TODAY + 1), ()))
    journal.claim(card, claim.id, 3_300)
    office.accept(7, journal.batch())
    told = explain(card.name)
    assert (told.ledger, told.record, told.unexplained, told.claims) == (Money(68_300), Money(68_300), Money(0), ())
    assert [balance_of(name).minor for name in (claim_liability(card.name), card_liability(card.name))] == [0, 68_300]
    assert sweep() == []
    (act,) = run("SELECT data FROM act").fetchone()
    assert json.loads(bytes(act))["rule"].endswith("[[10000, 500, 0], [50000, 0, 55]]")
    again = rebook(make_database(f"sqlite:///{tmp_path}/again.db"), 0)
    assert (again.digest_here == again.digest_there, again.proof.failures, prove().failures) == (True, (), ())


@ON_SQLITE
def test_c13_a_late_batch_earns_by_the_rule_of_the_day_of_the_load(office: HeadOffice) -> None:
    hold(
        Rule(1, BusinessDay(TODAY - 3), (Band(Money(1), Money(100)),)),
        Rule(1, BusinessDay(TODAY - 1), (Band(Money(1), Money(7)),)),
    )
    early, card = Journal(start=Instant(NOON - 2 * 86_400_000)), Card()
    early.issue(card)
    early.load(card, 1_000)
    late = early.batch()
    other = Journal(terminal=8)
    other.load(card, 1_000)
    office.accept(8, other.batch())
    assert sweep() == []  # its class is not told yet
    office.accept(7, late)
    assert sorted(claim.amount.minor for claim in sweep()) == [7, 100]


@ON_SQLITE
@pytest.mark.parametrize("rule", [Rule(2, TODAY, BANDS), Rule(1, BusinessDay(TODAY + 1), BANDS), Rule(1, TODAY, ())])
def test_another_class_another_day_and_no_bands_earn_nothing(office: HeadOffice, rule: Rule) -> None:
    hold(rule)
    loaded(office, 60_000)
    assert sweep() == []


class Restored(Exception):
    """Everything since is forgotten."""


@ON_SQLITE
def test_the_same_claim_is_made_again_by_a_head_office_that_has_forgotten_it(office: HeadOffice) -> None:
    hold(Rule(1, TODAY, BANDS))
    loaded(office, 60_000)
    before = []

    def make_and_forget() -> None:
        with writing():
            before.extend(sweep_bonuses(TODAY, NOON))
            raise Restored

    with pytest.raises(Restored):
        make_and_forget()
    assert [(one.id, one.amount) for one in sweep()] == [(one.id, one.amount) for one in before]


@ON_SQLITE
def test_what_was_only_moved_from_another_card_earns_nothing_nor_does_a_job_that_nobody_knows(office: HeadOffice) -> None:
    hold(Rule(1, TODAY, BANDS))
    journal, card = Journal(), Card()
    journal.issue(card)
    loads = [journal.change(card, Kind.LOAD, 60_000, LoadDetail(job=job)) for job in (5, 6, 99)]
    with writing():
        for job in (5, 6):
            run(
                "INSERT INTO desk_job (number, terminal, kind, card, instance, content, sold, ordered_by, ordered_at, expires_at,"
                " state, reason, changed_at) VALUES (%s, 7, 4, %s, 0, '{\"amount\":60000}', %s, 'Eve', 1, 2, 5, 0, 1)",
                (job, card.name.number, False),
            )
        run(
            "INSERT INTO card_transfer VALUES (1, 2, 0, %s, 0, 60000, 7, 4, 6, 'Ann', 'Bob', 'his son''s', 1)",
            (card.name.number,),
        )
    office.accept(7, journal.batch())
    assert [claim.cause for claim in sweep()] == [f"bonus of {loads[0]}"]


def take_off(load: Reference, amount: int, state: int = 5) -> None:
    """A desk was told to take so much of a load back."""
    with writing():
        (job,) = run("SELECT COALESCE(MAX(number), 0) + 1 FROM desk_job").fetchone()
        run(
            "INSERT INTO desk_job (number, terminal, kind, card, instance, content, sold, ordered_by, ordered_at, expires_at,"
            " state, reason, changed_at) VALUES (%s, 7, 9, 1, 0, '{}', %s, 'Eve', 1, 2, %s, 0, 1)",
            (job, False, state),
        )
        one = Correction(load, Righted.LOAD, Card().name, Money(amount), ("Ann", "Bob"), "typed 600 for 60", job=job)
        record_correction(one, TODAY, NOON)


@ON_SQLITE
@pytest.mark.parametrize(("taken", "state", "earned"), [(60_000, 5, []), (50_000, 1, [500]), (60_000, 6, [3_300])])
def test_c13_a_load_earns_by_what_was_left_of_it_before_the_night(
    office: HeadOffice, taken: int, state: int, earned: list[int]
) -> None:
    hold(Rule(1, TODAY, BANDS))
    _, _, (load,) = loaded(office, 60_000)
    take_off(load, taken, state)
    assert [claim.amount.minor for claim in sweep()] == earned
    assert sweep() == []


@ON_SQLITE
def test_what_is_not_due_any_more_and_not_on_the_card_yet_goes_back_and_stays_away(office: HeadOffice) -> None:
    hold(Rule(1, TODAY, BANDS))
    _, card, (first, second) = loaded(office, 60_000, 20_000)
    assert len(sweep()) == 2
    take_off(second, 5_000)  # 150.00 are left, and earn the same
    assert sweep() == []
    assert balance_of(BONUS_EXPENSE) == Money(-3_800)
    take_off(first, 50_000)
    assert sweep() == []
    found = bonus_of(first)
    assert found is not None
    assert (found.state, balance_of(BONUS_EXPENSE)) == (ClaimState.RETURNED, Money(-500))
    with writing():
        list_card(card.name, CardState.RETURNED, "Ann", NOON)
    assert sweep() == []
    assert (balance_of(BONUS_EXPENSE), prove().failures) == (Money(0), ())
