"""If these failed, finished sales would stay at the till, or a silent line would stop it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.ids import Lineage
from protocol.link import stick
from protocol.link.entries import BootReason
from protocol.link.tables import TableKind
from protocol.link.violations import Reason
from terminal.journal.store import Journal
from terminal.line import POLL_MS
from terminal.states.store import StatesStore
from terminal.uplink.transport.port import Unreachable
from terminal.uplink.transport.virtual import Fault
from terminal.uplink.worker import Answered, Crashed, NoAnswer
from tests.support.line_bench import ANSWER_S, BATCH_SECONDS, TERMINAL, Bench
from tests.support.shop import NOON
from tests.terminal.journal.histories import cash


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    journal = Journal(tmp_path / "journal.db", TERMINAL)
    journal.boot(Lineage(101), BootReason.FIRST, NOON)
    bench = Bench(journal, StatesStore(tmp_path))
    yield bench
    bench.close()
    journal.close()


# In the background


def test_a_finished_sale_waits_for_company_and_then_goes(bench: Bench) -> None:
    bench.tick(BATCH_SECONDS)
    bench.sell()
    assert bench.tick(BATCH_SECONDS - 1) == []
    bench.sell()
    assert bench.tick(1) == ["POLL", "BATCH"]
    assert (len(bench.office.batches), bench.journal.acknowledged()) == (2, 2)
    assert bench.tick(BATCH_SECONDS) == []


def test_what_a_restart_left_behind_goes_without_another_sale(bench: Bench) -> None:
    bench.tick(BATCH_SECONDS)
    bench.journal.append((cash(100),), NOON)
    bench.journal.boot(Lineage(102), BootReason.START, NOON)
    bench.line = bench.wired()
    bench.tick(BATCH_SECONDS)
    assert bench.journal.unbatched() is None
    assert bench.journal.acknowledged() == 3


def test_a_sign_of_life_is_sent_at_once_with_what_an_earlier_run_left_and_then_now_and_again(bench: Bench) -> None:
    assert bench.tick() == ["POLL", "BATCH"]
    assert bench.tick() == []
    assert bench.tick(POLL_MS // 1_000 - 1) == []
    assert bench.tick(1) == ["POLL"]


def test_one_answer_leads_to_the_next_batch_until_none_waits(bench: Bench) -> None:
    for lineage in (102, 103, 104):
        bench.sell()
        bench.journal.boot(Lineage(lineage), BootReason.START, NOON)
    bench.tick(BATCH_SECONDS)
    assert bench.journal.acknowledged() == len(bench.office.batches) == 4


def test_tables_that_came_are_told_and_silence_is_not(bench: Bench) -> None:
    bench.office.waiting_objects = [bench.table(2)]
    bench.line.tick()
    assert bench.line.posted(bench.posted.get(timeout=ANSWER_S))
    assert bench.journal.table_versions() == {TableKind.PARAMETERS: 2}
    assert not bench.line.posted(Answered(bench.office.answer(b"")))
    assert not bench.line.posted(NoAnswer(Unreachable("no line"), 1_000))


def test_what_head_office_refuses_in_the_background_is_told_once(bench: Bench) -> None:
    bench.office.revoked.add(bench.office.serial)
    bench.tick()
    assert "REVOKED" in bench.line.take_refused()
    assert bench.line.take_refused() == []


def test_a_refusal_stands_until_head_office_answers_without_one(bench: Bench) -> None:
    bench.tick()
    assert bench.line.refused is None
    bench.office.revoked.add(bench.office.serial)
    bench.tick(POLL_MS // 1_000)
    assert bench.line.refused is Reason.REVOKED
    bench.line.posted(NoAnswer(Unreachable("no line"), 1_000))
    assert bench.line.refused is Reason.REVOKED, "silence takes nothing back"
    bench.office.revoked.clear()
    bench.tick(POLL_MS // 1_000)
    assert bench.line.refused is None


def test_a_crash_of_the_worker_stops_the_terminal(bench: Bench) -> None:
    with pytest.raises(RuntimeError, match="uplink has crashed"):
        bench.line.posted(Crashed(ValueError("a mistake of ours")))


# At once


def test_send_now_goes_on_until_nothing_waits(bench: Bench) -> None:
    for lineage in (102, 103):
        bench.sell()
        bench.journal.boot(Lineage(lineage), BootReason.START, NOON)
    bench.office.waiting_objects = [bench.table(5)]
    said = bench.line.send_now()
    assert (said["code"], said["acknowledged"], said["tables"]) == ("sent", 3, 1)
    assert bench.journal.acknowledged() == 3


def test_an_unplugged_line_loses_nothing(bench: Bench) -> None:
    bench.sell()
    bench.transport.plugged = False
    said = bench.line.send_now()
    assert (said["code"], said["acknowledged"], said["why"]) == ("offline", 0, "the line is unplugged")
    bench.transport.plugged = True
    assert bench.line.send_now()["acknowledged"] == 1


@pytest.mark.parametrize("fault", [Fault.DROP_ANSWER, Fault.REPEAT])
def test_a_lost_or_doubled_answer_books_nothing_twice(bench: Bench, fault: Fault) -> None:
    bench.sell()
    bench.transport.plan.append(fault)
    bench.line.send_now()
    bench.line.send_now()
    assert (len(bench.office.batches), bench.journal.acknowledged()) == (1, 1)


def test_a_refusal_is_shown_and_not_argued_with(bench: Bench) -> None:
    bench.office.environment = b"producti"
    said = bench.line.send_now()
    assert said["acknowledged"] == 0
    assert said["refused"]
    assert len(bench.transport.history) == 1
    assert bench.journal.waiting(1)


def test_an_office_that_says_nothing_is_asked_once(bench: Bench) -> None:
    """An empty answer acknowledges nothing: asking on would go on for ever."""
    bench.transport._office = lambda packet: b""
    assert bench.line.send_now() == {"code": "sent", "acknowledged": 0, "tables": 0, "refused": []}
    assert len(bench.transport.history) == 1


def test_a_restored_office_gets_everything_again(bench: Bench) -> None:
    bench.sell()
    bench.line.send_now()
    stored = dict(bench.office.batches)
    bench.office.batches.clear()
    bench.line.send_now()
    bench.line.send_now()
    assert bench.office.batches.keys() == stored.keys()
    assert bench.journal.acknowledged() == 1


# By stick


def answered(bench: Bench, folder: Path) -> int:
    """What head office does with a stick; how many packets it answered."""
    pairs = stick.unanswered(path.name for path in folder.iterdir())
    for up, down in pairs:
        (folder / down).write_bytes(bench.office.answer((folder / up).read_bytes()))
    return len(pairs)


def test_a_stick_carries_sales_out_and_answers_back(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    bench.sell()
    bench.journal.boot(Lineage(102), BootReason.START, NOON)
    assert bench.line.export(folder) == {"code": "exported", "file": "TC-3-1.up", "waiting": 2}
    bench.office.waiting_objects = [bench.table(4)]
    assert answered(bench, folder) == 1
    assert bench.line.import_from(folder) == {"code": "imported", "packets": 1, "acknowledged": 2, "tables": 1}
    assert bench.journal.waiting(10) == []
    head = bench.journal.head
    assert bench.line.import_from(folder)["tables"] == 0
    assert (bench.journal.head, bench.journal.acknowledged()) == (head, 2)


def test_a_stick_that_is_not_there_is_said_and_costs_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.sell()
    for act in (bench.line.export, bench.line.import_from):
        said = act(tmp_path / "no stick")
        assert said["code"] == "stick"
        assert "No such file" in str(said["why"])
    assert len(bench.journal.waiting(10)) == 1


def test_what_went_by_stick_and_by_line_is_one_batch(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    bench.sell()
    bench.line.export(folder)
    bench.line.send_now()
    answered(bench, folder)
    bench.line.import_from(folder)
    assert (len(bench.office.batches), bench.journal.acknowledged()) == (1, 1)
