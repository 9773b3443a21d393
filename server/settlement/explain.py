"""One card's balance, explained: ledger = highest known record, plus what is still on the way, plus what is not explained."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance
from protocol.money import Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.ledger.entries import Posting
from server.settlement.chain import STANDING, State
from server.settlement.changes import changes_above, instances_named, sightings_above
from server.settlement.fold import NO_PLACE


@dataclass(frozen=True, slots=True)
class Explained:
    """`declared` is the balance after the highest standing record, at counter `top`.

    `missing` are counters below it whose journal entries are on the way and together come to `gap`; `seen_ahead`
    counters that were seen on the card above it; `open_intents` changes of which nobody knows yet; `aside` declared
    changes that no record can say, booked in suspense. `unexplained` is what remains; anything but zero is a defect or an
    attack.
    """

    card: CardInstance
    ledger: Money
    declared: Money
    top: int | None
    gap: Money
    mismatch: Money
    missing: tuple[int, ...]
    seen_ahead: tuple[int, ...]
    open_intents: tuple[str, ...]
    aside: tuple[str, ...]
    unexplained: Money

    def lines(self, digits: int) -> list[str]:
        """The explanation as text."""

        def listed(values: tuple[object, ...]) -> str:
            return ", ".join(map(str, values)) or "none"

        return [
            f"card            {self.card}",
            f"ledger          {self.ledger.text(digits)}",
            f"highest record  {self.declared.text(digits)} at counter {'none' if self.top is None else self.top}",
            f"on the way      counters {listed(self.missing)}, together {self.gap.text(digits)}",
            f"seen ahead      counters {listed(self.seen_ahead)}",
            f"open            {listed(self.open_intents)}",
            f"aside           {listed(self.aside)}",
            f"does not fit    {self.mismatch.text(digits)}",
            f"unexplained     {self.unexplained.text(digits)}",
        ]


def explain(card: CardInstance) -> Explained:
    """Explain one card from the books and the evidence."""
    row = instances_named([card])[card]
    changes = changes_above({card: NO_PLACE}).values()
    standing = {change.counter for change in changes if change.state in STANDING}
    top = -1 if row.top_counter is None else row.top_counter
    settled = -1 if row.settled is None else row.settled
    ledger = balance_of(card_liability(card))
    return Explained(
        card=card,
        ledger=ledger,
        declared=row.top_balance,
        top=row.top_counter,
        gap=row.gap,
        mismatch=row.mismatch,
        missing=tuple(counter for counter in range(settled + 1, top) if counter not in standing),
        seen_ahead=tuple(sorted({counter for _, counter, _ in sightings_above({card: top + 1})})),
        open_intents=tuple(sorted(str(change.reference) for change in changes if change.state is State.OPEN)),
        aside=tuple(sorted(str(change.reference) for change in changes if change.posting is Posting.ASIDE)),
        unexplained=ledger - row.top_balance + row.mismatch,
    )


def on_the_way() -> dict[str, int]:
    """Over all cards: how many changes are open, and what gaps and mismatches come to."""
    open_count, open_minor = run(
        "SELECT COUNT(*), COALESCE(SUM(ABS(amount)), 0) FROM card_change WHERE state = %s", (int(State.OPEN),)
    ).fetchone()
    gap, mismatch = run("SELECT COALESCE(SUM(gap), 0), COALESCE(SUM(mismatch), 0) FROM card_instance").fetchone()
    return {"open": open_count, "open_minor": int(open_minor), "gap_minor": int(gap), "mismatch_minor": int(mismatch)}
