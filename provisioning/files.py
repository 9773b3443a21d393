"""Files that must be whole or absent: temporary name, fsync, rename, fsync of the folder. Secret ones have mode 0600."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from provisioning.refusals import Refusal, Refused

SECRET = 0o600
PUBLIC = 0o644
OTHERS = 0o077
OTHERS_WRITE = 0o022


def replace_file(path: Path, data: bytes, mode: int = SECRET) -> None:
    """Put `data` at `path`, whole, over whatever was there. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_secret_file(path: Path, size_max: int = 65_536) -> bytes | Refused:
    """The bytes of a file that only its owner may read; refused if others could have read or changed it.

    A link, a folder or a pipe is damage. Raises FileNotFoundError where there is none, OSError if the disk fails.
    """
    if path.is_symlink():
        return Refused(Refusal.FILE_DAMAGED, str(path))
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            return Refused(Refusal.FILE_DAMAGED, str(path))
        if state.st_mode & OTHERS or state.st_uid != os.geteuid():
            return Refused(Refusal.FILE_LOOSE, str(path))
        data = file.read(size_max + 1)
    return data if len(data) <= size_max else Refused(Refusal.FILE_DAMAGED, str(path))


def folder_is_loose(folder: Path) -> bool:
    """Whether others could put another file in the place of one of ours."""
    state = folder.stat()
    return bool(state.st_mode & OTHERS_WRITE) or state.st_uid != os.geteuid()
