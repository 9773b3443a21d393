"""What a sale may know, made by hand: cards as read, the journal's memory, and the context of the example shop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from protocol.card.identity import NO_PIN, Identity
from protocol.card.keys import listing_hash
from protocol.card.record import Kind, Record
from protocol.card.ring import Chain, Change, successor
from protocol.ids import (
    CardInstance,
    CardNumber,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
    TerminalId,
)
from protocol.instants import BusinessDay, day_of
from protocol.link.card_states import NO_FLAGS, StateRow, state_row
from protocol.link.certificate import Role
from protocol.link.entries import ConfirmDetail, Detail, Intent, LoadDetail, Medium, PinTryDetail, SaleLine
from protocol.link.snapshot import Stamp
from protocol.link.tables import CardState
from protocol.money import ZERO, Money, UnitPrice
from terminal.journal.recovery import CardMemory, Declared, OpenChange, Recovered
from terminal.sale.basket import KeyedAmount, KeyedBasket
from terminal.sale.context import CardView, Context
from terminal.states.held import CardStates
from tests.support.shop import ISSUER, KEYS, NOON, ORDINARY, TODAY, catalogue, listed_cards

MINE = TerminalId(1)
OPERATOR, SHIFT = OperatorId(1), ShiftNumber(3)
CARD = CardInstance(CardNumber(1001), 1)
OTHER_CARD = CardInstance(CardNumber(1002), 1)
SHOP = catalogue()


def ref(sequence: int, terminal: TerminalId = MINE) -> Reference:
    """A key of this terminal, or of another one."""
    return Reference(terminal, Lineage(7), Sequence(sequence))


ELSEWHERE = ref(50, TerminalId(2))


def record(counter: int = 5, balance: int = 5_000, **fields: object) -> Record:
    """A ruling record as another terminal left it."""
    plain = Record(1, 0, 0, counter, Money(balance), Money(1_000), TODAY, ZERO, ELSEWHERE, Money(-100), 0, False, Kind.SALE)
    return replace(plain, **fields)  # type: ignore[arg-type]


def identity(card: CardInstance = CARD, **fields: object) -> Identity:
    """An ordinary member's card with a PIN, valid until 2030."""
    plain = Identity(1, ISSUER, card, ORDINARY, TODAY, TODAY, day_of(date(2030, 1, 1)), b"salt", b"verifier")
    return replace(plain, **fields)  # type: ignore[arg-type]


def view(*records: Record, medium: Medium = Medium.MIFARE_1K, card: CardInstance = CARD, **fields: object) -> CardView:
    """A card as read, newest record first; `fields` are those of its static part."""
    current, *beneath = records or (record(),)
    return CardView(medium, identity(card, **fields), Chain(current, tuple(beneath)), listing_hash(KEYS, card))


def without_pin(**more: object) -> CardView:
    """A card that never got a PIN."""
    return view(pin_verifier=NO_PIN, **more)  # type: ignore[arg-type]


def after(card: CardView, change: Change, reference: Reference) -> CardView:
    """The card with one more change on top, read back."""
    top = successor(card.chain.current, change, reference, 1)
    return replace(card, chain=Chain(top, card.chain.records[:2]))


def open_change(reference: Reference, before: CardView, change: Change, detail: Detail) -> OpenChange:
    """An intent of this terminal without an end."""
    current = before.chain.current
    intent = Intent(before.card, before.medium, current.pack(), change, 1, bytes(8), detail, OPERATOR, SHIFT)
    return OpenChange(reference, intent, successor(current, change, reference, 1))


def open_try(reference: Reference, before: CardView) -> OpenChange:
    """A PIN try without an end."""
    return open_change(reference, before, Change(Kind.PIN_TRY, ZERO, TODAY, pin_fails=1), PinTryDetail())


def open_confirm(reference: Reference, before: CardView, confirms: Reference) -> OpenChange:
    """A CONFIRM without an end."""
    return open_change(reference, before, Change(Kind.CONFIRM, ZERO, TODAY), ConfirmDetail(confirms))


def open_load(reference: Reference, before: CardView, amount: int = 2_000) -> OpenChange:
    """A load without an end."""
    return open_change(reference, before, Change(Kind.LOAD, Money(amount), TODAY), LoadDetail())


def journal(
    opened: Iterable[OpenChange] = (),
    declared: dict[Reference, Kind] | None = None,
    memory: CardMemory | None = None,
) -> Recovered:
    """What a journal says after recovery."""
    ends = {reference: Declared(kind, late=False) for reference, kind in (declared or {}).items()}
    cards = {CARD: memory} if memory else {}
    return Recovered(MINE, open={change.reference: change for change in opened}, declared=ends, cards=cards)


def remembered(counter: int, spent: int = 0, day: BusinessDay = TODAY) -> CardMemory:
    """What this terminal did to the card last."""
    return CardMemory(counter, ref(1), day, Money(spent))


def knowing(facts: Recovered | None = None, **fields: object) -> Context:
    """The example shop at a terminal that may sell and load; `fields` replace what is special."""
    plain = Context(SHOP, listed_cards(), facts or journal(), TODAY, Role.SELL | Role.LOAD, 0, OPERATOR, SHIFT)
    return replace(plain, **fields)  # type: ignore[arg-type]


def snapshot(*rows: tuple[CardInstance, int, CardState, bytes], known: BusinessDay = TODAY) -> CardStates:
    """The card states: card, minimum counter, state, balance check."""
    states = CardStates()
    for card, counter, state, check in rows:
        states.put(state_row(StateRow(listing_hash(KEYS, card), counter, state, NO_FLAGS, check)), Stamp(1, NOON, known, 1))
    return states


def basket(*amounts: int) -> KeyedBasket:
    """A basket of directly keyed amounts."""
    return KeyedBasket(tuple(KeyedAmount(Money(amount)) for amount in amounts), Money(sum(amounts)))


def line(amount: int, off: int = 0) -> SaleLine:
    """The line of a directly keyed amount."""
    return SaleLine(ItemCode(0), 1, UnitPrice(amount * 1_000), Money(off), OwnerId(0))
