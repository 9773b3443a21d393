"""Two ways to show a notice on a stream: text for people, one JSON object a line for programs."""

from __future__ import annotations

import json
from typing import TextIO

from terminal.face import Notice
from terminal.sale.effects import Tone

MARKS = {Tone.PLAIN: " ", Tone.GOOD: "+", Tone.BAD: "!", Tone.HOLD: "*"}


class TextFace:
    """For people: the cashier's lines, and the member's two beside them."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def show(self, notice: Notice) -> None:
        """Print the cashier's lines; the member's display follows in brackets where it says something."""
        first, *rest = notice.screen.operator or ("",)
        member = " | ".join(line.strip() for line in notice.screen.customer if line.strip())
        lines = [f"{MARKS[notice.tone]} {first}", *(f"  {line}" for line in rest)]
        if member:
            lines[0] = f"{lines[0]:<60} [{member}]"
        self._print("\n".join(lines))

    def open_pin_pad(self) -> None:
        """Say that the next line is the PIN; the console does not echo it."""
        self._print("  PIN: ")

    def answer(self, facts: dict[str, object]) -> None:
        """The console's own answers."""
        self._print("  " + "  ".join(f"{name} {value}" for name, value in facts.items()))

    def _print(self, text: str) -> None:
        print(text, file=self._out, flush=True)


class JsonFace:
    """For programs: `{"code": ..., "tone": ..., "operator": [...], ...}`."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def show(self, notice: Notice) -> None:
        """One line a notice."""
        line: dict[str, object] = {
            "code": notice.code,
            "tone": notice.tone.value,
            "operator": notice.screen.operator,
            **dict(notice.facts),
        }
        self._print(line)

    def open_pin_pad(self) -> None:
        """The next line is the PIN."""
        self._print({"code": "pin-pad"})

    def answer(self, facts: dict[str, object]) -> None:
        """The console's own answers."""
        self._print(facts)

    def _print(self, line: dict[str, object]) -> None:
        print(json.dumps(line, ensure_ascii=False), file=self._out, flush=True)
