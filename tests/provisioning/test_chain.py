"""If these failed, two demos of one day would sell different things, somebody would stand before a closed shop, or a chain of an
older program would be opened by a newer one."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from protocol.ids import TerminalId
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant, day_begins
from provisioning.chain.clock import PastClock
from provisioning.chain.example import CARDS, GUEST, MEMBER, STAFF, STUDENT, crowd, staff
from provisioning.chain.trade import CLOSES, OPENS, guests
from provisioning.demo import KEPT, take_up
from provisioning.stage import Stage
from server.usecases.staff.passwords import check_password
from server.usecases.staff.roles import Role, fits

MONDAY = BusinessDay(20_780)
BEGINS = Instant(day_begins(MONDAY, 0) + OPENS * MS_PER_MINUTE)
BUSY = {TerminalId(1): 20, TerminalId(3): 10}


def test_a_day_is_planned_by_its_seed_alone_in_order_and_while_the_shop_is_open() -> None:
    plan = guests(MONDAY, BEGINS, CLOSES - OPENS, BUSY, Random(1))
    assert (
        plan == guests(MONDAY, BEGINS, CLOSES - OPENS, BUSY, Random(1)) != guests(MONDAY, BEGINS, CLOSES - OPENS, BUSY, Random(2))
    )
    assert plan == sorted(plan, key=lambda guest: guest.at)
    assert BEGINS <= plan[0].at <= plan[-1].at < BEGINS + (CLOSES - OPENS) * MS_PER_MINUTE
    assert {guest.till for guest in plan} == set(BUSY)


def test_a_minute_of_a_day_has_a_guest_at_each_terminal() -> None:
    assert {guest.till for guest in guests(MONDAY, BEGINS, 0, BUSY, Random(1))} == set(BUSY)


def test_the_past_never_goes_beyond_the_present_nor_back() -> None:
    clock = PastClock(Instant(1_000), Instant(5_000))
    assert [clock.until(Instant(at)) for at in (3_000, 2_000, 9_000)] == [3_000, 3_000, 5_000]


def test_there_is_somebody_of_every_role_that_signs_in_and_a_card_of_every_class() -> None:
    assert {person.role for person in staff()} == set(Role) - {Role.ATTENDANT}
    assert all(fits(person.role, person.scope) for person in staff())
    assert staff()[0].role is Role.ADMINISTRATOR
    for person in staff():
        check_password(person.password, person.name)
    cards = [*CARDS, *crowd()]
    assert len({card.number for card in cards}) == len(cards)
    assert {card.card_class for card in cards} == {MEMBER, STAFF, STUDENT, GUEST}
    assert all(card.holder for card in cards if card.card_class != GUEST)


def test_a_chain_is_taken_up_only_where_one_of_this_program_is_kept(tmp_path: Path) -> None:
    assert not take_up(Stage(tmp_path / "nowhere"))
    (tmp_path / KEPT).write_text(json.dumps({"port": 1, "shape": "of an older program"}))
    assert not take_up(Stage(tmp_path))
