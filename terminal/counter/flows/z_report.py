"""The Z slip of the open shift, as a value: what the journal says of it and what was counted."""

from __future__ import annotations

from protocol.ids import OperatorId
from protocol.link.duty_entries import Count
from terminal.counter.flows.counting import MEANS_OF
from terminal.counter.flows.proving import name_of
from terminal.counter.slips import shift as slips
from terminal.counter.takings import Takings
from terminal.counter.view import View
from terminal.journal.duty import Shift


def report_of(
    shift: Shift, counts: tuple[Count, ...], takings: Takings, view: View, handed_to: OperatorId | None = None
) -> slips.ShiftReport:
    """What the slip says; `handed_to` goes on with the drawer."""
    ages = view.context.ages
    return slips.ShiftReport(
        terminal=view.books.terminal,
        shift=shift.number,
        opened_at=shift.opened_at,
        opened_by=name_of(shift.opened_by, view),
        closed_at=view.now,
        closed_by=name_of(view.context.operator, view),
        float=shift.start,
        takings=takings,
        counts=tuple(slips.Count(MEANS_OF[count.tender], count.expected, count.counted) for count in counts),
        unsent=ages.stored_records,
        unsent_sum=ages.stored_sum,
        unfinished=len(view.books.open),
        handed_to="" if handed_to is None else name_of(handed_to, view),
        virtual=view.virtual,
        rehearsal=view.rehearsal,
    )
