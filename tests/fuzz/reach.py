"""Which steps of the product an input takes, and the fewest inputs that take all there are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FrameType
from typing import Any

from tests.architecture.tree import PACKAGES, ROOT
from tests.fuzz.target import Target

Step = tuple[str, int, int]
"""A file, and two lines that were run one after the other."""
PRODUCT = tuple(f"{ROOT / package}/" for package in PACKAGES)


def steps(target: Target, data: bytes) -> set[Step]:
    """The steps that checking this input takes."""
    taken: set[Step] = set()

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(PRODUCT):
            return None
        before = 0

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal before
            if event == "line":
                taken.add((name, before, frame.f_lineno))
                before = frame.f_lineno
            return line

        return line

    tracing = sys.gettrace()
    sys.settrace(enter)
    try:
        target.check(data)
    finally:
        sys.settrace(tracing)
    return taken


def fewest(target: Target, kept: Iterable[bytes], found: Iterable[bytes]) -> list[bytes]:
    """Of `found`, short ones first, those that take a step which neither `kept` nor one before takes."""
    known: set[Step] = set()
    for data in kept:
        known |= steps(target, data)
    new = []
    for data in sorted(found, key=len):
        taken = steps(target, data)
        if not taken <= known:
            known |= taken
            new.append(data)
    return new
