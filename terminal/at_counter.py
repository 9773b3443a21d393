"""The counter at work: one inbox for keys, cards, answers from head office and time; one thread that takes them in turn.

What counts is in the journal and on cards before anything is called done, so a power cut at any line loses nothing but what
was being keyed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, Queue
from secrets import token_bytes
from threading import Event as Flag
from threading import Thread

from protocol.card.identity import SALT_BYTES
from protocol.ids import CardInstance, OperatorId, Sequence, ShiftNumber
from protocol.link.desk_orders import DeskOrder, JobReason
from protocol.link.duty_entries import Rehearsal, TamperSeen
from protocol.link.operator_pin import pin_fits
from terminal.counter import acts as do
from terminal.counter.events import (
    CardLooked,
    CardMade,
    CardTapped,
    Event,
    Journalled,
    KeyPressed,
    NoRehearsal,
    NoSuchSlip,
    PinChecked,
    PinSealed,
    Printed,
    RealCardLaid,
    SaleSaid,
    TimePassed,
)
from terminal.counter.flows.readiness import readiness_slip
from terminal.counter.machine import step
from terminal.counter.readiness import Verdict, judge
from terminal.counter.slips.readiness import readiness_lines
from terminal.counter.state import Counter
from terminal.counter.view import View
from terminal.counter.views import screen
from terminal.counter_line import Line
from terminal.counter_questions import answer
from terminal.device_notices import name_of, notice_of_change
from terminal.devices import Change, Devices
from terminal.drivers.card_reader.port import CardReader
from terminal.drivers.keypad.port import Key, Keypad
from terminal.face import CounterFace, Notice
from terminal.journal.store import JournalFault
from terminal.log import Log, silent
from terminal.logged_face import log_notice
from terminal.looking import NOWHERE, Surroundings, look_around
from terminal.loop import Terminal
from terminal.rehearsal.stage import Stage
from terminal.reprints import print_copy
from terminal.sale.catalogue import Catalogue
from terminal.sale.effects import Tone
from terminal.sale.screens import Screen
from terminal.sale.states import EnteringPin, Ready, Stopped
from terminal.supervised import SupervisedTamperSwitch
from terminal.uplink.worker import Posted
from terminal.watching import watch_keypad, watch_reader
from terminal.words.language import Language

TICK_S = 0.5
JOIN_S = 2.0
READY = {Verdict.GO: Tone.GOOD, Verdict.LIMITED: Tone.PLAIN, Verdict.STOP: Tone.BAD}

Inbox = Queue[Key | CardTapped | Posted | None]
"""Keys, cards laid down, what the uplink's thread posts; None at the end of the program."""


