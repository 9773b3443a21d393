"""What a key means where the counter stands, and what follows from it. Pure.

The sale's state comes first: while it asks a PIN, waits for a card or has stopped, keys answer that. Only when it is
ready do they go to the flow, the menu or the entry.
"""

from __future__ import annotations

from dataclasses import replace

from protocol.link.rights import Right
from terminal.counter.acts import Act, EndRehearsal, LayCard, OpenAgain, PadKey, PadWipe, ToSale
from terminal.counter.events import CardTapped, Event, Journalled, KeyPressed, Printed, RealCardLaid, SaleSaid, TimePassed
from terminal.counter.flow import Flow, Moved
from terminal.counter.flows.balance import printing
from terminal.counter.flows.sign_on import SIGN_ON
from terminal.counter.flows.why import WHY
from terminal.counter.idle import sign_off_acts
from terminal.counter.keys import LastLineTimes, keyed, meaning
from terminal.counter.lines import SAID_ROWS, pages
from terminal.counter.menu import next_page, page_of
from terminal.counter.props import PropCard
from terminal.counter.saying import heard
from terminal.counter.state import Counter, CounterStep, InFlow, InMenu, Said, Selling
from terminal.counter.view import View
from terminal.counter.wanted import taken_off
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.sale.context import CardView
from terminal.sale.states import EnteringPin, Ready, Stopped, Waiting
from terminal.words.catalogue import say
from terminal.words.counter import Word

PIN_MAX = 12
"""Digits of a PIN at most; more are not taken."""
SAID_STANDS_MS = 5_000
SAID_MOST_MS = 60_000
"""So long a sentence stands on the idle display if nobody presses a key."""
CARD_KEYS = {Key.ONE: PropCard.A, Key.TWO: PropCard.B}
"""Where a rehearsal waits for a card."""


def step(counter: Counter, event: Event, view: View) -> CounterStep:
    """What follows from `event`. A key takes what was said off the display; time and answers leave it."""
    match event:
        case SaleSaid(notice):
            return CounterStep(replace(counter, said=heard(counter.said, notice, view.now)))
        case KeyPressed(key):
            return _key(replace(counter, said=None, touched=view.now), key, view)
        case RealCardLaid():
            return _say(counter, Word.REAL_CARD, view)
        case CardTapped() if isinstance(view.sale, EnteringPin):
            return CounterStep(counter)
        case CardTapped() if not (isinstance(counter.place, InFlow) and isinstance(view.sale, Ready)):
            return CounterStep(replace(counter, said=None, giving_up=False), (ToSale(on.CardTapped()),))
        case TimePassed() if acts := sign_off_acts(counter, view):
            return CounterStep(replace(counter, place=Selling()), acts)
        case TimePassed() if _old(counter, view):
            return CounterStep(replace(counter, said=None))
        case _ if isinstance(counter.place, InFlow):
            return _in_flow(_settled(counter, counter.place, event, view), counter.place, event, view)
        case TimePassed() | Printed() | Journalled():
            return CounterStep(counter)
        case _:
            raise AssertionError(f"{type(event).__name__} in {type(counter.place).__name__}")


def _old(counter: Counter, view: View) -> bool:
    """Whether what was said hides for too long how the terminal stands: nothing is keyed, and no card was looked at."""
    if counter.said is None or view.now - counter.said.at < SAID_MOST_MS or not isinstance(counter.place, Selling):
        return False
    return isinstance(view.sale, Ready) and not view.sale.basket.lines and view.sale.seen is None


def _settled(counter: Counter, place: InFlow, event: Event, view: View) -> Counter:
    """What was said ends with the next card, and where members help themselves after a while."""
    over = place.flow.self_service and counter.said and view.now - counter.said.at >= SAID_STANDS_MS
    return replace(counter, said=None) if over or isinstance(event, CardTapped) else counter


def _key(counter: Counter, key: Key, view: View) -> CounterStep:
    match view.sale:
        case EnteringPin():
            return _pin_key(counter, key)
        case Waiting() if view.rehearsal and key in CARD_KEYS:
            return CounterStep(counter, (LayCard(CARD_KEYS[key]),))
        case Waiting(want) if want.doubt:
            return _doubt_key(counter, key)
        case Waiting():
            return _waiting_key(counter, key)
        case Stopped():
            return CounterStep(counter, _stopped_acts(key, rehearsal=view.rehearsal))
        case _:
            return _ready_key(replace(counter, stars=0, giving_up=False), key, view)


def _stopped_acts(key: Key, *, rehearsal: bool) -> tuple[Act, ...]:
    match key:
        case Key.BACK if rehearsal:
            return (EndRehearsal(),)
        case Key.ENTER if not rehearsal:
            return (OpenAgain(),)
    return ()


def _ready_key(counter: Counter, key: Key, view: View) -> CounterStep:
    match counter.place:
        case InFlow() as place:
            return _in_flow(counter, place, KeyPressed(key), view)
        case InMenu(page):
            return _menu_key(counter, page, key, view)
        case place:
            return _selling_key(counter, place, key, view)


def _pin_key(counter: Counter, key: Key) -> CounterStep:
    """The digits go into the pad alone; here they are counted."""
    if key.digit:
        taken = counter.stars < PIN_MAX
        return CounterStep(replace(counter, stars=counter.stars + taken), (PadKey(key.digit),) if taken else ())
    if key is Key.BACK:
        return CounterStep(replace(counter, stars=0), (PadWipe(), ToSale(on.CancelKeyed())))
    if key is Key.ENTER and counter.stars:
        return CounterStep(replace(counter, stars=0), (ToSale(on.PinKeyed()),))
    return CounterStep(counter)


