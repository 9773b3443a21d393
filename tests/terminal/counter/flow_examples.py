"""Examples of the states of every flow, from which the transition tables are made."""

from __future__ import annotations

from typing import Any

from terminal.counter.flows import void

EXAMPLES: dict[str, dict[str, Any]] = {
    "void": {"Asking": void.Asking()},
}
"""By the name of the flow and the name of the state; every class of `Flow.states` has at least one."""
