"""If these failed, a cashier would find out at the first customer that the terminal cannot sell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.link.tables import TableKind
from protocol.money import ZERO, Money
from terminal.counter.readiness import Check, Facts, Paper, Verdict, judge
from terminal.words.readiness import Advice, CheckName, TableName, VerdictName
from tests.support.canteen import SHOP
from tests.support.slip_examples import FINE

CASES: list[tuple[Facts, Check, Verdict]] = [
    (replace(FINE, journal_sound=False), Check.JOURNAL, Verdict.STOP),
    (replace(FINE, locked=True), Check.LOCK, Verdict.STOP),
    (replace(FINE, contact_minutes=1_440), Check.CONTACT, Verdict.LIMITED),
    (replace(FINE, contact_minutes=4_320), Check.CONTACT, Verdict.STOP),
    (replace(FINE, contact_minutes=None), Check.CONTACT, Verdict.STOP),
    (replace(FINE, states_minutes=1_440), Check.STATES, Verdict.LIMITED),
    (replace(FINE, states_minutes=None), Check.STATES, Verdict.STOP),
    (replace(FINE, missing_tables=(TableKind.ITEMS,)), Check.TABLES, Verdict.LIMITED),
    (replace(FINE, missing_tables=(TableKind.PARAMETERS,)), Check.TABLES, Verdict.STOP),
    (replace(FINE, unsent=2_001), Check.UNSENT, Verdict.LIMITED),
    (replace(FINE, unsent_sum=Money(2_000_001)), Check.UNSENT, Verdict.LIMITED),
    (replace(FINE, clock_behind=True), Check.CLOCK, Verdict.LIMITED),
    (replace(FINE, clock_set=False), Check.CLOCK, Verdict.LIMITED),
    (replace(FINE, disk_free_mb=200), Check.DISK, Verdict.LIMITED),
    (replace(FINE, disk_free_mb=20), Check.DISK, Verdict.STOP),
    (replace(FINE, certificate_days=30), Check.CERTIFICATE, Verdict.LIMITED),
    (replace(FINE, certificate_days=-1), Check.CERTIFICATE, Verdict.STOP),
    (replace(FINE, reader_found=False), Check.READER, Verdict.LIMITED),
    (replace(FINE, paper=Paper.NO_PAPER), Check.PRINTER, Verdict.LIMITED),
    (replace(FINE, paper=Paper.OFFLINE), Check.PRINTER, Verdict.LIMITED),
    (replace(FINE, missing_devices=("keypad",)), Check.DEVICES, Verdict.LIMITED),
    (replace(FINE, float_left=ZERO), Check.FLOAT, Verdict.LIMITED),
    (replace(FINE, unfinished=1), Check.UNFINISHED, Verdict.LIMITED),
]


def test_n11_a_terminal_that_is_well_may_go() -> None:
    readiness = judge(FINE, SHOP)
    assert readiness.verdict is Verdict.GO
    assert readiness.reasons == ()
    assert {finding.check for finding in readiness.findings} == set(Check)


@pytest.mark.parametrize("paper", [Paper.READY, Paper.UNKNOWN])
def test_a_printer_that_cannot_be_asked_is_no_reason(paper: Paper) -> None:
    assert judge(replace(FINE, paper=paper), SHOP).verdict is Verdict.GO


@pytest.mark.parametrize(("facts", "check", "verdict"), CASES)
def test_n11_each_trouble_is_named_and_weighs_what_it_must(facts: Facts, check: Check, verdict: Verdict) -> None:
    readiness = judge(facts, SHOP)
    assert [(reason.check, reason.verdict) for reason in readiness.reasons] == [(check, verdict)]
    assert readiness.verdict is verdict


@pytest.mark.parametrize("facts", [facts for facts, _, _ in CASES])
def test_there_is_advice_for_each_trouble(facts: Facts) -> None:
    assert all(f"{reason.check.name}_{reason.verdict.name}" in Advice.__members__ for reason in judge(facts, SHOP).reasons)


def test_there_is_no_advice_for_what_cannot_happen() -> None:
    seen = {(check, verdict) for _, check, verdict in CASES}
    assert set(Advice.__members__) == {f"{check.name}_{verdict.name}" for check, verdict in seen}


def test_every_check_verdict_and_table_has_a_name() -> None:
    assert set(CheckName.__members__) == {check.name for check in Check}
    assert set(VerdictName.__members__) == {verdict.name for verdict in Verdict}
    assert set(TableName.__members__) == {kind.name for kind in TableKind}


def test_the_worst_reason_decides_and_stands_first() -> None:
    readiness = judge(replace(FINE, unfinished=1, disk_free_mb=3, clock_set=False), SHOP)
    assert readiness.verdict is Verdict.STOP
    assert [reason.check for reason in readiness.reasons] == [Check.DISK, Check.CLOCK, Check.UNFINISHED]


def test_a_terminal_that_loads_no_cards_is_not_asked_for_a_float() -> None:
    findings = judge(replace(FINE, float_left=None), SHOP).findings
    assert Check.FLOAT not in {finding.check for finding in findings}
