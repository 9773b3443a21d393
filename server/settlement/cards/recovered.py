"""R13: a record on a card whose intent never came is posted from the record itself, and taken back when the intent comes.

The record says amount, kind, day and terminal; the basket is unknown, so all of it goes to the owner of that terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocol.card.record import Kind, Record
from protocol.ids import OwnerId, Reference, TerminalId
from server.database import run_rows
from server.ledger.entries import Owners
from server.settlement.cards.changes import Change, changes_named, debit_of
from server.settlement.cards.fold import Seen
from server.settlement.evidence import LAST_BATCH, intents_named

NOBODY = OwnerId(0)
"""The owner at a terminal that the masters do not name."""
_OWNED = frozenset({Kind.SALE, Kind.VOID, Kind.REFUND})


def change_from(seen: Seen, owner: OwnerId) -> Change:
    """The change that a record tells of."""
    record = seen.record
    return Change(
        reference=record.reference,
        card=seen.card,
        counter=record.counter,
        kind=record.kind,
        amount=record.amount,
        before=record.balance - record.amount,
        named=None,
        day=record.day,
        owners=_owners(record, owner),
        undoes=None,
        recovered=True,
        debits=record.cumulated_debits - debit_of(record.kind, record.amount),
    )


def _owners(record: Record, owner: OwnerId) -> Owners:
    return ((owner, abs(record.amount)),) if record.kind in _OWNED and record.amount else ()


def recover(seen: Iterable[Seen], known: Mapping[Reference, Change], before: int = LAST_BATCH) -> dict[Reference, Change]:
    """The changes that only cards tell of, among records whose references nobody has told of: neither a batch `before` nor
    another card."""
    unknown = {one.record.reference: one for one in seen if one.record.reference not in known}
    told = {*intents_named(unknown, before), *changes_named(unknown)}
    lost = {reference: one for reference, one in unknown.items() if reference not in told}
    owners = owners_at({reference.terminal for reference in lost})
    return {reference: change_from(one, owners.get(reference.terminal, NOBODY)) for reference, one in lost.items()}


def owners_at(terminals: Iterable[TerminalId]) -> dict[TerminalId, OwnerId]:
    """Whose sales are made at these terminals, by the masters."""
    rows = run_rows(
        "WITH w (id) AS (VALUES {rows}) SELECT t.id, t.owner FROM w JOIN terminal t ON t.id = w.id",
        [(terminal,) for terminal in sorted(terminals)],
    )
    return {TerminalId(terminal): OwnerId(owner) for terminal, owner in rows}
