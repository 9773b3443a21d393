"""A printer that keeps its paper roll: the twin for demo, tests and training. Chosen by configuration only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from terminal.drivers.printer.commands import encode
from terminal.drivers.printer.port import OutOfPaper, PaperStatus, PrinterOffline
from terminal.sale.layout import render
from terminal.sale.receipt import Drawer, Receipt


@dataclass(frozen=True, slots=True)
class Printed:
    """One receipt as it came out: its lines, and the bytes that a real printer would have been sent."""

    lines: tuple[str, ...]
    data: bytes


class VirtualPrinter:
    """Levers: `run_out_of_paper`, `jam`, `fall_silent`, `mend`. Memory: `roll`, newest last, and `drawer_openings`.

    With `paper`, the text of each receipt is appended to that file as well.
    """

    virtual = True

    def __init__(self, columns: int = 32, paper: Path | None = None, name: str = "virtual printer") -> None:
        self.name = name
        self.columns = columns
        self.roll: list[Printed] = []
        self.drawer_openings = 0
        self._paper = paper
        self._status = PaperStatus.READY

    def print(self, receipt: Receipt) -> None:
        """Add to the roll; see `Printer.print`."""
        if self._status is PaperStatus.NO_PAPER:
            raise OutOfPaper(f"{self.name} has no paper")
        if self._status is PaperStatus.OFFLINE:
            raise PrinterOffline(f"{self.name} is jammed")
        printed = Printed(tuple(render(receipt, self.columns)), encode(receipt, self.columns))
        self.roll.append(printed)
        self.drawer_openings += sum(isinstance(element, Drawer) for element in receipt)
        if self._paper is not None:
            with self._paper.open("a", encoding="utf-8") as file:
                file.write("\n".join(printed.lines) + "\n")

    def status(self) -> PaperStatus:
        """What the levers say."""
        return self._status

    def close(self) -> None:
        """Nothing to let go of; the roll stays."""

    def run_out_of_paper(self) -> None:
        """From now on there is no paper."""
        self._status = PaperStatus.NO_PAPER

    def jam(self) -> None:
        """From now on nothing moves."""
        self._status = PaperStatus.OFFLINE

    def fall_silent(self) -> None:
        """From now on it prints but does not answer when asked."""
        self._status = PaperStatus.UNKNOWN

    def mend(self) -> None:
        """Paper is in, the cover is closed, the cable is plugged in."""
        self._status = PaperStatus.READY
