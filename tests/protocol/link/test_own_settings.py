"""Settings of groups and terminals: if these failed, a stall would sell by another one's limits, or a shop by none."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import TerminalId
from protocol.link.own_settings import OWN_MAX, SHARED, own_fault, parameters_for, read_own, write_own
from protocol.link.parameters_codec import FIELDS, parameters_fault
from protocol.link.table_codec import decode_table, encode_table
from protocol.link.tables import OwnSetting, Parameters, Target
from protocol.link.violations import OurViolation, TheirViolation
from protocol.link.wire import Reader, Writer
from protocol.money import Money
from tests.support.link_examples import SIGNED_TABLES, TABLES
from tests.support.table_strategies import parameters

_EXAMPLE = TABLES["Parameters"]
assert isinstance(_EXAMPLE, Parameters)
ALL = replace(_EXAMPLE, own=())
GROUP, OTHER, HERE, THERE = 5, 6, TerminalId(12), TerminalId(13)
MINE = sorted(FIELDS.keys() - SHARED, key=list(FIELDS).index)
TARGETS = [(Target.GROUP, GROUP), (Target.TERMINAL, 12)]


def own(target: Target, number: int, **values: object) -> tuple[OwnSetting, ...]:
    return tuple(OwnSetting(target, number, name, values[name]) for name in MINE if name in values)


def table(*settings: OwnSetting) -> Parameters:
    return replace(ALL, own=settings)


@given(parameters, parameters, st.sets(st.tuples(st.sampled_from(TARGETS), st.sampled_from(MINE))))
@settings(max_examples=50, deadline=None)
def test_own_settings_are_read_as_written_and_each_terminal_gets_what_may_hold(
    base: Parameters, other: Parameters, chosen: set[tuple[tuple[Target, int], str]]
) -> None:
    kept = sorted(chosen, key=lambda one: (one[0], MINE.index(one[1])))
    whole = replace(base, own=tuple(OwnSetting(*target, name, getattr(other, name)) for target, name in kept))
    assert own_fault(whole) is None
    signed = replace(SIGNED_TABLES["Parameters"], table=whole)
    assert decode_table(encode_table(signed)) == signed
    for group in (GROUP, OTHER):
        for terminal in (HERE, THERE):
            assert parameters_fault(parameters_for(whole, group, terminal)) is None


def test_every_field_has_its_bytes_and_nobody_has_a_name_money_or_calendar_of_its_own() -> None:
    assert {one.name for one in fields(Parameters)} - {"own"} == set(FIELDS)
    assert set(FIELDS) > SHARED


def test_the_terminals_own_setting_holds_then_its_groups_then_that_of_all() -> None:
    whole = table(*own(Target.GROUP, GROUP, idle_minutes=3, low_balance=Money(7)), *own(Target.TERMINAL, HERE, idle_minutes=1))
    here, there, elsewhere = (parameters_for(whole, *at) for at in ((GROUP, HERE), (GROUP, THERE), (OTHER, THERE)))
    assert (here.idle_minutes, here.low_balance) == (1, Money(7))
    assert (there.idle_minutes, there.low_balance) == (3, Money(7))
    assert elsewhere == ALL
    assert here.own == ()


def test_a_terminal_takes_less_no_later_than_it_takes_nothing_whoever_said_what() -> None:
    whole = table(*own(Target.GROUP, GROUP, narrow_after_minutes=4_000), *own(Target.TERMINAL, HERE, stop_after_minutes=600))
    found = parameters_for(whole, GROUP, HERE)
    assert (found.narrow_after_minutes, found.stop_after_minutes) == (600, 600)


IDLE = OwnSetting(Target.GROUP, GROUP, "idle_minutes", 3)
BAD = {
    "the shop's own money": replace(IDLE, name="currency", value="EUR"),
    "a field that is none": replace(IDLE, name="colour"),
    "a group beyond the last": replace(IDLE, number=32),
    "a terminal without a number": replace(IDLE, target=Target.TERMINAL, number=0),
    "a share of nothing": replace(IDLE, name="narrow_divisor", value=0),
}


@pytest.mark.parametrize("wrong", BAD.values(), ids=BAD)
def test_what_cannot_hold_is_nobodys_own(wrong: OwnSetting) -> None:
    assert own_fault(table(wrong)) is not None
    with pytest.raises(OurViolation):
        encode_table(replace(SIGNED_TABLES["Parameters"], table=table(wrong)))


def test_own_settings_rise_and_are_not_too_many() -> None:
    assert own_fault(table(IDLE, IDLE)) is not None
    many = tuple(OwnSetting(Target.TERMINAL, number, "idle_minutes", 1) for number in range(1, OWN_MAX + 2))
    assert own_fault(table(*many[:-1])) is None
    assert own_fault(table(*many)) is not None


def test_bytes_left_over_in_a_value_and_settings_of_nobody_are_refused() -> None:
    writer = Writer()
    write_own(writer, (IDLE,))
    data = writer.finish()
    assert read_own(Reader(data)) == (IDLE,)
    for wrong in (data[:-3] + b"\x03" + data[-2:] + b"\x00", data[:4] + b"\x01" + data[5:], data[:4] + b"\x63" + data[5:]):
        with pytest.raises(TheirViolation):
            read_own(Reader(wrong))
