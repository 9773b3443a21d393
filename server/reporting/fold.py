"""What came since the last time, into lines and into the tally: a step at a time, off the hot path.

A step takes what booking left (`untallied`) and the batches after the mark, and tells the facts of both anew from the transfers
and the evidence as they stand. So a sale that was taken back, or told at last, is right again with the next step; telling a fact
twice changes nothing. The mark moves in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber, Reference
from protocol.instants import Instant
from protocol.link.batch import Batch, split_batch
from protocol.link.seal import unverified_body
from server.database import database, is_postgres, run, run_rows, writing
from server.ledger.chart import AccountKind, AccountName
from server.ledger.tallies import tally_anew, tally_up
from server.reporting.evidence import Places, reference, said_at, said_in, with_sales
from server.reporting.lines import Line, Moved, cards_in, lines_of
from server.reporting.overdrawn import note_overdrawn
from server.settlement.evidence import first_said

BATCHES, LEFT = 20, 2_000
"""As much as one step takes: SQLite has one writer, and terminals wait for it meanwhile."""
FOLD_LOCK = 0x7461_6C79
_COLUMNS = (
    "terminal, lineage, sequence, line, business_day, at, code, tender, operator, card, instance, card_class, item, category,"
    " owner, quantity, amount, moved"
)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far lines are told: the batch and when it came (None before the first), and how many batches wait."""

    batch: int
    at: Instant | None
    waiting: int


def reached() -> Reached:
    """How far lines are told."""
    mark = _mark()
    at = run("SELECT received_at FROM stored_batch WHERE id = %s", (mark,)).fetchone()
    (waiting,) = run("SELECT COUNT(*) FROM stored_batch WHERE id > %s", (mark,)).fetchone()
    return Reached(mark, None if at is None else Instant(at[0]), waiting)


def fold(steps: int) -> bool:
    """Take up to so many steps; whether everything is told. Nothing is done while another one folds."""
    return any(not fold_step() for _ in range(steps))


def fold_step() -> bool:
    """Take one step; whether there was anything to do."""
    with _alone() as mine:
        return mine and _step()


def tell_anew() -> None:
    """Forget everything that was told; the next steps tell it again, from the first batch on. Waits for a step under way, of
    which otherwise the days that it adds up would count once more."""
    with writing():
        if is_postgres():
            run("SELECT pg_advisory_xact_lock(%s)", (FOLD_LOCK,))
        run("DELETE FROM told_line")
        run("DELETE FROM card_overdrawn")
        run("DELETE FROM told_mark")
        tally_anew()


@contextmanager
def _alone() -> Iterator[bool]:
    """A transaction; False if another one folds. Booking goes on beside it on PostgreSQL."""
    if is_postgres():
        with database.atomic():
            (mine,) = run("SELECT pg_try_advisory_xact_lock(%s)", (FOLD_LOCK,)).fetchone()
            yield bool(mine)
    else:
        with database.atomic("IMMEDIATE"):
            yield True


def _step() -> bool:
    left = run("SELECT id, terminal, lineage, sequence FROM untallied ORDER BY id LIMIT %s", (LEFT,)).fetchall()
    batches = _next_batches()
    if not left and not batches:
        return False
    said: Places = {}
    voids: dict[Reference, Reference] = {}
    for number, batch in batches:
        told, undone = said_in(batch, first_said(batch.header, number))
        said |= told
        voids |= undone
    late = {reference(row[1:]) for row in left if row[2] is not None}
    earlier = {one for one in late - said.keys() if one.terminal}
    told, undone = said_at(earlier)
    said, voids = told | said, undone | voids
    _tell(said.keys() | late, with_sales(said, voids))
    if left:
        tally_up(left[-1][0])
    if batches:
        run(
            "INSERT INTO told_mark (id, batch) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET batch = excluded.batch",
            (batches[-1][0],),
        )
    return True


def _mark() -> int:
    row = run("SELECT batch FROM told_mark WHERE id = 1").fetchone()
    return 0 if row is None else int(row[0])


