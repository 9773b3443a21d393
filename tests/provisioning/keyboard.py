"""Someone at the keyboard of the locked room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from provisioning.cli import main
from provisioning.edges import Edges
from terminal.drivers.card_reader.port import CardReader
from tests.provisioning.room import NOW, TODAY


@dataclass
class Desk:
    """Prepared answers to prompts, and what came back on the screen."""

    capture: pytest.CaptureFixture[str]
    folder: Path
    secrets: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    reader: CardReader | None = None
    prompts: list[str] = field(default_factory=list)
    seen: str = ""
    said: str = ""

    def run(self, *argv: object) -> int:
        def next_of(prepared: list[str]) -> Callable[[str], str]:
            def answer(prompt: str) -> str:
                self.prompts.append(prompt)
                if not prepared:
                    raise EOFError
                return prepared.pop(0)

            return answer

        def open_reader(_: str) -> CardReader:
            assert self.reader
            return self.reader

        edges = Edges(lambda: NOW, lambda: TODAY, next_of(self.secrets), next_of(self.answers), open_reader)
        status = main([*map(str, argv)], edges)
        out, err = self.capture.readouterr()
        self.seen, self.said = out, err.strip()
        return status

    def file(self, name: str, text: str, mode: int = 0o600) -> Path:
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return path
