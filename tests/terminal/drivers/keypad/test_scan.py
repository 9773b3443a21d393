"""If these failed, one press would key two digits, or two fingers a third key."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.drivers.keypad.port import KEYS, Key
from terminal.drivers.keypad.scan import NONE, REPEAT_AFTER, REPEAT_EVERY, REPEATING, STEADY, Contacts, Scanner, scanned

OPEN = [NONE] * STEADY
CONTACTS = st.frozensets(st.sampled_from([key for key in KEYS if key not in REPEATING]), max_size=3)
RUNS = st.lists(st.tuples(CONTACTS, st.integers(1, 3 * STEADY)), max_size=30)
NOISE = st.lists(st.booleans(), max_size=STEADY - 1)


def down(*keys: Key) -> list[Contacts]:
    """These contacts are closed for as long as it takes to be seen."""
    return [frozenset(keys)] * STEADY


def keyed(looks: Iterable[Contacts]) -> list[Key]:
    """The keys of these looks, from the start."""
    scanner, keys = Scanner(), []
    for closed in looks:
        scanner, key = scanned(scanner, closed)
        keys += [key] if key else []
    return keys


def test_a_key_is_pressed_when_its_contact_was_alone_for_so_many_looks() -> None:
    assert keyed([*OPEN, *down(Key.ONE)]) == [Key.ONE]
    assert keyed([*OPEN, *down(Key.ONE)[1:]]) == []
    assert keyed([*OPEN, *down(Key.ONE)[1:], NONE, *down(Key.ONE)[1:]]) == []


def test_the_press_counts_at_its_beginning_and_once() -> None:
    assert keyed([*OPEN, *down(Key.ONE) * 500, *OPEN]) == [Key.ONE]


def test_the_same_key_counts_again_after_it_was_seen_open() -> None:
    assert keyed([*OPEN, *down(Key.ONE), *OPEN, *down(Key.ONE)]) == [Key.ONE, Key.ONE]
    assert keyed([*OPEN, *down(Key.ONE), *OPEN[1:], *down(Key.ONE)]) == [Key.ONE]


def test_a_key_that_is_held_at_the_start_does_not_count_until_it_was_open() -> None:
    assert keyed([*down(Key.ONE) * 100]) == []
    assert keyed([*down(Key.ONE), *OPEN, *down(Key.ONE)]) == [Key.ONE]
    assert keyed([*down(Key.ONE), *down(Key.TWO)]) == []


def test_two_contacts_are_no_key_and_nothing_counts_until_all_are_open() -> None:
    assert keyed([*OPEN, *down(Key.ONE, Key.TWO), *down(Key.TWO), *down(Key.THREE)]) == []
    assert keyed([*OPEN, *down(Key.ONE, Key.TWO), *OPEN, *down(Key.THREE)]) == [Key.THREE]
    assert keyed([*OPEN, *down(Key.ONE), *down(Key.TWO)]) == [Key.ONE]
    assert keyed([*OPEN, *down(Key.ONE), *down(Key.ONE, Key.TWO), *down(Key.ONE), *down(Key.ONE)]) == [Key.ONE]


def test_back_presses_itself_again_while_it_is_held_and_no_other_key_does() -> None:
    assert {Key.BACK} == REPEATING
    long = STEADY + REPEAT_AFTER + 3 * REPEAT_EVERY
    for key in KEYS:
        assert keyed([*OPEN, *[frozenset({key})] * long]) == [key] * (5 if key is Key.BACK else 1)


@given(RUNS)
@settings(max_examples=100, deadline=None)
def test_every_key_that_is_reported_was_alone_and_steady_and_came_after_a_time_with_all_open(
    runs: list[tuple[Contacts, int]],
) -> None:
    looks = [closed for closed, times in runs for _ in range(times)]
    steady = [closed for closed, group in groupby(looks) for _ in range(len(list(group)) >= STEADY)]
    presses = [next(iter(now)) for before, now in pairwise(steady) if not before and len(now) == 1]
    assert keyed(looks) == presses


@given(st.lists(st.tuples(st.sampled_from(KEYS), NOISE, NOISE), max_size=20))
@settings(max_examples=100, deadline=None)
def test_whatever_a_contact_does_before_it_settles_a_press_counts_once(
    presses: list[tuple[Key, list[bool], list[bool]]],
) -> None:
    looks = [*OPEN]
    for key, rising, falling in presses:
        one = frozenset({key})
        looks += [*(one if closed else NONE for closed in rising), *down(key)]
        looks += [*(one if closed else NONE for closed in falling), *OPEN]
    assert keyed(looks) == [key for key, _, _ in presses]
