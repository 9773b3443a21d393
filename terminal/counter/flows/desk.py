"""Jobs that head office's pages have ordered of this desk: one after the other, each with its card (SPEC 6.8).

While it is open, the terminal asks head office for orders every few seconds. What was done for a job stands in the journal
under its number, so that after a crash at any point a job goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from protocol.card.record import Kind
from protocol.link.certificate import Role
from protocol.link.desk_orders import (
    CashOut,
    DeskOrder,
    Extend,
    JobReason,
    JobWord,
    Load,
    Make,
    Mend,
    OrderKind,
    Progress,
    Return,
    Sell,
    SetPin,
)
from protocol.link.entries import Evidence
from protocol.link.rights import Right
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from terminal.counter.acts import (
    Act,
    AskOffice,
    Journal,
    LookAtCard,
    MakeCard,
    MakeVerifier,
    PadWipe,
    SealPin,
    SendNow,
    TellJob,
    ToSale,
)
from terminal.counter.events import (
    CardLooked,
    CardMade,
    CardTapped,
    Event,
    Journalled,
    KeyPressed,
    PinChecked,
    PinMade,
    PinSealed,
    TimePassed,
)
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import pin_after, tell
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.sale import orders
from terminal.sale.context import CardView
from terminal.sale.explaining import explain
from terminal.sale.refusals import RefusalNote
from terminal.sale.screens import CustomerLines, customer_words
from terminal.sale.states import Ready
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.desk import DeskWord, OrderName
from terminal.words.member import MemberWord

OPEN, DONE = " OPEN", " DONE"
SHOWN_DIGITS = 6
"""Of a job's number on a full line: its end, in which jobs of one day differ."""
TOLD = {
    JobReason.NOT_BLANK: DeskWord.NOT_BLANK,
    JobReason.ANOTHER_CARD: DeskWord.ANOTHER_CARD,
    JobReason.CARD_FAULT: DeskWord.CARD_FAULT,
}


@dataclass(frozen=True, slots=True)
class Looking:
    """Is there a job? `passed` are those that are done or were declined here and may still stand in the table."""

    passed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Laying:
    """The card for a job is asked for. `tried`: one was laid down and did not do."""

    order: DeskOrder
    passed: frozenset[int]
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Keying:
    """The member keys the PIN of the card that lies there: `stars` digits so far; `verifier` once he has keyed it before."""

    order: DeskOrder
    passed: frozenset[int]
    stars: int = 0
    verifier: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Working:
    """Something was asked for and is under way; `before` is where the job stood in the journal."""

    order: DeskOrder
    passed: frozenset[int]
    before: str = ""


State = Looking | Laying | Keying | Working


def begin(view: View) -> Moved:
    """Ask head office at once."""
    return Moved(Looking(), (AskOffice(),))


def step(state: State, event: Event, view: View) -> Moved:
    """A job at a time; BACK declines it, and ends the flow where there is none."""
    match state, event:
        case Looking(), KeyPressed(Key.BACK):
            return done()
        case Looking(passed), TimePassed():
            return _next(passed, view)
        case Laying(order), KeyPressed(Key.BACK):
            reason = JobReason.CARD_REFUSED if state.tried else JobReason.DECLINED
            return _over(state, JobWord(order.number, Progress.REFUSED, reason))
        case Laying(order), TimePassed() if not _stands(order, view):
            return Moved(Looking(state.passed), (AskOffice(),))
        case Laying(), TimePassed():
            return Moved(state, (AskOffice(),))
        case Laying(), CardTapped() | KeyPressed(Key.ENTER):
            return _tapped(state, view)
        case Keying(), KeyPressed(key):
            return _keyed(state, key)
        case Working(), _:
            return _worked(state, event, view)
        case _:
            return Moved(state)


def _next(passed: frozenset[int], view: View) -> Moved:
    """The oldest order that is not done; one that the journal shows as done is told again, for head office may not know."""
    for order in view.context.catalogue.orders:
        if order.number in passed or not _stands(order, view):
            continue
        if _left(order, view) is None:
            return Moved(Looking(passed | {order.number}), (_tell(order, Progress.WRITTEN), SendNow()))
        return Moved(Laying(order, passed), (_tell(order, Progress.TAP_NOW), AskOffice()), anew=True)
    return Moved(Looking(passed), (AskOffice(),))


