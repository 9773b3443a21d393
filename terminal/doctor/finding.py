"""One line of the report: what was looked at, how it is, and the next step where it is not well."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """WARN: it sells, with limits or not for long. FAIL: it does not sell, or must not."""

    OK = 0
    WARN = 1
    FAIL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """`part` names what was looked at; `step` is empty where all is well. Neither holds a secret."""

    part: str
    level: Level
    text: str
    step: str = ""


def fine(part: str, text: str) -> Finding:
    """All is well."""
    return Finding(part, Level.OK, text)


def warn(part: str, text: str, step: str) -> Finding:
    """It sells all the same."""
    return Finding(part, Level.WARN, text, step)


def fail(part: str, text: str, step: str) -> Finding:
    """It does not sell, or must not."""
    return Finding(part, Level.FAIL, text, step)


def worst(findings: Iterable[Finding]) -> Level:
    """The level of the whole."""
    return max((finding.level for finding in findings), default=Level.OK)


def as_text(findings: Iterable[Finding]) -> str:
    """One line each, with the next step under it."""
    lines = []
    for one in findings:
        lines.append(f"{one.level.name:<4}  {one.part:<12}  {one.text}")
        if one.step:
            lines.append(f"{'':<20}→ {one.step}")
    return "\n".join(lines)


def as_json(findings: Iterable[Finding]) -> str:
    """One object; `findings` in the same order."""
    listed = list(findings)
    rows = [{"level": one.level.name, "part": one.part, "text": one.text, "step": one.step} for one in listed]
    return json.dumps({"level": worst(listed).name, "findings": rows}, ensure_ascii=False)
