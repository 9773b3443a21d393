"""The commands for what people must clear, run as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from protocol.card.record import Kind
from protocol.link.entries import LoadDetail
from server.database import database, open_database, writing
from server.settlement.findings.cases import CaseKind, NewCase, open_cases
from server.settlement.office import revoke
from tests.server.cli.test_commands import command, config, password_fd
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Card, Journal
from tests.server.settlement.test_suspense import holed

__all__ = ["config"]
DAY_LATER = str(NOON + 90_000_000)


def doubtful_day(config: Path) -> Card:
    """Another terminal of the example: a load without an end, and a copied journal."""
    open_database(f"sqlite:///{config.parent}/office.db")
    with database.connection_context():
        office, journal, card = HeadOffice(), Journal(terminal=8), Card(number=5)
        journal.issue(card)
        journal.intend(card, Kind.LOAD, 2_000, LoadDetail())
        office.accept(8, journal.batch())
        office.send(Journal(terminal=8, lineage=5).batch())
        with writing():
            open_cases([NewCase(CaseKind.LISTED_USED, "note", "seen")], NOON)
    return card


def test_the_worklist_says_what_to_clear_and_rings_by_its_exit_code(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(config, "worklist", "--now", str(NOON)) == 0
    assert capsys.readouterr().out == "nothing to clear\n"
    doubtful_day(config)
    assert command(config, "worklist", "--now", DAY_LATER, "--owner", "branch") == 1
    text = capsys.readouterr().out
    assert "OPEN LOADS\n  ! 8-a1b2c3d4-4 20.00  card 5.0: tap it at the same terminal" in text
    assert "BLOCKED" not in text
    assert command(config, "worklist", "--now", DAY_LATER, "--json") == 1
    tasks = json.loads(capsys.readouterr().out)
    assert {task["list"] for task in tasks} >= {"open loads", "blocked terminals", "silent terminals", "cases"}
    assert {task["minor"] for task in tasks} == {2_000, None}


def test_cases_are_listed_and_closed_by_the_right_number_of_persons(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doubtful_day(config)
    assert command(config, "cases") == 0
    assert "batch_conflict" in capsys.readouterr().out
    words = ("case", "close", "1", "--reason", "looked at", "--by", "Ann")
    assert command(config, *words) == 2
    assert "takes two different persons" in capsys.readouterr().err
    assert command(config, *words, "--checked-by", "Bob") == 0
    assert command(config, "case", "close", "2", "--reason", "seen", "--by", "Ann") == 0
    capsys.readouterr()
    assert command(config, "cases", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert command(config, "cases", "--all", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["closed_by"], first["checked_by"], first["rule"], first["persons"]) == ("Ann", "Bob", "R18", 2)
    assert (second["reason"], second["class"]) == ("seen", "note")
    assert command(config, "cases", "--all") == 0
    assert "closed by Ann and Bob: looked at" in capsys.readouterr().out


def test_a_blocked_terminal_is_cleared_by_two_persons(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doubtful_day(config)
    words = ("terminal", "unblock", "8", "--reason", "a new SD card", "--by", "Ann", "--checked-by", "Bob")
    assert command(config, *words) == 0
    assert "terminal 8 may sell again, 1 cases are closed" in capsys.readouterr().out
    assert command(config, *words) == 2
    assert "is not blocked" in capsys.readouterr().err


def test_suspense_is_closed_by_two_persons(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_database(f"sqlite:///{config.parent}/office.db")
    with database.connection_context():
        holed(HeadOffice(), terminal=9)
    words = ("suspense", "close", "77.0", "--reason", "burnt", "--by", "Ann")
    assert command(config, *words) == 2
    assert capsys.readouterr().err == "closing suspense takes two different persons and a reason\n"
    assert command(config, *words, "--checked-by", "Bob") == 0
    assert "400 minor units of card 77.0 went to over_short" in capsys.readouterr().out


def test_what_a_revoked_certificate_signed_is_released_by_two_persons(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_database(f"sqlite:///{config.parent}/office.db")
    with database.connection_context():
        office, journal = HeadOffice(), Journal(terminal=9)
        office.accept(9, journal.batch())
        with writing():
            revoke(9, NOON)
        journal.cash_sale(5)
        office.send(journal.batch())
    words = ("case", "release", "1", "--reason", "ours", "--by", "Ann", "--checked-by", "Bob")
    assert command(config, *words, "--password-fd", str(password_fd())) == 0
    assert "case 1 is closed" in capsys.readouterr().out


def test_the_nightly_review_says_how_much_it_found(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(config, "review") == 0
    assert capsys.readouterr().out == "0 findings; `cases` lists what is open\n"


def test_the_identity_over_all_cards_is_explained(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(config, "explain", "--all") == 0
    assert "told by journals                42.50" in capsys.readouterr().out
    assert command(config, "explain") == 2
    assert command(config, "explain", "--all", str(Card().name)) == 2
    assert "explain either one card or --all" in capsys.readouterr().err
