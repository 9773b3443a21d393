"""If these failed, `doctor` would overlook what stops a terminal, or change what it looks at."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.ids import Lineage, TerminalId
from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, Instant
from protocol.link.certificate import Certificate, Role
from protocol.link.enrolment import show_code
from protocol.link.entries import BootReason
from protocol.link.seal import PasswordCost
from terminal.__main__ import main
from terminal.config import PanelConfig, TerminalConfig, UplinkConfig, load_config
from terminal.counter_config import COLUMNS, ROWS, CounterConfig, DisplayConfig, KeypadConfig
from terminal.doctor.devices import device_files, voice_findings
from terminal.doctor.examine import examine, wrong_user
from terminal.doctor.finding import Finding, Level
from terminal.drivers.clock.virtual import VirtualClock
from terminal.enrol import begin, finish
from terminal.journal.store import Journal
from terminal.keystore import Keystore, KeystoreProblem, open_keystore
from tests.support.http_office import Reply, http_office
from tests.support.small_office import NOW, SmallOffice

PASSWORD, CODE, CHEAP = "correct horse battery", bytes(range(16)), PasswordCost(8 * 1024, 1, 1)
CONFIG = """
terminal = 7
folder = "till"

[reader]
kind = "virtual"

[printer]
kind = "virtual"
target = "paper.txt"

