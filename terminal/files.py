"""Files that are whole or absent after a power cut: temporary name, fsync, rename, fsync of the folder (INTEGRITY 11.2).

`Disk` has the few operations between which the power can fail; tests hand in one that fails.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

SECRET = 0o600
PUBLIC = 0o644
OTHERS = 0o077
TEMPORARY = ".new"


class Disk:
    """The operations on a file system, each durable or not as its name says. All raise OSError."""

    def write_synced(self, path: Path, data: bytes, mode: int) -> None:
        """Make a new file at `path` (a left-over is removed, a link not followed) and wait until its bytes are on disk."""
        self.write_chunks_synced(path, (data,), mode)

    def write_chunks_synced(self, path: Path, chunks: Iterable[bytes], mode: int) -> None:
        """The same for a file that is never in memory as a whole."""
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Put the file `old` in the place of `new` in one step."""
        old.replace(new)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in `folder` are on disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


DISK = Disk()


def replace_file(path: Path, data: bytes, mode: int, disk: Disk = DISK) -> None:
    """Put `data` at `path`; after a power cut there is the old file or the new one, never a piece. Raises OSError."""
    temporary = path.with_name(path.name + TEMPORARY)
    disk.write_synced(temporary, data, mode)
    _take_the_place(temporary, path, disk)


def replace_file_by_chunks(path: Path, chunks: Iterable[bytes], mode: int, disk: Disk = DISK) -> None:
    """The same for a file that is never in memory as a whole."""
    temporary = path.with_name(path.name + TEMPORARY)
    disk.write_chunks_synced(temporary, chunks, mode)
    _take_the_place(temporary, path, disk)


def _take_the_place(temporary: Path, path: Path, disk: Disk) -> None:
    disk.rename(temporary, path)
    disk.sync_folder(path.parent)


def read_file(path: Path, bytes_max: int) -> bytes | None:
    """The bytes of an ordinary file, or None for a link, a device, a folder or a file above `bytes_max`.

    Never waits, not even on a pipe that somebody put on a stick. Raises FileNotFoundError and other OSError.
    """
    if path.is_symlink():
        return None
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        data = file.read(bytes_max + 1)
    return data if len(data) <= bytes_max else None


def is_private(path: Path) -> bool:
    """Whether the file is this user's and nobody else may read or change it. Raises OSError."""
    state = path.lstat()
    return not state.st_mode & OTHERS and state.st_uid == os.geteuid()