def _next_batches() -> list[tuple[int, Batch]]:
    """Those after the mark, up to the first that is not booked."""
    rows = run("SELECT id, booked, sealed FROM stored_batch WHERE id > %s ORDER BY id LIMIT %s", (_mark(), BATCHES)).fetchall()
    found = []
    for number, booked, sealed in rows:
        if not booked:
            break
        found.append((number, split_batch(unverified_body(bytes(sealed)))))
    return found


def _tell(facts: Iterable[Reference], said: Places) -> None:
    """Write the lines of these facts in the place of those that were told of them."""
    keys = sorted((one.terminal, one.lineage, one.sequence) for one in facts)
    moved = _transfers(keys)
    note_overdrawn(cards_in(move for moves in moved.values() for move in moves))
    told = [(reference(key), place, line) for key in keys for place, line in enumerate(_lines(key, moved, said))]
    classes = _classes({line.card for _, _, line in told if line.card is not None})
    categories = dict(run("SELECT code, category FROM item").fetchall())
    run_rows(
        "WITH w (terminal, lineage, sequence) AS (VALUES {rows}) DELETE FROM told_line WHERE (terminal, lineage, sequence) IN"
        " (SELECT terminal, lineage, sequence FROM w)",
        keys,
    )
    run_rows(
        f"INSERT INTO told_line ({_COLUMNS}) VALUES {{rows}}",
        [_row(fact, place, line, classes, categories) for fact, place, line in told],
    )


def _lines(key: tuple[int, int, int], moved: dict[tuple[int, int, int], list[Moved]], said: Places) -> list[Line]:
    return lines_of(moved.get(key, ()), said.get(reference(key)))


def _transfers(keys: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int, int], list[Moved]]:
    """The transfers of each fact, in the order of their codes and legs."""
    rows = run_rows(
        "WITH w (terminal, lineage, sequence) AS (VALUES {rows}) SELECT t.terminal, t.lineage, t.sequence, t.code, t.leg, d.kind,"
        " d.number, d.part, c.kind, c.number, c.part, t.amount, t.business_day, t.booked_at FROM w JOIN transfer t"
        " ON t.terminal = w.terminal AND t.lineage = w.lineage AND t.sequence = w.sequence"
        " JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit",
        keys,
    )
    found: dict[tuple[int, int, int], list[Moved]] = {}
    for terminal, lineage, sequence, code, _, dkind, debit, dpart, ckind, credit, cpart, amount, day, booked_at in sorted(rows):
        sides = AccountName(AccountKind(dkind), debit, dpart), AccountName(AccountKind(ckind), credit, cpart)
        found.setdefault((terminal, lineage, sequence), []).append(Moved(code, *sides, amount, day, Instant(booked_at)))
    return found


def _classes(cards: set[CardInstance]) -> dict[CardInstance, int]:
    rows = run_rows(
        "WITH w (card, instance) AS (VALUES {rows}) SELECT i.card, i.instance, i.card_class FROM w"
        " JOIN card_instance i ON i.card = w.card AND i.instance = w.instance WHERE i.card_class IS NOT NULL",
        [(card.number, card.instance) for card in sorted(cards, key=lambda one: (one.number, one.instance))],
    )
    return {CardInstance(CardNumber(number), instance): card_class for number, instance, card_class in rows}


def _row(
    fact: Reference, place: int, line: Line, classes: dict[CardInstance, int], categories: dict[int, int]
) -> tuple[int | None, ...]:
    card = (None, None, None) if line.card is None else (line.card.number, line.card.instance, classes.get(line.card))
    item = (None, None) if line.item is None else (line.item, categories.get(line.item))
    when = (line.day, line.at, int(line.code), line.tender, line.operator)
    here = (fact.terminal, fact.lineage, fact.sequence, place)
    return (*here, *when, *card, *item, line.owner, line.quantity, line.amount, line.moved)
