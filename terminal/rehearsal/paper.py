"""The counter's own printer in a rehearsal: real paper, which can be said to be out, and a drawer that stays shut."""

from __future__ import annotations

from terminal.drivers.printer.port import OutOfPaper, PaperStatus, Printer
from terminal.sale.receipt import Drawer, Receipt


class RehearsalPaper:
    """See `Printer`. Lever: `out`. Nobody pays in a rehearsal, so that nobody needs the drawer."""

    def __init__(self, printer: Printer) -> None:
        self.name, self.virtual, self.columns = printer.name, printer.virtual, printer.columns
        self.out = False
        self._printer = printer

    def print(self, receipt: Receipt) -> None:
        """See `Printer.print`."""
        if self.out:
            raise OutOfPaper(f"{self.name} is out of paper in this rehearsal")
        self._printer.print(tuple(element for element in receipt if not isinstance(element, Drawer)))

    def status(self) -> PaperStatus:
        """See `Printer.status`."""
        return PaperStatus.NO_PAPER if self.out else self._printer.status()

    def close(self) -> None:
        """The counter keeps its printer."""