def _stands(order: DeskOrder, view: View) -> bool:
    """Whether head office still wants it, in time; what was begun is brought to its end all the same."""
    known = order.number in {one.number for one in view.context.catalogue.orders}
    return known and (view.now <= order.until or _stood(order, view) != "")


def _stood(order: DeskOrder, view: View) -> str:
    return view.books.jobs.get(order.number, "")


def _left(order: DeskOrder, view: View) -> Kind | None:
    """The step that is to be done now; None if all are. A look has none, and is never done by itself."""
    kind, _, how = _stood(order, view).partition(" ")
    steps = order.steps
    if not steps:
        return Kind.CONFIRM
    if not kind:
        return steps[0]
    place = steps.index(Kind[kind]) + (how == DONE.strip())
    return steps[place] if place < len(steps) else None


def _tapped(state: Laying | Working, view: View) -> Moved:
    """A card lies there: the next step with it."""
    order, passed, stood = state.order, state.passed, _stood(state.order, view)
    working = Working(order, passed, stood)
    content, left = order.content, _left(order, view)
    if order.kind is OrderKind.READ or (order.kind is OrderKind.SET_PIN and not stood.endswith(OPEN)):
        return Moved(working, (LookAtCard(),))
    if left is Kind.ISSUE:
        assert isinstance(content, Make)
        if content.pin and not stood.endswith(OPEN):
            return Moved(Keying(order, passed), (PadWipe(),))
        return Moved(working, (MakeCard(order),))
    if stood.endswith(OPEN):
        return Moved(working, (ToSale(on.CardTapped()),))
    return Moved(working, (ToSale(on.DeskOrdered(_asked(order, left))),))


def _asked(order: DeskOrder, left: Kind | None) -> orders.Ordered:
    """A step as the sale does it."""
    number, card, content = order.number, order.card, order.content
    match left:
        case Kind.LOAD:
            return orders.Load(_cash(order), "", number, card)
        case Kind.CASH_OUT:
            return orders.CashOut(_cash(order), number, card, whole=isinstance(content, Return))
        case Kind.LOCK:
            state = CardState.RETURNED if isinstance(content, Return) else CardState.LOCKED
            return orders.Mark(Kind.LOCK, state, number, card)
        case _ if isinstance(content, Extend | Mend):
            return _stamped(order, _stamp_of(content))
        case _:
            state = CardState.NOT_SOLD if isinstance(content, Sell) else CardState.LOCKED
            return orders.Mark(Kind.UNLOCK, state, number, card)


def _stamp_of(content: Extend | Mend) -> orders.Stamp:
    return orders.Stamp(whole=content) if isinstance(content, Mend) else orders.Stamp(content.valid_until)


def _stamped(order: DeskOrder, stamp: orders.Stamp) -> orders.Mark:
    return orders.Mark(Kind.UNLOCK, CardState.OK, order.number, order.card, stamp)


def _cash(order: DeskOrder) -> Money:
    """What is taken or given for it."""
    match order.content:
        case Load(amount=amount) | CashOut(amount=amount) | Make(load=amount) | Sell(load=amount) | Return(balance=amount):
            return amount
        case _:
            return ZERO


def _keyed(state: Keying, key: Key) -> Moved:
    order, passed = state.order, state.passed
    if key is Key.BACK:
        return Moved(Laying(order, passed), (PadWipe(),))
    if key is Key.ENTER and state.stars:
        return Moved(Working(order, passed), (_pin_keyed(order, state.verifier),))
    stars, acts = pin_after(state.stars, key)
    return Moved(replace(state, stars=stars), acts)


def _pin_keyed(order: DeskOrder, verifier: bytes) -> Act:
    if not verifier:
        return MakeVerifier()
    return SealPin(order.card, verifier) if isinstance(order.content, SetPin) else MakeCard(order, verifier)


def _worked(state: Working, event: Event, view: View) -> Moved:
    order, passed = state.order, state.passed
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Laying(order, passed, tried=True), (PadWipe(),))
        case PinMade(None):
            return Moved(Keying(order, passed), said=(tell(view, Word.PIN_LENGTH),))
        case PinMade(made):
            return Moved(Keying(order, passed, verifier=made or b""))
        case PinChecked():
            return Moved(Keying(order, passed), said=(tell(view, Word.PINS_DIFFER),))
        case PinSealed(None):
            return Moved(Laying(order, passed))
        case PinSealed(part):
            return Moved(state, (ToSale(on.DeskOrdered(_stamped(order, orders.Stamp(pin=part)))),))
        case CardMade(reason) if reason is not JobReason.NONE:
            return Moved(Laying(order, passed, tried=True), said=(say(TOLD[reason], view.language),))
        case CardLooked(found):
            return _looked(state, found, view)
        case Journalled():
            return _finished(state, view)
        case CardMade() | TimePassed() if isinstance(view.sale, Ready):
            return _went_on(state, view)
        case _:
            return Moved(state)


