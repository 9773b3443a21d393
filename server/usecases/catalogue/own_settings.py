"""What a group of terminals, or one terminal, has for itself instead of what holds for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protocol.instants import Instant
from protocol.link.own_settings import GROUP_MAX
from protocol.link.tables import Target
from protocol.link.violations import OurViolation
from protocol.money import Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.own_settings import own_of, put_own
from server.settlement.publish import plain_body
from server.settlement.tables import NoShop, told_parameters
from server.usecases.declined import Declined, Reason


def keep_own(target: Target, number: int, wanted: Mapping[str, Any], actor: Actor, now: Instant) -> None:
    """Let it have these columns for itself, and nothing else. Raises Declined."""
    with writing():
        if not _is_there(target, number):
            raise Declined(Reason.NOT_THERE)
        before, after = own_of(target, number), dict(wanted)
        if before == after:
            raise Declined(Reason.NOT_NEEDED)
        put_own(target, number, after)
        _check()
        deed = Deed("own settings kept", f"settings of {target.name.lower()} {number}", _said(before), _said(after))
        record(actor, deed, now)


def _check() -> None:
    """Whether terminals can be told all of it."""
    try:
        plain_body(told_parameters())
    except NoShop:
        raise Declined(Reason.NO_SHOP) from None
    except OurViolation:
        raise Declined(Reason.OWN_SETTINGS_UNFIT) from None


def _is_there(target: Target, number: int) -> bool:
    if target is Target.GROUP:
        return 0 <= number <= GROUP_MAX
    return run("SELECT 1 FROM certificate WHERE terminal = %s LIMIT 1", (number,)).fetchone() is not None


def _said(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.minor if isinstance(value, Money) else value for name, value in columns.items()}
