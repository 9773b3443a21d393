"""The command line, from an empty folder to a card plan, and every way in which a person can be told no."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

import pytest

from protocol.instants import Instant
from provisioning.edges import Edges
from tests.provisioning.keyboard import Desk
from tests.provisioning.room import PASSWORD, SERVER_PASSWORD, Device, Room

GOOD = "four quiet violins play"


PLAN = ("--desk", 3, "--cards", "1000-1001", "--class", 1, "--valid-until", "2029-11-21", "--load", "20", "--out")


def test_an_office_is_made_shown_and_never_made_again(desk: Desk) -> None:
    office = desk.folder / "office"
    desk.secrets = [GOOD, GOOD, SERVER_PASSWORD, SERVER_PASSWORD]
    assert desk.run("office", "create", "--office", office) == 0
    assert desk.prompts[0] == "Administrator password: "
    made = desk.seen
    assert desk.run("office", "show", "--office", office) == 0
    for line in ("root public key", "environment"):
        (shown,) = [text for text in desk.seen.splitlines() if text.strip().startswith(line)]
        assert shown in made
    assert "Terminals admitted: 0. Cards planned: 0." in desk.seen
    desk.secrets = [GOOD, GOOD, SERVER_PASSWORD, SERVER_PASSWORD]
    assert desk.run("office", "create", "--office", office) == 1
    assert desk.said.startswith(f"There is something at {office} already.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["", ""], "The administrator password is empty. Choose one of at least 12 characters."),
        (["administrator"] * 2, "The administrator password is one that everybody tries first. Choose several unrelated words."),
        ([GOOD, "other"], "The administrator password was typed in two different ways. Nothing was done."),
    ],
)
def test_a_new_office_forces_a_password(desk: Desk, typed: list[str], said: str) -> None:
    desk.secrets = [*typed, SERVER_PASSWORD, SERVER_PASSWORD]
    assert desk.run("office", "create", "--office", desk.folder / "office") == 1
    assert desk.said == said
    assert not (desk.folder / "office").exists()


def test_a_server_password_typed_in_two_ways_makes_no_office(desk: Desk) -> None:
    desk.secrets = [GOOD, GOOD, SERVER_PASSWORD, "x"]
    assert desk.run("office", "create", "--office", desk.folder / "office") == 1
    assert desk.said.startswith("The server password was typed in two different ways.")


def test_a_prompt_that_is_left_does_nothing(desk: Desk) -> None:
    assert desk.run("office", "create", "--office", desk.folder / "office") == 1
    assert desk.said == "Broken off."


def test_a_terminal_is_admitted_from_code_to_answer(desk: Desk, room: Room, pipe: Callable[[str], int]) -> None:
    office = ("--office", room.office.folder)
    assert (
        desk.run("terminal", "code", *office, "--terminal", 3, "--roles", "sell,cash-out", "--password-fd", pipe(PASSWORD)) == 0
    )
    code = desk.seen.splitlines()[1].strip()
    request = desk.folder / "request"
    request.write_bytes(Device().request(3, code, room.held.environment))
    answer = desk.folder / "answer"
    password = desk.file("password", PASSWORD + "\r\n")
    assert desk.run("terminal", "approve", request, "--out", answer, *office, "--password-file", password) == 0
    assert desk.seen.startswith("Admitted terminal 3 with certificate 1.\n")
    other = desk.folder / "other"
    assert desk.run("terminal", "approve", request, "--out", other, *office, "--password-file", password) == 0
    assert "It had been admitted before; this is the same answer." in desk.seen
    assert other.read_bytes() == answer.read_bytes()
    assert desk.run("office", "record", *office) == 0
    acts = [line.split(maxsplit=3)[3].partition("{")[0].strip() for line in desk.seen.splitlines()]
    assert acts == ["office created", "code handed out", "terminal admitted"]


def test_what_cannot_be_approved_is_told(desk: Desk, room: Room) -> None:
    office = ("--office", room.office.folder)
    there, answer = desk.file("there", "rubbish"), desk.folder / "answer"
    assert desk.run("terminal", "approve", there, "--out", there, *office) == 1
    assert desk.said == f"There is a file at {there} already. Name another one."
    assert desk.run("terminal", "approve", desk.folder / "none", "--out", answer, *office) == 1
    assert desk.said == f"There is no file at {desk.folder / 'none'}."
    desk.secrets = [PASSWORD]
    assert desk.run("terminal", "approve", there, "--out", answer, *office) == 1
    assert desk.said.startswith("This is no enrolment request")
    desk.secrets = ["wrong password 1"]
    assert desk.run("terminal", "approve", there, "--out", answer, *office) == 1
    assert desk.said.startswith("The password does not open")
    assert not answer.exists()


def test_what_cannot_have_a_code_is_told(desk: Desk, room: Room) -> None:
    office = ("--office", room.office.folder)
    desk.secrets = [PASSWORD]
    assert desk.run("terminal", "code", *office, "--terminal", 70_000) == 1
    assert desk.said == "70000 is not a terminal number. Terminals are numbered 1 to 65,535."
    desk.secrets = ["wrong password 1"]
    assert desk.run("terminal", "code", *office, "--terminal", 3) == 1
    assert desk.run("terminal", "code", *office, "--terminal", 3, "--roles", "sell,rule") == 2
    assert "the roles are sell, load, cash-out, personalise, repair, virtual" in desk.said


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (PASSWORD, 0o644, "Others may read or change"),
        ("\udcff", 0o600, "does not begin with one line of UTF-8 text"),
        (None, 0o600, "There is no file at"),
    ],
)
def test_a_password_file_must_be_private_text(desk: Desk, room: Room, text: str | None, mode: int, said: str) -> None:
    path = desk.folder / "password"
    if text is not None:
        path.write_bytes(text.encode(errors="surrogateescape"))
        path.chmod(mode)
    assert desk.run("terminal", "code", "--office", room.office.folder, "--terminal", 3, "--password-file", path) == 1
    assert said in desk.said


def test_the_password_is_changed(desk: Desk, room: Room) -> None:
    office = ("--office", room.office.folder)
    desk.secrets = [PASSWORD, GOOD, GOOD]
    assert desk.run("office", "password", *office) == 0
    desk.secrets = [PASSWORD, GOOD, GOOD]
    assert desk.run("office", "password", *office) == 1
    assert desk.said.startswith("The password does not open")
    desk.secrets = [GOOD, PASSWORD, "x"]
    assert desk.run("office", "password", *office) == 1
    assert desk.run("office", "password", *office, "--password-file", desk.folder / "none") == 1


@pytest.mark.parametrize(
    "command",
    [
        ("office", "show"),
        ("office", "record"),
        ("cards", "again", 1, "--out", "x"),
        ("cards", "plan", *PLAN, "x"),
    ],
)
def test_a_folder_without_an_office_is_told(desk: Desk, command: tuple[object, ...]) -> None:
    assert desk.run(*command, "--office", desk.folder / "nowhere") == 1
    assert desk.said.startswith(f"There is no office at {desk.folder / 'nowhere'}.")


def test_a_record_that_was_changed_is_told(desk: Desk, room: Room) -> None:
    with closing(sqlite3.connect(room.office.registry, isolation_level=None)) as database:
        database.execute("DROP TRIGGER act_stays")
        database.execute("UPDATE act SET detail = '{}'")
    for command in ("show", "record"):
        assert desk.run("office", command, "--office", room.office.folder) == 1
        assert "The issue record was changed: line 1 does not follow" in desk.seen


def test_a_broken_registry_is_told_without_a_traceback(desk: Desk, room: Room) -> None:
    room.office.registry.write_bytes(b"x" * 5_000)
    assert desk.run("office", "show", "--office", room.office.folder) == 1
    assert desk.said.startswith("The office's registry failed:")


def test_a_disk_error_is_told_without_a_traceback(desk: Desk, room: Room) -> None:
    request = desk.file("request", "x")
    desk.secrets = [PASSWORD]
    assert desk.run("terminal", "approve", request / "below", "--out", desk.folder / "x", "--office", room.office.folder) == 1
    assert desk.said.startswith("The disk or a file failed: Not a directory")


def test_what_cannot_be_undone_is_marked_in_the_help(desk: Desk) -> None:
    assert desk.run("--help") == 0
    assert "[!] cannot be undone" in desk.seen
    for subject, irreversible in (("office", "create"), ("terminal", "approve"), ("cards", "plan")):
        assert desk.run(subject, "--help") == 0
        assert any(line.split()[:2] == [irreversible, "[!]"] for line in desk.seen.splitlines())
    assert desk.run() == 2


def test_the_real_edges_read_the_real_clock() -> None:
    assert Edges().now() > Instant(1_700_000_000_000)
    assert Edges().today() > 8_700


def test_the_real_edges_choose_a_real_reader_and_touch_no_hardware_yet() -> None:
    assert not Edges().open_reader("no such reader").virtual


def test_the_module_can_be_run() -> None:
    done = subprocess.run([sys.executable, "-m", "provisioning", "--help"], capture_output=True, text=True, check=True)
    assert "office" in done.stdout
