"""Days on which everything goes wrong that can: evidence with forks, gaps, lost tails, nonsense baskets and torn cards."""

from __future__ import annotations

import random

from protocol.card.record import Kind
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.entries import Basket, ClaimDetail, SaleDetail, VoidDetail
from protocol.money import Money
from tests.server.head_office import NOON
from tests.server.journal import Card, Journal, lines_of

DAYS = 3
MS_PER_DAY = 86_400_000
TERMINALS = (7, 8, 9)
NOBODYS = Reference(TerminalId(65_000), Lineage(1), Sequence(1))
Arrival = list[tuple[int, bytes]]
"""Terminals and their sealed batches, in the order in which they arrive."""


def troubled_days(seed: int, deeds: int = 40) -> Arrival:
    """A few shops for some days: honest business, broken terminals, copied cards and forgers."""
    chance = random.Random(seed)
    journals = [Journal(terminal=number, lineage=number * 1_000) for number in TERMINALS]
    cards = [Card(number=number) for number in range(1, 7)]
    arrival: Arrival = []
    for card in cards:
        desk = chance.choice(journals)
        desk.issue(card)
        desk.load(card, 30_000)
    for day in range(DAYS):
        for journal in journals:
            journal.start = Instant(NOON + day * MS_PER_DAY)
        for _ in range(deeds):
            _do_something(chance, chance.choice(journals), chance.choice(journals), chance.choice(cards))
            if chance.random() < 0.2:
                _send(chance, chance.choice(journals), arrival)
    for journal in journals:
        _send(chance, journal, arrival, lose=False)
    chance.shuffle(arrival)
    return arrival


def _send(chance: random.Random, journal: Journal, arrival: Arrival, *, lose: bool = True) -> None:
    if journal.sent == len(journal.entries):
        return
    batch = journal.batch(whatever=True)
    if not lose or chance.random() < 0.85:
        arrival.append((journal.terminal, batch))
    if lose and chance.random() < 0.3:
        journal.restart()


def _do_something(chance: random.Random, journal: Journal, other: Journal, card: Card) -> None:
    amount = chance.randint(1, 400)
    match chance.randrange(17):
        case 0 | 1 | 2:
            journal.sale(card, amount, (chance.randint(1, 200), 2))
        case 3:
            journal.load(card, amount)
        case 4:
            other.void(card, journal.sale(card, amount))
        case 5:
            sale = journal.write(card, journal.sale_intent(card, amount))
            if chance.random() < 0.5:
                journal.confirm(card, sale)
        case 6:
            journal.cancel(journal.sale_intent(card, amount))
        case 7:
            journal.refund(card, amount)
        case 8:
            journal.cash_sale(amount, (amount, 3), carried=1)
        case 9:
            journal.cash_refund(amount)
        case 10:
            journal.sale_intent(card, amount)
        case 11:
            _copied(journal, other, card, amount)
        case 12:
            _says_another_amount(journal, card, amount)
        case 13:
            other.saw(card, *([card.record] if card.record else []))
        case 14:
            journal.commit(journal.sale_intent(card.copy(), amount))
        case 15:
            journal.change(card, Kind.CLAIM, amount, ClaimDetail(chance.randint(1, 9)))
        case _:
            _voids_nothing(journal, card, amount)


def _copied(journal: Journal, other: Journal, card: Card, amount: int) -> None:
    """Two chips with one image: both spend."""
    twin = card.copy()
    journal.sale(card, amount)
    other.sale(twin, amount + 1)


def _says_another_amount(journal: Journal, card: Card, amount: int) -> None:
    """Lines that do not come to what the card paid."""
    detail = SaleDetail(Basket(lines_of(amount + 7)), False)
    journal.change(card, Kind.SALE, -amount, detail)


def _voids_nothing(journal: Journal, card: Card, amount: int) -> None:
    """A void of a sale that nobody knows."""
    if card.record is not None and card.record.cumulated_debits >= Money(amount):
        journal.change(card, Kind.VOID, amount, VoidDetail(NOBODYS))
