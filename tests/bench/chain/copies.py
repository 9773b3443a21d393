"""Many parts of a chain from one: every row once more for each copy, with other cards and another lineage, in the order of time,
as rows come in.

A copy differs from its original in its cards' numbers and in its lineage. Balances, days and lines agree as if all of it had been
sent, which `prove` shows; what its evidence says is told in `evidence`.
"""

from __future__ import annotations

from peewee import Model

from server.database import run
from server.ledger.chart import PER_CARD
from server.models.books import Account, Transfer
from server.models.cards import CardChange, CardInstanceRow
from server.models.tallies import Overdrawn, ToldLine
from tests.bench.chain.evidence import BATCH_COLUMNS, NUMBERS, batches, digits_of, evidence_of_copies
from tests.bench.chain.filling import copy_in, without_indexes
from tests.bench.chain.seed import CARDS, LINEAGE

_PER_CARD = ", ".join(str(int(kind)) for kind in sorted(PER_CARD))


def copy_parts(copies: int) -> None:
    """So many copies of everything that there is."""
    (step,) = run("SELECT MAX(id) + 1 FROM account").fetchone()
    run("SET synchronous_commit TO off")
    run(
        "CREATE FUNCTION pg_temp.moved(ring BYTEA, copy INTEGER) RETURNS BYTEA LANGUAGE sql IMMUTABLE AS $$ SELECT decode("
        f"replace(encode(ring, 'hex'), '{digits_of(0)}', lpad(to_hex({LINEAGE} + copy), 8, '0')), 'hex') $$"
    )
    own = f"(SELECT id FROM account WHERE kind IN ({_PER_CARD}))"
    own_debit, own_credit = (
        f"o.{side} + CASE WHEN o.{side} IN {own} THEN {step} * c.copy ELSE 0 END" for side in ("debit", "credit")
    )
    lineage, card = "o.lineage + c.copy", f"o.card + {CARDS} * c.copy"
    sent = batches()
    with without_indexes("stored_batch", "account", "transfer", "told_line", "card_instance", "card_change"):
        copy_in(f"stored_batch ({BATCH_COLUMNS})", evidence_of_copies(sent, copies))
        _copy(Transfer, copies, {"lineage": lineage, "debit": own_debit, "credit": own_credit}, "o.booked_at")
        _copy(ToldLine, copies, {"lineage": lineage, "card": card}, "o.at")
        _copy(CardInstanceRow, copies, {"card": card}, "c.copy, o.card")
        changes = {"lineage": lineage, "named_lineage": "o.named_lineage + c.copy", "card": card}
        _copy(CardChange, copies, changes, "c.copy, o.card")
        _copy(Overdrawn, copies, {"card": card}, "c.copy, o.card")
        named = {
            "id": f"o.id + {step} * c.copy",
            "number": f"o.number + {CARDS} * c.copy",
            "ring": "pg_temp.moved(o.ring, c.copy)",
        }
        _copy(Account, copies, named, "c.copy, o.id", f"o.kind IN ({_PER_CARD})")
    run("SELECT setval(pg_get_serial_sequence('account', 'id'), (SELECT MAX(id) FROM account))")
    run(f"UPDATE account SET balance = balance * %s WHERE kind NOT IN ({_PER_CARD})", (copies + 1,))
    run("UPDATE tally SET facts = facts * %s, amount = amount * %s", (copies + 1, copies + 1))
    run(f"UPDATE terminal_log SET batch = batch + {NUMBERS} * %s", (copies,))
    run("UPDATE told_mark SET batch = (SELECT MAX(id) FROM stored_batch)")


def _copy(model: type[Model], copies: int, changed: dict[str, str], order: str, where: str = "TRUE") -> None:
    """Each row `o` that `where` chooses once more for each copy `c.copy`, with these columns changed."""
    meta = model._meta
    names = [field.column_name for field in meta.sorted_fields if field.column_name != "id" or "id" in changed]
    values = ", ".join(changed.get(name, f"o.{name}") for name in names)
    run(
        f"INSERT INTO {meta.table_name} ({', '.join(names)}) SELECT {values} FROM {meta.table_name} o,"
        f" generate_series(1, {copies}) AS c (copy) WHERE {where} ORDER BY {order}"
    )
