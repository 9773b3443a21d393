"""The terminal's configuration: TOML -> a frozen value, with every mistake reported at once. Nobody else reads it.

terminal = 1
folder = "till-1"                     # journal and keystore; relative paths start at the folder of the file
operator = 1

[reader]
kind = "pcsc"                         # or "virtual": cards are files, the screen and the slips say VIRTUAL
name = "ACR122U"                      # part of the reader's name

[printer]
kind = "usb"                          # or "serial", "network", "file" (appended to and never asked), "virtual"
target = "/dev/usb/lp0"               # device, host, or the file that a virtual printer appends text to
columns = 32

[uplink]
kind = "http"                         # or "none"
url = "https://office.example/terminal/v1/exchange"
ca_file = "office-ca.pem"             # optional: the pinned CA of the proxy
batch_seconds = 300                   # how long finished entries may wait for company

[panel]                               # virtual devices as a page in a browser on this machine; without it there is no page
listen = "127.0.0.1:8000"
cards = "cards"                       # the folder of the virtual cards that lie in the member's hand

card_pin = "2580"                     # optional: what the visitor may know besides, as all of these tables
[panel.about]                         # what is written on the cards, by the names of their files
"1001.1" = "ordinary member"
[panel.operators]                     # a note beside the printer: who signs on how
"1" = "Ann, PIN 2580"
[panel.items]                         # and what is sold
"101" = "Tea 1.20"

[log]
kind = "auto"                         # the system's journal if systemd started the terminal; or "journal", "file", "none"
level = "info"                        # or "debug", "warning", "error"

The real devices at the counter have tables of their own: `counter_config`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from protocol.ids import OperatorId, TerminalId
from terminal.counter_config import TABLES, CounterConfig, read_counter
from terminal.section import Section

READERS = ("pcsc", "virtual")
PRINTERS = ("usb", "serial", "network", "file", "virtual")
UPLINKS = ("http", "none")
LOGS = ("auto", "journal", "file", "none")
LEVELS = ("debug", "info", "warning", "error")
TERMINALS = range(1, 2**16)
OPERATORS = range(2**32)
COLUMNS = range(16, 97)
BATCH_SECONDS = range(2**31)
LISTEN = re.compile(r"(127\.0\.0\.1|localhost):([0-9]{1,5})", re.ASCII)
PORTS = range(1, 2**16)


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Which card reader."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """Which printer."""

    kind: str
    target: str
    columns: int


@dataclass(frozen=True, slots=True)
class UplinkConfig:
    """Which way to head office."""

    kind: str
    url: str
    ca_file: Path | None
    batch_seconds: int


@dataclass(frozen=True, slots=True)
class PanelConfig:
    """Where the page of the virtual devices is served, the virtual cards that it holds, and what it tells a visitor."""

    host: str
    port: int
    cards: Path
    about: dict[str, str] = field(default_factory=dict)
    operators: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    card_pin: str = ""


@dataclass(frozen=True, slots=True)
class LogConfig:
    """Where the log goes, and what is worth a line."""

    kind: str
    level: str


@dataclass(frozen=True, slots=True)
class TerminalConfig:
    """Everything that differs between two terminals."""

    terminal: TerminalId
    folder: Path
    operator: OperatorId
    reader: ReaderConfig
    printer: PrinterConfig
    uplink: UplinkConfig
    panel: PanelConfig | None = None
    counter: CounterConfig | None = None
    log: LogConfig = LogConfig("auto", "info")


class ConfigMistakes(ValueError):
    """All that is wrong with a configuration file, one sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load_config(path: Path) -> TerminalConfig:
    """Read and check. Raises ConfigMistakes."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigMistakes([f"{path}: {error}"]) from None
    return read_config(raw, path.parent)


def read_config(raw: dict[str, Any], base: Path) -> TerminalConfig:
    """Check what a file says; `base` is where relative paths start. Raises ConfigMistakes."""
    mistakes: list[str] = []
    top, reader, printer, uplink, log = (Section(raw, name, mistakes) for name in ("", "reader", "printer", "uplink", "log"))
    ca_file = uplink.take("ca_file", str, "")
    panel = Section(raw, "panel", mistakes) if "panel" in raw else None
    config = TerminalConfig(
        terminal=TerminalId(top.number("terminal", TERMINALS)),
        folder=base / top.take("folder", str),
        operator=OperatorId(top.number("operator", OPERATORS, 0)),
        reader=ReaderConfig(reader.choice("kind", READERS), reader.take("name", str, "ACS virtual reader")),
        printer=PrinterConfig(
            printer.choice("kind", PRINTERS), printer.take("target", str), printer.number("columns", COLUMNS, 32)
        ),
        uplink=UplinkConfig(
            uplink.choice("kind", UPLINKS),
            uplink.take("url", str, ""),
            base / ca_file if ca_file else None,
            uplink.number("batch_seconds", BATCH_SECONDS, 300),
        ),
        panel=_panel(panel, base, mistakes) if panel else None,
        counter=read_counter(raw, mistakes),
        log=LogConfig(log.choice("kind", LOGS, "auto"), log.choice("level", LEVELS, "info")),
    )
    top.done("reader", "printer", "uplink", "panel", "log", *TABLES)
    for section in (reader, printer, uplink, log, *((panel,) if panel else ())):
        section.done()
    if config.panel and (config.reader.kind, config.printer.kind) != ("virtual", "virtual"):
        mistakes.append("panel: reader and printer must be virtual")
    if config.panel and config.counter:
        mistakes.append("panel: its devices are virtual; no others can stand at the counter")
    if config.uplink.kind == "http" and not config.uplink.url:
        mistakes.append("uplink.url is missing")
    if mistakes:
        raise ConfigMistakes(mistakes)
    return config


def _panel(section: Section, base: Path, mistakes: list[str]) -> PanelConfig:
    listen = section.take("listen", str, "127.0.0.1:8000")
    cards, pin = section.take("cards", str), section.take("card_pin", str, "")
    about, operators, items = (section.texts(name) for name in ("about", "operators", "items"))
    found = LISTEN.fullmatch(listen)
    if not found or int(found[2]) not in PORTS:
        mistakes.append(f"panel.listen is {listen!r}, not a port of this machine such as 127.0.0.1:8000")
        return PanelConfig("", 0, base / cards)
    return PanelConfig(found[1], int(found[2]), base / cards, about, operators, items, pin)
