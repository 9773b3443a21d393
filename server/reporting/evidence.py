"""What journals say at places where money moved, with all lines of a basket, those carried before it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import replace

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.limits import BATCH_ENTRIES_MAX
from protocol.link.baskets import gather
from protocol.link.batch import Batch
from protocol.link.codec import decode_entry
from protocol.link.duty_entries import PayOut
from protocol.link.entries import CashRefund, CashSale, Intent, VoidDetail
from server.database import run_rows
from server.reporting.lines import Said
from server.settlement.evidence import stored_batch

Places = dict[Reference, Said]


def said_in(batch: Batch, without: Iterable[int] = ()) -> tuple[Places, dict[Reference, Reference]]:
    """What a batch says, but for the places `without`; and for each void the sale that it undoes."""
    header, left_out = batch.header, set(without)
    entries = [decode_entry(data) for data in batch.entries]
    found: Places = {}
    voids: dict[Reference, Reference] = {}
    for place, gathered in enumerate(gather(entry.body for entry in entries)):
        sequence = header.first_sequence + place
        if sequence in left_out:
            continue
        here = Reference(header.terminal, header.lineage, Sequence(sequence))
        at, lines = entries[place].at, () if gathered.fault else gathered.lines
        match gathered.body:
            case Intent(card=card, operator=operator, detail=detail):
                found[here] = Said(at, operator, card, lines)
                if isinstance(detail, VoidDetail):
                    voids[here] = detail.sale
            case CashSale(operator=operator) | CashRefund(operator=operator):
                found[here] = Said(at, operator, lines=lines)
            case PayOut(operator=operator):
                found[here] = Said(at, operator)
    return found, voids


def said_at(references: Iterable[Reference]) -> tuple[Places, dict[Reference, Reference]]:
    """The same of single places, from the first batch that covers each."""
    wanted = set(references)
    rows = run_rows(
        "WITH w (terminal, lineage, sequence) AS (VALUES {rows}) SELECT DISTINCT first.id FROM (SELECT MIN(s.id) AS id FROM w"
        " JOIN stored_batch s ON s.terminal = w.terminal AND s.lineage = w.lineage AND s.first_sequence"
        f" BETWEEN w.sequence - {BATCH_ENTRIES_MAX} AND w.sequence AND s.first_sequence + s.count > w.sequence"
        " GROUP BY w.terminal, w.lineage, w.sequence) AS first",
        [(one.terminal, one.lineage, one.sequence) for one in sorted(wanted, key=_key)],
    )
    found: Places = {}
    voids: dict[Reference, Reference] = {}
    for (number,) in sorted(set(rows)):
        said, undone = said_in(stored_batch(number))
        for place in said.keys() & wanted:
            found.setdefault(place, said[place])
            if place in undone:
                voids[place] = undone[place]
    return found, voids


def with_sales(said: Places, voids: Mapping[Reference, Reference]) -> Places:
    """Each void with the lines of its sale."""
    missing = {sale for sale in voids.values() if sale not in said}
    sales = said | (said_at(missing)[0] if missing else {})
    return said | {void: replace(said[void], lines=sales[sale].lines) for void, sale in voids.items() if sale in sales}


def reference(row: Items[int]) -> Reference:
    """Of three numbers."""
    terminal, lineage, sequence = row
    return Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))


def _key(one: Reference) -> tuple[int, int, int]:
    return (one.terminal, one.lineage, one.sequence)