[uplink]
kind = "none"
"""


class Ward:
    """An enrolled terminal that has booted once, and its examination."""

    def __init__(self, folder: Path, roles: Role = Role.SELL | Role.VIRTUAL) -> None:
        self.office = SmallOffice()
        self.office.roles = roles
        self.clock = VirtualClock(NOW)
        self.path = folder / "terminal.toml"
        self.path.write_text(CONFIG)
        self.config: TerminalConfig = load_config(self.path)
        self.till = folder / "till"
        request = begin(self.till, TerminalId(7), self.office.environment, show_code(CODE), PASSWORD, cost=CHEAP)
        assert isinstance(request, bytes)
        answer = self.office.admit(request)
        assert isinstance(finish(self.till, answer, self.office.root.public.hex(), PASSWORD, cost=CHEAP), Certificate)
        keystore = open_keystore(self.till, PASSWORD)
        assert isinstance(keystore, Keystore)
        self.keystore = keystore
        with closing(Journal(self.till / "journal.db", TerminalId(7))) as journal:
            journal.boot(Lineage(5), BootReason.FIRST, NOW)

    def findings(self, found: Keystore | KeystoreProblem | None = None, *, beside: bool = False) -> dict[str, Finding]:
        """By part; the worst where a part has several."""
        listed = list(examine(self.config, found or self.keystore, self.clock, beside=beside))
        return {one.part: one for one in sorted(listed, key=lambda one: one.level)}


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_a_terminal_that_never_heard_of_head_office_fails_by_what_the_morning_slip_says(ward: Ward) -> None:
    found = ward.findings()
    assert found["journal"] == Finding("journal", Level.OK, "1 entries, each decoded and in the chain")
    assert found["keys"].text == "certificate 1 for sell, virtual; office keys version 1"
    assert (found["contact"].level, found["contact"].text) == (Level.FAIL, "Head office heard: never")
    assert found["states"].level is Level.FAIL
    assert (found["tables"].level, found["tables"].step) == (
        Level.FAIL,
        "The settings of the shop are missing. Fetch them from head office before selling.",
    )
    assert (found["certificate"].level, found["certificate"].text) == (Level.OK, "Certificate ends in: 365 days")
    assert {found[part].level for part in ("reader", "printer", "disk", "unsent", "unfinished", "line")} == {Level.OK}


def test_every_step_stands_where_something_is_wrong_and_nowhere_else(ward: Ward) -> None:
    for one in examine(ward.config, ward.keystore, ward.clock, beside=False):
        assert bool(one.step) is (one.level is not Level.OK), one


def digests(folder: Path) -> dict[str, str]:
    kept = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def test_an_examination_changes_nothing(ward: Ward) -> None:
    before = digests(ward.till)
    ward.findings()
    assert digests(ward.till) == before


@pytest.mark.parametrize("problem", KeystoreProblem)
def test_a_keystore_that_stays_closed_is_told_and_the_rest_is_examined_all_the_same(ward: Ward, problem: KeystoreProblem) -> None:
    found = ward.findings(problem)
    assert found["keys"].level is Level.FAIL
    assert found["keys"].step
    assert found["journal"].level is Level.OK
    assert "certificate" not in found


@pytest.mark.parametrize(
    ("days", "level"), [(300, Level.OK), (336, Level.WARN), (366, Level.FAIL)], ids=["valid", "ends soon", "has ended"]
)
def test_a_certificate_is_counted_in_days(ward: Ward, days: int, level: Level) -> None:
    ward.clock.step(Instant(NOW + days * MS_PER_DAY))
    assert ward.findings()["certificate"].level is level


def test_a_certificate_of_tomorrow_is_not_valid_yet(ward: Ward) -> None:
    ward.clock.step(Instant(NOW - MS_PER_DAY))
    found = list(examine(ward.config, ward.keystore, ward.clock, beside=False))
    assert any("not valid yet" in one.text for one in found if one.part == "keys")
    assert any("before something that has happened" in one.text for one in found if one.part == "time")


def test_a_clock_before_what_the_journal_tells_is_told(ward: Ward) -> None:
    """Head office was never heard of: the journal alone knows that it was later already."""
    with closing(Journal(ward.till / "journal.db", TerminalId(7))) as journal:
        journal.boot(Lineage(6), BootReason.START, Instant(NOW - 6 * 60 * MS_PER_MINUTE))
    ward.clock.step(Instant(NOW - 6 * 60 * MS_PER_MINUTE))
    found = list(examine(ward.config, ward.keystore, ward.clock, beside=False))
    assert any("before something that has happened" in one.text for one in found if one.part == "time")
    assert [(one.level, one.text) for one in found if one.part == "clock"] == [(Level.WARN, "Clock: behind")]


def test_another_terminals_certificate_is_told(ward: Ward) -> None:
    ward.config = replace(ward.config, terminal=TerminalId(8))
    assert "for terminal 7, the configuration for 8" in ward.findings()["keys"].text


def test_virtual_devices_without_the_role_fail_as_the_start_does(tmp_path: Path) -> None:
    assert "does not allow them" in Ward(tmp_path, Role.SELL).findings()["keys"].text


def test_a_journal_whose_entry_was_changed_fails_as_the_start_does(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.till / "journal.db")) as database:
        database.execute("DROP TRIGGER entry_is_never_changed")
        database.execute("UPDATE entry SET hash = zeroblob(32)")
        database.commit()
    found = ward.findings()
    assert (found["journal"].level, found["journal"].text) == (Level.FAIL, "the hash chain breaks at entry 1")


def test_a_journal_that_is_gone_fails_and_is_not_made_anew(ward: Ward) -> None:
    (ward.till / "journal.db").unlink()
    assert ward.findings()["journal"].level is Level.FAIL
    assert not (ward.till / "journal.db").exists()


def test_a_journal_of_rubbish_fails(ward: Ward) -> None:
    (ward.till / "journal.db").write_bytes(b"rubbish" * 999)
    assert "cannot be opened" in ward.findings()["journal"].text


def test_a_real_reader_that_is_not_there_costs_the_card_sales_and_no_more(ward: Ward) -> None:
    ward.config = replace(
        ward.config,
        reader=replace(ward.config.reader, kind="pcsc", name="no such reader"),
        printer=replace(ward.config.printer, kind="file", target=str(ward.till / "no" / "lp0")),
    )
    found = ward.findings()
    assert (found["reader"].level, "cash sales go on" in found["reader"].step) == (Level.WARN, True)
    assert found["rights"].level is Level.WARN
    assert found["printer"].level is Level.WARN
    beside = ward.findings(beside=True)
    assert "reader" not in beside
    assert "printer" not in beside


def test_each_device_of_the_counter_that_is_a_file_is_looked_for(ward: Ward) -> None:
    here, gone = ward.till / "tty", ward.till / "gone"
    here.touch()
    display = DisplayConfig(str(here), "cd5220", 9_600, "no")
    counter = CounterConfig(KeypadConfig(ROWS, COLUMNS), display, replace(display, device=str(gone)), traditional_voice="cmn")
    told = {one.text: one.level for one in device_files(replace(ward.config, counter=counter))}
    assert told[f"operator display: may use {here}"] is Level.OK
    assert told[f"member display: there is no {gone}"] is Level.WARN
    assert any(text.startswith("keypad: ") for text in told)
    assert ("espeak-ng is not installed: nothing is spoken" in told) is (shutil.which("espeak-ng") is None)


@pytest.mark.parametrize(("sound", "level"), [(True, Level.OK), (False, Level.WARN)])
def test_a_machine_without_a_sound_device_is_told_that_nothing_is_heard(sound: bool, level: Level) -> None:
    told = list(voice_findings(sound))[-1]
    assert (told.part, told.level) == ("voice", level)
    assert ("nothing is heard" in told.text) is not sound


def test_a_panel_is_told(ward: Ward) -> None:
    ward.config = replace(ward.config, panel=PanelConfig("127.0.0.1", 8000, ward.till))
    assert ward.findings()["panel"].level is Level.WARN


def line_of(ward: Ward, url: str) -> Finding:
    ward.config = replace(ward.config, uplink=UplinkConfig("http", url, None, 300))
    return ward.findings(beside=True)["line"]


def test_head_office_is_asked_once_and_answers(ward: Ward) -> None:
    with http_office() as office:
        office.answer = lambda body: Reply(body=ward.office.answer(body))
        assert line_of(ward, office.url).level is Level.OK


def test_a_refused_certificate_is_told(ward: Ward) -> None:
    other = SmallOffice(seed=2)
    other.ack = ward.office.ack
    with http_office() as office:
        office.answer = lambda body: Reply(body=other.answer(body))
        found = line_of(ward, office.url)
    assert found.level is Level.FAIL
    assert "refuses this terminal" in found.text


@pytest.mark.parametrize(
    ("reply", "level", "word"),
    [
        (Reply(status=503), Level.OK, "busy"),
        (Reply(status=404), Level.WARN, "not head office"),
        (Reply(body=b"<html>"), Level.WARN, "protocol"),
    ],
)
def test_whatever_answers_is_told_for_what_it_is(ward: Ward, reply: Reply, level: Level, word: str) -> None:
    with http_office() as office:
        office.answer = lambda body: reply
        found = line_of(ward, office.url)
    assert (found.level, word in found.text) == (level, True)


def test_a_line_that_is_down_is_a_warning_for_sales_go_on(ward: Ward) -> None:
    found = line_of(ward, "http://127.0.0.1:9/terminal")
    assert (found.level, "sales go on" in found.step) == (Level.WARN, True)
    assert line_of(ward, "ftp://office").level is Level.FAIL


def test_the_command_prints_a_line_for_each_finding_or_json_and_ends_by_the_worst(
    ward: Ward, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    password = tmp_path / "password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD)
    words = ["doctor", "--beside", "--config", str(ward.path), "--password-file", str(password)]
    assert main(words) == 1
    assert "OK    journal" in capsys.readouterr().out
    assert main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["level"] == "FAIL"


def test_a_folder_that_is_missing_or_another_users_is_not_examined(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wrong_user(ward.till) == ""
    assert "no folder" in wrong_user(tmp_path / "none")
    monkeypatch.setattr("os.geteuid", lambda: 12_345)
    assert "runuser" in wrong_user(ward.till)
