"""A terminal on the moved clock, on the journal with which it goes on in the present, and whoever works at it."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial
from queue import Queue

from protocol.ids import ItemCode, Reference, TerminalId, parse_reference
from protocol.link.desk_orders import JobWord
from protocol.link.violations import Reason
from protocol.money import ZERO, Money
from provisioning.chain.clock import PastClock
from provisioning.chain.head_office import NotAsPlanned
from terminal.at_counter import AtCounter
from terminal.config import TerminalConfig
from terminal.counter.events import CardTapped, KeyPressed
from terminal.desk.desk import make_ordered
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.keypad.port import Key
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.face import Notice
from terminal.journal.store import Journal
from terminal.keystore import Keystore
from terminal.line import Line
from terminal.log import silent
from terminal.loop import Terminal
from terminal.purse.purse import Purse
from terminal.sale import events as on
from terminal.sale.catalogue import Catalogue
from terminal.sale.screens import BLANK, Screen
from terminal.sale.states import EnteringPin, Ready
from terminal.slips import SlipMaker
from terminal.states.store import StatesStore
from terminal.uplink.transport.port import Unreachable
from terminal.uplink.worker import Posted
from terminal.vitals import Vitals, machine_signs
from terminal.wiring import boot, issuer_of, load_catalogue, make_line, make_reader
from terminal.words.catalogue import say
from terminal.words.counter import Word

KEYS = {key.value: key for key in Key}
MENU_PAGES = 20
LOOK_MS = 2_000
"""How long a desk waits before it asks for orders again."""
DONE = frozenset({"paid", "load-done", "void-done", "refund-done", "finished-late", "paid-late"})


@dataclass(frozen=True, slots=True)
class Ended:
    """What the screen said at the end; `balance` of the card, where it said one, and the receipt, where there is one."""

    code: str
    balance: Money | None
    receipt: Reference | None

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.code in DONE


class Sight:
    """The displays of a counter, and whoever reads them."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.screen = Screen((), BLANK)

    def show(self, notice: Notice) -> None:
        """See `Face`."""
        self.notices.append(notice)

    def open_pin_pad(self) -> None:
        """See `Face`."""

    def display(self, screen: Screen) -> None:
        """See `CounterFace`."""
        self.screen = screen

    def click(self) -> None:
        """See `CounterFace`."""

    def close(self) -> None:
        """See `CounterFace`."""


class Wire:
    """The way to head office, without a network: `down` is an outage."""

    def __init__(self, exchange: Callable[[bytes], bytes]) -> None:
        self._exchange = exchange
        self.down = False

    def exchange(self, message: bytes) -> bytes:
        """See `Transport`."""
        if self.down:
            raise Unreachable("no line")
        return self._exchange(message)


class AtOnce:
    """What the counter needs of its line; everything is sent when it is asked for, for no time passes by itself."""

    refused: Reason | None = None

    def __init__(self, line: Line, installed: Callable[[], None]) -> None:
        self._line, self._installed = line, installed

    def send_soon(self) -> None:
        """See `counter_line.Line`."""
        told = self._line.send_now()
        if told.get("refused"):
            raise NotAsPlanned(f"head office refused a packet: {told}")
        self._installed()

    def ask_soon(self) -> None:
        """See `counter_line.Line`."""
        self.send_soon()

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        """See `counter_line.Line`."""
        self._line.tell_job(word, known)

    def posted(self, post: Posted) -> bool:
        """See `counter_line.Line`."""
        return False

    def tick(self) -> None:
        """See `counter_line.Line`."""


