"""One of each slip that is no receipt of a sale, at the canteen's terminal 12."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from protocol.card.record import Kind
from protocol.ids import CardNumber, ShiftNumber, TerminalId
from protocol.instants import MS_PER_DAY, BusinessDay, Instant
from protocol.link.tables import Parameters, TableKind
from protocol.money import ZERO, Money
from terminal.counter.readiness import Facts, Paper, judge
from terminal.counter.slips.balance import BalanceSlip, Happened, balance_receipt
from terminal.counter.slips.loss import LossSlip, loss_receipt
from terminal.counter.slips.pay_out import PayOutSlip, pay_out_receipt
from terminal.counter.slips.readiness import readiness_receipt
from terminal.counter.slips.shift import Count, ShiftReport, shift_receipt
from terminal.counter.slips.takings import DayReport, takings_receipt
from terminal.counter.takings import Act, Means, Takings, Tally
from terminal.sale.receipt import Receipt
from terminal.sale.refusal_slip import RefusalSlip, refusal_receipt
from terminal.sale.refusals import Refusal, RefusalNote
from tests.support.canteen import AT, CHINESE_SHOP, REFERENCE, SHOP

TERMINAL = TerminalId(12)
DAY = BusinessDay(8_718)
TAKINGS = Takings(
    (
        Tally(Act.SALE, Means.CARD, 212, Money(1_846_960)),
        Tally(Act.SALE, Means.CASH, 31, Money(40_250)),
        Tally(Act.SALE, Means.CHEQUE, 1, Money(12_000)),
        Tally(Act.SALE, Means.BANK_CARD, 4, Money(5_480)),
        Tally(Act.VOID, Means.CARD, 2, Money(1_700)),
        Tally(Act.REFUND, Means.CASH, 1, Money(350)),
        Tally(Act.LOAD, Means.CASH, 5, Money(25_000)),
        Tally(Act.PAY_OUT, Means.CASH, 1, Money(1_250)),
    )
)
SHIFT = ShiftReport(
    terminal=TERMINAL,
    shift=ShiftNumber(17),
    opened_at=Instant(AT - MS_PER_DAY // 3),
    opened_by="Mei",
    closed_at=AT,
    closed_by="Mei",
    float=Money(10_000),
    takings=TAKINGS,
    counts=(
        Count(Means.CASH, Money(73_650), Money(73_600)),
        Count(Means.CHEQUE, Money(12_000), Money(12_000)),
        Count(Means.BANK_CARD, Money(5_480), Money(5_500)),
    ),
    unsent=3,
    unsent_sum=Money(4_210),
    unfinished=1,
)
DAY_REPORT = DayReport(TERMINAL, DAY, AT, TAKINGS, (("Mei", Money(1_800_000)), ("Anna", Money(102_640))))
PAY_OUT = PayOutSlip(REFERENCE, AT, Money(1_250), "Vegetables", "Mei", "Wen")
LOSS = LossSlip(REFERENCE, AT, CardNumber(6001_0000_0000_4242), "Mei")
REFUSED = RefusalSlip(RefusalNote(Refusal.EXPIRED), TERMINAL, AT)
BALANCE = BalanceSlip(
    card=CardNumber(6001_0000_0000_4242),
    class_name="Regular",
    balance=Money(7_008),
    spendable=Money(6_508),
    points=140,
    visits=6,
    valid_until=BusinessDay(10_000),
    latest=(
        Happened(DAY, Kind.SALE, Money(-4_992), Money(7_008)),
        Happened(DAY, Kind.LOAD, Money(5_000), Money(12_000)),
        Happened(BusinessDay(DAY - 3), Kind.SALE, Money(-350), Money(7_000)),
    ),
    at=AT,
)
FINE = Facts(
    journal_sound=True,
    locked=False,
    contact_minutes=12,
    states_minutes=180,
    missing_tables=(),
    unsent=3,
    unsent_sum=Money(4_210),
    clock_set=True,
    clock_behind=False,
    disk_free_mb=12_400,
    certificate_days=321,
    reader_found=True,
    paper=Paper.READY,
    missing_devices=(),
    float_left=Money(50_000),
    unfinished=0,
)
LIMITED = replace(FINE, contact_minutes=1_900, clock_behind=True, paper=Paper.NO_PAPER, float_left=ZERO, unfinished=2)
STOPPED = replace(
    FINE,
    contact_minutes=None,
    states_minutes=4_400,
    missing_tables=(TableKind.ITEMS, TableKind.CLASSES),
    disk_free_mb=150,
    reader_found=False,
    missing_devices=("keypad", "member display"),
    float_left=None,
)


def _readiness(facts: Facts) -> Callable[[Parameters], Receipt]:
    return lambda shop: readiness_receipt(judge(facts, shop), shop, TERMINAL, AT, virtual=False, rehearsal=False)


SLIPS: dict[str, Callable[[Parameters], Receipt]] = {
    "shift": lambda shop: shift_receipt(SHIFT, shop),
    "handover": lambda shop: shift_receipt(replace(SHIFT, handed_to="Anna", unsent=0, unfinished=0), shop),
    "takings": lambda shop: takings_receipt(DAY_REPORT, shop),
    "nothing-taken": lambda shop: takings_receipt(replace(DAY_REPORT, takings=Takings(), by_operator=()), shop),
    "pay-out": lambda shop: pay_out_receipt(PAY_OUT, shop),
    "loss": lambda shop: loss_receipt(LOSS, shop),
    "refusal": lambda shop: refusal_receipt(REFUSED, shop),
    "balance": lambda shop: balance_receipt(BALANCE, shop),
    "readiness-go": _readiness(FINE),
    "readiness-limited": _readiness(LIMITED),
    "readiness-stop": _readiness(STOPPED),
    "rehearsal": lambda shop: pay_out_receipt(replace(PAY_OUT, copy=True, virtual=True, rehearsal=True), shop),
}
"""Each slip in the language of a shop."""
SHOPS = {"en": SHOP, "zh-Hans": CHINESE_SHOP, "zh-Hant": replace(CHINESE_SHOP, shop="海港食堂", language="zh-TW")}
