"""R28: one card's balance, explained. What the ledger owes = what journals told + what is on the way + the unexplained rest.

What may still change it is named beside: open intents, debits that may be given back, changes that no record can say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance, Reference
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.ledger.entries import Posting
from server.settlement.cards.chain import Hole, State, holes_between
from server.settlement.cards.changes import Change, Instance, changes_above, instances_named, sightings_above
from server.settlement.cards.fold import NO_PLACE
from server.settlement.findings.cases import open_on
from server.settlement.findings.worklist_rows import contacts
from server.settlement.findings.worklists import Contact


@dataclass(frozen=True, slots=True)
class Item:
    """One change, by its reference, with its amount."""

    reference: Reference
    kind: Kind
    amount: Money

    @property
    def what(self) -> str:
        """What kind of change it is, for programs."""
        return self.kind.name.lower()

    def text(self, digits: int) -> str:
        """`sale -4.00 (terminal 7, entry 12 of lineage a1b2c3d4)`"""
        one = self.reference
        return (
            f"{self.what} {self.amount.text(digits)} (terminal {one.terminal}, entry {one.sequence} of lineage {one.lineage:08x})"
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """`ledger` = `told` + `recovered` + `holes` + `unexplained`; `record` is what the highest standing record says.

    `told`: by the journals of terminals. `recovered`: read from the card, the journal is on the way (R13). `holes`: missing
    counters (R7), which `absent` terminals may still bring. `open`: nobody knows yet. `reversals`: charged though PAID was
    not shown, or given up. `claims`: owed to the card and not collected yet, by number. `aside`: declared, but no record
    can say it. `forks`: the second of two at one counter (R5).
    """

    card: CardInstance
    ledger: Money
    record: Money
    top: int | None
    told: Money
    recovered: tuple[Item, ...]
    holes: tuple[Hole, ...]
    absent: tuple[Contact, ...]
    open: tuple[Item, ...]
    reversals: tuple[Item, ...]
    aside: tuple[Item, ...]
    forks: tuple[Item, ...]
    claims: tuple[tuple[int, Money], ...]
    seen_ahead: tuple[int, ...]
    cases: tuple[str, ...]

    @property
    def on_the_way(self) -> Money:
        """What journals have not told yet."""
        return Money(sum(item.amount.minor for item in self.recovered) + sum(hole.amount.minor for hole in self.holes))

    @property
    def unexplained(self) -> Money:
        """What remains; anything but zero is a defect or an attack."""
        return self.ledger - self.told - self.on_the_way

    @property
    def missing(self) -> tuple[int, ...]:
        """The counters of which nothing is known."""
        return tuple(counter for hole in self.holes for counter in range(hole.first, hole.last + 1))

    def lines(self, digits: int) -> list[str]:
        """The explanation as text: the sum first, then what may still change it."""

        def listed(name: str, texts: Iterable[str]) -> list[str]:
            return [f"{name:<16}{text}" for text in texts]

        return [
            f"card            {self.card}",
            f"ledger          {self.ledger.text(digits)}",
            f"highest record  {self.record.text(digits)} at counter {'none' if self.top is None else self.top}",
            f"told            {self.told.text(digits)} by journals",
            f"on the way      {self.on_the_way.text(digits)}",
            *listed("  from the card", (item.text(digits) for item in self.recovered)),
            *listed("  missing", (_hole(hole, digits) for hole in self.holes)),
            *listed("  absent", map(_reach, self.absent)),
            f"unexplained     {self.unexplained.text(digits)}",
            *listed("open", (item.text(digits) for item in self.open)),
            *listed("reversal due", (item.text(digits) for item in self.reversals)),
            *listed("claim waiting", (f"{number}: {amount.text(digits)}" for number, amount in self.claims)),
            *listed("aside", (item.text(digits) for item in self.aside)),
            *listed("fork", (item.text(digits) for item in self.forks)),
            *listed("seen ahead", (f"counter {counter}" for counter in self.seen_ahead)),
            *listed("case", self.cases),
        ]


def _hole(hole: Hole, digits: int) -> str:
    split = ""
    if hole.spent is not None and hole.loaded is not None:
        split = f": spent {hole.spent.text(digits)}, loaded {hole.loaded.text(digits)}"
    return f"counters {hole.first} to {hole.last}, together {hole.amount.text(digits)}{split}"


def _reach(contact: Contact) -> str:
    return f"terminal {contact.terminal}: here up to batch {contact.batch} and entry {contact.sequence}"


def explain(card: CardInstance) -> Explained:
    """Explain one card from the books and the evidence."""
    row = instances_named([card])[card]
    changes = sorted(changes_above({card: NO_PLACE}).values(), key=lambda change: (change.counter, change.reference))
    top = -1 if row.top_counter is None else row.top_counter
    holes = _holes(row, changes)
    return Explained(
        card=card,
        ledger=balance_of(card_liability(card)),
        record=row.top_balance,
        top=row.top_counter,
        told=_told(row, changes),
        recovered=_items(change for change in changes if change.state is State.RECOVERED),
        holes=holes,
        absent=tuple(one for one in contacts() if one.missing) if holes else (),
        open=_items(change for change in changes if change.state is State.OPEN or change.posting is Posting.HELD),
        reversals=_items(change for change in changes if _to_give_back(change)),
        claims=_claims(card),
        aside=_items(change for change in changes if change.posting is Posting.ASIDE),
        forks=_items(change for change in changes if change.posting is Posting.FRAUD),
        seen_ahead=tuple(sorted({counter for _, counter, _ in sightings_above({card: top + 1})})),
        cases=tuple(f"{case.number}: {case.kind.name.lower()}, {case.detail}" for case in open_on(card)),
    )


def _holes(row: Instance, changes: Iterable[Change]) -> tuple[Hole, ...]:
    """What is missing on a card; of a plain one nothing is."""
    if row.ring is not None:
        return ()
    floor = 0 if row.settled is None else row.settled
    standing = [change.link for change in changes if change.posting is Posting.CARD and change.counter >= floor]
    return tuple(holes_between(standing, row.settled is None))


def _told(row: Instance, changes: Iterable[Change]) -> Money:
    """What journals told of changes that stand: up to where the card is settled, and above."""
    settled = -1 if row.settled is None else row.settled
    above = [
        change.amount
        for change in changes
        if change.counter > settled and change.posting is Posting.CARD and change.state is not State.RECOVERED
    ]
    return sum(above, row.settled_balance if row.settled is not None else ZERO)


def _to_give_back(change: Change) -> bool:
    given_up = change.abandoned and change.posting is Posting.CARD
    return change.amount < ZERO and (given_up or change.state is State.ORPHAN)


def _claims(card: CardInstance) -> tuple[tuple[int, Money], ...]:
    rows = run(
        "SELECT id, amount FROM claim WHERE card = %s AND instance = %s AND holder = '' AND returned_at IS NULL ORDER BY id",
        (card.number, card.instance),
    ).fetchall()
    return tuple((number, Money(amount)) for number, amount in rows)


def _items(changes: Iterable[Change]) -> tuple[Item, ...]:
    return tuple(Item(change.reference, change.kind, change.amount) for change in changes)


def on_the_way() -> dict[str, int]:
    """Over all cards: how many changes are open, and what gaps and mismatches come to."""
    open_count, open_minor = run(
        "SELECT COUNT(*), COALESCE(SUM(ABS(amount)), 0) FROM card_change WHERE state = %s", (int(State.OPEN),)
    ).fetchone()
    gap, mismatch = run("SELECT COALESCE(SUM(gap), 0), COALESCE(SUM(mismatch), 0) FROM card_instance").fetchone()
    return {"open": open_count, "open_minor": int(open_minor), "gap_minor": int(gap), "mismatch_minor": int(mismatch)}
