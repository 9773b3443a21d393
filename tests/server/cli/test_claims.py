"""The commands for money that waits for a card, run as a person runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.instants import Instant
from server.database import database, open_database
from tests.server.cli.test_commands import command, config
from tests.server.head_office import HeadOffice
from tests.server.journal import Card, Journal

__all__ = ["config"]
TWO = ("--by", "Ann", "--checked-by", "Bob")
CLAIM = ("claim", "add", "5.0", "30.00", "--reason", "subsidy", "--until", "2099-12-31")


@pytest.fixture
def card(config: Path) -> Card:
    """A card with 50.00 that terminal 8 has made."""
    open_database(f"sqlite:///{config.parent}/office.db")
    with database.connection_context():
        office, journal, made = HeadOffice(), Journal(terminal=8), Card(number=5)
        journal.issue(made)
        journal.load(made, 5_000)
        office.accept(8, journal.batch())
    return made


def test_a_claim_is_added_by_two_persons_listed_and_returned(
    config: Path, card: Card, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert command(config, *CLAIM, "--by", "Ann", "--checked-by", "ann") == 2
    assert "two different persons" in capsys.readouterr().err
    for payer in ((), ("--from", "branch:3"), ("--from", "owner:1")):
        assert command(config, *CLAIM, *payer, *TWO) == 0
    capsys.readouterr()
    assert command(config, "claim", "list") == 0
    number, told = capsys.readouterr().out.splitlines()[0].split(maxsplit=1)
    assert told == "5.0 subsidy 30.00 waiting until 2099-12-31"
    assert command(config, "claim", "return", number, "--by", "Ann") == 0
    assert "returned" in capsys.readouterr().out
    assert command(config, "claim", "return", number, "--by", "Ann") == 2
    assert command(config, "claim", "return", "9", "--by", "Ann") == 2
    assert command(config, "prove") == 0


@pytest.mark.parametrize("wrong", [("--until", "soon"), ("--from", "me"), ("--from", "branch:x")])
def test_what_is_no_day_and_no_payer_is_a_mistake(config: Path, card: Card, wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit):
        command(config, *CLAIM, *wrong, *TWO)


def test_nothing_is_swept_where_nothing_is_due(config: Path, card: Card, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(config, "claim", "sweep") == 0
    assert capsys.readouterr().out == ""


def test_a_float_is_granted_by_two_persons(config: Path, card: Card, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command(config, "float", "grant", "8", "100.00", *TWO) == 0
    assert capsys.readouterr().out == "terminal 8: 100.00 more from its next contact on\n"
    assert command(config, "float", "grant", "8", "100.00", "--by", "Ann", "--checked-by", "Ann") == 2


def test_a_lost_card_is_refused_and_its_balance_waits_or_its_terminals_are_named(
    config: Path, card: Card, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.connection_context():
        HeadOffice().accept(9, Journal(terminal=9, start=Instant(0)).batch())
    capsys.readouterr()
    words = ("card", "reissue", "5.0", "--until", "2099-12-31", *TWO)
    assert command(config, *words) == 1
    text = capsys.readouterr().out
    assert "5.0: 50.00 by the ledger, 0.00 moved before" in text
    assert "may still come from terminals 9: run this again" in text
    assert command(config, "card", "reissue", "99.0", "--until", "2099-12-31", *TWO) == 2