def _went_on(state: Working, view: View) -> Moved:
    """The sale is at rest: all done, a step done, or the card did not do."""
    stood = _stood(state.order, view)
    if _left(state.order, view) is None:
        return _finished(state, view)
    if stood == state.before or not stood.endswith(DONE):
        return Moved(Laying(state.order, state.passed, tried=True))
    return _tapped(state, view)


def _looked(state: Working, found: CardView | RefusalNote | None, view: View) -> Moved:
    """All that the card says goes into the journal, and with it to head office; or it is the card that gets a PIN."""
    if isinstance(found, CardView) and found.card == state.order.card:
        if isinstance(state.order.content, SetPin):
            return Moved(Keying(state.order, state.passed), (PadWipe(),))
        records = tuple(record.pack() for record in (*found.chain.records, *found.chain.strays))
        return Moved(state, (Journal((Evidence(found.card, records),)),))
    said = (_not_it(found, view),) if found else ()
    return Moved(Laying(state.order, state.passed, tried=found is not None), said=said)


def _not_it(found: CardView | RefusalNote, view: View) -> str:
    if isinstance(found, RefusalNote):
        return explain(found, view.language, view.context.catalogue.parameters.digits)
    return say(DeskWord.ANOTHER_CARD, view.language)


def _finished(state: Working, view: View) -> Moved:
    moved = _over(state, JobWord(state.order.number, Progress.WRITTEN))
    said = say(DeskWord.JOB_DONE, view.language, number=state.order.number)
    return replace(moved, said=(said,))


def _over(state: Laying | Working, word: JobWord) -> Moved:
    return Moved(Looking(state.passed | {word.number}), (TellJob(word), SendNow()))


def _tell(order: DeskOrder, progress: Progress) -> TellJob:
    return TellJob(JobWord(order.number, progress))


def lines(state: State, view: View) -> Lines:
    """The job, its card, and what the operator does."""
    if isinstance(state, Looking):
        return tell(view, Word.DESK_JOBS), say(DeskWord.NO_JOBS, view.language), "", tell(view, Word.BACK_STOPS)
    order = state.order
    amount = _cash(order)
    head = row(say(OrderName[order.kind.name], view.language), view.text(amount) if amount else "")
    if isinstance(state, Keying):
        asked = DeskWord.MEMBERS_PIN_AGAIN if state.verifier else DeskWord.MEMBERS_PIN
        stars = tell(view, Word.PIN_STARS, stars="*" * state.stars)
        return head, say(asked, view.language), stars, tell(view, Word.PIN_KEYS)
    if isinstance(state, Working):
        return head, str(order.card), tell(view, Word.ONE_MOMENT), tell(view, Word.BACK_STOPS)
    foot = row(str(order.number)[-SHOWN_DIGITS:], say(DeskWord.BACK_DECLINES, view.language))
    return head, str(order.card), say(_prompt(order, view), view.language), foot


def member(state: State, view: View) -> CustomerLines | None:
    """Whoever keys a PIN reads on his own display what is asked of him."""
    if not isinstance(state, Keying):
        return None
    asked = MemberWord.PIN_AGAIN if state.verifier else MemberWord.NEW_PIN
    stars = say(MemberWord.PIN_STARS, view.member, stars="*" * state.stars).rstrip()
    return customer_words(asked, stars, view.member)


def _prompt(order: DeskOrder, view: View) -> DeskWord:
    left = _left(order, view)
    if left is Kind.LOAD:
        return DeskWord.TAKE_CASH
    return DeskWord.LAY_BLANK if left is Kind.ISSUE else DeskWord.LAY_CARD


DESK = Flow(
    "desk",
    Word.DESK_JOBS,
    Right.PERSONALISE,
    begin,
    step,
    lines,
    (Looking, Laying, Keying, Working),
    member=member,
    rehearsal=False,
    role=Role.PERSONALISE,
)
