"""The shop's settings as a whole: written down at the beginning, changed later, told to terminals when they are published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protocol.instants import Instant
from protocol.money import Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.settings import MONEY, SETTINGS
from server.models.catalogue import ParameterRow
from server.usecases.declined import Declined, Reason


def settings_kept() -> dict[str, Any] | None:
    """The settings by their columns; None before there is a shop."""
    row = ParameterRow.select().first()
    return None if row is None else {setting.stored: getattr(row, setting.stored) for setting in SETTINGS}


def money_fixed() -> bool:
    """Whether currency and decimals stay as they are: something is priced or booked in them."""
    return any(run(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None for table in ("transfer", "item"))


def keep_settings(wanted: Mapping[str, Any], actor: Actor, now: Instant) -> None:
    """Keep these. Raises Declined."""
    with writing():
        held = settings_kept()
        before = held or {}
        changed = [key for key in wanted if before.get(key) != wanted[key]]
        if not changed:
            raise Declined(Reason.NOT_NEEDED)
        if held is not None and not MONEY.isdisjoint(changed) and money_fixed():
            raise Declined(Reason.MONEY_FIXED)
        if held is None:
            ParameterRow.insert(id=1, **wanted).execute()
        else:
            ParameterRow.update(**{key: wanted[key] for key in changed}).execute()
        deed = Deed("settings kept", "settings", _said(before, changed) if held else None, _said(wanted, changed))
        record(actor, deed, now)


def _said(values: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    return {key: value.minor if isinstance(value := values[key], Money) else value for key in keys}
