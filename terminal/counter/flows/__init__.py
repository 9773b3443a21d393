"""The flows under the menu, in the order in which it shows them."""

from __future__ import annotations

from terminal.counter.flow import Flow
from terminal.counter.flows.void import VOID

FLOWS: tuple[Flow, ...] = (VOID,)
