"""What happens at a counter: a basket, a card, a PIN, and people who lose patience with any of it.

Everything goes through the keys and the reader; what follows is read off the screen as a cashier would.
"""

from __future__ import annotations

from collections.abc import Callable

from protocol.ids import ItemCode
from protocol.money import Money
from terminal.sale import events as on
from terminal.sale.states import EnteringPin, Ready, Stopped, Waiting
from tests.simulation.chance import Chance
from tests.simulation.machine import Machine
from tests.simulation.members import PIN, Member
from tests.simulation.shop import CODES
from tests.simulation.truth import Truth

RETAPS_MAX = 4


class Counter:
    """The people at one machine. `watch` is called whenever the card may have changed."""

    def __init__(self, machine: Machine, chance: Chance, truth: Truth, watch: Callable[[Member], None]) -> None:
        self.machine, self.chance, self.truth, self.watch = machine, chance, truth, watch

    def sell(self, member: Member, ticket: str, bystander: Member) -> str:
        """Sell a basket by card; the last thing the screen said. Raises PowerCut."""
        self._basket(ticket)
        member.lay_on(self.machine)
        return self._to_the_end(member, bystander, on.CardKeyed())

    def load(self, member: Member, amount: int, ticket: str, bystander: Member) -> str:
        """Cash onto the card. Raises PowerCut."""
        self.machine.key(on.TicketKeyed(ticket))
        member.lay_on(self.machine)
        return self._to_the_end(member, bystander, on.LoadKeyed(Money(amount)))

    def void(self, member: Member, bystander: Member) -> str:
        """Undo the card's last sale. Raises PowerCut."""
        member.lay_on(self.machine)
        return self._to_the_end(member, bystander, on.VoidKeyed())

    def refund(self, member: Member, ticket: str, bystander: Member) -> str:
        """Goods come back onto the card. Raises PowerCut."""
        self._basket(ticket, lines_max=1)
        member.lay_on(self.machine)
        return self._to_the_end(member, bystander, on.RefundKeyed(to_card=True))

    def inquire(self, member: Member) -> str:
        """A mere look at the card. Raises PowerCut."""
        member.lay_on(self.machine)
        return self._to_the_end(member, member, on.CardTapped())

    def cash(self, ticket: str, *, back: bool) -> str:
        """A basket against cash, or goods against cash. Raises PowerCut."""
        self._basket(ticket, lines_max=1 if back else 3)
        self.machine.key(on.RefundKeyed(to_card=False) if back else on.CashKeyed())
        return self.machine.face.codes[-1]

    def _basket(self, ticket: str, lines_max: int = 3) -> None:
        random = self.chance.random
        self.machine.key(on.TicketKeyed(ticket))
        lines = 90 if self.chance.happens(0.002) else random.randint(1, lines_max)
        for _ in range(lines):
            self.machine.key(on.ItemKeyed(ItemCode(random.choice(CODES)), random.choice((1, 1, 1, 2, 3))))

    def _to_the_end(self, member: Member, bystander: Member, first: on.Event) -> str:
        """Go on until the terminal is ready again or somebody has gone."""
        machine, taps = self.machine, 0
        self._press(member, first)
        if self.chance.habit("presses_twice", 0.01):
            self._press(member, first)
        while True:
            match machine.terminal.state:
                case EnteringPin():
                    self._pin(member)
                case Waiting(want) if want.doubt is not None:
                    taps += 1
                    if self.chance.habit("goods_early", 0.03):
                        self.truth.count("goods_early")
                    if not self._again(member, bystander, taps):
                        break
                case Waiting():
                    taps += 1
                    if taps > 1:
                        self._press(member, on.CancelKeyed())
                    else:
                        self._tap(member)
                case Ready() | Stopped():
                    break
                case state:
                    raise AssertionError(f"the terminal stands still in {state}")
        machine.reader.remove()
        if isinstance(machine.terminal.state, Ready):
            machine.key(on.CancelKeyed())
        codes = machine.face.codes
        return codes[-2] if codes[-1] == "cancelled" and len(codes) > 1 else codes[-1]

    def _press(self, member: Member, event: on.Event) -> None:
        try:
            self.machine.key(event)
        finally:
            self.watch(member)

    def _pin(self, member: Member) -> None:
        wrong = self.chance.habit("wrong_pin", 0.02)
        self.machine.terminal.pin_pad.key("0000" if wrong else PIN)
        self._press(member, on.PinKeyed())

    def _tap(self, member: Member) -> None:
        self.machine.reader.remove()
        member.lay_on(self.machine)
        self._press(member, on.CardTapped())

    def _again(self, member: Member, bystander: Member, taps: int) -> bool:
        """NOT FINISHED: the same card again, another card, or nobody waits any longer. False when it is over."""
        if self.chance.habit("other_card", 0.1) and bystander is not member:
            self.truth.count("other_card")
            self._tap(bystander)
            return True
        if self.chance.habit("gives_up", 0.12) or taps > RETAPS_MAX:
            self.truth.count("gave_up")
            self._press(member, on.AbandonKeyed() if self.chance.happens(0.5) else on.CancelKeyed())
            if isinstance(self.machine.terminal.state, Waiting):
                self._press(member, on.CancelKeyed())
            return False
        if self.chance.habit("walks_away", 0.12):
            self.truth.count("walked_away")
            self.machine.reader.remove()
            self._press(member, on.CancelKeyed())
            return False
        self._tap(member)
        return True
