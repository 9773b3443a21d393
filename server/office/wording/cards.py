"""What is said on pages of cards, their classes and what is ordered from desks for them. A part of `wording`."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext

from protocol.link.desk_orders import JobReason, OrderKind
from server.usecases.cards.classes import CardKind
from server.usecases.cards.life import CardAct, CardLife
from server.usecases.cards.replacing import Why
from server.usecases.declined import Reason
from server.usecases.proposals import ProposalKind

CARD_WORDS: tuple[tuple[Enum, object], ...] = (
    (Reason.LOAD_LOW, lazy_gettext("Such a card takes larger loads only.")),
    (Reason.LOAD_HIGH, lazy_gettext("Such a card takes smaller loads only.")),
    (Reason.BALANCE_HIGH, lazy_gettext("With this load there would be more on the card than any card may hold.")),
    (Reason.NUMBERS_UNFIT, lazy_gettext("A card number has at most 16 digits, and at most 500 are ordered at once.")),
    (Reason.HOLDER_NEEDED, lazy_gettext("A card of this class belongs to a member: begin at the member's page.")),
    (Reason.BONUS_DAY, lazy_gettext("Members were told already what holds today. A bonus begins tomorrow or later.")),
    (
        Reason.BANDS_UNFIT,
        lazy_gettext("A bonus has at most 20 bands, each from another amount on, each above nothing and at most 100 per cent."),
    ),
    (
        Reason.BONUS_HIGH,
        lazy_gettext("A bonus is at most the load that its band begins at. Give less, or begin at a larger load."),
    ),
    (Reason.LOAD_WHEN_SOLD, lazy_gettext("A card that is sold later is loaded when it is sold.")),
    (
        Reason.CARD_UNSETTLED,
        lazy_gettext("Something about its balance is open. Read the card at a desk, and wait until the terminals have told."),
    ),
    (Reason.TERMINALS_MISSING, lazy_gettext("Nothing more is safe yet: terminals still have to tell what they did.")),
    (Reason.NOT_WITH_THIS_CARD, lazy_gettext("This cannot be done with this card as it stands.")),
    (Reason.CLASS_TAKEN, lazy_gettext("There is a class with this number already.")),
    (Reason.CLASS_UNFIT, lazy_gettext("A class has a name, a discount of at most 100 per cent, and no limit below nothing.")),
    (Reason.LIMITS_CROSSED, lazy_gettext("The lower one of two limits is above the higher one.")),
    (Reason.VALIDITY_UNFIT, lazy_gettext("This is not a day until which such a card can be valid.")),
    (ProposalKind.REPLACE_CARD, lazy_gettext("replace a card")),
    (ProposalKind.TAKE_CARD_BACK, lazy_gettext("pay a card out and take it back")),
    (ProposalKind.UNLIST_CARD, lazy_gettext("take a card off the list")),
    (CardLife.MADE, lazy_gettext("made, not sold")),
    (CardLife.SOLD, lazy_gettext("sold, not used yet")),
    (CardLife.ACTIVE, lazy_gettext("active")),
    (CardLife.LOCKED, lazy_gettext("frozen")),
    (CardLife.UNDER_REVIEW, lazy_gettext("under review")),
    (CardLife.LOST, lazy_gettext("lost")),
    (CardLife.REPLACED, lazy_gettext("replaced")),
    (CardLife.RETURNED, lazy_gettext("returned")),
    (CardLife.EXPIRED, lazy_gettext("expired")),
    (CardAct.SELL, lazy_gettext("Sell")),
    (CardAct.LOAD, lazy_gettext("Load")),
    (CardAct.READ, lazy_gettext("Read at a desk")),
    (CardAct.REPORT_LOSS, lazy_gettext("Report loss")),
    (CardAct.CANCEL_LOSS, lazy_gettext("Take off the list")),
    (CardAct.FREEZE, lazy_gettext("Freeze")),
    (CardAct.UNFREEZE, lazy_gettext("Unfreeze")),
    (CardAct.EXTEND, lazy_gettext("Extend")),
    (CardAct.REPLACE, lazy_gettext("Replace")),
    (CardAct.EXCHANGE, lazy_gettext("Exchange")),
    (CardAct.MEND, lazy_gettext("Repair")),
    (CardAct.REPAIR, lazy_gettext("Replace, broken")),
    (CardAct.TAKE_BACK, lazy_gettext("Take the card back")),
    (CardAct.UNLOCK, lazy_gettext("Unlock the card itself")),
    (CardAct.SET_PIN, lazy_gettext("New PIN")),
    (OrderKind.MAKE, lazy_gettext("make")),
    (OrderKind.SELL, lazy_gettext("sell")),
    (OrderKind.LOAD, lazy_gettext("load")),
    (OrderKind.CASH_OUT, lazy_gettext("pay out")),
    (OrderKind.RETURN, lazy_gettext("pay out and end")),
    (OrderKind.LOCK, lazy_gettext("lock")),
    (OrderKind.UNLOCK, lazy_gettext("unlock")),
    (OrderKind.READ, lazy_gettext("read")),
    (OrderKind.SET_PIN, lazy_gettext("new PIN")),
    (OrderKind.EXTEND, lazy_gettext("extend")),
    (OrderKind.MEND, lazy_gettext("repair")),
    (JobReason.NONE, lazy_gettext("no reason")),
    (JobReason.DECLINED, lazy_gettext("the operator declined")),
    (JobReason.NOT_BLANK, lazy_gettext("not a blank card")),
    (JobReason.ANOTHER_CARD, lazy_gettext("another card was laid down")),
    (JobReason.CARD_REFUSED, lazy_gettext("the card is refused")),
    (JobReason.NOT_ALLOWED, lazy_gettext("the desk may not do that")),
    (JobReason.ANOTHER_BALANCE, lazy_gettext("the card says another balance")),
    (JobReason.CARD_FAULT, lazy_gettext("the card did not do as told")),
    (Why.LOST, lazy_gettext("lost or stolen")),
    (Why.EXCHANGE, lazy_gettext("exchange")),
    (Why.REPAIR, lazy_gettext("broken")),
    (CardKind.VALUE, lazy_gettext("stored value")),
    (CardKind.VISITS, lazy_gettext("visits")),
    (CardKind.PASS, lazy_gettext("pass for a period")),
    (CardKind.GIFT, lazy_gettext("gift card")),
    (CardKind.TEMPORARY, lazy_gettext("temporary")),
)
