"""People at a counter, made by hand: operators with PINs and cards, an open shift, and what a day's journal tells."""

from __future__ import annotations

from dataclasses import replace

from protocol.ids import CardInstance, CardNumber, OperatorId, Sequence, ShiftNumber
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.duty_entries import Tender
from protocol.link.operator_pin import pin_verifier
from protocol.link.rights import ALL_RIGHTS, OFFICE_PIN, Right
from protocol.link.tables import Operator, OperatorTable, PayOutReason
from protocol.money import Money
from terminal.counter.takings import Act, Done, Means
from terminal.counter.view import View
from terminal.journal.duty import Shift
from terminal.journal.recovery import Recovered
from terminal.sale.catalogue import Catalogue
from terminal.sale.states import Ready, State
from tests.support.sale_examples import knowing, ref
from tests.support.shop import NOON, catalogue

ANN, BO, CY, DEE, EVE = (OperatorId(number) for number in range(1, 6))
PINS = {ANN: "1111", BO: "222222", CY: "3333"}
BO_CARD, DEE_CARD = CardInstance(CardNumber(9002), 1), CardInstance(CardNumber(9004), 1)
CASHIER = Right(ALL_RIGHTS) & ~OFFICE_PIN
SHIFT = Shift(ShiftNumber(3), ANN, ANN, Instant(NOON - 60 * MS_PER_MINUTE), Sequence(40), Money(10_000))
REASONS = (
    PayOutReason(1, "Vegetables"),
    PayOutReason(2, "Postage"),
    PayOutReason(3, "Taxi"),
    PayOutReason(4, "Window cleaner"),
)
ACTS = (
    Done(Act.SALE, Means.CARD, Money(1_200), ANN, ref(41), NOON),
    Done(Act.SALE, Means.CASH, Money(350), ANN, ref(45), NOON),
    Done(Act.VOID, Means.CARD, Money(200), BO, ref(50), NOON, ref(41)),
    Done(Act.PAY_OUT, Means.CASH, Money(400), ANN, ref(55), NOON),
)


def verifier(operator: OperatorId) -> bytes:
    """What the table keeps of an operator's PIN."""
    return pin_verifier(PINS[operator], bytes([operator] * 16))


def operators() -> OperatorTable:
    """Ann with a PIN, Bo the supervisor with card and PIN, Cy who needs a supervisor, Dee with a card, Eve with nothing."""
    return OperatorTable(
        (
            Operator(ANN, "Ann", int(CASHIER), verifier(ANN)),
            Operator(BO, "Bo", int(ALL_RIGHTS), verifier(BO), card=BO_CARD),
            Operator(CY, "Cy", int(Right.SELL), verifier(CY), supervised=True),
            Operator(DEE, "Dee", int(CASHIER), card=DEE_CARD),
            Operator(EVE, "Eve", int(CASHIER)),
        )
    )


def duty_catalogue(**parameters: str) -> Catalogue:
    """The example shop with these people and four reasons to pay cash out."""
    books = catalogue(**parameters).installing(2, operators())
    return books.installing(2, replace(books.parameters, pay_out_reasons=REASONS))


def on_duty(
    operator: OperatorId = ANN, *, shift: Shift | None = SHIFT, sale: State | None = None, books: Catalogue | None = None
) -> View:
    """What the counter may know at noon with somebody on duty, 103.50 and a cheque of 20.00 in the drawer of shift 3."""
    facts = Recovered(ref(1).terminal)
    facts.duty.operator, facts.duty.shift, facts.duty.last_shift = operator, shift, ShiftNumber(3)
    if shift:
        facts.duty.drawer |= {Tender.CASH: Money(10_350), Tender.CHEQUE: Money(2_000)}
    number = shift.number if shift else ShiftNumber(0)
    context = replace(knowing(facts, catalogue=books or duty_catalogue()), operator=operator, shift=number)
    return View(sale or Ready(), context, facts, NOON)
