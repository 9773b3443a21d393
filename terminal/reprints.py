"""Every slip of this terminal once more, from its journal: sales and credits by `slips`, and those of people and drawer.

A copy says what its entry says, with the names of today's catalogue. What only the moment knew (how much waited to be
sent, and was unfinished) is not on the copy of a Z slip, but for the number of records that its entry kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from protocol.ids import OperatorId, Reference, Sequence
from protocol.instants import Instant
from protocol.link.duty_entries import LossReport, PayOut, ShiftClosed, ShiftHandover, ShiftOpened
from protocol.link.entries import CashRefund, CashSale, Commit, Entry, Late
from terminal.counter.flows.counting import MEANS_OF
from terminal.counter.old_slips import OldKind, OldSlip
from terminal.counter.slips.loss import LossSlip, loss_receipt
from terminal.counter.slips.pay_out import PayOutSlip, pay_out_receipt
from terminal.counter.slips.shift import Count, ShiftReport, shift_receipt
from terminal.counter.takings import count_up
from terminal.counter.told import acts, of_open_shift
from terminal.loop import Terminal
from terminal.sale.receipt import Receipt
from terminal.slips import SLIP_OF_CHANGE

LISTED_MOST = 24
ENTRIES_MOST = 1_000
"""So far back the list is read: a cashier waits for it."""


def last_slips(terminal: Terminal) -> tuple[OldSlip, ...]:
    """The last slips, newest first."""
    recent = islice(terminal.journal.newest_first(), ENTRIES_MOST)
    found = (slip for reference, entry in recent for slip in _slips_of(terminal, reference, entry))
    return tuple(islice(found, LISTED_MOST))


def print_copy(terminal: Terminal, sequence: Sequence) -> bool:
    """Print the slip of this entry, marked COPY; whether it is on paper. Raises KeyError if the entry has none."""
    reference = terminal.journal.reference(sequence)
    entry = terminal.journal.entry(sequence)
    if isinstance(entry.body, ShiftHandover | ShiftClosed | PayOut | LossReport):
        return terminal.print_receipt(_duty_receipt(terminal, reference, entry))
    return terminal.print_slip(reference, copy=True)


def _slips_of(terminal: Terminal, reference: Reference, entry: Entry) -> Iterator[OldSlip]:
    """The slip that was printed when this entry was written; none for most."""
    body, digits = entry.body, terminal.catalogue.parameters.digits
    match body:
        case CashSale() | CashRefund():
            yield _of_sale(terminal, reference, entry.at)
        case Commit(intent=place) if terminal.journal.intent(place).change.kind in SLIP_OF_CHANGE:
            yield _of_sale(terminal, Reference(reference.terminal, reference.lineage, place), entry.at)
        case Late(intent=named) if terminal.journal.intent(named.sequence).change.kind in SLIP_OF_CHANGE:
            yield _of_sale(terminal, named, entry.at)
        case PayOut(amount=amount):
            yield OldSlip(OldKind.PAY_OUT, reference.sequence, entry.at, amount.text(digits))
        case LossReport(card=card):
            yield OldSlip(OldKind.LOSS, reference.sequence, entry.at, f"..{card.number % 10_000:04d}")
        case ShiftHandover(shift=shift):
            yield OldSlip(OldKind.HANDOVER, reference.sequence, entry.at, f"S{shift}")
        case ShiftClosed(shift=shift):
            yield OldSlip(OldKind.SHIFT, reference.sequence, entry.at, f"S{shift}")


def _of_sale(terminal: Terminal, reference: Reference, at: Instant) -> OldSlip:
    slip = terminal.slips.slip(reference, terminal.catalogue, copy=True)
    return OldSlip(OldKind[slip.kind.name], reference.sequence, at, slip.total.text(terminal.catalogue.parameters.digits))


def _duty_receipt(terminal: Terminal, reference: Reference, entry: Entry) -> Receipt:
    shop, virtual, rehearsal = terminal.catalogue.parameters, terminal.slips.virtual, terminal.slips.rehearsal
    match entry.body:
        case PayOut() as paid:
            reasons = {reason.code: reason.name for reason in shop.pay_out_reasons}
            return pay_out_receipt(
                PayOutSlip(
                    reference,
                    entry.at,
                    paid.amount,
                    paid.text or reasons.get(paid.reason, str(paid.reason)),
                    _name(terminal, paid.operator),
                    copy=True,
                    virtual=virtual,
                    rehearsal=rehearsal,
                ),
                shop,
            )
        case LossReport(card=card, operator=operator):
            by = _name(terminal, operator)
            slip = LossSlip(reference, entry.at, card.number, by, copy=True, virtual=virtual, rehearsal=rehearsal)
            return loss_receipt(slip, shop)
        case body:
            assert isinstance(body, ShiftHandover | ShiftClosed)
            return shift_receipt(_shift_report(terminal, reference, entry.at, body), shop)


def _shift_report(terminal: Terminal, reference: Reference, at: Instant, body: ShiftHandover | ShiftClosed) -> ShiftReport:
    before = (told for told in terminal.journal.newest_first() if told[0].sequence < reference.sequence)
    told = of_open_shift(before)
    opening = told[0][1].body if told else None
    if not isinstance(opening, ShiftOpened):
        raise KeyError(reference)
    if isinstance(body, ShiftClosed):
        by, to, unsent = body.by, "", body.unsent
    else:
        by, to, unsent = body.operator, _name(terminal, body.to), None
    return ShiftReport(
        terminal=reference.terminal,
        shift=body.shift,
        opened_at=told[0][1].at,
        opened_by=_name(terminal, opening.operator),
        closed_at=at,
        closed_by=_name(terminal, by),
        float=opening.start,
        takings=count_up(acts(told, terminal.journal.intent)),
        counts=tuple(Count(MEANS_OF[count.tender], count.expected, count.counted) for count in body.counts),
        unsent=unsent,
        unsent_sum=None,
        unfinished=None,
        handed_to=to,
        copy=True,
        virtual=terminal.slips.virtual,
        rehearsal=terminal.slips.rehearsal,
    )


def _name(terminal: Terminal, operator: OperatorId) -> str:
    known = terminal.catalogue.operator(operator)
    return known.name if known else str(operator)
