"""Head office's side of a USB stick: answer every packet on it that has no answer yet (names: `protocol.link.stick`).

The stick is not trusted: a torn or strange file is a packet like any other, and the signatures inside decide.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from protocol.link.packet import PACKET_BYTES_MAX
from protocol.link.stick import unanswered

UNFINISHED = ".part"


def answer_stick(folder: Path, answer: Callable[[bytes], bytes]) -> list[str]:
    """Answer what is waiting on a stick; the names of the answers. Raises OSError if the stick fails or is gone."""
    written = []
    for up, down in unanswered(entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)):
        with (folder / up).open("rb") as file:
            packet = file.read(PACKET_BYTES_MAX + 1)
        _write(folder, down, answer(packet))
        written.append(down)
    return written


def _write(folder: Path, name: str, data: bytes) -> None:
    """Another name, sync, read back, rename, sync the folder: a half file never has the final name."""
    temporary = folder / (name + UNFINISHED)
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if temporary.read_bytes() != data:
        raise OSError(f"{temporary} does not read back as it was written")
    temporary.rename(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
