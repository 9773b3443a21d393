"""What acts, means of payment and records of a card are called."""

from __future__ import annotations

from protocol.card.record import Kind
from terminal.counter.takings import Act, Means
from terminal.words.slips import Text

ACTS = {act: Text[f"ACT_{act.name}"] for act in Act}
MEANS = {means: Text[f"MEANS_{means.name}"] for means in Means}
KINDS = {kind: Text[f"KIND_{kind.name}"] for kind in Kind}