def _doubt_key(counter: Counter, key: Key) -> CounterStep:
    """A write is in doubt: only the same card helps. BACK asks whether it will come; ENTER then says that it will not."""
    if key is Key.BACK:
        return CounterStep(replace(counter, giving_up=not counter.giving_up))
    if key is Key.ENTER and counter.giving_up:
        return CounterStep(replace(counter, giving_up=False), (ToSale(on.AbandonKeyed()), ToSale(on.CancelKeyed())))
    if key is Key.ENTER:
        return CounterStep(counter, (ToSale(on.CardTapped()),))
    return CounterStep(counter)


def _waiting_key(counter: Counter, key: Key) -> CounterStep:
    if key is Key.BACK:
        return CounterStep(counter, (ToSale(on.CancelKeyed()),))
    return CounterStep(counter, (ToSale(on.CardTapped()),) if key is Key.ENTER else ())


def _menu_key(counter: Counter, page: int, key: Key, view: View) -> CounterStep:
    if key is Key.BACK:
        return CounterStep(replace(counter, place=Selling()))
    if key is Key.MENU:
        return CounterStep(replace(counter, place=InMenu(next_page(view, page))))
    flows = page_of(view, page)
    place = int(key.digit or 0)
    return begin(counter, flows[place - 1], view) if 0 < place <= len(flows) else CounterStep(counter)


def begin(counter: Counter, flow: Flow, view: View) -> CounterStep:
    """Start a flow; what was being keyed is forgotten, the basket is kept by the sale."""
    return _moved(counter, flow, flow.begin(view), view)


def _in_flow(counter: Counter, place: InFlow, event: Event, view: View) -> CounterStep:
    return _moved(counter, place.flow, place.flow.step(place.state, event, view), view)


def _moved(counter: Counter, flow: Flow, moved: Moved, view: View) -> CounterStep:
    place = Selling() if moved.state is None else InFlow(flow, moved.state)
    before = None if moved.anew else counter.said
    said = Said(pages(moved.said, SAID_ROWS), view.now) if moved.said else before
    return CounterStep(replace(counter, place=place, said=said), moved.acts)


def _selling_key(counter: Counter, place: Selling, key: Key, view: View) -> CounterStep:
    if key is Key.MENU:
        return CounterStep(replace(counter, place=InMenu()))
    if view.nobody:
        return _nobody_key(counter, key, view)
    if Right.SELL not in view.rights:
        return _say(counter, Word.NOT_ALLOWED, view)
    digits = view.context.catalogue.parameters.digits
    match key:
        case Key.BACK:
            return _back(counter, place, view)
        case Key.ENTER if place.entry:
            return _entered(counter, place.entry, view)
        case Key.ENTER | Key.CASH if place.entry:
            return _say(counter, Word.ENTER_ENTRY, view)
        case Key.ENTER if (card := _only_seen(view)) is not None:
            return CounterStep(counter, (printing(card, view),))
        case Key.ENTER:
            return _sold(counter, on.CardKeyed())
        case Key.TIMES if not place.entry:
            return begin(counter, WHY, view)
        case Key.CASH:
            return _sold(counter, on.CashKeyed())
        case _:
            return CounterStep(replace(counter, place=Selling(keyed(place.entry, key, digits))))


def _nobody_key(counter: Counter, key: Key, view: View) -> CounterStep:
    """Whoever comes to work keys his number, or ENTER and shows his card: that is the sign-on, without the menu (L5)."""
    if key is Key.BACK:
        return CounterStep(counter)
    if view.context.catalogue.operators_sign_on and (key.digit or key is Key.ENTER):
        begun = begin(counter, SIGN_ON, view)
        return _ready_key(begun.counter, key, view) if key.digit else begun
    return _say(counter, Word.SIGN_ON_FIRST, view)


def _only_seen(view: View) -> CardView | None:
    """The card that was looked at, while nothing is keyed."""
    return view.sale.seen if isinstance(view.sale, Ready) and not view.sale.basket.lines else None


def _back(counter: Counter, place: Selling, view: View) -> CounterStep:
    """One step back: the last character keyed, else the last line, which is asked once."""
    if place.entry:
        return CounterStep(replace(counter, place=Selling(place.entry[:-1])))
    if place.asked:
        return CounterStep(replace(counter, place=Selling()), taken_off(-1, view))
    lines = isinstance(view.sale, Ready) and view.sale.basket.lines
    return CounterStep(replace(counter, place=Selling(asked=bool(lines))))


def _entered(counter: Counter, entry: str, view: View) -> CounterStep:
    meant = meaning(entry, view.context.catalogue.parameters.digits)
    match meant:
        case None:
            return _say(replace(counter, place=Selling()), Word.BAD_ENTRY, view)
        case LastLineTimes(quantity):
            return _sold(counter, on.QuantityKeyed(-1, quantity))
        case _:
            return _sold(counter, meant)


def _sold(counter: Counter, event: on.Event) -> CounterStep:
    return CounterStep(replace(counter, place=Selling()), (ToSale(event),))


def _say(counter: Counter, what: Word, view: View, *acts: Act) -> CounterStep:
    words = pages((say(what, view.language),), SAID_ROWS)
    return CounterStep(replace(counter, said=Said(words, view.now)), acts)
