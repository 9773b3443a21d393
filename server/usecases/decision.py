"""What an approved proposal is done with."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import Instant
from server.audit import Actor
from server.usecases.proposals import Proposal
from server.usecases.staff.passwords import Passwords


@dataclass(frozen=True, slots=True)
class Decision:
    """Who approved what, and when."""

    proposal: Proposal
    checker: Actor
    passwords: Passwords
    at: Instant
