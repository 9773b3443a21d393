"""PURE: the transfers of one fact and what its journal says -> its lines.

Money comes from the transfers, articles from the evidence. Where the two differ, a line without an article makes up for it, so
that lines always come to what the books hold. A fact that was taken back has no lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from protocol.ids import CardInstance, CardNumber
from protocol.instants import Instant
from protocol.link.duty_entries import Tender
from protocol.link.entries import SaleLine
from server.ledger.chart import UNDONE, AccountKind, AccountName, Code

SALES = (Code.CARD_SALE, Code.CASH_SALE)
GIVEN_BACK = (Code.CARD_VOID, Code.CARD_REFUND, Code.CASH_REFUND)
LOADS = (Code.LOAD, Code.OPEN_LOAD)
BY_CARD = 0
"""In the place of a tender."""
_WHOLE = (*LOADS, Code.CLAIM, Code.PAY_OUT)
_SOLD = (AccountKind.REVENUE, AccountKind.SUSPENSE_BASKET)
_TILL = (AccountKind.BRANCH_CASH, AccountKind.BRANCH_TENDER)


@dataclass(frozen=True, slots=True)
class Moved:
    """One transfer of the fact."""

    code: int
    debit: AccountName
    credit: AccountName
    amount: int
    day: int
    booked_at: Instant


@dataclass(frozen=True, slots=True)
class Said:
    """What a journal says of the fact; `lines` are those of the sale for a void, and none where they are no basket of ours."""

    at: Instant
    operator: int
    card: CardInstance | None = None
    lines: tuple[SaleLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of `told_line` without its place; what the columns mean stands in `models/tallies.py`."""

    code: Code
    day: int
    at: Instant
    tender: int
    operator: int | None
    card: CardInstance | None
    amount: int
    moved: int
    owner: int | None = None
    item: int | None = None
    quantity: int = 0


def lines_of(transfers: Iterable[Moved], said: Said | None) -> list[Line]:
    """The lines of one fact."""
    by_code = sorted(transfers, key=_meaning)
    return [line for code, moves in groupby(by_code, key=_meaning) for line in _of_code(Code(code), list(moves), said)]


def _meaning(move: Moved) -> int:
    return move.code - UNDONE if move.code > UNDONE else move.code


def _of_code(code: Code, moves: Sequence[Moved], said: Said | None) -> Iterator[Line]:
    effects = _on_cards(moves)
    if code in (*SALES, *GIVEN_BACK):
        yield from _articles(code, moves, said, effects)
        return
    for card, effect in effects.items():
        yield _line(code, moves, said, card, effect, effect)
    whole = sum(-move.amount if move.code > UNDONE else move.amount for move in moves)
    if code in _WHOLE and whole and not effects:
        yield _line(code, moves, said, None, -whole if code is Code.PAY_OUT else whole, 0)


def _articles(code: Code, moves: Sequence[Moved], said: Said | None, effects: dict[CardInstance, int]) -> Iterator[Line]:
    """The lines of a basket; then what the books hold beyond them, owner by owner."""
    rest = _by_owner(moves)
    if not rest:
        return
    sign = -1 if code in GIVEN_BACK else 1
    card, effect = next(iter(effects.items()), (None, 0))
    plain = _line(code, moves, said, card, 0, 0)
    found = []
    for one in said.lines if said is not None else ():
        amount = sign * one.amount.minor
        rest[one.owner] = rest.get(one.owner, 0) - amount
        found.append(replace(plain, amount=amount, owner=one.owner, item=one.item, quantity=sign * one.quantity))
    found += [replace(plain, amount=amount, owner=owner) for owner, amount in rest.items() if amount]
    for place, line in enumerate(found):
        moved = -line.amount if effect == -sum(one.amount for one in found) else effect * (place == 0)
        yield replace(line, moved=moved)


def _line(code: Code, moves: Sequence[Moved], said: Said | None, card: CardInstance | None, amount: int, moved: int) -> Line:
    last = moves[-1]
    return Line(
        code=code,
        day=last.day,
        at=last.booked_at if said is None else said.at,
        tender=_tender(last),
        operator=None if said is None else said.operator,
        card=card if card is not None or said is None else said.card,
        amount=amount,
        moved=moved,
    )


def _on_cards(moves: Iterable[Moved]) -> dict[CardInstance, int]:
    """By how much what is owed on cards changed; nothing for a card of which it did not change."""
    found: dict[CardInstance, int] = {}
    for name, amount in _sides(moves):
        if name.kind is AccountKind.CARD_LIABILITY:
            card = CardInstance(CardNumber(name.number), name.part)
            found[card] = found.get(card, 0) + amount
    return {card: amount for card, amount in found.items() if amount}


def cards_in(moves: Iterable[Moved]) -> set[CardInstance]:
    """The cards of which it matters what is owed on them."""
    return {
        CardInstance(CardNumber(name.number), name.part) for name, _ in _sides(moves) if name.kind is AccountKind.CARD_LIABILITY
    }


def _by_owner(moves: Iterable[Moved]) -> dict[int | None, int]:
    found: dict[int | None, int] = {}
    for name, amount in _sides(moves):
        if name.kind in _SOLD:
            owner = name.number if name.kind is AccountKind.REVENUE else None
            found[owner] = found.get(owner, 0) + amount
    return {owner: amount for owner, amount in found.items() if amount}


def _sides(moves: Iterable[Moved]) -> Iterator[tuple[AccountName, int]]:
    for move in moves:
        yield move.debit, -move.amount
        yield move.credit, move.amount


def _tender(move: Moved) -> int:
    till = next((name for name in (move.debit, move.credit) if name.kind in _TILL), None)
    if till is None:
        return BY_CARD
    return Tender.CASH if till.kind is AccountKind.BRANCH_CASH else till.part
