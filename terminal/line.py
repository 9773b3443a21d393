"""The terminal's line to head office: when batches are closed and sent, and what the answers change."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from protocol.ids import TerminalId
from protocol.link.conversation import Ignored, InstallDelta, InstallTable, Outcome, Refused, Resend, StoreAck, TakePart
from protocol.link.desk_orders import JobWord
from protocol.link.violations import Reason
from terminal.drivers.clock.port import Clock
from terminal.journal.outbox import JournalOutbox
from terminal.log import Event, Log, silent
from terminal.uplink.transport.port import Transport, TransportError
from terminal.uplink.transport.usb import UsbFolder
from terminal.uplink.uplink import Uplink
from terminal.uplink.worker import Answered, Crashed, Posted, Worker

ROUNDS_MAX = 10_000
POLL_MS = 300_000
ASK_MS = 1_500


class Line:
    """Sends in the background as time passes (`tick`), or at once and to the end (`send_now`)."""

    def __init__(
        self,
        terminal: TerminalId,
        outbox: JournalOutbox,
        uplink: Uplink,
        transport: Transport,
        worker: Worker,
        clock: Clock,
        batch_seconds: int,
        log: Log = silent,
    ) -> None:
        self._terminal = terminal
        self._outbox, self._uplink, self._transport, self._worker = outbox, uplink, transport, worker
        self._clock, self._batch_ms, self._log = clock, batch_seconds * 1_000, log
        self._since: int | None = clock.monotonic_ms()  # the boot itself is there to send
        self._polled: int | None = None
        self._refused: list[str] = []
        self.refused: Reason | None = None
        """Why head office refused something in its last answer in the background; None if it did not, or only did not know
        the certificate, which the next packet shows."""

    def read_anew(self) -> None:
        """The journal was opened again: go on from what is on disk. Raises JournalFault."""
        self._outbox.read_anew()

    def nudge(self) -> None:
        """There is something to send; it may wait for company."""
        if self._since is None:
            self._since = self._clock.monotonic_ms()

    def tick(self) -> None:
        """Close and send what has waited long enough; a sign of life where nothing has.

        What an earlier run left is closed before anything is sent: head office takes a batch to be no older than what the
        terminal last heard when it was closed.
        """
        now = self._clock.monotonic_ms()
        due = self._polled is None or (self._since is not None and now - self._since >= self._batch_ms)
        if due:
            self._outbox.close_batches()
            self._since = None
        if due or self._polled is None or now - self._polled >= POLL_MS:
            self._polled = now
            self._worker.send(self._uplink.prepare())

    def ask_soon(self) -> None:
        """A sign of life, for a desk waits for orders; the first is `tick`'s, and the next one some time after the last."""
        now = self._clock.monotonic_ms()
        if self._polled is not None and now - self._polled >= ASK_MS:
            self._polled = now
            self._worker.send(self._uplink.prepare())

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        """The next poll says this of an order, and nothing of those that are not known any more."""
        self._outbox.tell_job(word, known)

    def send_soon(self) -> None:
        """Close what is open and send it in the background, without waiting for company."""
        self._outbox.close_batches()
        self._since = None
        self._worker.send(self._uplink.prepare())
        self._worker.nudge()

    def posted(self, post: Posted) -> bool:
        """Take what the worker posted; True if tables were installed. Raises RuntimeError if the worker crashed."""
        if isinstance(post, Crashed):
            raise RuntimeError("the uplink has crashed") from post.error
        if not isinstance(post, Answered):
            self._log(Event.NO_ANSWER, error=type(post.error).__name__, text=str(post.error), waited_ms=post.wait_ms)
            return False
        outcomes = self._uplink.receive(post.packet)
        acked = any(isinstance(outcome, StoreAck) for outcome in outcomes)
        if _more_states(outcomes) or (acked and self._outbox.waiting(1)):
            self._worker.send(self._uplink.prepare())
        refused = _refusals(outcomes)
        self.refused = next((reason for reason in refused if reason is not Reason.UNKNOWN_SIGNER), None)
        self._log(Event.ANSWERED, count=len(outcomes))
        for reason in refused:
            self._log(Event.REFUSED, code=reason.name.lower().replace("_", "-"))
        self._refused += [reason.name for reason in refused]
        return _installed(outcomes) > 0

    def take_refused(self) -> list[str]:
        """The reasons for which head office refused something in the background since this was last asked."""
        refused, self._refused = self._refused, []
        return refused

    def export(self, folder: Path) -> dict[str, object]:
        """Close what is open and write everything that waits to a stick."""
        self._outbox.close_batches()
        self._since = None
        try:
            path = UsbFolder(folder, self._terminal).export(self._uplink.export())
        except TransportError as error:
            return {"code": "stick", "why": str(error)}
        return {"code": "exported", "file": path.name, "waiting": len(self._outbox.waiting(ROUNDS_MAX))}

    def import_from(self, folder: Path) -> dict[str, object]:
        """Take head office's answers from a stick."""
        try:
            packets = UsbFolder(folder, self._terminal).imports()
        except TransportError as error:
            return {"code": "stick", "why": str(error)}
        outcomes = [outcome for packet in packets for outcome in self._uplink.receive(packet)]
        acks = sum(isinstance(outcome, StoreAck) for outcome in outcomes)
        return {"code": "imported", "packets": len(packets), "acknowledged": acks, "tables": _installed(outcomes)}

    def send_now(self) -> dict[str, object]:
        """Close what is open and exchange until nothing waits; what happened, with the reason if the line failed."""
        self._outbox.close_batches()
        self._since = None
        acknowledged = tables = 0
        refused: list[str] = []
        for _ in range(ROUNDS_MAX):
            try:
                answer = self._transport.exchange(self._uplink.prepare())
            except TransportError as error:
                return {"code": "offline", "acknowledged": acknowledged, "tables": tables, "why": str(error)}
            outcomes = self._uplink.receive(answer)
            acks = sum(isinstance(outcome, StoreAck) for outcome in outcomes)
            acknowledged, tables = acknowledged + acks, tables + _installed(outcomes)
            refused += [reason.name for reason in _refusals(outcomes)]
            refused += [outcome.reason.name for outcome in outcomes if isinstance(outcome, Ignored)]
            moved = acks or any(isinstance(outcome, Resend) for outcome in outcomes)
            if not _more_states(outcomes) and not (moved and self._outbox.waiting(1)):
                break
        return {"code": "sent", "acknowledged": acknowledged, "tables": tables, "refused": refused}


def _refusals(outcomes: list[Outcome]) -> list[Reason]:
    return [outcome.refusal.reason for outcome in outcomes if isinstance(outcome, Refused)]


def _installed(outcomes: list[Outcome]) -> int:
    whole = sum(isinstance(outcome, TakePart) and outcome.part.is_last for outcome in outcomes)
    return whole + sum(isinstance(outcome, InstallTable | InstallDelta) for outcome in outcomes)


def _more_states(outcomes: list[Outcome]) -> bool:
    """Whether card states came, so that there may be more of them than one answer holds."""
    return any(isinstance(outcome, TakePart | InstallDelta) for outcome in outcomes)
