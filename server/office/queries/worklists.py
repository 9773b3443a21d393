"""The worklists of settlement, as far as somebody may see them."""

from __future__ import annotations

from protocol.instants import Instant
from server.settlement.findings.worklist_rows import work
from server.settlement.findings.worklists import Duty, Task
from server.usecases.staff.roles import Reach, Scope


def tasks_seen(now: Instant, scope: Scope) -> dict[Duty, list[Task]]:
    """What must be cleared now, list by list; cases have pages of their own. Beyond the chain's own people nobody sees it."""
    lists: dict[Duty, list[Task]] = {}
    if scope.reach is Reach.ALL:
        for task in work(now):
            if task.duty is not Duty.CASES:
                lists.setdefault(task.duty, []).append(task)
    return lists
