"""How freely a terminal sells by card, by the age of what it knows and by what head office has not acknowledged
(INTEGRITY 8.1, P25). Pure: ages are handed in."""

from __future__ import annotations

from enum import Enum

from terminal.sale.context import Context


class Mode(Enum):
    """The value is the code that the status shows."""

    NORMAL = "normal"
    NARROW = "narrow"
    STOPPED = "stopped"


def mode(context: Context) -> Mode:
    """NARROW: limits are divided and the PIN is asked sooner. STOPPED: nothing is taken from cards or put onto them."""
    ages, shop = context.ages, context.catalogue.parameters
    oldest = max(ages.contact_minutes, ages.states_minutes)
    if oldest >= shop.stop_after_minutes:
        return Mode.STOPPED
    much_waits = ages.stored_records > shop.stored_records_max or ages.stored_sum > shop.stored_sum_max
    return Mode.NARROW if oldest >= shop.narrow_after_minutes or much_waits or ages.clock_behind else Mode.NORMAL
