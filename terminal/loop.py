"""The terminal at work: takes an event, steps the sale, performs the effects, until nothing is left to do.

One thread. Device trouble becomes an event here; a journal that cannot be trusted stops the sale (I20).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from protocol.ids import OperatorId, Reference, ShiftNumber
from protocol.instants import Instant, business_day
from protocol.link.certificate import Role
from protocol.link.entries import Body, ClockStep
from protocol.link.tables import Parameters
from terminal.contact import NOTHING_HEARD, Heard, ages, heard
from terminal.drivers.clock.port import Clock
from terminal.drivers.display.port import Letters
from terminal.drivers.printer.port import OutOfPaper, Printer, PrinterError
from terminal.face import Face, PinPad
from terminal.journal.store import Journal, JournalFault
from terminal.notices import notice_of
from terminal.purse.purse import Purse, cash_entries, reference_of
from terminal.sale import effects as do
from terminal.sale import events as on
from terminal.sale.catalogue import Catalogue
from terminal.sale.context import CardView, Context
from terminal.sale.freshness import Mode, mode
from terminal.sale.machine import step
from terminal.sale.receipt import Receipt, receipt_of
from terminal.sale.refusal_slip import RefusalSlip, refusal_receipt, sent_away
from terminal.sale.refusals import RefusalNote
from terminal.sale.states import EnteringPin, Ready, State, Stopped
from terminal.slips import SlipMaker
from terminal.states.held import CardStates
from terminal.tally import Tally
from terminal.words.language import Language, language_of
from terminal.words.sale import Phrase

STEP_MS = 2_000
"""The wall clock may stray this far from the monotonic one between two looks (INTEGRITY P23)."""
ONE_TRY_MS = 60_000
"""A card that is refused is often tried again."""


@dataclass(slots=True)
class Terminal:
    """A wired terminal. `handle` is the only way in; `catalogue` is replaced when a table is installed.

    `letters`: what the operator's display has; `member_letters`: what the member's has.
    `member_language`: what the member chose for his slip, the voice and his display, until the slip is printed.
    """

    journal: Journal
    purse: Purse
    clock: Clock
    printer: Printer
    face: Face
    slips: SlipMaker
    roles: Role
    group: int
    catalogue: Catalogue
    states: CardStates
    nudge: Callable[[], None]
    operator: OperatorId = OperatorId(0)  # noqa: RUF009 - a plain int
    shift: ShiftNumber = ShiftNumber(0)  # noqa: RUF009 - a plain int
    state: State = field(default_factory=Ready)
    pin_pad: PinPad = field(default_factory=PinPad)
    letters: Letters = Letters.GB18030
    member_letters: Letters = Letters.ASCII
    member_language: Language | None = None
    tally: Tally = field(default_factory=Tally)
    _looked: tuple[int, int] | None = None
    _heard: Heard | None = field(default=None, init=False)
    _answers: int = field(default=0, init=False)
    _sent_away: tuple[RefusalNote, int] | None = field(default=None, init=False)

    def handle(self, event: on.Event) -> None:
        """Take one event in and do everything that follows from it. A PIN that was keyed is gone afterwards."""
        try:
            stepped = self._look_at_clock()
            self._work_off(deque([stepped, event] if stepped else [event]))
            self._report_seen()
        finally:
            self.pin_pad.wipe()

    def _work_off(self, inbox: deque[on.Event]) -> None:
        while inbox:
            move = step(self.state, inbox.popleft(), self.context())
            self.state = move.state
            for effect in move.effects:
                try:
                    answer = self._perform(effect)
                except JournalFault:
                    answer = on.StorageFailed()
                self.tally.note(effect, answer)
                if answer is not None:
                    inbox.append(answer)

    def tick(self) -> None:
        """Time has passed and nothing has happened."""
        if failed := self._look_at_clock():
            self._work_off(deque([failed]))

    def stop(self) -> None:
        """The journal failed outside of a sale: sell nothing more until it was opened again."""
        if not isinstance(self.state, Stopped):
            self._work_off(deque([on.StorageFailed()]))

    def start_again(self) -> None:
        """The journal was opened again and a lineage begun: what is open on cards ends at their next tap."""
        self.state = Ready()

    def _report_seen(self) -> None:
        """Tell head office what cards say that stayed as they were. While a sale may follow, its intent will tell."""
        match self.state:
            case EnteringPin() | Stopped():
                return
            case Ready(basket=basket, seen=seen) if basket.lines and seen:
                return
        if not (evidence := self.purse.take_seen()):
            return
        try:
            self.journal.append(evidence, self.clock.now())
        except JournalFault:
            self._work_off(deque([on.StorageFailed()]))
        else:
            self.nudge()

    def _look_at_clock(self) -> on.StorageFailed | None:
        """Journal a step of the wall clock since the last look (P23). A start needs none: its Boot is that entry."""
        now, passed = self.clock.now(), self.clock.monotonic_ms()
        wall, monotonic = self._looked or (now, passed)
        self._looked = (now, passed)
        expected = wall + passed - monotonic
        if abs(now - expected) > STEP_MS and not isinstance(self.state, Stopped):
            try:
                self.journal.append((ClockStep(Instant(expected), now),), now)
            except JournalFault:
                return on.StorageFailed()
        return None

    def context(self) -> Context:
        """What a step may know now.

        The day is never before head office's nor the journal's: a clock that was put back wins no new daily limit (P25).
        """
        now, news = self.clock.now(), self._news()
        issued, latest = self.states.stamp.issued_at, self.journal.latest
        today = business_day(max(now, news.server_time, issued, latest), self.catalogue.parameters.utc_offset_minutes)
        return Context(
            self.catalogue,
            self.states,
            self.journal.state,
            today,
            self.roles,
            self.group,
            self.operator,
            self.shift,
            ages(now, news, issued, self.journal.state.totals, latest),
        )

    @property
    def mode(self) -> Mode:
        """How freely this terminal sells by card now."""
        return mode(self.context())

    def _news(self) -> Heard:
        """What head office has acknowledged; read again only after an answer. A journal that fails tells nothing new: then
        the step must hear of the fault itself."""
        if self._heard is None or self._answers != self.journal.answers:
            try:
                self._heard, self._answers = heard(self.journal), self.journal.answers
            except JournalFault:
                return self._heard or NOTHING_HEARD
        return self._heard

    def _perform(self, effect: do.Effect) -> on.Event | None:
        match effect:
            case do.ReadCard(mends):
                return self.purse.read(mends)
            case do.WriteIntent(plan):
                return self.purse.intend(plan, self.operator, self.shift, self.clock.now())
            case do.WriteCard():
                return self.purse.write()
            case do.Scrub():
                return self.purse.scrub()
            case do.WriteOutcome(bodies):
                return self._journalled(bodies)
            case do.WriteCash(body, lines):
                return self._journalled(cash_entries(body, lines))
            case do.AskPin():
                self.face.open_pin_pad()
            case do.ComparePin():
                return self.purse.compare_pin(self.pin_pad.take())
            case do.Say():
                self._show(effect)
            case do.Refuse(note):
                self._show(effect)
                self._give_along(note)
            case do.PrintSlip(reference):
                self.print_slip(reference)
            case do.Nudge():
                self.nudge()
        return None

    def _give_along(self, note: RefusalNote) -> None:
        """A slip for a member who is sent to the service desk; one for all tries of a minute. The displays have said it all:
        of a printer in trouble the next receipt tells."""
        last, at = self._sent_away or (None, 0)
        now = self.clock.monotonic_ms()
        if not sent_away(note) or (note == last and now - at < ONE_TRY_MS):
            return
        self._sent_away = note, now
        slip = RefusalSlip(note, self.journal.state.terminal, self.clock.now(), self.slips.virtual, self.slips.rehearsal)
        with suppress(PrinterError):
            self.printer.print(refusal_receipt(slip, self._for_member()))

    @property
    def written(self) -> Language:
        """The language of the operator's display: the shop's where it has the letters."""
        return self.letters.reads(language_of(self.catalogue.parameters.language))

    @property
    def member_reads(self) -> Language:
        """The language of the member's display: his own, or the shop's, where it has the letters."""
        return self.member_letters.reads(self.member_language or language_of(self.catalogue.parameters.language))

    def _show(self, effect: do.Say | do.Refuse) -> None:
        self.face.show(notice_of(effect, self._for_member(), self.written, self.member_reads))

    def _for_member(self) -> Parameters:
        """The shop's settings in the language that the member chose."""
        shop = self.catalogue.parameters
        return replace(shop, language=self.member_language.value) if self.member_language else shop

    def _journalled(self, bodies: tuple[Body, ...]) -> on.Journalled:
        self.journal.append(bodies, self.clock.now())
        return on.Journalled(reference_of(self.journal))

    def print_slip(self, reference: Reference, *, copy: bool = False) -> bool:
        """Print from the journal; whether it is on paper. A printer in trouble changes nothing about the money."""
        slip = self.slips.slip(reference, self.catalogue, copy=copy)
        receipt = receipt_of(slip, self._for_member())
        self.member_language = None
        return self.print_receipt(receipt)

    def print_receipt(self, receipt: Receipt) -> bool:
        """Print anything; whether it is on paper. A printer in trouble is told of."""
        try:
            self.printer.print(receipt)
        except PrinterError as error:
            phrase = Phrase.NO_PAPER if isinstance(error, OutOfPaper) else Phrase.PRINTER_OFFLINE
            self._show(do.Say(phrase, do.Tone.BAD))
            return False
        return True

    def look(self) -> CardView | RefusalNote | None:
        """Read the card that lies on the reader while no sale is under way: who it is, why it is none to work with, or None
        if there is no card."""
        assert isinstance(self.state, Ready)
        match self.purse.read():
            case on.CardRead(view):
                return view
            case on.CardRefused(note):
                return note
            case _:
                return None

    def append(self, bodies: tuple[Body, ...]) -> Reference | None:
        """Put entries that are not the sale's on disk; the last one's key. None if the disk failed: the sale is stopped."""
        try:
            self.journal.append(bodies, self.clock.now())
        except JournalFault:
            self._work_off(deque([on.StorageFailed()]))
            return None
        self.nudge()
        return reference_of(self.journal)
