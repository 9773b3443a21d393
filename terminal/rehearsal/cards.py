"""The test cards: virtual ones, personalised and loaded as a desk does it, with the keys of one rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from protocol.card.dialect import dialect_for
from protocol.card.identity import Identity
from protocol.card.keys import Keyring, card_keys, pin_verifier
from protocol.card.procedures import Blank, CardImage, inspect_blank, personalise, read_card, sealed_identity, write_record
from protocol.card.record import Kind
from protocol.card.ring import Change, first_record, slot_of, successor
from protocol.ids import CardInstance, CardNumber, ClassId, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay
from protocol.money import ZERO, Money
from terminal.counter.props import PROP_PIN, PropCard
from terminal.drivers.card_reader.card_file import create_card
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.hand import SUFFIX
from terminal.drivers.card_reader.port import converse
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442
from terminal.rehearsal.keys import ISSUER

READER = "ACS virtual reader"
UID = b"TEST"
SALT = b"salt"
VALID_DAYS = 365
DESK = TerminalId(2**16 - 1), Lineage(1)
"""Where the cards say that they were made."""
NUMBERS = {PropCard.A: CardNumber(1), PropCard.B: CardNumber(2)}


@dataclass(frozen=True, slots=True)
class Member:
    """Whose cards they are: of which class, made on which day, and what is loaded."""

    card_class: ClassId
    today: BusinessDay
    balance: Money


def make_cards(folder: Path, keys: Keyring, member: Member) -> None:
    """A file for each card. Raises OSError."""
    for card, number in NUMBERS.items():
        chip = blank_mifare(UID) if card is PropCard.A else blank_sle4442()
        create_card(folder / f"{card.value}{SUFFIX}", chip)
        _make(chip, CardInstance(number, 1), keys, member)


def _make(chip: Chip, card: CardInstance, keys: Keyring, member: Member) -> None:
    reader = VirtualReader(READER)
    reader.insert(chip)
    connection = reader.connect()
    dialect = dialect_for(connection.reader)
    blank = converse(inspect_blank(connection.atr, dialect, keys), connection)
    assert isinstance(blank, Blank)
    verifier = pin_verifier(keys, blank.uid, card, SALT, PROP_PIN)
    today, until = member.today, BusinessDay(member.today + VALID_DAYS)
    identity = Identity(keys.version, ISSUER, card, member.card_class, today, today, until, SALT, verifier)
    mine = card_keys(keys, blank.uid, card)
    issue = mine.seal(0, first_record(Change(Kind.ISSUE, ZERO, today), Reference(*DESK, Sequence(1)), keys.version))
    connection.reselect()
    made = personalise(blank, dialect, keys, sealed_identity(keys, blank.uid, identity), issue, None)
    converse(made, connection)
    if member.balance:
        connection.reselect()
        image = converse(read_card(connection.atr, dialect, keys, ISSUER), connection)
        assert isinstance(image, CardImage)
        load = successor(issue, Change(Kind.LOAD, member.balance, today), Reference(*DESK, Sequence(2)), keys.version)
        converse(write_record(image, mine.seal(slot_of(load.counter), load), dialect, keys), connection)
    reader.remove()
