"""A card number made twice is two purses under one name; a PIN that shows is a PIN of everybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Role
from protocol.link.job_delivery import open_jobs
from protocol.link.jobs import JobList
from protocol.link.seal import SigningKey
from provisioning.cards import Applied, apply, draw_pins, list_again, pins_for, preview
from provisioning.issue_record import Act, lines
from provisioning.office import Office
from provisioning.plan import Order, PinPolicy, Plan, judge_pin
from provisioning.refusals import Refusal, Refused
from provisioning.registry import act
from provisioning.terminals import CERTIFICATE_MS
from tests.provisioning.room import DESK, NOW, TILL, Device, Room, order, why

PINS = ("471182", "8264")


@pytest.fixture
def desk(room: Room) -> Device:
    device = Device()
    room.admit(device, 3, DESK)
    return device


def applied(room: Room, wanted: Order, pins: tuple[str, ...] = PINS) -> Applied:
    done = apply(room.office, room.held, 3, wanted, pins, NOW)
    assert isinstance(done, Applied)
    return done


def opened(room: Room, desk: Device, sealed: bytes) -> JobList:
    office = SigningKey.from_seed(room.held.personalisation).public
    return open_jobs(sealed, room.held.environment, TerminalId(3), desk.seal, office)


def test_the_desk_reads_the_jobs_as_planned(room: Room, desk: Device) -> None:
    done = applied(room, order())
    jobs = opened(room, desk, done.sealed)
    assert (jobs.id, jobs.desk) == (done.list, 3) == (1, 3)
    assert jobs.jobs == tuple(step.job for step in done.plan.steps)
    assert [job.pin for job in jobs.jobs] == list(PINS)


def test_a_preview_stores_nothing(room: Room, desk: Device) -> None:
    before = room.office.registry.read_bytes()
    seen = preview(room.office, 3, order(), PINS, NOW)
    assert isinstance(seen, Plan)
    assert room.office.registry.read_bytes() == before
    assert applied(room, order()).plan == seen


def test_a_card_is_planned_once_ever_also_after_a_restart(room: Room, desk: Device) -> None:
    applied(room, order(1000, 2))
    restarted = Room(Office(Path(room.office.folder)), room.held)
    overlapping = order(1001, 2)
    assert apply(restarted.office, room.held, 3, overlapping, PINS, NOW) == Refused(Refusal.CARD_PLANNED, "1001.1")
    assert preview(restarted.office, 3, overlapping, PINS, NOW) == Refused(Refusal.CARD_PLANNED, "1001.1")
    assert isinstance(preview(restarted.office, 3, order(1002, 2), PINS, NOW), Plan)


def test_a_replacement_keeps_the_number_and_raises_the_instance(room: Room, desk: Device) -> None:
    applied(room, order(1000, 2))
    assert [str(step.job.card) for step in applied(room, order(1000, 2, instance=2)).plan.steps] == ["1000.2", "1001.2"]


def test_job_and_list_numbers_go_on_rising(room: Room, desk: Device) -> None:
    first, second = applied(room, order(1000, 2)), applied(room, order(2000, 2))
    assert [step.job.number for step in (*first.plan.steps, *second.plan.steps)] == [1, 2, 3, 4]
    assert (first.list, second.list) == (1, 2)


def test_a_refused_plan_uses_up_no_number(room: Room, desk: Device) -> None:
    applied(room, order(1000, 2))
    assert why(apply(room.office, room.held, 3, order(1000, 2), PINS, NOW)) is Refusal.CARD_PLANNED
    assert applied(room, order(2000, 2)).plan.steps[0].job.number == 3


def test_a_list_can_be_written_again_as_it_was(room: Room, desk: Device) -> None:
    done = applied(room, order())
    assert list_again(room.office, done.list) == done.sealed
    assert list_again(room.office, 9) == Refused(Refusal.LIST_UNKNOWN, "9")


def test_the_plan_is_on_record_without_pins(room: Room, desk: Device) -> None:
    applied(room, order())
    with act(room.office.registry) as database:
        last = lines(database)[-1]
    assert (last.kind, last.detail) == (Act.CARDS_PLANNED.value, '{"desk":3,"jobs":"1-2","list":1,"loads":4000}')
    assert b"471182" not in room.office.registry.read_bytes()


def test_a_desk_that_was_never_admitted_gets_no_jobs(room: Room) -> None:
    assert apply(room.office, room.held, 3, order(), PINS, NOW) == Refused(Refusal.DESK_UNKNOWN, "3")
    assert preview(room.office, 3, order(), PINS, NOW) == Refused(Refusal.DESK_UNKNOWN, "3")


@pytest.mark.parametrize("roles", [Role.SELL, Role.PERSONALISE, Role.LOAD])
def test_a_terminal_that_may_not_make_and_load_cards_gets_no_jobs(room: Room, roles: Role) -> None:
    room.admit(Device(), 3, replace(TILL, roles=roles))
    assert why(apply(room.office, room.held, 3, order(), PINS, NOW)) is Refusal.DESK_ROLE


def test_a_desk_whose_certificate_is_over_gets_no_jobs(room: Room, desk: Device) -> None:
    late = Instant(NOW + CERTIFICATE_MS + 1)
    assert why(apply(room.office, room.held, 3, order(), PINS, late)) is Refusal.DESK_EXPIRED
    room.admit(desk, 3, DESK, late)
    assert isinstance(apply(room.office, room.held, 3, order(), PINS, late), Applied)


def test_drawn_pins_are_four_digits_and_never_trivial() -> None:
    pins = draw_pins(2_000)
    assert len(pins) == 2_000
    assert all(len(pin) == 4 and judge_pin(pin) is None for pin in pins)
    assert len(set(pins)) > 1_000


def test_there_is_one_pin_a_card_as_ordered() -> None:
    assert pins_for(order(pin=PinPolicy.NONE), "4711") == ()
    assert pins_for(order(pin=PinPolicy.GIVEN), "4711") == ("4711", "4711")
    assert len(pins_for(order(pin=PinPolicy.RANDOM), "")) == 2