@dataclass(slots=True)
class AtCounter:
    """A terminal with keys and displays. `reload` makes the catalogue anew after tables were installed; `pet` is called at
    each turn, so that a watchdog sees that the loop turns.

    `make` makes the card of an order with this PIN, at a desk.
    `open_again` opens a journal that failed as a start does, and raises JournalFault if it fails again.

    A rehearsal is a counter of its own, with a `stage`, put together by `rehearse`. While it lasts, this one passes keys
    and time on to it and shows nothing itself; its line and its case are served as ever.
    """

    terminal: Terminal
    front: CounterFace
    reader: CardReader
    keypad: Keypad | None
    line: Line | None
    reload: Callable[[], Catalogue]
    inbox: Inbox
    devices: Devices = field(default_factory=Devices)
    case: SupervisedTamperSwitch | None = None
    around: Surroundings = NOWHERE
    counter: Counter = field(default_factory=Counter)
    pet: Callable[[], None] = lambda: None
    log: Log = silent
    open_again: Callable[[], None] = lambda: None
    rehearse: Callable[[AtCounter], AtCounter] | None = None
    make: Callable[[DeskOrder, str], JobReason] | None = None
    rehearsal: AtCounter | None = None
    stage: Stage | None = None
    over: bool = False

    def __post_init__(self) -> None:
        self.terminal.face = _Ear(self)

    def run(self) -> None:
        """Serve until somebody puts None into the inbox."""
        stop = Flag()
        met = (self.reader, self.terminal.purse, self.inbox.put, stop)
        threads = [Thread(target=watch_reader, args=met, name="reader", daemon=True)]
        if self.keypad:
            pressed = (self.keypad, self.inbox.put, stop)
            threads.append(Thread(target=watch_keypad, args=pressed, name="keypad", daemon=True))
        for thread in threads:
            thread.start()
        self.come_to_work()
        self._tell(self.devices.start())
        self._morning()
        try:
            while self._turn():
                pass
        finally:
            stop.set()
            for thread in threads:
                thread.join(JOIN_S)
            self._strike()
            self._let_go()

    def _let_go(self) -> None:
        """Dark and quiet: a lamp that stays lit would tell of a sale that nobody makes. No thread uses a device any more."""
        for device in (self.keypad, self.case, self.front):
            if device:
                device.close()

    def come_to_work(self) -> None:
        """The open shift goes on; who works it signs on anew, where operators have something to sign on with. A rehearsal
        has ended by now, by a key or with the power."""
        duty = self.terminal.journal.state.duty
        if duty.rehearsing:
            self.terminal.append((Rehearsal(duty.rehearsing, began=False),))
        self.terminal.shift = duty.shift.number if duty.shift else ShiftNumber(0)
        if self.terminal.catalogue.operators_sign_on:
            self.terminal.operator = OperatorId(0)
        self.display()

    def _morning(self) -> None:
        """Say and print whether the terminal may open; the first key takes it off the display."""
        if self.around is NOWHERE:
            return
        shop, view = self.terminal.catalogue.parameters, self.view()
        readiness = judge(look_around(self.terminal, self.devices, self.around, self._language), shop)
        self.heard(Notice("readiness", Screen(readiness_lines(readiness, shop)), READY[readiness.verdict]))
        self.terminal.print_receipt(readiness_slip(readiness, view))

    def _turn(self) -> bool:
        self.pet()
        try:
            item = self.inbox.get(timeout=TICK_S)
        except Empty:
            self.tick()
            return True
        match item:
            case None:
                return False
            case Key() as key:
                self.front.click()
                self.take(KeyPressed(key))
            case CardTapped() if self.terminal.purse.has_met:
                pass  # a key was quicker than the poll: the card was read for it, and what was said of it stays
            case CardTapped() as tap:
                self.take(tap)
            case post:
                if self._with_line(lambda line: line.posted(post)):
                    self.terminal.catalogue = self.reload()
                self.display()
        return True

    def tick(self) -> None:
        """Time has passed and nothing has happened."""
        if self.rehearsal:
            self.rehearsal.tick()
        elif not isinstance(self.terminal.state, EnteringPin):
            self._tell(self.devices.tick())
        self.terminal.tick()
        self._look_at_case()
        self._with_line(lambda line: line.tick())
        if self.rehearsal is None:
            self.take(TimePassed())
        elif isinstance(self.terminal.state, Stopped):
            self._end_rehearsal()

    def _with_line(self, act: Callable[[Line], bool | None]) -> bool:
        """Do something with the line; its answer. A journal that failed has nothing to send and can keep no answer."""
        if self.line is None or isinstance(self.terminal.state, Stopped):
            return False
        try:
            return bool(act(self.line))
        except JournalFault:
            self.terminal.stop()
            return False

    def take(self, event: Event) -> None:
        """Take one event in, do all that follows from it, and show where things stand."""
        if self.rehearsal:
            self.rehearsal.take(RealCardLaid() if isinstance(event, CardTapped) else event)
            if self.rehearsal.over:
                self._end_rehearsal()
            return
        inbox: deque[Event] = deque([event])
        while inbox:
            moved = step(self.counter, inbox.popleft(), self.view())
            self.counter = moved.counter
            inbox.extend(answer for act in moved.acts if (answer := self._perform(act)) is not None)
        self.display()

    def heard(self, notice: Notice) -> None:
        """The sale says something while it works: show it at once."""
        log_notice(self.log, notice)
        self.front.show(notice)
        self.counter = step(self.counter, SaleSaid(notice), self.view()).counter
        self.display()

    def view(self) -> View:
        """What the counter may know now."""
        terminal = self.terminal
        return View(
            terminal.state,
            terminal.context(),
            terminal.journal.state,
            terminal.clock.now(),
            terminal.slips.virtual,
            self.stage is not None,
            tuple(name_of(trouble.device, self._language) for trouble in self.devices.in_trouble()),
            terminal.written,
            terminal.member_reads,
            self.stage.faults() if self.stage else frozenset(),
            self.stage.on_reader if self.stage else None,
            self.line.refused if self.line else None,
        )

    @property
    def _language(self) -> Language:
        return self.terminal.written

    def _tell(self, changes: tuple[Change, ...]) -> None:
        """Devices that went or came back."""
        for change in changes:
            self.heard(notice_of_change(change, self._language))

    def _look_at_case(self) -> None:
        """A case that was opened, or is closed again, is told to head office; what the journal knows outlives a restart."""
        if self.case is None or isinstance(self.terminal.state, Stopped) or (now := self.case.is_open()) is None:
            return
        if now != self.terminal.journal.state.duty.tampered:
            self.terminal.append((TamperSeen(now),))

    def display(self) -> None:
        """Show where things stand; one of two counters does."""
        if self.rehearsal is None and not self.over:
            self.front.display(screen(self.counter, self.view()))

    def _open_again(self) -> None:
        """The journal that failed, as after a start: what is on disk counts, and whoever works here signs on."""
        try:
            self.open_again()
        except JournalFault:
            return
        self.terminal.start_again()
        self.terminal.catalogue = self.reload()
        self.counter = Counter()
        self.come_to_work()

    def _begin_rehearsal(self) -> NoRehearsal | None:
        assert self.rehearse
        try:
            self.rehearsal = self.rehearse(self)
        except (OSError, JournalFault):
            return NoRehearsal()
        self.rehearsal.display()
        return None

    def _end_rehearsal(self) -> None:
        """Go on where the counter stood. Whoever is here now may be another one: he signs on."""
        self._strike()
        self.counter = Counter()
        self.come_to_work()

    def _strike(self) -> None:
        rehearsal, self.rehearsal = self.rehearsal, None
        if rehearsal and rehearsal.stage:
            rehearsal.stage.strike()

    def _on_stage(self, act: do.StageAct, stage: Stage) -> CardTapped | None:
        match act:
            case do.LayCard(card):
                stage.lay(card)
                return CardTapped()
            case do.LiftCard():
                stage.lift()
            case do.SetFault(fault, on):
                stage.set(fault, on)
            case do.EndRehearsal():
                self.over = True
        return None

    def _perform(self, act: do.Act) -> Event | None:
        terminal = self.terminal
        match act:
            case do.ToSale(event):
                terminal.handle(event)
            case do.Journal(bodies):
                reference = terminal.append(bodies)
                return Journalled(reference) if reference else None
            case do.Print(receipt):
                return Printed(terminal.print_receipt(receipt))
            case do.PrintCopy(sequence):
                return self._copy(sequence)
            case do.LookAtCard():
                return CardLooked(terminal.look()) if isinstance(terminal.state, Ready) else CardLooked(None)
            case do.PadKey(digit):
                terminal.pin_pad.add(digit)
            case do.PadWipe():
                terminal.pin_pad.wipe()
            case do.SetOperator(operator):
                terminal.operator = operator
            case do.SetShift(shift):
                terminal.shift = shift
            case do.SetMemberLanguage(language):
                terminal.member_language = language
            case do.SendNow():
                self._with_line(lambda line: line.send_soon())
            case do.AskOffice():
                self._with_line(lambda line: line.ask_soon())
            case do.TellJob(word):
                known = {order.number for order in terminal.catalogue.orders}
                self._with_line(lambda line: line.tell_job(word, known))
            case do.MakeCard(order, verifier):
                return self._make(order, verifier)
            case do.SealPin(card, verifier):
                return self._seal_pin(card, verifier)
            case do.Reconnect(device):
                self.devices.reconnect(device)
            case do.Rehearse():
                return self._begin_rehearsal()
            case do.OpenAgain():
                self._open_again()
            case do.LayCard() | do.LiftCard() | do.SetFault() | do.EndRehearsal():
                assert self.stage
                return self._on_stage(act, self.stage)
            case question:
                return answer(question, terminal, self.devices, self.around, self._language)
        return None

    def _make(self, order: DeskOrder, verifier: bytes) -> CardMade | PinChecked:
        """Make a card; what was keyed for it is gone afterwards."""
        assert self.make
        pin = self.terminal.pin_pad.take()
        if verifier and not pin_fits(verifier, pin):
            return PinChecked(False)
        try:
            return CardMade(self.make(order, pin))
        except JournalFault:
            self.terminal.stop()
            return CardMade(JobReason.CARD_FAULT)

    def _seal_pin(self, card: CardInstance, verifier: bytes) -> PinSealed | PinChecked:
        """A member's new PIN; what was keyed is gone afterwards."""
        pin = self.terminal.pin_pad.take()
        if not pin_fits(verifier, pin):
            return PinChecked(False)
        return PinSealed(self.terminal.purse.pin_part(card, token_bytes(SALT_BYTES), pin))

    def _copy(self, sequence: Sequence) -> Printed | NoSuchSlip:
        try:
            return Printed(print_copy(self.terminal, sequence))
        except KeyError:
            return NoSuchSlip()


@dataclass(frozen=True, slots=True)
class _Ear:
    """The sale's face at a counter: hears what it says, and leaves the pin pad to the keys."""

    counter: AtCounter

    def show(self, notice: Notice) -> None:
        """Lamp, buzzer, voice and the displays."""
        self.counter.heard(notice)

    def open_pin_pad(self) -> None:
        """The display says so: the sale's state is what it shows."""
        self.counter.display()
