"""The commands for what people must clear: `worklist`, `review`, `cases`, `case close`, `terminal unblock`, `suspense close`."""

from __future__ import annotations

import argparse
import getpass
import json
from collections.abc import Iterable
from typing import Any

from protocol.ids import TerminalId
from protocol.instants import Instant, business_day
from server.cli.cards import card_name
from server.clock import system_now
from server.config import ServerConfig
from server.database import writing
from server.models.catalogue import ParameterRow
from server.settlement.findings.blocks import unblock
from server.settlement.findings.cases import Case, CaseClass, all_cases, all_open, close_case
from server.settlement.findings.reviewing import review
from server.settlement.findings.suspense import close_suspense
from server.settlement.findings.worklist_rows import work
from server.settlement.findings.worklists import Task

OWNERS = tuple(one.value for one in CaseClass)


def add_case_commands(commands: Any) -> argparse.ArgumentParser:
    """Add them to the top level. Gives the parser of `case release`, which needs the keys of head office."""
    worklist = _add(commands, "worklist", worklist_, "everything that people must clear now; exit 1 if something waits too long")
    worklist.add_argument("--now", type=int, metavar="MS", help="as it would be then, in UTC milliseconds (default: now)")
    worklist.add_argument("--owner", choices=OWNERS, help="only what this role must clear")
    worklist.add_argument("--json", action="store_true")
    _add(commands, "review", review_, "judge what needs all terminals to have spoken, once a night; opens cases")
    cases = _add(commands, "cases", cases_, "what was found and is not closed yet")
    cases.add_argument("--all", action="store_true", help="closed ones too")
    cases.add_argument("--json", action="store_true")
    actions = commands.add_parser("case", help="one case").add_subparsers(required=True, metavar="ACTION")
    close = _add(actions, "close", case_close, "close a case; money and suspicion take two different persons")
    close.add_argument("number", type=int)
    _persons(close)
    released: argparse.ArgumentParser = actions.add_parser("release", help="book what a revoked certificate has signed (R25)")
    released.add_argument("number", type=int)
    _persons(released)
    actions = commands.add_parser("terminal", help="one terminal").add_subparsers(required=True, metavar="ACTION")
    cleared = _add(actions, "unblock", terminal_unblock, "let a terminal sell again: closes the cases that block it")
    cleared.add_argument("terminal", type=int)
    _persons(cleared)

    actions = commands.add_parser("suspense", help="what missing records come to").add_subparsers(required=True, metavar="ACTION")
    closing = _add(actions, "close", suspense_close, "move what lies in suspense for a card to over_short; two different persons")
    closing.add_argument("card", type=card_name, metavar="NUMBER.INSTANCE")
    _persons(closing)
    return released


def _add(commands: Any, name: str, command: Any, words: str) -> argparse.ArgumentParser:
    sub: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    sub.set_defaults(command=command)
    return sub


def _persons(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, help="why; it is kept")
    parser.add_argument("--by", default=getpass.getuser(), help="who decides this (default: the user of this machine)")
    parser.add_argument("--checked-by", default="", help="the second person, where one is not enough")


def worklist_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Print the lists."""
    now = system_now() if arguments.now is None else Instant(arguments.now)
    tasks = [task for task in work(now) if arguments.owner in (None, task.owner.value)]
    if arguments.json:
        print(json.dumps([_as_json(task) for task in tasks], indent=2, ensure_ascii=False))
    else:
        shop = ParameterRow.select().first()
        for line in _listed(tasks, shop.digits if shop is not None else 0):
            print(line)
    return 1 if any(task.alarm for task in tasks) else 0


def _listed(tasks: Iterable[Task], digits: int) -> Iterable[str]:
    shown = None
    for task in tasks:
        if task.duty is not shown:
            shown = task.duty
            yield shown.value.upper()
        amount = "" if task.amount is None else f" {task.amount.text(digits)}"
        yield f"  {'!' if task.alarm else ' '} {task.subject}{amount}  {task.detail}  ({task.owner.value}, {task.hours} h)"
    if shown is None:
        yield "nothing to clear"


def _as_json(task: Task) -> dict[str, object]:
    return {
        "list": task.duty.value,
        "subject": task.subject,
        "detail": task.detail,
        "owner": task.owner.value,
        "hours": task.hours,
        "alarm": task.alarm,
        "minor": None if task.amount is None else task.amount.minor,
    }


def review_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Look at what was booked in the last days."""
    print(f"{review(system_now())} findings; `cases` lists what is open")
    return 0


def cases_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Print cases, oldest first."""
    found, now = (all_cases() if arguments.all else all_open()), system_now()
    if arguments.json:
        print(json.dumps([_case_as_json(case, now) for case in found], indent=2, ensure_ascii=False))
        return 0
    for case in found:
        handling = case.handling
        print(f"{case.number:>6}  {case.kind.name.lower():<24} {handling.case_class.value:<12} {case.subject}: {case.detail}")
        if case.closing is None:
            print(f"        {case.age_hours(now)} h old; proposed: {handling.act.value} ({handling.rule})")
        else:
            names = " and ".join(name for name in (case.closing.by, case.closing.checked_by) if name)
            print(f"        closed by {names}: {case.closing.reason}")
    return 0


def _case_as_json(case: Case, now: Instant) -> dict[str, object]:
    closing = case.closing
    return {
        "number": case.number,
        "kind": case.kind.name.lower(),
        "rule": case.handling.rule,
        "class": case.handling.case_class.value,
        "alarm": case.handling.alarm,
        "subject": case.subject,
        "detail": case.detail,
        "card": None if case.card is None else str(case.card),
        "terminal": case.terminal,
        "hours": case.age_hours(now),
        "proposed": case.handling.act.value,
        "persons": case.handling.persons,
        "closed_by": None if closing is None else closing.by,
        "checked_by": None if closing is None else closing.checked_by,
        "reason": None if closing is None else closing.reason,
    }


def case_close(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Close one case."""
    with writing():
        case = close_case(arguments.number, arguments.by, arguments.checked_by, arguments.reason, system_now())
    print(f"case {case.number} ({case.kind.name.lower()}) is closed")
    return 0


def suspense_close(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Close what lies in suspense for one card."""
    now = system_now()
    today = business_day(now, config.utc_offset_minutes)
    with writing():
        closed = close_suspense(arguments.card, arguments.by, arguments.checked_by, arguments.reason, today, now)
    print(f"{closed.minor} minor units of card {arguments.card} went to over_short")
    return 0


def terminal_unblock(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Clear a terminal."""
    with writing():
        closed = unblock(TerminalId(arguments.terminal), arguments.by, arguments.checked_by, arguments.reason, system_now())
    print(f"terminal {arguments.terminal} may sell again, {closed} cases are closed")
    return 0
