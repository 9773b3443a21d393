"""The catalogue's enumerations, and what is wrong with a value, as pages say it."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext

from protocol.discounts import Because
from protocol.link.rights import Right
from server.masters.faults import Fault
from server.office.queries.own_settings import Whence
from server.usecases.catalogue.item_lists import Coming
from server.usecases.declined import Reason

FIELDS: dict[str, object] = {
    "name": lazy_gettext("Name"),
    "value": lazy_gettext("Value"),
    "price": lazy_gettext("Price"),
    "category": lazy_gettext("Category"),
    "owner": lazy_gettext("Owner"),
    "uses": lazy_gettext("Uses"),
    "discount_bp": lazy_gettext("Discount"),
    "groups": lazy_gettext("Terminal groups"),
    "floor": lazy_gettext("Floor"),
    "soft_sale": lazy_gettext("PIN above, one sale"),
    "hard_sale": lazy_gettext("Refused above, one sale"),
    "soft_day": lazy_gettext("PIN above, one day"),
    "hard_day": lazy_gettext("Refused above, one day"),
    "least_sale": lazy_gettext("Least sale"),
    "sales_day": lazy_gettext("Sales a day"),
    "rights": lazy_gettext("Rights"),
    "pin": lazy_gettext("PIN"),
    "card": lazy_gettext("Card"),
    "supervised": lazy_gettext("Supervised"),
}
"""What the values of rows are called; those of the settings stand with their form (`forms.parameters`)."""

CATALOGUE_WORDS: tuple[tuple[Enum, object], ...] = (
    (Fault.MISSING, lazy_gettext("This is needed.")),
    (Fault.TEXT, lazy_gettext("This holds a character that terminals cannot show.")),
    (Fault.LONG, lazy_gettext("This is too long: %(most)s bytes at most.")),
    (Fault.WHOLE, lazy_gettext("This is not a whole number.")),
    (Fault.RANGE, lazy_gettext("A number from %(low)s to %(high)s is wanted.")),
    (Fault.DECIMALS, lazy_gettext("This is not an amount with at most %(digits)s decimals.")),
    (Fault.AMOUNT, lazy_gettext("This is below zero or more than any amount.")),
    (Fault.NOTHING, lazy_gettext("This cannot be zero.")),
    (Fault.CURRENCY, lazy_gettext("A currency is three capital letters, such as GBP.")),
    (Fault.LANGUAGES, lazy_gettext("At most %(most)s languages, by short names such as zh-Hans, none twice.")),
    (Fault.LINES, lazy_gettext("At most %(most)s lines.")),
    (Fault.REASON, lazy_gettext("Each line is a number, a space and a name.")),
    (Fault.TWICE, lazy_gettext("%(number)s stands twice.")),
    (Fault.UNKNOWN, lazy_gettext("There is no number %(number)s.")),
    (Fault.CARD, lazy_gettext("This is no number of a card.")),
    (Fault.ORDER, lazy_gettext("A terminal would stop before it takes less.")),
    (Reason.CODE_TAKEN, lazy_gettext("Another article has this code.")),
    (
        Reason.CODE_RETIRED,
        lazy_gettext(
            "This code belongs to an article that is sold no more: records name it. Bring it back, or take another code."
        ),
    ),
    (Reason.PRICE_PAST, lazy_gettext("This day is over. A price begins today or later.")),
    (Reason.IN_ITSELF, lazy_gettext("A category cannot lie within itself.")),
    (Reason.IN_USE, lazy_gettext("Something belongs to it: articles, discounts or other categories. Move those first.")),
    (Reason.LIST_WRONG, lazy_gettext("The list has mistakes. Correct them in the file and choose it again.")),
    (
        Reason.LIST_UNREADABLE,
        lazy_gettext("This is no list that can be read: CSV or XLSX, and its first row names the columns code, name and price."),
    ),
    (Reason.LIST_LONG, lazy_gettext("This list is too long for one go. Split it.")),
    (Reason.ITEM_UNKNOWN, lazy_gettext("There is no such article.")),
    (Reason.DAYS_CROSS, lazy_gettext("There is a promotion for this on some of these days. End that one first.")),
    (Reason.VERSION_UNFIT, lazy_gettext("This version cannot be taken back.")),
    (Reason.MONEY_FIXED, lazy_gettext("Currency and decimals stay as they are: amounts and prices are written in them.")),
    (Reason.CARD_TAKEN, lazy_gettext("Another operator signs on with this card.")),
    (Reason.OPERATOR_LEFT, lazy_gettext("This operator has left.")),
    (Coming.NEW, lazy_gettext("new")),
    (Coming.CHANGED, lazy_gettext("changed")),
    (Coming.SAME, lazy_gettext("as it is")),
    (Coming.BACK, lazy_gettext("brought back")),
    (Coming.WRONG, lazy_gettext("wrong")),
    (Right.SELL, lazy_gettext("sell")),
    (Right.VOID, lazy_gettext("void")),
    (Right.REFUND, lazy_gettext("refund")),
    (Right.LOAD, lazy_gettext("load")),
    (Right.PERSONALISE, lazy_gettext("personalise cards")),
    (Right.SERVICE, lazy_gettext("service")),
    (Right.SHIFT, lazy_gettext("open and close a shift")),
    (Right.PAY_OUT, lazy_gettext("pay cash out")),
    (Right.TAKINGS, lazy_gettext("see takings")),
    (Right.LOSS, lazy_gettext("report a loss")),
    (Right.SUPERVISE, lazy_gettext("supervise")),
    (Right.REHEARSE, lazy_gettext("rehearse faults")),
    (Because.NO_CARD, lazy_gettext("no card was shown")),
    (Because.NO_RULE, lazy_gettext("no rule, full price")),
    (Because.ITEM_RULE, lazy_gettext("item rule v%(version)s")),
    (Because.CATEGORY_RULE, lazy_gettext("group rule v%(version)s")),
    (Because.CLASS_RATE, lazy_gettext("class rate v%(version)s")),
    (Because.USES, lazy_gettext("paid with uses")),
    (
        Reason.OWN_SETTINGS_UNFIT,
        lazy_gettext("No terminal can be told this: at most 1,000 own settings, and none of more than 8,192 bytes."),
    ),
    (Whence.ALL, lazy_gettext("for all")),
    (Whence.GROUP, lazy_gettext("its group")),
    (Whence.TERMINAL, lazy_gettext("this terminal")),
    (Whence.EARLIER, lazy_gettext("it takes no card any more by then")),
    (Reason.NO_SHOP, lazy_gettext("There is no shop yet. Write its settings down first.")),
)
