"""Virtual cards of an office, made and changed by the real conversations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from protocol.card.dialect import dialect_for
from protocol.card.identity import Identity
from protocol.card.keys import card_keys
from protocol.card.procedures import Blank, CardImage, inspect_blank, personalise, read_card, sealed_identity, write_record
from protocol.card.record import Kind, Record
from protocol.card.ring import Change, first_record, slot_of, successor
from protocol.ids import CardInstance, CardNumber, ClassId, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay
from protocol.money import ZERO, Money
from provisioning.keystore.port import OfficeSecrets
from provisioning.office import issuer_of
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.port import converse
from terminal.drivers.card_reader.virtual import VirtualReader
from tests.provisioning.room import TODAY

NAME = "ACS VIRTUAL"
DIALECT = dialect_for(NAME)


def make_card(held: OfficeSecrets, chip: Chip, *, days: int = 900) -> VirtualReader:
    """Personalise card 1000.1 and leave it on a reader."""
    reader = VirtualReader(NAME)
    reader.insert(chip)
    keys = held.keyring()
    connection = reader.connect()
    blank = converse(inspect_blank(connection.atr, DIALECT, keys), connection)
    assert isinstance(blank, Blank)
    card = CardInstance(CardNumber(1000), 1)
    who = Identity(keys.version, issuer_of(held.environment), card, ClassId(2), TODAY, TODAY, BusinessDay(TODAY + days))
    first = first_record(Change(Kind.ISSUE, ZERO, TODAY), next(REFERENCES), keys.version)
    sealed = card_keys(keys, blank.uid, card).seal(slot_of(first.counter), first)
    connection = reader.connect()
    converse(personalise(blank, DIALECT, keys, sealed_identity(keys, blank.uid, who), sealed, None), connection)
    return reader


def _references() -> Iterator[Reference]:
    for number in count(1):
        yield Reference(TerminalId(3), Lineage(7), Sequence(number))


REFERENCES = _references()


def read_image(held: OfficeSecrets, reader: VirtualReader) -> CardImage:
    """What is on the card now."""
    connection = reader.connect()
    image = converse(read_card(connection.atr, DIALECT, held.keyring(), issuer_of(held.environment)), connection)
    assert isinstance(image, CardImage)
    return image


def write_change(held: OfficeSecrets, reader: VirtualReader, before: Record, change: Change) -> Record:
    """Put the next record on the card; returns it."""
    image = read_image(held, reader)
    keys = held.keyring()
    record = successor(before, change, next(REFERENCES), keys.version)
    sealed = card_keys(keys, image.uid, image.identity.card).seal(slot_of(record.counter), record)
    converse(write_record(image, sealed, DIALECT, keys), reader.connect())
    return sealed


def load(minor: int) -> Change:
    """A load."""
    return Change(Kind.LOAD, Money(minor), TODAY)


def sale(minor: int, *, pin_fails: int = 0, locked: bool = False) -> Change:
    """A sale of `minor`."""
    return Change(Kind.SALE, Money(-minor), TODAY, pin_fails=pin_fails, locked=locked)
