"""A day of the chain: shifts, guests, batches in the afternoon and at closing time, and head office's work at night."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - the one seeded source of chance, handed in

from protocol.ids import Reference, TerminalId
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant, day_begins
from protocol.money import ZERO, Money
from provisioning.chain.example import PIN, Example
from provisioning.chain.founding import BESIDE, DESK, ELSEWHERE
from provisioning.chain.head_office import HeadOffice
from provisioning.chain.till import Ended, Till
from provisioning.chain.trade import CLOSES, OPENS, Doing, Guest, guests, pick
from terminal.drivers.card_reader.chip import Chip

BUSY = {DESK: 13, BESIDE: 9, ELSEWHERE: 12}
OPERATORS = {DESK: (1, "2580"), BESIDE: (2, "1379"), ELSEWHERE: (4, "1379")}
CHANGE = Money(5_000)
SUPPLIES = 1
LOW = Money(800)
"""Who has less than this on his card puts something onto it first, where that can be done."""
SENDS = 14 * 60
NIGHT = 23 * 60


@dataclass
class Chain:
    """All that there is. `shoppers` are the cards that are used, `balances` what their holders remember, `sales` the receipts
    of the last day."""

    example: Example
    office: HeadOffice
    tills: dict[TerminalId, Till]
    chance: Random
    chips: dict[int, Chip] = field(default_factory=dict)
    shoppers: list[int] = field(default_factory=list)
    balances: dict[int, Money] = field(default_factory=dict)
    sales: dict[int, Reference] = field(default_factory=dict)

    def day(
        self, day: BusinessDay, over: dict[TerminalId, Money], at_opening: Callable[[], None], at_noon: Callable[[], None]
    ) -> None:
        """A whole day; `over` is what is over in a drawer at its end, or short. Who has no line sends nothing."""
        clock, midnight = self.office.clock, day_begins(day, 0)
        begins = Instant(midnight + OPENS * MS_PER_MINUTE)
        clock.until(begins)
        for number, till in self.tills.items():
            till.sign_on(*OPERATORS[number])
            till.open_shift(CHANGE)
        self.sales.clear()
        at_opening()
        coming = guests(day, begins, CLOSES - OPENS, BUSY, self.chance)
        noon = Instant(midnight + SENDS * MS_PER_MINUTE)
        self.serve(guest for guest in coming if guest.at < noon)
        clock.until(noon)
        at_noon()
        self.send()
        self.serve(guest for guest in coming if guest.at >= noon)
        clock.until(Instant(midnight + CLOSES * MS_PER_MINUTE))
        if day % 7 == 1:
            self.tills[DESK].pay_out(SUPPLIES, Money(1_240))
        for number, till in self.tills.items():
            till.close_shift(over.get(number, ZERO))
        self.send()
        clock.until(Instant(midnight + NIGHT * MS_PER_MINUTE))
        self.office.work_at_night()

    def part_of_day(self, begins: Instant, minutes: int) -> None:
        """The day that is not over: shifts stay open."""
        clock = self.office.clock
        clock.until(begins)
        for number, till in self.tills.items():
            till.sign_on(*OPERATORS[number])
            till.open_shift(CHANGE)
        self.serve(guests(clock.today, begins, minutes, BUSY, self.chance))

    def send(self) -> None:
        """Every terminal that has a line sends."""
        for till in self.tills.values():
            if not till.wire.down:
                till.send()

    def serve(self, coming: Iterable[Guest]) -> None:
        """Serve everybody."""
        for guest in coming:
            self.office.clock.until(guest.at)
            self._serve(guest)

    def _serve(self, guest: Guest) -> None:
        till, card = self.tills[guest.till], pick(self.shoppers, guest.who)
        if guest.doing is Doing.CASH:
            till.sell(None, guest.basket, PIN)
            return
        if self.balances.get(card, ZERO) < LOW * 3 and guest.till != BESIDE:
            self._note(card, till.load(self.chips[card], Money(2_000 + 1_000 * (card % 4)), PIN))
        ended = self._note(card, till.sell(self.chips[card], guest.basket, PIN))
        if not ended.done:
            till.sell(None, guest.basket, PIN)
        elif guest.doing is Doing.VOID:
            self._note(card, till.void(self.chips[card], PIN))
        elif guest.doing is Doing.BRING_BACK:
            self._note(card, till.take_back(self.chips[card], next(iter(guest.basket)), PIN))
        elif ended.receipt:
            self.sales[card] = ended.receipt

    def _note(self, card: int, ended: Ended) -> Ended:
        if ended.balance is not None:
            self.balances[card] = ended.balance
        return ended
