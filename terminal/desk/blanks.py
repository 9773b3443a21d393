"""Where the desk's cards come from: a person's hand, or new virtual ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from protocol.link.entries import Medium
from protocol.link.jobs import Job
from terminal.drivers.card_reader.card_file import create_card, open_card
from terminal.drivers.card_reader.port import CardReader
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442

UID_BYTES = 4
LOOK_S = 0.2


def card_path(folder: Path, job: Job) -> Path:
    """The file of the virtual card that a job makes."""
    return folder / f"{job.card}.card"


def lay_blank(reader: VirtualReader, medium: Medium, folder: Path) -> Callable[[Job], None]:
    """New virtual cards, one file a card; a file that is there is the card begun before."""

    def lay(job: Job) -> None:
        path = card_path(folder, job)
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            uid = (0x08000000 + job.number).to_bytes(UID_BYTES, "big")
            create_card(path, blank_mifare(uid) if medium is Medium.MIFARE_1K else blank_sle4442())
        reader.insert(open_card(path))

    return lay


def lay_by_hand(reader: CardReader) -> Callable[[Job], None]:
    """Ask for the card and wait until it lies there; the one before must be gone first."""

    def lay(job: Job) -> None:
        print(f"Take the last card away, and lay down the card for {job.card}.")
        while reader.poll() is not None:
            time.sleep(LOOK_S)
        while reader.poll() is None:
            time.sleep(LOOK_S)

    return lay
