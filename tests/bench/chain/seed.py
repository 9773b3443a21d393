"""A small part of a chain of shops over a year, by the product's own path: certificates, signed batches, booked and told.

All terminals have one lineage, so that `evidence` makes that of as many parts again by putting another one in its place.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import BranchId, ItemCode, OwnerId, TerminalId
from protocol.instants import MS_PER_DAY, Instant
from protocol.link.certificate import Certificate, Role, encode_certificate
from protocol.link.entries import Basket, SaleDetail, SaleLine
from protocol.link.seal import Purpose, peek, seal
from protocol.money import ZERO, UnitPrice
from server.clock import system_now
from server.database import run_rows, writing
from server.reporting.fold import fold_step
from tests.server.head_office import CA, ENVIRONMENT, SEAL_KEY, HeadOffice, device_key
from tests.server.journal import Card, Journal

LINEAGE = 0x5EED_1E55
"""Told from everything else in a batch by its four bytes."""
CARDS = 4_096
"""How many cards a part has, and how far the numbers of the next part lie above."""
FIRST_CARD = 1_000_000_000_000_000
SALES_A_CARD = 5
PERIODS, PERIOD_DAYS, MINUTE_MS = 26, 14, 60_000
PERIOD_MS = PERIOD_DAYS * MS_PER_DAY
TERMINALS, DESK, BRANCHES, REGIONS, OWNERS, ITEMS, CATEGORIES, CLASSES = 40, 7, 20, 4, 20, 400, 20, 5
FIRST_TERMINAL, SILENT = 101, 3
LOADED = 5_000
SHORT_OF = 200
"""One card in so many is loaded with next to nothing, and its sales leave it overdrawn."""
OPENS_MS, OPEN_MS = 7 * 3_600_000, 13 * 3_600_000
PLACES = ("Harbour", "Station", "Market", "Hill", "Canteen", "Library", "Arcade", "Garden", "Terrace", "Bridge")


@dataclass(frozen=True, slots=True)
class Visit:
    """A card pays at a terminal."""

    at: Instant
    terminal: int
    card: int


def make_seed(count: int = CARDS, seed: int = 1) -> None:
    """Into an empty, migrated database that is connected; at most CARDS cards."""
    chance, office = random.Random(seed), HeadOffice()
    until = Instant(system_now() - MINUTE_MS)
    start = Instant(until - PERIODS * PERIOD_MS)
    with writing():
        _masters()
    desk = Journal(DESK, LINEAGE, start=start)
    tills = {number: Journal(number, LINEAGE, start=start) for number in range(FIRST_TERMINAL, FIRST_TERMINAL + TERMINALS)}
    cards = [Card(FIRST_CARD + number) for number in range(count)]
    for number in (DESK, *tills):
        office.send(_certificate(number))
    for place, card in enumerate(cards):
        desk.issue(card, klass=1 + place % CLASSES)
        desk.load(card, 100 if place % SHORT_OF == 0 else LOADED)
        if place % 200 == 199:
            _send(office, [desk], start)
    _send(office, [desk], start)
    visits = sorted(_visits(count, start, until, chance), key=lambda one: (one.at, one.card))
    for period in range(PERIODS):
        end = Instant(start + (period + 1) * PERIOD_MS)
        for visit in visits:
            if end - PERIOD_MS <= visit.at < end:
                _pay(tills[visit.terminal], cards[visit.card], visit.at, chance)
        _send(office, [till for till in tills.values() if till.sent < len(till.entries)], end)
    office.at(until).send(*(till.poll() for till in (desk, *tills.values())[:-SILENT]))
    while fold_step():
        pass


def _visits(count: int, start: Instant, until: Instant, chance: random.Random) -> Iterator[Visit]:
    """A card is used at one terminal alone within a period, so that what is told of it comes in its order."""
    for card in range(count):
        for period in chance.sample(range(PERIODS), SALES_A_CARD):
            begin = start + period * PERIOD_MS
            day = begin + chance.randrange(PERIOD_DAYS) * MS_PER_DAY
            opens = day - day % MS_PER_DAY + OPENS_MS
            at = min(max(begin, opens + chance.randrange(OPEN_MS)), begin + PERIOD_MS - 1, until)
            yield Visit(Instant(at), FIRST_TERMINAL + chance.randrange(TERMINALS), card)


def _pay(till: Journal, card: Card, at: Instant, chance: random.Random) -> None:
    last = till.entries[-1].at
    till.start = Instant(max(at, last) - len(till.entries))
    if card.balance.minor < 1_000 and chance.random() < 0.5 and (card.number - FIRST_CARD) % SHORT_OF:
        till.load(card, LOADED)
    lines = tuple(_line(chance) for _ in range(chance.choices((1, 2, 3), (80, 15, 5))[0]))
    amount = sum(one.amount.minor for one in lines)
    till.commit(till.write(card, till.intend(card, Kind.SALE, -amount, SaleDetail(Basket(lines), False))))
    if chance.random() < 0.1:
        till.cash_sale(chance.choice((300, 450, 800)))


def _line(chance: random.Random) -> SaleLine:
    item = min(int(chance.expovariate(0.02)), ITEMS - 1)
    return SaleLine(ItemCode(1 + item), 1, UnitPrice((150 + item % 60 * 10) * 1_000), ZERO, OwnerId(1 + item % OWNERS))


def _send(office: HeadOffice, journals: list[Journal], at: Instant) -> None:
    """Everything that these journals have not sent yet arrives half a minute after an instant."""
    batches = []
    for journal in journals:
        journal.start = Instant(max(at, journal.entries[-1].at))
        batches.append(journal.batch(whatever=True))
    answers = office.at(Instant(at + MINUTE_MS // 2)).send(*batches)
    assert all(peek(answer).purpose is Purpose.ACK for answer in answers)


def branch_of(terminal: int) -> int:
    """Where a terminal stands."""
    return 1 + terminal % BRANCHES


def _certificate(terminal: int) -> bytes:
    roles = Role.SELL | Role.LOAD | (Role.PERSONALISE if terminal == DESK else Role(0))
    value = Certificate(
        terminal=TerminalId(terminal),
        serial=terminal,
        branch=BranchId(branch_of(terminal)),
        group=0,
        roles=roles,
        sign_public=device_key(terminal).public,
        seal_public=SEAL_KEY.public,
        valid_from=Instant(0),
        valid_until=Instant(2**47),
    )
    return seal(Purpose.CERTIFICATE, ENVIRONMENT, CA, encode_certificate(value))


def _masters() -> None:
    run_rows("INSERT INTO region (id, name) VALUES {rows}", [(number, f"Region {number}") for number in range(1, REGIONS + 1)])
    run_rows(
        "INSERT INTO branch (id, name, region) VALUES {rows}",
        [(number, f"{PLACES[number % len(PLACES)]} {number}", 1 + number % REGIONS) for number in range(1, BRANCHES + 1)],
    )
    run_rows(
        "INSERT INTO member_class (id, name, discount_bp, groups, floor, soft_sale, hard_sale, soft_day, hard_day, least_sale,"
        " sales_day) VALUES {rows}",
        [(number, f"Class {number}", 0, 1, -5_000, 50_000, 200_000, 100_000, 400_000, 0, 0) for number in range(1, CLASSES + 1)],
    )
    run_rows(
        "INSERT INTO category (id, name) VALUES {rows}", [(number, f"Category {number}") for number in range(1, CATEGORIES + 1)]
    )
    run_rows(
        "INSERT INTO owner (id, name, commission_bp, payee) VALUES {rows}",
        [(number, f"Stall {number}", 1_000, "") for number in range(1, OWNERS + 1)],
    )
    run_rows(
        "INSERT INTO item (code, name, folded, category, owner, uses) VALUES {rows}",
        [
            (code, f"Article {code}", f"article {code}", 1 + code % CATEGORIES, 1 + (code - 1) % OWNERS, 1)
            for code in range(1, ITEMS + 1)
        ],
    )
    numbers = (DESK, *range(FIRST_TERMINAL, FIRST_TERMINAL + TERMINALS))
    run_rows(
        "INSERT INTO terminal (id, owner, load_float) VALUES {rows}", [(number, 1 + number % OWNERS, 0) for number in numbers]
    )
