"""The console at work: one inbox for typed lines, taps at the reader and answers from head office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import Protocol, TextIO

from protocol.link.tables import TableKind
from terminal.console import commands
from terminal.console.commands import ConsoleCommand, NotUnderstood, parse
from terminal.console.keyboard import HushingFace, Keyboard
from terminal.drivers.card_reader.port import CardReader, CardReaderError
from terminal.face import Face
from terminal.log import Log, silent
from terminal.logged_face import LoggedFace
from terminal.loop import Terminal
from terminal.sale import events as on
from terminal.sale.catalogue import Catalogue
from terminal.sale.states import EnteringPin, Waiting
from terminal.uplink.worker import Posted

POLL_S = 0.1
TICK_S = 0.5

Inbox = Queue["str | on.CardTapped | Posted | None"]
"""Typed lines, taps, what the uplink's thread posts; None at the end of the typing."""


class Answers(Face, Protocol):
    """A face that can also answer the console's own questions."""

    def answer(self, facts: dict[str, object]) -> None:
        """Show what the console itself has to say."""


class Tray(Protocol):
    """Where virtual cards are laid down; there is none beside a real reader."""

    def command(self, word: str, arguments: tuple[str, ...]) -> str | None:
        """Carry out tap, pull, tear or pull-at; the answer is what was wrong, or None."""


class Line(Protocol):
    """The way to head office."""

    def send_now(self) -> dict[str, object]:
        """Close what is open, exchange until nothing waits or the line fails; what happened."""

    def export(self, folder: Path) -> dict[str, object]:
        """Write everything that waits to a stick; what happened."""

    def import_from(self, folder: Path) -> dict[str, object]:
        """Take head office's answers from a stick; what happened."""

    def posted(self, post: Posted) -> bool:
        """Take what the worker thread posted; whether tables were installed."""

    def take_refused(self) -> list[str]:
        """Why head office refused something in the background, since this was last asked."""

    def tick(self) -> None:
        """Time has passed: close and send what is due, in the background."""


@dataclass(slots=True)
class Console:
    """Reads lines until the end or `quit`. `reload` makes the catalogue anew after tables were installed; `pet` is called at
    each turn."""

    terminal: Terminal
    face: Answers
    reader: CardReader
    tray: Tray | None
    line: Line | None
    reload: Callable[[], Catalogue]
    inbox: Inbox
    pet: Callable[[], None] = lambda: None
    log: Log = silent

    def run(self, source: TextIO) -> None:
        """Serve until the source ends. Lines are taken in order; a tap is seen between them. PINs are not echoed."""
        stop, keyboard = Event(), Keyboard(source)
        self.terminal.face = LoggedFace(HushingFace(self.face, keyboard), self.log)
        Thread(target=self._feed, args=(source,), daemon=True).start()
        if self.tray is None:
            Thread(target=self._watch_reader, args=(stop,), daemon=True).start()
        try:
            while self._turn():
                if not isinstance(self.terminal.state, EnteringPin):
                    keyboard.restore()
        finally:
            keyboard.restore()
            stop.set()

    def _turn(self) -> bool:
        self.pet()
        try:
            return self._serve(self.inbox.get(timeout=TICK_S))
        except Empty:
            self.terminal.tick()
            if self.line:
                self.line.tick()
            return True

    def _feed(self, source: TextIO) -> None:
        for line in source:
            self.inbox.put(line.rstrip("\n"))
        self.inbox.put(None)

    def _watch_reader(self, stop: Event) -> None:
        present = False
        while not stop.wait(POLL_S):
            try:
                now = self.reader.poll() is not None
            except CardReaderError:
                now = False
            if now and not present:
                self.inbox.put(on.CardTapped())
            present = now

    def _serve(self, item: str | on.CardTapped | Posted | None) -> bool:
        if item is None:
            return False
        if isinstance(item, on.CardTapped):
            self.terminal.handle(item)
        elif isinstance(item, str):
            return self._typed(item)
        elif self.line:
            if self.line.posted(item):
                self.terminal.catalogue = self.reload()
            if refused := self.line.take_refused():
                self.face.answer({"code": "refused", "reasons": refused})
        return True

    def _typed(self, text: str) -> bool:
        pin_wanted = isinstance(self.terminal.state, EnteringPin)
        typed = text.strip()
        if pin_wanted and typed.isascii() and typed.isdigit():
            self.terminal.pin_pad.key(typed)
            self.terminal.handle(on.PinKeyed())
            return True
        meaning = parse(text, self.terminal.catalogue.parameters.digits)
        match meaning:
            case None:
                return True
            case NotUnderstood() if pin_wanted:
                self.face.answer({"code": "not-understood", "why": "a PIN is digits only; or type cancel"})
            case NotUnderstood(why):
                self.face.answer({"code": "not-understood", "why": why})
            case ConsoleCommand("quit"):
                return False
            case ConsoleCommand(word, arguments):
                self._command(word, arguments)
            case event:
                self.terminal.handle(event)
        return True

    def _command(self, word: str, arguments: tuple[str, ...]) -> None:
        match word:
            case "tap" | "pull" | "tear" | "pull-at":
                self._tray(word, arguments)
            case "send" | "export" | "import":
                self.face.answer(self._exchange(word, Path(" ".join(arguments))))
                self.terminal.catalogue = self.reload()
            case "ticket":
                name = " ".join(arguments)
                fate = self.terminal.journal.state.tickets.get(name, "UNKNOWN")
                self.face.answer({"code": "ticket", "ticket": name, "fate": fate})
            case "copy":
                self._copy()
            case "status" | "totals":
                self.face.answer(self._status())
            case _:
                self.face.answer({"code": "help", "text": commands.HELP})

    def _exchange(self, word: str, folder: Path) -> dict[str, object]:
        if self.line is None:
            return {"code": "no-line"}
        if word != "send" and folder == Path():
            return {"code": "stick", "why": "which folder?"}
        if word == "send":
            return self.line.send_now()
        return self.line.export(folder) if word == "export" else self.line.import_from(folder)

    def _tray(self, word: str, arguments: tuple[str, ...]) -> None:
        if self.tray is None:
            self.face.answer({"code": "no-virtual-reader"})
            return
        wrong = self.tray.command(word, arguments)
        if wrong:
            self.face.answer({"code": "tray", "why": wrong})
        elif word == "tap":
            self.terminal.handle(on.CardTapped())

    def _copy(self) -> None:
        declared = self.terminal.journal.state.last_slip
        if declared is None:
            self.face.answer({"code": "nothing-to-copy"})
        else:
            self.terminal.print_slip(declared, copy=True)

    def _versions(self) -> dict[TableKind, int]:
        states = self.terminal.states.stamp.version
        return {**self.terminal.catalogue.versions, **({TableKind.CARD_STATES: states} if states else {})}

    def _status(self) -> dict[str, object]:
        journal = self.terminal.journal
        open_changes = [str(change.reference) for change in journal.state.open.values()]
        return {
            "code": "status",
            "terminal": journal.terminal,
            "lineage": f"{journal.state.lineage:08x}",
            "entries": journal.state.last_sequence,
            "open": open_changes,
            "unacknowledged": len(journal.waiting(1_000_000)),
            "mode": self.terminal.mode.value,
            "waiting_for_card": isinstance(self.terminal.state, Waiting),
            "versions": {kind.name: version for kind, version in sorted(self._versions().items())},
            "totals": {part.kind.name: [part.count, part.amount.minor] for part in journal.state.totals},
        }
