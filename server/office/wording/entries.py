"""What an entry of a journal is called."""

from __future__ import annotations

from flask_babel import lazy_gettext

from protocol.link import duty_entries as duty
from protocol.link import entries

ENTRY_WORDS: dict[type, object] = {
    entries.Boot: lazy_gettext("start of the program"),
    entries.ClockStep: lazy_gettext("the clock was set"),
    entries.MoreLines: lazy_gettext("more lines of a sale"),
    entries.Intent: lazy_gettext("a card is about to be written"),
    entries.Commit: lazy_gettext("the card was written"),
    entries.Late: lazy_gettext("the end became known later"),
    entries.Cancel: lazy_gettext("cancelled"),
    entries.Abandon: lazy_gettext("given up by the cashier"),
    entries.CashSale: lazy_gettext("sale without a card"),
    entries.CashRefund: lazy_gettext("refund without a card"),
    entries.Evidence: lazy_gettext("records seen on a card"),
    entries.LineRemoved: lazy_gettext("a line was taken off"),
    duty.SignOn: lazy_gettext("sign-on"),
    duty.SignOff: lazy_gettext("sign-off"),
    duty.SignOnRefused: lazy_gettext("sign-on refused"),
    duty.PinChanged: lazy_gettext("PIN changed"),
    duty.Approval: lazy_gettext("a supervisor's approval"),
    duty.ShiftOpened: lazy_gettext("shift opened"),
    duty.ShiftHandover: lazy_gettext("shift handed over"),
    duty.ShiftClosed: lazy_gettext("shift closed"),
    duty.PayOut: lazy_gettext("cash paid out"),
    duty.DrawerOpened: lazy_gettext("drawer opened"),
    duty.LossReport: lazy_gettext("a card was reported lost"),
    duty.TamperSeen: lazy_gettext("housing opened"),
    duty.Rehearsal: lazy_gettext("rehearsal"),
}


def entry_name(body: entries.Body) -> str:
    """The kind of an entry on a page."""
    return str(ENTRY_WORDS[type(body)])
