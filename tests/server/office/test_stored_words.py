"""If these failed, the audit, a case or a worklist would stay English for somebody who reads Chinese.

What the programs write is read from their source: a new deed or finding without a sentence among the known ones fails.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from flask import session

import protocol
import server
from server.office.kept import kept_parts
from server.office.wording.stored import found_phrase, told
from server.usecases.proposals import ProposalKind
from server.web.language import CHOSEN
from tests.server.office.stage import Stage

FOLDERS = [Path(protocol.__file__).parent / "link", Path(server.__file__).parent]
SAMPLES = {
    "count.tender.name": "CASH",
    "kind.name": "SALE",
    "target.name.lower()": "group",
    "kind.name.lower()": "items",
    "last.kind.name.lower()": "items",
    "job.kind.name.lower().replace('_', ' ')": "cash out",
    "proposal.kind.value": ProposalKind.ADD_STAFF.value,
    "kind.value": ProposalKind.ADD_STAFF.value,
    "claim.state.value": "waiting",
    "CaseKind(kind).name": "FORK",
    "block.kind.name.lower()": "fork",
    "case.handling.act.value": "look at both sides",
}
"""What stands in a place that takes only certain words; 7 stands in all others."""
FAULTS = {"issue_fault", "drawer_fault", "sign_fault", "totals_fault", "start_fault", "_above", "_gathering_fault"}
"""Functions whose answers become the detail of a case, or a part of one."""
PUT_TOGETHER = {"7-7-7", "7, 7", "card 7: 7", "case 7: 7", "terminal 7 7"}
"""References, names of persons, and what is made of parts that are looked at by themselves."""


WRITES = ("Deed(", "NewCase(", "remark(", "Task(", "_fault(", "list_card(", "tell_export(")
"""A file without any of these writes nothing of this sort, and is not looked at."""


@cache
def modules() -> tuple[ast.Module, ...]:
    paths = [path for folder in FOLDERS for path in sorted(folder.rglob("*.py"))]
    return tuple(ast.parse(text) for text in map(Path.read_text, paths) if any(one in text for one in WRITES))


@cache
def calls() -> dict[str, list[tuple[ast.Module, ast.Call]]]:
    """Every call by the last word of what is called."""
    found: dict[str, list[tuple[ast.Module, ast.Call]]] = defaultdict(list)
    for module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                found[getattr(node.func, "id", getattr(node.func, "attr", ""))].append((module, node))
    return found


def said(module: ast.Module, expression: ast.expr) -> list[str]:
    """What an expression can come to, as far as its text tells: no more than one example for each way through it."""
    match expression:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=first, orelse=other):
            return [*said(module, first), *said(module, other)]
        case ast.JoinedStr(values=parts):
            ways = [said(module, part) or ["7"] for part in parts]
            return ["".join(way) for way in product(*ways)]
        case ast.FormattedValue(value=value):
            sample = SAMPLES.get(ast.unparse(value))
            return [sample] if sample else said(module, value)
        case ast.Name(id=name):
            return [*assigned(module, name), *passed(module, name)]
        case _:
            return []


def assigned(module: ast.Module, name: str) -> Iterator[str]:
    """What is assigned to this name anywhere in a module."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from (text for one, value in bound(target, node.value) if one == name for text in said(module, value))


def bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names of an assignment, each with what it gets."""
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ast.Tuple(), ast.IfExp(body=first, orelse=other):
            yield from (*bound(target, first), *bound(target, other))
        case ast.Tuple(elts=targets), ast.Tuple(elts=values):
            for one, each in zip(targets, values, strict=True):
                yield from bound(one, each)


def passed(module: ast.Module, name: str) -> Iterator[str]:
    """What the functions of a module are called with for a parameter of this name."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            if name in names and name in ("verb", "what", "sentence"):
                for there, call in calls()[node.name]:
                    yield from (text for one in call.args[names.index(name) :][:1] for text in said(there, one))


def returned(names: set[str]) -> Iterator[str]:
    for module in modules():
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef) and function.name in names:
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value is not None:
                        yield from said(module, node.value)


def unknown(sentences: Iterator[str]) -> set[str]:
    return {one for one in sentences if one and found_phrase(one) is None}


def test_every_deed_and_what_it_is_done_to_has_words() -> None:
    deeds = calls()["Deed"]
    verbs = [said(module, call.args[0]) for module, call in deeds]
    assert [ast.unparse(call) for (_, call), found in zip(deeds, verbs, strict=True) if not found] == []
    assert len(deeds) > 80
    assert unknown(one for found in verbs for one in found) == set()
    assert unknown(one for module, call in deeds for one in said(module, call.args[1])) == set()


def test_every_finding_has_words() -> None:
    places = {"NewCase": (1, 2), "case": (2,), "remark": (2,), "Task": (1, 2), "_task": (1, 2), "list_card": (2,)}
    sentences = [
        one
        for name, positions in places.items()
        for module, call in calls()[name]
        for position in positions
        for expression in call.args[position : position + 1]
        for one in said(module, expression)
    ]
    assert len(sentences) > 40
    assert unknown(iter(sentences)) <= PUT_TOGETHER
    assert unknown(returned(FAULTS - {"_above"})) == set()
    subjects = [said(module, call.args[1]) for module, call in calls()["case"]]
    assert unknown(f"terminal 7 {one}" for found in subjects for one in found) == set()
    assert unknown(f"card 7: {one}" for one in returned({"_above"}) if one) == set()


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a_finding_is_said_in_the_readers_language_with_money_as_money(stage: Stage) -> None:
    counted = "shift 3 of operator 2 is short by 120: counted CASH 380 of 500, CHEQUE 0 of 0"
    with stage.app.test_request_context():
        session[CHOSEN] = "zh_Hans"
        assert told(counted) == "操作员 2 的第 3 班短款 1.20：实点 现金 3.80（应有 5.00）, 支票 0.00（应有 0.00）"
        assert told("token made") == "生成令牌"
        assert told("somebody typed this") == "somebody typed this"


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_what_the_audit_keeps_is_named_and_formed_and_what_nobody_named_stands_as_it_is(stage: Stage) -> None:
    kept = '{"role":"finance","reach":2,"number":4,"deposit":500,"listed":"LOST","active":true,"beyond":[1,2],"mills":null}'
    with stage.app.test_request_context():
        parts = {one.name: one.text for one in kept_parts(kept)}
    assert parts.pop("Reach").split()[-1] == "4"
    assert parts == {
        "Role": "finance",
        "Deposit": "5.00",
        "Listed as": "lost",
        "In use": "yes",
        "beyond": "1, 2",
        "Price": "–",
    }
    assert kept_parts("") == []
