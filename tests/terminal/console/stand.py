"""A console around the till of the small shop, with cards in files and everything it says in one text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from queue import Queue
from typing import Any

from protocol.link.entries import Medium
from terminal.console.console import Console, Line
from terminal.console.faces import JsonFace, TextFace
from terminal.drivers.card_reader.card_file import create_card
from terminal.tray import VirtualTray
from tests.support.shop import Till, make_card

NUMBER, START = 1001, 5_000


class Stand:
    """A till whose keys are typed lines."""

    def __init__(self, folder: Path, medium: Medium = Medium.MIFARE_1K, *, json: bool = True, line: Line | None = None) -> None:
        self.folder = folder
        self.till = Till(folder, medium, number=3)
        self.out = io.StringIO()
        face = JsonFace(self.out) if json else TextFace(self.out)
        tray, books = VirtualTray(self.till.reader), self.till.books
        self.console = Console(self.till.terminal, face, self.till.reader, tray, line, lambda: books, Queue())

    def card(self, number: int = NUMBER, balance: int = START, name: str = "member") -> Path:
        """A member's card in a file."""
        path = self.folder / f"{name}.card"
        create_card(path, make_card(self.till.medium, number, balance))
        return path

    def type(self, *lines: str) -> list[dict[str, Any]]:
        """Type lines to the end; what a JSON face said."""
        self.run(*lines)
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def run(self, *lines: str) -> str:
        """Type lines to the end; what was shown."""
        self.console.run(io.StringIO("".join(f"{line}\n" for line in lines)))
        return self.out.getvalue()
