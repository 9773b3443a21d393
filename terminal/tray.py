"""Virtual cards on a virtual reader: files in a folder that are laid down, pulled away and torn."""

from __future__ import annotations

from pathlib import Path

from terminal.drivers.card_reader.card_file import NotACard, open_card
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.drivers.card_reader.virtual import VirtualReader

TEARS = {how.name.lower().replace("_", "-"): how for how in Tear}


class VirtualTray:
    """The hand that holds the virtual cards. Levers set before a tap act on the next card laid down."""

    def __init__(self, reader: VirtualReader) -> None:
        self._reader = reader
        self._last: Path | None = None
        self._lever: tuple[str, tuple[str, ...]] | None = None

    def command(self, word: str, arguments: tuple[str, ...]) -> str | None:
        """Carry out tap, pull, tear or pull-at; the answer is what was wrong, or None."""
        if word == "pull":
            self._reader.remove()
            return None
        if word in ("tear", "pull-at"):
            self._lever = (word, arguments)
            return None
        return self._tap(Path(" ".join(arguments)) if arguments else self._last)

    def _tap(self, path: Path | None) -> str | None:
        if path is None:
            return "no card was laid down yet"
        try:
            chip = open_card(path)
            self._arm(chip)
        except (OSError, NotACard, ValueError, KeyError, IndexError) as error:
            return f"{type(error).__name__}: {error}"
        self._last = path
        self._reader.insert(chip)
        return None

    def _arm(self, chip: Chip) -> None:
        lever, self._lever = self._lever, None
        if lever is None:
            return
        word, arguments = lever
        if word == "pull-at":
            chip.pull_at(int(arguments[0]), after="after" in arguments)
        else:
            chip.tear_write(int(arguments[0]), TEARS[arguments[1]], at_byte=int(arguments[2]) if arguments[2:] else 0)
