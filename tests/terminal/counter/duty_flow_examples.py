"""Examples of the states of the flows about people, drawer and terminal."""

from __future__ import annotations

from typing import Any

from protocol.ids import CardNumber, ShiftNumber
from protocol.link.duty_entries import Count, SignOnMethod, Tender
from protocol.money import Money
from terminal.counter.acts import ToSale
from terminal.counter.flows import (
    approve,
    change_pin,
    counting,
    devices,
    handover,
    loss,
    pay_out,
    proving,
    readiness,
    shift_close,
    shift_open,
    sign_off,
    sign_on,
    takings,
    tender,
    void,
)
from terminal.counter.readiness import judge
from terminal.devices import Change, Device, Health
from terminal.sale.events import VoidKeyed
from terminal.sale.receipt import Cut
from terminal.words.counter import Word
from tests.support.duty_examples import ACTS, ANN, BO, DEE, REASONS
from tests.support.shop import shop_parameters
from tests.support.slip_examples import FINE, LIMITED

PROVEN = proving.Proven(BO, SignOnMethod.CARD_AND_PIN)
COUNTS = (Count(Tender.CASH, Money(10_350), Money(10_300)), Count(Tender.CHEQUE, Money(2_000), Money(2_000)))
PROOFS: dict[str, proving.Proof] = {
    "Numbering": proving.Numbering(),
    "Numbering 1": proving.Numbering("1"),
    "Numbering 2": proving.Numbering("2"),
    "Numbering 5": proving.Numbering("5"),
    "Presenting": proving.Presenting(BO),
    "Looking for anybody": proving.Looking(),
    "Looking for Dee": proving.Looking(DEE),
    "KeyingPin": proving.KeyingPin(ANN),
    "KeyingPin ***": proving.KeyingPin(ANN, 3),
    "Checking": proving.Checking(ANN),
    "Refusing": proving.Refusing(ANN),
}
COUNTINGS = {
    "Counting": counting.Counting(),
    "Counting 10.": counting.Counting((), "10."),
    "Counting the last, 5": counting.Counting((Money(10_300),), "5"),
}
HEALTHS = {Device.PRINTER: Health.NO_PAPER, Device.MEMBER_DISPLAY: Health.MISSING}
FOUND = tuple(Change(device, HEALTHS.get(device, Health.WORKS)) for device in Device)
DUTY_EXAMPLES: dict[str, dict[str, Any]] = {
    "sign-on": {
        **{name: sign_on.Signing(proof) for name, proof in PROOFS.items()},
        "Supervisor, Numbering": sign_on.Signing(for_whom=proving.Proven(ANN, SignOnMethod.PIN)),
        "Supervisor, Checking": sign_on.Signing(proving.Checking(BO), proving.Proven(ANN, SignOnMethod.PIN)),
        "SigningOn": sign_on.SigningOn(PROVEN),
    },
    "tender": {
        "Choosing": tender.Choosing(),
        "Numbering": tender.Numbering(Tender.CHEQUE),
        "Numbering 77": tender.Numbering(Tender.BANK_CARD, "77"),
    },
    "approve": {
        "Signing": approve.Signing(),
        "Signing, Checking": approve.Signing(proving.Checking(BO)),
        "Choosing": approve.Choosing(BO),
        "Choosing on page 2": approve.Choosing(BO, 1),
        "Lent, void": approve.Lent(void.VOID, void.Asking(), BO),
        "Lent, pay-out": approve.Lent(pay_out.PAY_OUT, pay_out.Asking(REASONS[0], Money(1_250)), BO),
        "Lent and used": approve.Lent(pay_out.PAY_OUT, pay_out.Paying(REASONS[0], Money(1_250)), BO, used=True),
        "Noting": approve.Noting(None, (ToSale(VoidKeyed()),)),
    },
    "sign-off": {"Asking": sign_off.Asking(), "SigningOff": sign_off.SigningOff()},
    "shift-open": {
        "Floating": shift_open.Floating(),
        "Floating 100": shift_open.Floating("100"),
        "Asking": shift_open.Asking(Money(10_000)),
        "Opening": shift_open.Opening(ShiftNumber(4)),
    },
    "handover": {
        **COUNTINGS,
        "Succeeding, Numbering": handover.Succeeding(COUNTS),
        "Succeeding, Checking": handover.Succeeding(COUNTS, proving.Checking(BO)),
        "Reading": handover.Reading(COUNTS, PROVEN),
        "HandingOver": handover.HandingOver(COUNTS, PROVEN, (Cut(),)),
        "Printing": handover.Printing(COUNTS),
    },
    "shift-close": {
        **COUNTINGS,
        "Asking": shift_close.Asking(COUNTS),
        "Reading": shift_close.Reading(COUNTS),
        "Closing": shift_close.Closing(COUNTS, (Cut(),)),
        "Printing": shift_close.Printing(COUNTS),
    },
    "pay-out": {
        "Choosing": pay_out.Choosing(),
        "Choosing on page 2": pay_out.Choosing(1),
        "Keying": pay_out.Keying(REASONS[0]),
        "Keying 12.5": pay_out.Keying(REASONS[0], "12.5"),
        "Keying 200": pay_out.Keying(REASONS[0], "200"),
        "Asking": pay_out.Asking(REASONS[0], Money(1_250)),
        "Paying": pay_out.Paying(REASONS[0], Money(1_250)),
        "Printing": pay_out.Printing(Money(1_250)),
    },
    "takings": {
        "Reading": takings.Reading(),
        "Showing": takings.Showing(ACTS),
        "Showing page 2": takings.Showing(ACTS, 1),
        "Showing nothing": takings.Showing(()),
        "Printing": takings.Printing(ACTS),
    },
    "loss": {
        "Numbering": loss.Numbering(),
        "Numbering 6001": loss.Numbering("6001"),
        "Asking": loss.Asking(CardNumber(6001_0000_0000_4242)),
        "Reporting": loss.Reporting(CardNumber(6001_0000_0000_4242)),
        "Printing": loss.Printing(),
    },
    "change-pin": {
        "Keying": change_pin.Keying(),
        "Keying ****": change_pin.Keying(stars=4),
        "Keying new ****": change_pin.Keying(change_pin.Stage.NEW, 4),
        "Keying again ****": change_pin.Keying(change_pin.Stage.AGAIN, 4),
        "Judging the old": change_pin.Judging(change_pin.Stage.OLD),
        "Judging the new": change_pin.Judging(change_pin.Stage.NEW),
        "Judging again": change_pin.Judging(change_pin.Stage.AGAIN, bytes(33)),
        "Noting": change_pin.Noting(Word.PIN_CHANGED),
    },
    "readiness": {
        "Looking": readiness.Looking(),
        "Showing GO": readiness.Showing(judge(FINE, shop_parameters())),
        "Showing limits": readiness.Showing(judge(LIMITED, shop_parameters())),
        "Printing": readiness.Printing(judge(FINE, shop_parameters())),
    },
    "devices": {
        "Looking": devices.Looking(),
        "Looking after the printer was tried": devices.Looking((Device.PRINTER,)),
        "Showing": devices.Showing(FOUND),
        "Showing the last page": devices.Showing(FOUND, 2),
        "Trying all": devices.Trying(tuple(Device)),
    },
}
"""By the name of the flow and the name of the state; every class of `Flow.states` has at least one."""
