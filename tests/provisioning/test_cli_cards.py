"""Cards at the command line: a plan shown, confirmed, carried out once; a card inspected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from protocol.ids import TerminalId
from protocol.link.job_delivery import open_jobs
from protocol.link.seal import SigningKey
from provisioning.cards import Applied, apply
from provisioning.cli import main
from provisioning.edges import Edges
from terminal.drivers.card_reader.card_file import create_card, open_card
from terminal.drivers.card_reader.port import ServiceMissing
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from tests.provisioning.keyboard import Desk
from tests.provisioning.member_cards import NAME, make_card
from tests.provisioning.room import DESK, NOW, PASSWORD, TODAY, Device, Room, order

PLAN = ("--desk", 3, "--cards", "1000-1001", "--class", 1, "--valid-until", "2029-11-21", "--load", "20", "--out")


def test_a_plan_is_only_shown_unless_it_is_to_be_applied(desk: Desk, room: Room) -> None:
    room.admit(Device(), 3, DESK)
    out = desk.folder / "jobs"
    assert desk.run("cards", "plan", "--office", room.office.folder, *PLAN, out, "--pin", "random") == 0
    of = "of class 1, valid 2026-11-22 to 2029-11-21, with a first load of 20.00 and a PIN drawn by lot."
    assert desk.seen.splitlines() == [
        "     job  what the desk will do",
        f"       1  Make card 1000.1 {of}",
        f"       2  Make card 1001.1 {of}",
        "   total  2 cards, first loads of 40.00, 2 PINs",
        "Nothing was done. Give --apply to carry this out.",
    ]
    assert not out.exists()
    assert not desk.prompts


def test_a_plan_is_applied_after_its_size_was_typed(desk: Desk, room: Room) -> None:
    device = Device()
    room.admit(device, 3, DESK)
    out = desk.folder / "jobs"
    command = ("cards", "plan", "--office", room.office.folder, *PLAN, out, "--apply")
    desk.answers, desk.secrets = ["yes"], []
    assert desk.run(*command) == 1
    assert desk.said == "Not confirmed. Nothing was done."
    desk.answers, desk.secrets = ["2"], ["wrong password 1"]
    assert desk.run(*command) == 1
    desk.answers, desk.secrets = ["2"], [PASSWORD]
    assert desk.run(*command) == 0
    assert "Planned as job list 1 for desk 3." in desk.seen
    office = SigningKey.from_seed(room.held.personalisation).public
    jobs = open_jobs(out.read_bytes(), room.held.environment, TerminalId(3), device.seal, office)
    assert [(str(job.card), job.pin) for job in jobs.jobs] == [("1000.1", ""), ("1001.1", "")]
    again = desk.folder / "again"
    assert desk.run("cards", "again", 1, "--office", room.office.folder, "--out", again) == 0
    assert again.read_bytes() == out.read_bytes()
    assert desk.run(*command[:-2], desk.folder / "more", "--yes") == 1
    assert desk.said.startswith("Card 1000.1 has been planned before.")


def test_who_confirms_too_late_plans_nothing_twice(desk: Desk, room: Room) -> None:
    room.admit(Device(), 3, DESK)

    def someone_else_is_faster(_: str) -> str:
        assert isinstance(apply(room.office, room.held, 3, order(1001, 1), ("8264",), NOW), Applied)
        return "2"

    edges = Edges(lambda: NOW, lambda: TODAY, lambda _: PASSWORD, someone_else_is_faster)
    out = desk.folder / "jobs"
    assert main([*map(str, ("cards", "plan", "--office", room.office.folder, *PLAN, out, "--apply"))], edges) == 1
    assert desk.capture.readouterr().err.startswith("Card 1001.1 has been planned before.")
    assert not out.exists()


def test_a_given_pin_comes_by_prompt_or_file_and_is_judged(desk: Desk, room: Room, pipe: Callable[[str], int]) -> None:
    device = Device()
    room.admit(device, 3, DESK)
    out = desk.folder / "jobs"
    command = ("cards", "plan", "--office", room.office.folder, *PLAN, out, "--pin", "given", "--yes")
    desk.secrets = ["1234"]
    assert desk.run(*command) == 1
    assert desk.said.startswith("This PIN is one that everybody tries first.")
    assert desk.run(*command, "--pin-file", desk.folder / "none") == 1
    assert desk.run(*command, "--pin-fd", pipe("471182\n"), "--password-fd", pipe(PASSWORD)) == 0
    office = SigningKey.from_seed(room.held.personalisation).public
    jobs = open_jobs(out.read_bytes(), room.held.environment, TerminalId(3), device.seal, office)
    assert {job.pin for job in jobs.jobs} == {"471182"}


def test_a_file_that_cannot_be_written_does_not_lose_the_plan(desk: Desk, room: Room) -> None:
    room.admit(Device(), 3, DESK)
    desk.secrets = [PASSWORD]
    assert desk.run("cards", "plan", "--office", room.office.folder, *PLAN, desk.folder / "gone" / "jobs", "--yes") == 1
    assert "Write it with `cards again 1 --out FILE`." in desk.said
    assert desk.run("cards", "again", 1, "--office", room.office.folder, "--out", desk.folder / "jobs") == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--load", "1.234"), "The first load of 1.234 does not fit a card."),
        (("--cards", "0"), "0 is not a card number."),
        (("--desk", "4"), "Terminal 4 has not been admitted by this office."),
        (("--valid-from", "2030-01-01"), "The card would end before it begins (2030-01-01 to 2029-11-21)."),
        (("--issued", "2030-01-01", "--valid-from", "2026-01-01"), "The card would be over before it is issued"),
    ],
)
def test_what_cannot_be_planned_is_told(desk: Desk, room: Room, changed: tuple[str, ...], said: str) -> None:
    room.admit(Device(), 3, DESK)
    assert desk.run("cards", "plan", "--office", room.office.folder, *PLAN, desk.folder / "jobs", *changed) == 1
    assert desk.said.startswith(said)


def test_no_file_is_overwritten_and_no_list_invented(desk: Desk, room: Room) -> None:
    there = desk.file("there", "something")
    office = ("--office", room.office.folder)
    assert desk.run("cards", "plan", *office, *PLAN, there) == 1
    assert desk.run("cards", "again", 1, *office, "--out", there) == 1
    assert there.read_text() == "something"
    assert desk.run("cards", "again", 1, *office, "--out", desk.folder / "jobs") == 1
    assert desk.said == "There is no job list 1."


@pytest.mark.parametrize("day", ["1999-12-31", "2300-01-01", "21.11.2029"])
def test_a_day_that_fits_no_card_is_not_understood(desk: Desk, day: str) -> None:
    assert desk.run("cards", "plan", *PLAN, "x", "--valid-until", day) == 2


def test_a_virtual_card_is_inspected_and_called_virtual(desk: Desk, room: Room) -> None:
    path = desk.folder / "card"
    create_card(path, chip := blank_mifare(bytes.fromhex("0a1b2c3d")))
    make_card(room.held, chip)
    desk.secrets = [PASSWORD]
    assert desk.run("cards", "inspect", "--office", room.office.folder, "--virtual-card", path) == 0
    assert desk.seen.splitlines()[0] == "VIRTUAL card"
    assert desk.seen.splitlines()[-1] == "Nothing is wrong with this card."
    assert open_card(path).dump() == chip.dump()


def test_what_cannot_be_inspected_is_told(desk: Desk, room: Room) -> None:
    office = ("--office", room.office.folder)
    desk.secrets = [PASSWORD] * 4
    assert desk.run("cards", "inspect", *office, "--virtual-card", desk.file("rubbish", "rubbish")) == 1
    assert desk.said.endswith("is not a virtual card")
    desk.reader = reader = VirtualReader(NAME)
    assert desk.run("cards", "inspect", *office) == 1
    assert desk.said == "No card lies on the reader, or it lies the wrong way round."
    reader.jam(ServiceMissing())
    assert desk.run("cards", "inspect", *office) == 1
    assert desk.said == "The PC/SC service does not run. Start pcscd and try again."
    reader.jam(None)
    reader.insert(blank_mifare(bytes.fromhex("0a1b2c3d")))
    assert desk.run("cards", "inspect", *office) == 1
    assert "This is not a card of this office" in desk.seen
    desk.secrets = ["wrong password 1"]
    assert desk.run("cards", "inspect", *office) == 1
