"""A look around the terminal: what the readiness of the morning is judged by (`terminal.counter.readiness`)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from protocol.instants import MS_PER_DAY, Instant
from protocol.link.certificate import Role
from protocol.link.tables import TableKind
from terminal.contact import heard
from terminal.counter.readiness import Facts, Paper
from terminal.device_notices import name_of
from terminal.devices import Device, Devices
from terminal.drivers.clock.rtc import Rtc, is_set, read_rtc
from terminal.drivers.printer.port import PaperStatus
from terminal.journal.store import JournalFault
from terminal.loop import Terminal
from terminal.sale.states import Stopped
from terminal.words.language import Language

BYTES_PER_MB = 2**20
NEEDED = (TableKind.ITEMS, TableKind.CLASSES, TableKind.OPERATORS, TableKind.PARAMETERS)
"""Tables without which a counter cannot work; the others may have nothing to say."""
NAMED_APART = frozenset({Device.READER, Device.PRINTER})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the terminal keeps its files, until when its certificate is valid, and how to ask its real-time clock."""

    folder: Path
    certificate_until: Instant
    rtc: Callable[[], Rtc | None] = read_rtc


NOWHERE = Surroundings(Path("/"), Instant(0))
"""A terminal without a certificate: it is told to STOP."""


def look_around(terminal: Terminal, devices: Devices, around: Surroundings, language: Language) -> Facts:
    """Ask every part of the terminal. Never raises for a part that is broken: that is a fact."""
    now, catalogue, books = terminal.clock.now(), terminal.catalogue, terminal.journal.state
    context = terminal.context()
    issued = terminal.states.stamp.issued_at
    server_time, sound = _server_time(terminal)
    contact = max(server_time, issued)
    troubled = {trouble.device for trouble in devices.in_trouble()}
    granted = catalogue.leases.float_granted - books.loads_made
    return Facts(
        journal_sound=sound,
        locked=catalogue.leases.locked,
        contact_minutes=context.ages.contact_minutes if contact else None,
        states_minutes=context.ages.states_minutes if issued else None,
        missing_tables=tuple(kind for kind in NEEDED if not catalogue.version(kind)),
        unsent=context.ages.stored_records,
        unsent_sum=context.ages.stored_sum,
        clock_set=terminal.clock.virtual or is_set(now, around.rtc(), contact),
        clock_behind=now < max(contact, terminal.journal.latest) - catalogue.parameters.ready_clock_seconds * 1_000,
        disk_free_mb=shutil.disk_usage(around.folder).free // BYTES_PER_MB,
        certificate_days=(around.certificate_until - now) // MS_PER_DAY,
        reader_found=Device.READER not in troubled,
        paper=_paper(terminal.printer.status()),
        missing_devices=tuple(
            name_of(trouble.device, language) for trouble in devices.in_trouble() if trouble.device not in NAMED_APART
        ),
        float_left=granted if Role.LOAD & terminal.roles else None,
        unfinished=len(books.open),
    )


def _server_time(terminal: Terminal) -> tuple[Instant, bool]:
    """Head office's newest clock, and whether the journal can be trusted."""
    try:
        return heard(terminal.journal).server_time, not isinstance(terminal.state, Stopped)
    except JournalFault:
        return Instant(0), False


def _paper(status: PaperStatus) -> Paper:
    return Paper(status.value)
