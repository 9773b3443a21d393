"""Operators as a shop file names them -> rows of the masters: roles, rights, a first PIN, a card.

    role         one of ROLES; `rights`, a list of names, adds to it or stands alone
    pin          four to six digits as text: the first one. The operator may choose another at a terminal; it holds until
                 the file names another first PIN
    card         the number of the card that he signs on with, `instance` 1 unless it says otherwise
    supervised   true: only together with an operator who may supervise

Only verifiers of PINs are kept. A shop file with PINs is a secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from protocol.instants import Instant
from protocol.link.codec_card import CARD_NUMBER_MAX
from protocol.link.operator_pin import SALT_BYTES, pin_fault, pin_fits, pin_verifier
from protocol.link.rights import Right
from protocol.link.wire import U16_MAX
from server.models.catalogue import OperatorRow

_CASHIER = Right.SELL | Right.VOID | Right.LOAD | Right.SHIFT | Right.LOSS
_FINANCE = Right.TAKINGS | Right.PAY_OUT
_SUPERVISOR = _CASHIER | _FINANCE | Right.REFUND | Right.SUPERVISE | Right.REHEARSE
ROLES = {
    "admin": Right(sum(Right)),
    "supervisor": _SUPERVISOR,
    "cashier": _CASHIER,
    "finance": _FINANCE,
    "waiter": Right(0),
}
"""What a role may do. A waiter is named on what he serves and may do nothing at a terminal."""


class StaffMistake(ValueError):
    """What is wrong with an operator."""


def read_operator(row: Mapping[str, Any]) -> dict[str, Any]:
    """Rights, PIN (still the digits), card and supervision of one operator. Raises StaffMistake."""
    card, instance = row.get("card"), row.get("instance", 1)
    if card is not None and not (type(card) is int and 0 < card <= CARD_NUMBER_MAX):
        raise StaffMistake("card is not the number of a card")
    if not (type(instance) is int and 0 < instance <= U16_MAX):
        raise StaffMistake(f"instance is a number from 1 to {U16_MAX}")
    pin, supervised = row.get("pin", ""), row.get("supervised", False)
    if type(pin) is not str or type(supervised) is not bool:
        raise StaffMistake("pin is a text of digits, supervised is true or false")
    if pin and (fault := pin_fault(pin)):
        raise StaffMistake(fault)
    return {"rights": int(_rights(row)), "pin": pin, "card": card, "instance": instance, "supervised": supervised}


def _rights(row: Mapping[str, Any]) -> Right:
    role, names = row.get("role", ""), row.get("rights", [])
    if type(role) is not str or (role and role not in ROLES):
        raise StaffMistake(f"there is no role {role!r}")
    if not isinstance(names, list) or not (role or "rights" in row):
        raise StaffMistake("rights is missing or not a list")
    rights = ROLES[role] if role else Right(0)
    for name in names:
        try:
            rights |= Right[str(name).upper()]
        except KeyError:
            raise StaffMistake(f"there is no right {name!r}") from None
    return rights


def with_verifiers(rows: list[dict[str, Any]], at: Instant) -> list[dict[str, Any]]:
    """The same rows with verifiers in place of digits. Whoever's first PIN has not changed keeps the PIN that holds."""
    held = {row.id: row for row in OperatorRow.select()}
    return [row | _verifiers(row["pin"], held.get(row["id"]), at) for row in rows]


def _verifiers(pin: str, held: OperatorRow | None, at: Instant) -> dict[str, Any]:
    if held is not None and (pin_fits(bytes(held.first_pin), pin) if pin else not held.first_pin):
        return {"pin": bytes(held.pin), "pin_set_at": held.pin_set_at, "first_pin": bytes(held.first_pin)}
    verifier = pin_verifier(pin, secrets.token_bytes(SALT_BYTES)) if pin else b""
    return {"pin": verifier, "pin_set_at": at, "first_pin": verifier}
