"""A rehearsal put together around a counter: its keys, displays, lamp, voice, printer and tables, and nothing else of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from queue import Queue

from protocol.ids import ClassId
from protocol.instants import business_day
from protocol.link.certificate import Role
from protocol.link.duty_entries import PinChanged
from protocol.link.snapshot import Stamp
from protocol.link.tables import LeaseTable, TableKind
from protocol.money import Money
from terminal.at_counter import AtCounter
from terminal.drivers.card_reader.hand import Hand
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.clock.adjustable import AdjustableClock
from terminal.journal.outbox import JournalOutbox
from terminal.journal.store import Journal
from terminal.loop import Terminal
from terminal.purse.purse import Purse
from terminal.rehearsal.cards import READER, Member, make_cards
from terminal.rehearsal.keys import ENVIRONMENT, ISSUER, new_keys
from terminal.rehearsal.office import PretendedOffice
from terminal.rehearsal.paper import RehearsalPaper
from terminal.rehearsal.stage import Stage
from terminal.sale.catalogue import Catalogue
from terminal.slips import SlipMaker
from terminal.states.store import StatesStore
from terminal.wiring import boot

FOLDER = "rehearsal"
"""Beside the journal; what a power cut leaves in it is thrown away when the next one begins."""
AT_A_COUNTER = Role.SELL | Role.LOAD | Role.CASH_OUT
NO_CERTIFICATE = 0
HALF = 2
"""So much of the highest balance lies on each card: there is room for loads."""


def wire_rehearsal(folder: Path, at: AtCounter) -> AtCounter:
    """A counter that shares people, tables and devices with `at`; its files are in `folder`, which is made anew.

    Raises OSError and JournalFault if the disk does not take it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    ordinary, keys = at.terminal, new_keys()
    clock, catalogue = AdjustableClock(ordinary.clock), _catalogue(ordinary)
    journal = Journal(folder / "journal.db", ordinary.journal.terminal)
    boot(journal, clock)
    if pins := ordinary.journal.state.duty.pins:
        journal.append(tuple(PinChanged(who, verifier) for who, (verifier, _) in pins.items()), clock.now())
    states = StatesStore(folder)
    today = business_day(clock.now(), catalogue.parameters.utc_offset_minutes)
    states.states.stamp = Stamp(1, clock.now(), today, keys.cards.version)
    outbox = JournalOutbox(journal, states, keys.terminal, ENVIRONMENT, NO_CERTIFICATE, clock.now)
    office = PretendedOffice(outbox, states.states, keys.office, ordinary.clock.now)
    admitted = catalogue.class_at(ordinary.group)
    balance = Money(catalogue.parameters.balance_max.minor // HALF)
    make_cards(folder, keys.cards, Member(admitted.id if admitted else ClassId(1), today, balance))
    reader, paper = VirtualReader(READER), RehearsalPaper(ordinary.printer)
    terminal = Terminal(
        journal=journal,
        purse=Purse(reader, journal, keys.cards, ISSUER),
        clock=clock,
        printer=paper,
        face=ordinary.face,
        slips=SlipMaker(journal, ordinary.slips.virtual, rehearsal=True),
        roles=ordinary.roles & AT_A_COUNTER,
        group=ordinary.group,
        catalogue=catalogue,
        states=states.states,
        nudge=_nothing,
        operator=ordinary.operator,
        letters=ordinary.letters,
        member_letters=ordinary.member_letters,
    )
    hand = Hand(reader, folder, {}, clock.sleep)
    return AtCounter(
        terminal,
        at.front,
        reader,
        None,
        office,
        lambda: catalogue,
        Queue(),
        devices=at.devices,
        around=at.around,
        stage=Stage(folder, journal, states, hand, paper, clock, office),
    )


def _catalogue(ordinary: Terminal) -> Catalogue:
    """The terminal's tables, with a float of its own: what head office has entrusted to it is not touched."""
    shop = ordinary.catalogue
    leases = LeaseTable(ordinary.journal.terminal, False, shop.parameters.balance_max, ())
    return shop.installing(shop.version(TableKind.LEASES), leases)


def _nothing() -> None:
    """The office looks by itself."""
