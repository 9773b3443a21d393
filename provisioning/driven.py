"""A terminal that a program drives as a cashier would: typed lines in, JSON lines out, over the terminal's own console."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

Notice = dict[str, Any]
ENDS = frozenset({"good", "bad", "hold"})
ENDING_CODES = frozenset({"pin-pad", "present-any-card", "balance", "not-understood", "tray"})
SETTLED = frozenset({"paid-late", "finished-late", "not-charged", "not-credited"})
"""How an open change ended; the order for which the card lies there goes on after it."""


class TerminalDied(Exception):
    """The terminal's process is gone; whoever drives it starts it again and asks how the last ticket ended."""


class DrivenTerminal:
    """One terminal process. Lines are answered in order; nothing is sent before it said that it is ready."""

    def __init__(self, command: list[str], log: Path) -> None:
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1
            )
        self.open: list[Notice] = []
        self._until(lambda notice: notice["code"] == "ready")

    def say(self, line: str) -> None:
        """Type a line. Raises TerminalDied."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise TerminalDied from None

    def hear(self) -> Notice:
        """The next line of the terminal. Raises TerminalDied."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith("\n"):
            raise TerminalDied
        return dict(json.loads(line))

    def _until(self, wanted: Any) -> Notice:
        while True:
            notice = self.hear()
            if wanted(notice):
                return notice

    def ask(self, line: str, code: str) -> Notice:
        """Type a line and wait for the console's own answer of this code."""
        self.say(line)
        return self._until(lambda notice: notice["code"] in (code, "no-line", "offline"))

    def press(self, line: str) -> Notice:
        """Type a line that ends in something: paid, refused, held, or a question."""
        self.say(line)
        return self._end()

    def _end(self) -> Notice:
        return self._until(lambda notice: notice.get("tone") in ENDS or notice["code"] in ENDING_CODES)

    def fate(self, ticket: str) -> str:
        """How a ticket ended: PAID, OPEN, CANCELLED or UNKNOWN."""
        return str(self.ask(f"ticket {ticket}", "ticket")["fate"])

    def finish_with_card(self, line: str, pin: str) -> Notice:
        """Type a line that needs the card, and the PIN if it is asked."""
        notice = self.press(line)
        if notice["code"] == "pin-pad":
            return self.press(pin)
        return notice

    def tap(self, card: Path) -> Notice:
        """Lay a card down and see what the terminal says of it: balance, refusal, or the end of something open."""
        notice = self.press(f"tap {card}")
        while notice["code"] in SETTLED:
            notice = self._end()
        return notice

    def come_back(self, card: Path, pin: str) -> Notice:
        """Lay the card of an unfinished sale down again and go on to its end: paid anew, or found paid."""
        notice = self.press(f"tap {card}")
        while notice["code"] == "not-charged":
            notice = self._end()
        return self.press(pin) if notice["code"] == "pin-pad" else notice

    def kill(self) -> None:
        """SIGKILL, as a power cut for the program."""
        self.process.kill()

    def close(self) -> None:
        """Quit in order."""
        with suppress(TerminalDied):
            self.say("quit")
        self.process.wait(30)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what a dead terminal was still to be told
                    pipe.close()
