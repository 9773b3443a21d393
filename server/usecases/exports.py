"""Taking figures or names out of the house in a file: allowed to some, and always told to the audit (INTEGRITY 11.5)."""

from __future__ import annotations

from collections.abc import Mapping

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import writing


def tell_export(what: str, chosen: Mapping[str, str], actor: Actor, now: Instant) -> None:
    """Before the first row leaves: who takes `what` (such as `report takings`), and which rows were chosen."""
    with writing():
        record(actor, Deed("export", what, after=dict(chosen)), now)
