"""Slips from the journal: whatever was finished can be printed again at any time."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.record import Kind, unpack
from protocol.ids import ItemCode, OperatorId, Reference, Sequence
from protocol.link.entries import (
    Basket,
    CashRefund,
    CashSale,
    Entry,
    Intent,
    MoreLines,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.money import total
from terminal.journal.recovery import intended_record, ticket_of
from terminal.journal.store import Journal
from terminal.sale.catalogue import Catalogue
from terminal.sale.cautions import Uses
from terminal.sale.receipt import Slip, SlipKind, Tender

SLIP_OF_CHANGE = {
    Kind.SALE: SlipKind.SALE,
    Kind.VOID: SlipKind.VOID,
    Kind.LOAD: SlipKind.LOAD,
    Kind.REFUND: SlipKind.REFUND,
    Kind.CLAIM: SlipKind.CLAIM,
    Kind.CASH_OUT: SlipKind.CASH_OUT,
}


@dataclass(frozen=True, slots=True)
class SlipMaker:
    """Reads slips out of one journal, with the names of today's catalogue."""

    journal: Journal
    virtual: bool
    rehearsal: bool = False

    def slip(self, reference: Reference, catalogue: Catalogue, *, copy: bool = False) -> Slip:
        """The slip of a finished change, of a cash entry, or of a load in doubt. Raises KeyError for anything else."""
        entry = self.journal.entry(reference.sequence)
        match entry.body:
            case Intent() as intent:
                return self._of_change(reference, entry, intent, catalogue, copy)
            case CashSale(basket, operator, _, tender, text) | CashRefund(basket, operator, _, tender, text):
                kind = SlipKind.SALE if isinstance(entry.body, CashSale) else SlipKind.REFUND
                lines = self._lines(reference.sequence, basket)
                return Slip(
                    kind=kind,
                    lines=lines,
                    names=_names(lines, catalogue),
                    total=total([line.amount for line in lines]),
                    tender=Tender[tender.name],
                    card=None,
                    balance_before=None,
                    balance_after=None,
                    reference=reference,
                    at=entry.at,
                    operator=_operator(operator, catalogue),
                    ticket=basket.ticket,
                    copy=copy,
                    virtual=self.virtual,
                    rehearsal=self.rehearsal,
                    tender_text=text,
                )
            case _:
                raise KeyError(reference)

    def _of_change(self, reference: Reference, entry: Entry, intent: Intent, catalogue: Catalogue, copy: bool) -> Slip:
        doubtful = reference in self.journal.state.open and intent.change.kind is Kind.LOAD
        late = not doubtful and self.journal.state.declared[reference].late
        record, detail = intended_record(reference, intent), intent.detail
        about: Reference | None = None
        lines: tuple[SaleLine, ...] = ()
        if isinstance(detail, SaleDetail | RefundDetail):
            lines = self._lines(reference.sequence, detail.basket)
        if isinstance(detail, VoidDetail):
            lines = self._lines_of_sale(detail.sale)
        if isinstance(detail, VoidDetail | RefundDetail):
            about = detail.sale
        return Slip(
            kind=SlipKind.LOAD_IN_DOUBT if doubtful else SLIP_OF_CHANGE[record.kind],
            lines=lines,
            names=_names(lines, catalogue),
            total=abs(record.amount),
            tender=Tender.CASH if record.kind in (Kind.LOAD, Kind.CASH_OUT) else Tender.CARD,
            card=intent.card.number,
            balance_before=unpack(intent.before).balance,
            balance_after=None if doubtful else record.balance,
            reference=reference,
            at=entry.at,
            operator=_operator(intent.operator, catalogue),
            ticket=ticket_of(intent.detail),
            copy=copy,
            virtual=self.virtual,
            about=about,
            late=late,
            rehearsal=self.rehearsal,
            uses=Uses(-intent.change.times, record.times) if intent.change.times and not doubtful else None,
        )

    def _lines_of_sale(self, sale: Reference) -> tuple[SaleLine, ...]:
        body = self.journal.entry(sale.sequence).body
        assert isinstance(body, Intent)
        assert isinstance(body.detail, SaleDetail)
        return self._lines(sale.sequence, body.detail.basket)

    def _lines(self, sequence: Sequence, basket: Basket) -> tuple[SaleLine, ...]:
        """The basket's lines, those carried in the entries right before it first."""
        lines, place = basket.lines, sequence
        while len(lines) < basket.carried + len(basket.lines):
            place = Sequence(place - 1)
            body = self.journal.entry(place).body
            assert isinstance(body, MoreLines)
            lines = body.lines + lines
        return lines


def _names(lines: tuple[SaleLine, ...], catalogue: Catalogue) -> dict[ItemCode, str]:
    return {line.item: item.name for line in lines if (item := catalogue.item(line.item))}


def _operator(operator: OperatorId, catalogue: Catalogue) -> str:
    known = catalogue.operator(operator)
    return known.name if known else str(operator)
