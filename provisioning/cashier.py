"""A cashier who keys invoices at one terminal, and who does not lose count when the terminal dies.

After a restart the cashier asks how the last ticket ended: paid is paid, an open one is settled by the same card
again, and only what was cancelled or never begun is keyed anew.
"""

from __future__ import annotations

from pathlib import Path
from threading import Timer

from protocol.money import Money
from provisioning.driven import Notice, TerminalDied
from provisioning.retail_day import Invoice
from provisioning.stage import Stage, StageFault

LOAD_STEP = 5_000
TRIES = 12


class Cashier:
    """One terminal and the person at it."""

    PIN = "2580"

    def __init__(self, stage: Stage, till: int) -> None:
        self._stage, self._till = stage, till
        self._terminal = stage.start_terminal(till)
        self._timer: Timer | None = None
        self.deaths = 0
        self._fetch()

    def _fetch(self) -> None:
        self._terminal.ask("send", "sent")

    def die_within(self, seconds: float) -> None:
        """Kill the terminal some time from now, whatever it is doing then."""
        self._timer = Timer(seconds, self._terminal.kill)
        self._timer.start()

    def serve(self, invoice: Invoice) -> None:
        """Sell or take back one invoice, however often the terminal dies. Raises StageFault if it cannot be done."""
        for _ in range(TRIES):
            try:
                self._once(invoice)
                return
            except TerminalDied:
                self._restart()
        raise StageFault(f"invoice {invoice.number} could not be finished at terminal {self._till}")

    def _restart(self) -> None:
        self.deaths += 1
        self._timer = None
        self._terminal.close()
        self._terminal = self._stage.start_terminal(self._till)

    def _once(self, invoice: Invoice) -> None:
        if self._settled(invoice.number, invoice.customer):
            return
        if invoice.customer is None:
            self._key(invoice)
            self._expect(self._terminal.press("refund cash" if invoice.credit else "cash"), invoice.number)
            return
        if not invoice.credit:
            self._afford(invoice)
        self._key(invoice)
        self._terminal.tap(self._stage.card(invoice.customer))
        line = "refund card" if invoice.credit else "card"
        self._expect(self._terminal.finish_with_card(line, self.PIN), invoice.number)
        self._terminal.say("pull")

    def _key(self, invoice: Invoice) -> None:
        """Key the ticket and every line; what the display says meanwhile is passed over."""
        self._terminal.say("cancel")
        self._terminal.say(f"#{invoice.number}")
        for line in invoice.lines:
            self._terminal.say(f"{line.quantity}*{line.article.code}")
        self._terminal.fate(invoice.number)

    def _settled(self, ticket: str, customer: int | None) -> bool:
        """Whether a ticket is paid; an open one is settled by the same card again first."""
        fate = self._terminal.fate(ticket)
        if fate == "OPEN" and customer is not None:
            self._terminal.tap(self._stage.card(customer))
            fate = self._terminal.fate(ticket)
        if fate == "OPEN":
            raise StageFault(f"ticket {ticket} stays open though its card came back")
        return fate == "PAID"

    def _afford(self, invoice: Invoice) -> None:
        """Top the card up if it is short. Each load has a ticket of its own, so it is never done twice."""
        assert invoice.customer is not None
        ticket = f"{invoice.number}L"
        if self._settled(ticket, invoice.customer):
            return
        seen = self._terminal.tap(self._stage.card(invoice.customer))
        short = invoice.amount.minor - int(seen["balance"])
        if short > 0:
            amount = Money(-(-short // LOAD_STEP) * LOAD_STEP)
            self._terminal.say("cancel")
            self._terminal.say(f"#{ticket}")
            self._expect(self._terminal.press(f"load {amount.text(2)}"), ticket)

    def _expect(self, notice: Notice, ticket: str) -> None:
        """It must have ended well, by the terminal's words and by its journal."""
        fate = self._terminal.fate(ticket)
        if notice.get("tone") != "good" or fate != "PAID":
            raise StageFault(f"terminal {self._till}, ticket {ticket}: {notice}, {fate}")

    # Batches

    def export(self, stick: Path) -> None:
        """Write what waits to a stick."""
        self._patiently(f"export {stick}", "exported")

    def take_answers(self, stick: Path) -> None:
        """Read head office's answers from a stick."""
        self._patiently(f"import {stick}", "imported")

    def go_home(self) -> None:
        """Send the rest by line and stop."""
        self._patiently("send", "sent")
        self._terminal.close()

    def _patiently(self, line: str, code: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for _ in range(TRIES):
            try:
                answer = self._terminal.ask(line, code)
            except TerminalDied:
                self._restart()
                continue
            if answer["code"] == code and not answer.get("refused"):
                return
            raise StageFault(f"terminal {self._till}: {line}: {answer}")
        raise StageFault(f"terminal {self._till}: {line}: it died too often")
