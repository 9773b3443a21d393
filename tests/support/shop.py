"""A small shop for tests: keys, tables, cards of both kinds, and a whole terminal around virtual devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from protocol.card.dialect import dialect_for
from protocol.card.identity import Identity
from protocol.card.keys import Keyring, card_keys, derive_keyring, listing_hash, pin_verifier
from protocol.card.procedures import Blank, inspect_blank, personalise, sealed_identity
from protocol.card.record import Kind
from protocol.card.ring import Chain, Change, first_record, read_chain, successor
from protocol.ids import (
    CardInstance,
    CardNumber,
    CategoryId,
    ClassId,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    TerminalId,
)
from protocol.instants import BusinessDay, Instant, day_of
from protocol.link.card_states import NO_FLAGS, StateRow, state_row
from protocol.link.certificate import Role
from protocol.link.entries import BootReason, Medium
from protocol.link.snapshot import Stamp
from protocol.link.tables import (
    CardClass,
    CardState,
    Claim,
    ClassTable,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    Operator,
    OperatorTable,
    Parameters,
)
from protocol.money import Money, UnitPrice
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.port import converse
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.face import Notice
from terminal.journal.store import Journal
from terminal.loop import Terminal
from terminal.purse.purse import Purse
from terminal.sale import events as on
from terminal.sale.catalogue import Catalogue
from terminal.slips import SlipMaker
from terminal.states.held import CardStates

NOON = Instant(1_790_000_000_000)  # 2026-09-21
TODAY = day_of(date(2026, 9, 21))
ISSUER = b"TEST"
KEYS = derive_keyring(bytes(range(32)), 1)
PIN = "4711"
NEVER = 2**32 - 1
READER_NAMES = {Medium.MIFARE_1K: "ACS ACR122U PICC Interface", Medium.SLE4442: "ACS ACR39U ICC Reader"}
TEA, CAKE = ItemCode(101), ItemCode(102)
ORDINARY, STAFF = ClassId(1), ClassId(2)
DESK = Reference(TerminalId(9), Lineage(1), Sequence(1))


def shop_parameters(language: str = "en") -> Parameters:
    """Two decimals, no offset, SLE4442 with a quarter of each limit."""
    texts = ("Test Canteen", "GBP", 2, 0, language, ("1 Test Lane",), ("Thank you",))
    return Parameters(
        *texts,
        4,
        True,
        Money(1_000_000),
        narrow_after_minutes=NEVER,
        stop_after_minutes=NEVER,
        near_expiry_days=0,
        low_balance=Money(0),
    )


def leases(*claims: Claim, granted: int = 10_000_000, locked: bool = False) -> LeaseTable:
    """What the terminal is entrusted with."""
    return LeaseTable(TerminalId(1), locked, Money(granted), claims)


def listed_cards(*listed: tuple[CardInstance, CardState], known: BusinessDay = TODAY) -> CardStates:
    """What head office says of these cards, and of no other."""
    states = CardStates()
    for card, state in listed:
        states.put(state_row(StateRow(listing_hash(KEYS, card), 0, state, NO_FLAGS, bytes(2))), Stamp(1, NOON, known, 1))
    states.stamp = Stamp(1, NOON, known, 1)
    return states


def catalogue(**parameters: str) -> Catalogue:
    """Tea at 2.00, cake at 3.50; ordinary members and staff with 10 % off; hard sale 100, soft sale 20; a wide float."""
    items = ItemTable(
        (
            Item(TEA, "Tea", UnitPrice(200_000), CategoryId(1), OwnerId(1)),
            Item(CAKE, "Cake", UnitPrice(350_000), CategoryId(2), OwnerId(2)),
        )
    )
    limits = (Money(0), Money(2_000), Money(10_000), Money(6_000), Money(20_000))
    classes = ClassTable((CardClass(ORDINARY, "Ordinary", 0, 1, *limits), CardClass(STAFF, "Staff", 1_000, 1, *limits)))
    tables = (
        items,
        classes,
        DiscountTable(()),
        OperatorTable((Operator(OperatorId(1), "Ann", 1),)),
        shop_parameters(**parameters),
        leases(),
    )
    return Catalogue.of((1, table) for table in tables)


def blank(medium: Medium, number: int) -> Chip:
    """A chip from the factory."""
    return blank_mifare(uid_of(number)) if medium is Medium.MIFARE_1K else blank_sle4442()


def uid_of(number: int) -> bytes:
    """The chip that a card number is written on."""
    return (number % 2**32).to_bytes(4, "big")


def reader_for(medium: Medium) -> VirtualReader:
    """A reader for this kind of card."""
    return VirtualReader(READER_NAMES[medium])


def make_card(
    medium: Medium,
    number: int,
    balance: int,
    klass: ClassId = ORDINARY,
    pin: str = PIN,
    keys: Keyring = KEYS,
    issuer: bytes = ISSUER,
    valid_until: BusinessDay | None = None,
) -> Chip:
    """A personalised chip with `balance` minor units loaded by the desk."""
    chip, reader = blank(medium, number), reader_for(medium)
    reader.insert(chip)
    connection = reader.connect()
    dialect = dialect_for(connection.reader)
    found = converse(inspect_blank(connection.atr, dialect, keys), connection)
    assert isinstance(found, Blank)
    card = CardInstance(CardNumber(number), 1)
    salt = b"salt"
    verifier = pin_verifier(keys, found.uid, card, salt, pin) if pin else bytes(8)
    end = valid_until or day_of(date(2030, 1, 1))
    plain = Identity(keys.version, issuer, card, klass, TODAY, TODAY, end, salt, verifier)
    identity = sealed_identity(keys, found.uid, plain)
    mine = card_keys(keys, found.uid, card)
    issue = mine.seal(0, first_record(Change(Kind.ISSUE, Money(0), TODAY), DESK, keys.version))
    signature = bytes(64) if medium is Medium.MIFARE_1K else None
    connection.reselect()
    converse(personalise(found, dialect, keys, identity, issue, signature), connection)
    reader.remove()
    if balance:
        load = Change(Kind.LOAD, Money(balance), TODAY)
        record = successor(issue, load, Reference(DESK.terminal, DESK.lineage, Sequence(2)), keys.version)
        poke(chip, medium, 1, mine.seal(1, record).pack())
    return chip


def poke(chip: Chip, medium: Medium, slot: int, data: bytes) -> None:
    """Put 48 bytes straight into a slot, as no terminal could."""
    if medium is Medium.SLE4442:
        chip.cells.write(80 + 48 * slot, data)
    else:
        chip.cells.write((2 + slot) * 64, data)


def peek_slots(chip: Chip, medium: Medium) -> tuple[bytes, bytes, bytes]:
    """The three slots as the memory reads now."""
    content = chip.dump()
    starts = [80 + 48 * slot if medium is Medium.SLE4442 else (2 + slot) * 64 for slot in range(3)]
    first, second, third = (content[start : start + 48] for start in starts)
    return first, second, third


def chain_on(chip: Chip, medium: Medium, number: int, keys: Keyring = KEYS) -> Chain | None:
    """The chain that any reader would find on the card now."""
    uid = uid_of(number) if medium is Medium.MIFARE_1K else b""
    mine = card_keys(keys, uid, CardInstance(CardNumber(number), 1))
    return read_chain(peek_slots(chip, medium), mine.authentic)


@dataclass
class RecordingFace:
    """Remembers every notice."""

    notices: list[Notice] = field(default_factory=list)
    pin: str = PIN
    pads_opened: int = 0

    def show(self, notice: Notice) -> None:
        self.notices.append(notice)

    def open_pin_pad(self) -> None:
        self.pads_opened += 1

    @property
    def codes(self) -> list[str]:
        """The codes of all notices, in order."""
        return [notice.code for notice in self.notices]


LINEAGES = count(1_000)
"""As random lineages are: never used twice, even by the same terminal after its journal was lost."""


@dataclass
class Till:
    """A terminal with its levers. `restart` is what a power cut and a boot do: all but disk and card is lost."""

    folder: Path
    medium: Medium
    number: int = 1
    roles: Role = Role.SELL | Role.LOAD
    books: Catalogue = field(default_factory=catalogue)
    states: CardStates = field(default_factory=listed_cards)
    keys: Keyring = KEYS
    at_sync: Callable[[str], None] | None = None
    lineages: Iterator[int] = LINEAGES

    journal: Journal = field(init=False)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(NOON)
        self.reader = reader_for(self.medium)
        self.boots = 0
        self.restart()

    def restart(self) -> None:
        """Boot from what is on disk."""
        self.reader.remove()
        if self.boots:
            self.journal.close()
        self.boots += 1
        self.face = RecordingFace()
        self.printer = VirtualPrinter()
        self.journal = Journal(self.folder / f"journal-{self.number}.db", TerminalId(self.number), self.at_sync)
        self.journal.boot(Lineage(next(self.lineages)), BootReason.START, self.clock.now())
        purse = Purse(self.reader, self.journal, self.keys, ISSUER, repairs=Role.REPAIR in self.roles)
        self.terminal = Terminal(
            self.journal,
            purse,
            self.clock,
            self.printer,
            self.face,
            SlipMaker(self.journal, virtual=True),
            self.roles,
            0,
            self.books,
            self.states,
            lambda: None,
            OperatorId(1),
        )

    def tap(self, chip: Chip) -> None:
        """Lay the card on the reader and let the terminal notice."""
        self.reader.insert(chip)
        self.terminal.handle(on.CardTapped())

    def lift(self) -> None:
        """Take the card away."""
        self.reader.remove()

    def key(self, *events: on.Event) -> None:
        """Press keys."""
        for event in events:
            self.terminal.handle(event)

    def pin(self, digits: str = PIN) -> None:
        """Key a PIN."""
        self.terminal.pin_pad.key(digits)
        self.terminal.handle(on.PinKeyed())

    def sell(self, chip: Chip, code: ItemCode = TEA, quantity: int = 1, ticket: str = "") -> None:
        """Key an item, ask for the card, tap, and key the PIN if it is asked."""
        self.key(on.TicketKeyed(ticket), on.ItemKeyed(code, quantity))
        self.reader.insert(chip)
        pads = self.face.pads_opened
        self.key(on.CardKeyed())
        if self.face.pads_opened > pads:
            self.pin()
