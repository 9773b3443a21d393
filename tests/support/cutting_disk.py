"""A disk on which the power fails before a chosen operation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from terminal.files import Disk


class PowerCut(Exception):
    """The terminal is dead; what is on disk stays."""


class CuttingDisk(Disk):
    """Performs `operations` operations and then none. With `torn`, the write that is cut leaves half of its bytes."""

    def __init__(self, operations: int, torn: bool = False) -> None:
        self._left = operations
        self._torn = torn
        self.done: list[str] = []

    def write_chunks_synced(self, path: Path, chunks: Iterable[bytes], mode: int) -> None:
        data = b"".join(chunks)
        if self._torn and not self._left:
            super().write_chunks_synced(path, (data[: len(data) // 2],), mode)
        self._spend(f"write {path.name}")
        super().write_chunks_synced(path, (data,), mode)

    def rename(self, old: Path, new: Path) -> None:
        self._spend(f"rename {old.name} to {new.name}")
        super().rename(old, new)

    def sync_folder(self, folder: Path) -> None:
        self._spend("sync folder")
        super().sync_folder(folder)

    def _spend(self, operation: str) -> None:
        if not self._left:
            raise PowerCut
        self._left -= 1
        self.done.append(operation)
