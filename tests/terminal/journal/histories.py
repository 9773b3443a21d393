"""Journals as a terminal may write them: random, and in an order that makes sense."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from protocol.ids import ItemCode, Lineage, OperatorId, OwnerId, Reference, Sequence, ShiftNumber, TerminalId
from protocol.instants import Instant
from protocol.link.entries import (
    Abandon,
    Basket,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashRefund,
    CashSale,
    Commit,
    Entry,
    Late,
    MoreLines,
    SaleLine,
)
from protocol.money import ZERO, UnitPrice
from tests.support.strategies import baskets, instants, intents, loose_bodies, sale_lines

TERMINAL = TerminalId(1)


@dataclass(frozen=True)
class Said:
    """Entries that were written together, and the lineage they were written in."""

    lineage: Lineage
    at: Instant
    bodies: tuple[Body, ...]


def placed(history: list[Said]) -> list[tuple[Sequence, Lineage, Entry]]:
    """Each entry with its place."""
    flat = [(said.lineage, Entry(said.at, body)) for said in history for body in said.bodies]
    return [(Sequence(place), lineage, entry) for place, (lineage, entry) in enumerate(flat, 1)]


def cash(minor: int, ticket: str = "") -> CashSale:
    """A cash sale of one piece."""
    line = SaleLine(ItemCode(101), 1, UnitPrice(minor * 1_000), ZERO, OwnerId(1))
    return CashSale(Basket((line,), 0, ticket), OperatorId(1), ShiftNumber(0))


def carried(minor: int) -> MoreLines:
    """A line that belongs to what follows."""
    return MoreLines(cash(minor).basket.lines)


@st.composite
def _long_cash(draw: st.DrawFn) -> tuple[Body, ...]:
    lines = tuple(draw(st.lists(sale_lines(), min_size=1, max_size=3)))
    own = draw(baskets(st.just(len(lines))))
    sold = CashSale(own, OperatorId(1), ShiftNumber(0))
    back = CashRefund(own, OperatorId(1), ShiftNumber(0))
    return MoreLines(lines), back if draw(st.booleans()) else sold


@st.composite
def histories(draw: st.DrawFn, longest: int = 15) -> list[Said]:
    """Starts, sales, changes and their ends; every end names a change that is open."""
    history: list[Said] = []
    lineages = iter(draw(st.permutations(range(1, longest + 2))))
    lineage, place = Lineage(0), 0
    open_changes: list[Reference] = []

    def say(*bodies: Body) -> None:
        nonlocal place
        history.append(Said(lineage, draw(instants), bodies))
        place += len(bodies)

    for act in [
        "boot",
        *draw(st.lists(st.sampled_from(["boot", "loose", "long", "intent", "intent", "end", "end"]), max_size=longest)),
    ]:
        if act == "boot":
            before, lineage = lineage, Lineage(next(lineages))
            say(Boot(draw(st.sampled_from(BootReason)), before))
        elif act == "loose":
            body = draw(loose_bodies.filter(lambda body: not isinstance(body, Commit | Late | Cancel | Abandon)))
            say(body)
            if hasattr(body, "change"):
                open_changes.append(Reference(TERMINAL, lineage, Sequence(place)))
        elif act == "long":
            say(*draw(_long_cash()))
        elif act == "intent":
            say(draw(intents()))
            open_changes.append(Reference(TERMINAL, lineage, Sequence(place)))
        elif open_changes:
            named = draw(st.sampled_from(open_changes))
            end = draw(st.sampled_from(["commit", "late", "cancel", "abandon"]))
            if end == "abandon":
                say(Abandon(named))
                continue
            open_changes.remove(named)
            if end == "commit" and named.lineage == lineage:
                say(Commit(named.sequence))
            elif end == "cancel":
                say(Cancel(named, draw(st.sampled_from(CancelReason))))
            else:
                say(Late(named, draw(st.just(named))))
    return history
