"""Where files may lie in memory: those of a test need not outlive a power cut of this machine, and a disk's syncs take long."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3


def memory_folder() -> Path | None:
    """A folder in memory, where there is one with room enough in which programs may lie too."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        return None
    return MEMORY


def work_in_memory() -> None:
    """Let all temporary files of this process and of those that it starts lie there, unless somebody named another folder."""
    memory = memory_folder()
    if memory is not None and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None  # is asked again
