"""The bench's own arithmetic: a wrong median would be believed for years."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.__main__ import CASES, UNITS, main
from tests.bench.figures import FIGURES, NAMES, Better, Figure
from tests.bench.load import in_turn
from tests.bench.references import HEADER, TRAILER, tuples
from tests.bench.report import line, number, table
from tests.bench.rounds import Round, Spread, Values, kept, percentile, spreads
from tests.bench.scale import Scale
from tests.bench.work import Work

QUIET, RESTLESS = (0.1, 0.29), (0.1, 0.31)


def test_a_round_counts_unless_the_disk_moved_more_than_three_fold_in_it() -> None:
    rounds = [Round({"a": 1.0}, QUIET), Round({"a": 9.0}, RESTLESS), Round({"a": 2.0})]
    assert kept(rounds) == [rounds[0], rounds[2]]
    assert spreads(rounds) == {"a": Spread(1.5, 1.0, 2.0)}


def test_where_no_round_is_quiet_all_count_because_nothing_is_left() -> None:
    rounds = [Round({"a": 1.0}, RESTLESS), Round({"a": 3.0}, RESTLESS)]
    assert spreads(rounds) == {"a": Spread(2.0, 1.0, 3.0)}


def test_the_middle_of_an_even_number_lies_between_two_and_of_an_odd_one_is_one() -> None:
    assert spreads([Round({"a": value}) for value in (5.0, 1.0, 2.0)])["a"].middle == 2.0
    assert spreads([Round({"a": value}) for value in (5.0, 1.0)])["a"].middle == 3.0


@pytest.mark.parametrize(("share", "wanted"), [(0.5, 50.0), (0.99, 99.0), (0.991, 100.0), (1.0, 100.0), (0.001, 1.0)])
def test_a_percentile_is_the_value_that_so_many_do_not_exceed(share: float, wanted: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], share) == wanted


def test_the_last_line_has_every_name_and_says_null_for_what_was_not_taken() -> None:
    read = json.loads(line({"copy_ratio": Spread(0.512345, 0.4, 0.6), "settled": Spread(1.0, 1.0, 1.0)}))
    assert tuple(read) == NAMES
    assert read["copy_ratio"] == 0.5123
    assert set(read.values()) == {0.5123, None}


def test_a_goal_that_is_missed_is_named_in_the_table() -> None:
    shown = "\n".join(table({"copy_ratio": Spread(0.44, 0.4, 0.5), "replay_ratio": Spread(4.0, 4.0, 4.0)}, {}, ["a note"]))
    assert shown.count("MISSED") == 1
    assert "* a note" in shown


@pytest.mark.parametrize(
    ("better", "value", "holds"),
    [(Better.MORE, 0.45, True), (Better.MORE, 0.4, False), (Better.LESS, 0.45, True), (Better.LESS, 0.5, False)],
)
def test_a_figure_holds_at_its_goal(better: Better, value: float, holds: bool) -> None:
    assert Figure("a", "b", better, 0.45).holds(value) == holds
    assert Figure("a", "b").holds(value)


def test_numbers_have_as_many_places_as_say_something() -> None:
    assert [number(value) for value in (61_234.5, 99.97, 9.5, 0.0123)] == ["61,234", "100.0", "9.500", "0.012"]


def test_names_are_given_once_and_every_other_value_has_words() -> None:
    assert len(set(NAMES)) == len(FIGURES)
    assert CASES
    assert not set(UNITS) & set(NAMES)


def test_a_case_that_fails_is_told_of_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def failing(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
        raise ValueError("broken")
        yield dict

    @contextmanager
    def sound(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
        yield lambda: {"copy_ratio": 0.5}

    monkeypatch.setitem(CASES, "failing", failing)
    monkeypatch.setitem(CASES, "sound", sound)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert main(["--quick", "--only", "failing", "--only", "sound"]) == 1
    shown = capsys.readouterr().out
    assert "failing: not measured. ValueError: broken" in shown
    assert json.loads(shown.splitlines()[-1])["copy_ratio"] == 0.5


def test_rows_are_cut_into_pieces_that_copy_can_read() -> None:
    pieces = tuples({"a": [1, 2, 3], "b": [-1, 0, 1]}, (("a", 8), ("b", 2)), 2)
    one = bytes.fromhex("0002 00000008 0000000000000001 00000002 ffff")
    assert len(pieces) == 2
    assert pieces[0].startswith(HEADER + one)
    assert pieces[1].endswith(bytes.fromhex("0000000000000003 00000002 0001") + TRAILER)


def test_a_terminal_that_waits_its_turn_keeps_its_order() -> None:
    assert in_turn([[b"a1", b"a2"], [b"b1"]]) == [b"a1", b"b1", b"a2"]