class Till:
    """One terminal. `wire.down` is its lever."""

    def __init__(self, config: TerminalConfig, keystore: Keystore, clock: PastClock, exchange: Callable[[bytes], bytes]) -> None:
        self.number, self.clock, self.wire, self.sight = TerminalId(config.terminal), clock, Wire(exchange), Sight()
        certificate, reader = keystore.admission.certificate, make_reader(config.reader)
        self._group = certificate.group
        assert isinstance(reader, VirtualReader)
        self.reader = reader
        self.journal = Journal(config.folder / "journal.db", self.number, key=keystore.secrets.signing)
        boot(self.journal, clock)
        self._states = StatesStore(config.folder)
        vitals = Vitals([partial(machine_signs, config.folder)])
        line = make_line(config, keystore, self.journal, self._states, clock, True, Queue(), self.wire, vitals, silent)
        self.terminal = Terminal(
            journal=self.journal,
            purse=Purse(reader, self.journal, keystore.card_keys, issuer_of(keystore), repairs=False),
            clock=clock,
            printer=VirtualPrinter(),
            face=self.sight,
            slips=SlipMaker(self.journal, virtual=True),
            roles=certificate.roles,
            group=certificate.group,
            catalogue=self._tables(),
            states=self._states.states,
            nudge=line.nudge,
        )
        self.line = AtOnce(line, self._install)
        self.at = AtCounter(self.terminal, self.sight, reader, None, self.line, self._tables, Queue())
        self.at.make = partial(make_ordered, self.terminal, reader, keystore.card_keys, issuer_of(keystore))
        self.send()
        self.at.come_to_work()

    def _install(self) -> None:
        self.terminal.catalogue = self._tables()

    def _tables(self) -> Catalogue:
        return load_catalogue(self.journal, self._group)

    def send(self) -> None:
        """Send what waits, and take what head office has."""
        self.line.send_soon()

    def close(self) -> None:
        """Nothing more is done here in the past."""
        self.journal.close()
        self._states.close()

    # By keys

    def press(self, typed: str) -> None:
        """Press keys by what is printed on them, apart by spaces; digits and the point may stand together."""
        for word in typed.split():
            for key in [word] if word in KEYS else word:
                self.at.take(KeyPressed(KEYS[key]))

    def choose(self, title: Word) -> None:
        """Open the menu and turn its pages to a title. Raises NotAsPlanned if it is not offered."""
        wanted = say(title, self.terminal.written)
        self.press("MENU")
        for _ in range(MENU_PAGES):
            for number, line in enumerate(self.sight.screen.operator[:3], 1):
                if line.strip() == f"{number} {wanted}":
                    self.press(str(number))
                    return
            self.press("MENU")
        raise NotAsPlanned(f"terminal {self.number}: the menu does not offer {wanted}")

    def sign_on(self, operator: int, pin: str) -> None:
        """Somebody comes on duty, unless he still is."""
        if self.terminal.operator == operator:
            return
        self.press(f"{operator} ENTER {pin} ENTER")
        if self.terminal.operator != operator:
            raise NotAsPlanned(f"terminal {self.number}: operator {operator} is not on duty")

    def open_shift(self, change: Money) -> None:
        """Change money is put into the drawer."""
        self.choose(Word.SHIFT_OPEN)
        self.press(f"{change.text(2)} ENTER ENTER")
        if not self.terminal.shift:
            raise NotAsPlanned(f"terminal {self.number}: no shift was opened")

    def close_shift(self, over: Money) -> None:
        """The drawer is counted: so much is over in it, or short. Cash alone is taken here."""
        drawer = self.journal.state.duty.drawer
        counted = sum(drawer.values(), ZERO) + over
        self.choose(Word.SHIFT_CLOSE)
        self.press(f"{counted.text(2)} ENTER ENTER")
        if self.terminal.shift:
            raise NotAsPlanned(f"terminal {self.number}: the shift was not closed")

    def sign_off(self) -> None:
        """Nobody is on duty any more."""
        self.choose(Word.SIGN_OFF)
        self.press("ENTER")

    def pay_out(self, reason: int, amount: Money) -> None:
        """Cash leaves the drawer for one of the shop's reasons."""
        self.choose(Word.PAY_OUT)
        self.press(f"{reason} {amount.text(2)} ENTER ENTER")

    def hear_of_loss(self, card: int) -> None:
        """A member says that a card is lost."""
        self.choose(Word.LOSS)
        self.press(f"{card} ENTER ENTER BACK")

    def work_off_orders(self, card_for: Callable[[int], Chip], pin: str) -> None:
        """Do what head office has ordered of this desk; `card_for` finds the card for a job by its number."""
        self.choose(Word.DESK_JOBS)
        begun = set[int]()
        while order := next((one for one in self.terminal.catalogue.orders if one.number not in begun), None):
            begun.add(order.number)
            self._wait()
            self.reader.insert(card_for(order.card.number))
            self.at.take(CardTapped())
            if getattr(order.content, "pin", False):
                self.press(f"{pin} ENTER {pin} ENTER")
            self._wait()
            self.reader.remove()
            if not self.journal.state.jobs.get(order.number, "").endswith("DONE"):
                raise NotAsPlanned(f"terminal {self.number}: order {order.number} was not done: {self.sight.screen.operator}")
        self.press("BACK")

    def _wait(self) -> None:
        self.clock.advance(LOOK_MS)
        self.at.tick()

    # By card

    def sell(self, chip: Chip | None, basket: dict[int, int], pin: str) -> Ended:
        """Sell so many of these articles, by card or in cash."""
        for code, quantity in basket.items():
            self.terminal.handle(on.ItemKeyed(ItemCode(code), quantity))
        if chip is None:
            return self._cash(on.CashKeyed())
        return self._with(chip, pin, on.CardKeyed())

    def sell_amount(self, chip: Chip, amount: Money, pin: str) -> Ended:
        """Sell something without an article."""
        self.terminal.handle(on.AmountKeyed(amount))
        return self._with(chip, pin, on.CardKeyed())

    def load(self, chip: Chip, amount: Money, pin: str) -> Ended:
        """Cash onto the card."""
        return self._with(chip, pin, on.LoadKeyed(amount))

    def void(self, chip: Chip, pin: str) -> Ended:
        """Undo the card's last sale."""
        return self._with(chip, pin, on.VoidKeyed())

    def take_back(self, chip: Chip, code: int, pin: str) -> Ended:
        """Goods come back onto the card."""
        self.terminal.handle(on.ItemKeyed(ItemCode(code)))
        return self._with(chip, pin, on.RefundKeyed(to_card=True))

    def _cash(self, event: on.Event) -> Ended:
        self.terminal.handle(event)
        return self._ended()

    def _with(self, chip: Chip, pin: str, event: on.Event) -> Ended:
        self.reader.insert(chip)
        self.terminal.handle(event)
        if isinstance(self.terminal.state, EnteringPin):
            self.terminal.pin_pad.key(pin)
            self.terminal.handle(on.PinKeyed())
        self.reader.remove()
        ended = self._ended()
        if not (isinstance(self.terminal.state, Ready) and not self.terminal.state.basket.lines):
            self.terminal.handle(on.CancelKeyed())
        return ended

    def _ended(self) -> Ended:
        said = self.sight.notices
        last = next((one for one in reversed(said) if one.code in DONE), said[-1])
        said.clear()
        facts = dict(last.facts)
        balance, receipt = facts.get("balance"), facts.get("reference")
        return Ended(
            last.code,
            None if balance is None else Money(int(balance)),
            None if receipt is None else parse_reference(str(receipt)),
        )
