"""The card in a terminal: real SQLite files in memory, and what is left of them when the power fails.

At a crash the files are copied as the disk has them at that moment, never closed in order. A disk that lies has kept
an older state: some sync point before, or a log whose tail is torn off in the middle.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from terminal.journal.store import Journal

NAME = "journal.db"
FILES = (NAME, NAME + "-wal")


@dataclass(frozen=True, slots=True)
class Image:
    """The files of a journal as they were at some moment."""

    files: tuple[bytes | None, ...]


class JournalDisk:
    """One folder with one journal in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.kept: Image | None = None

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self.folder / NAME

    def image(self) -> Image:
        """What the disk holds now."""
        paths = [self.folder / name for name in FILES]
        return Image(tuple(path.read_bytes() if path.exists() else None for path in paths))

    def write(self, image: Image) -> None:
        """Put an image in the place of everything."""
        for path in self.folder.iterdir():
            path.unlink()
        for name, data in zip(FILES, image.files, strict=True):
            if data is not None:
                (self.folder / name).write_bytes(data)

    def lie(self) -> None:
        """From now on what is synced does not survive the next power cut."""
        if self.kept is None:
            self.kept = self.image()

    def crash(self, journal: Journal, random: Random) -> bool:
        """The power fails now; whether something is gone that had been acknowledged."""
        now = self.image()
        journal.close()
        before, self.kept = self.kept, None
        self.write(now if before is None else _torn(before, now, random))
        return before is not None and before != now

    def destroy(self) -> None:
        """Nothing is left."""
        shutil.rmtree(self.folder)


def _torn(before: Image, now: Image, random: Random) -> Image:
    """Some state between what was kept and what was acknowledged: the log may be cut anywhere in its new part."""
    kept, log = before.files[1] or b"", now.files[1]
    if before.files[0] != now.files[0] or log is None or not log.startswith(kept):
        return before
    return Image((now.files[0], log[: random.randrange(len(kept), len(log) + 1)]))
