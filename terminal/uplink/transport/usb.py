"""Packets as files on a stick (INTEGRITY row 48): the way without a line. Names are in `protocol.link.stick`.

The stick is not trusted: other files are not looked at, sizes are bounded, and a torn file is simply not valid.
A stick that is lost costs nothing, the terminal keeps all data until head office has acknowledged it.
"""

from __future__ import annotations

from pathlib import Path

from protocol.ids import TerminalId
from protocol.link import stick
from protocol.link.packet import PACKET_BYTES_MAX
from terminal.files import DISK, PUBLIC, Disk, read_file, replace_file
from terminal.uplink.transport.port import Unreachable


class UsbFolder:
    """A folder on a stick, as one terminal sees it."""

    def __init__(self, folder: Path, terminal: TerminalId, disk: Disk = DISK) -> None:
        self._folder = folder
        self._terminal = terminal
        self._disk = disk

    def export(self, packet: bytes) -> Path:
        """Write a packet under the next number, whole or not at all, and read it back.

        Raises Unreachable if the stick was pulled, is full, has no number left or gives back other bytes.
        """
        try:
            number = stick.next_number(self._names(), self._terminal)
            if number > stick.NUMBER_MAX:
                raise Unreachable("a file on the stick has the last number that there is: take another stick")
            path = self._folder / stick.up_name(self._terminal, number)
            replace_file(path, packet, PUBLIC, self._disk)
            if read_file(path, len(packet)) != packet:
                raise Unreachable("the stick gives back other bytes than were written")
        except OSError as error:
            raise Unreachable(f"the stick cannot be written: {error.strerror}") from error
        return path

    def imports(self) -> list[bytes]:
        """Head office's packets for this terminal, oldest first. Raises Unreachable if the stick cannot be read."""
        try:
            packets = [
                read_file(self._folder / name, PACKET_BYTES_MAX) for name in stick.for_terminal(self._names(), self._terminal)
            ]
        except OSError as error:
            raise Unreachable(f"the stick cannot be read: {error.strerror}") from error
        return [packet for packet in packets if packet is not None]

    def _names(self) -> list[str]:
        return [path.name for path in self._folder.iterdir()]
