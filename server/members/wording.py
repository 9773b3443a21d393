"""What our enumerations are called for members: the words of a counter, not of an office."""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext, lazy_gettext

from protocol.card.record import Kind
from protocol.link.tables import CardState
from server.usecases.declined import Reason

_WORDS: tuple[tuple[Enum, object], ...] = (
    (CardState.OK, lazy_gettext("in order")),
    (CardState.LOST, lazy_gettext("reported lost")),
    (CardState.STOLEN, lazy_gettext("reported stolen")),
    (CardState.RETURNED, lazy_gettext("returned")),
    (CardState.REPLACED, lazy_gettext("replaced by another card")),
    (CardState.NOT_SOLD, lazy_gettext("not sold yet")),
    (CardState.LOCKED, lazy_gettext("locked")),
    (CardState.UNDER_REVIEW, lazy_gettext("being checked by the office")),
    (Kind.ISSUE, lazy_gettext("card issued")),
    (Kind.SALE, lazy_gettext("purchase")),
    (Kind.VOID, lazy_gettext("purchase undone")),
    (Kind.LOAD, lazy_gettext("money loaded")),
    (Kind.REFUND, lazy_gettext("money given back")),
    (Kind.CLAIM, lazy_gettext("promised money received")),
    (Kind.PIN_TRY, lazy_gettext("wrong PIN")),
    (Kind.CONFIRM, lazy_gettext("confirmation")),
    (Kind.LOCK, lazy_gettext("locked")),
    (Kind.UNLOCK, lazy_gettext("unlocked")),
)
_BY_NAME = {(type(one), one.name): words for one, words in _WORDS}
_WHY: dict[Reason, object] = {
    Reason.PASSWORD_WRONG: lazy_gettext(
        "The number or the secret is wrong, or these pages are locked for this number. After five wrong tries wait an hour, or"
        " ask at the counter for a new code."
    ),
    Reason.PASSWORD_SHORT: lazy_gettext("A web secret has at least 6 characters."),
    Reason.PASSWORD_LONG: lazy_gettext("A web secret has at most 256 characters."),
    Reason.PASSWORD_COMMON: lazy_gettext("This is easy to guess. Choose another one."),
    Reason.PASSWORD_SAME: lazy_gettext("This is the old secret. Choose another one."),
    Reason.NOT_WITH_THIS_CARD: lazy_gettext("This cannot be done with your card as it stands. Ask at the counter."),
}


def called(one: Enum) -> str:
    """The name of this on a page."""
    return str(_BY_NAME[type(one), one.name])


def why(reason: Reason) -> str:
    """Why something was not done, and what to do next."""
    return str(_WHY.get(reason) or gettext("This cannot be done here. Ask at the counter."))
