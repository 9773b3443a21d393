"""The whole examination, in order. The rights come first: a report as the wrong user would be about another terminal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from protocol.instants import Instant
from protocol.link.tables import TableKind
from terminal.config import TerminalConfig
from terminal.contact import ages
from terminal.counter.readiness import Check, Facts, Paper, Verdict, judge
from terminal.counter.slips.readiness import advice_text, check_text, finding_text
from terminal.doctor.books import Books, read_books, states_issued
from terminal.doctor.devices import ask_printer, ask_reader, device_files
from terminal.doctor.finding import Finding, Level, fail, fine, warn
from terminal.doctor.keys import days_left, judge_keys, judge_problem
from terminal.doctor.line import ask_office
from terminal.doctor.machine import disk_of, judge_clock, judge_disk, judge_system
from terminal.drivers.card_reader.port import ServiceMissing
from terminal.drivers.clock.port import Clock
from terminal.drivers.clock.rtc import read_rtc
from terminal.keystore import Keystore, KeystoreProblem
from terminal.wiring import make_printer, make_reader
from terminal.words.language import Language

NEEDED = (TableKind.ITEMS, TableKind.CLASSES, TableKind.OPERATORS, TableKind.PARAMETERS)
LEVELS = {Verdict.GO: Level.OK, Verdict.LIMITED: Level.WARN, Verdict.STOP: Level.FAIL}
MIB = 2**20


def wrong_user(folder: Path) -> str:
    """Why this user must not examine this folder; empty if he may. Files made by another user would stop the terminal."""
    if not folder.is_dir():
        return f"there is no folder {folder}"
    owner = folder.stat().st_uid
    return (
        "" if owner == os.geteuid() else f"{folder} is another user's; run this as that user: runuser -u {folder.owner()} -- ..."
    )


def examine(config: TerminalConfig, found: Keystore | KeystoreProblem, clock: Clock, *, beside: bool) -> Iterator[Finding]:
    """Every finding. `beside`: another process sells, and the devices are its own."""
    now, keystore = clock.now(), found if isinstance(found, Keystore) else None
    yield judge_disk(disk_of(config.folder, clock.monotonic_ms))
    yield from judge_system()
    virtual = "virtual" in (config.reader.kind, config.printer.kind)
    if isinstance(found, KeystoreProblem):
        yield judge_problem(found)
    else:
        yield from judge_keys(found, config, virtual, now)
    group = keystore.admission.certificate.group if keystore else 0
    books = read_books(config.folder, config.terminal, group)
    if books.fault:
        yield fail("journal", books.fault, "start the terminal; if this stays, nothing is sold until the journal was looked at")
    else:
        yield fine("journal", f"{books.entries} entries, each decoded and in the chain")
    yield from judge_clock(now, read_rtc(), books.latest, books.news.server_time)
    reader_found, paper = True, Paper.READY
    if not beside:
        yield from device_files(config)
        asked = _reader(config)
        yield asked
        reader_found = asked.level is Level.OK
        with closing(make_printer(config.printer, config.folder)) as printer:
            paper = ask_printer(printer)
    yield from _as_in_the_morning(config, keystore, books, now, reader_found=reader_found, paper=paper, beside=beside)
    yield from _line(config, keystore, clock)
    if config.panel:
        yield warn("panel", f"the panel is on, at port {config.panel.port}", "take [panel] out of the configuration of a shop")


def _reader(config: TerminalConfig) -> Finding:
    try:
        with closing(make_reader(config.reader)) as reader:
            return ask_reader(reader)
    except ServiceMissing as error:
        return warn("reader", str(error), "cash sales go on; install it into the terminal's environment")


def _as_in_the_morning(
    config: TerminalConfig,
    keystore: Keystore | None,
    books: Books,
    now: Instant,
    *,
    reader_found: bool,
    paper: Paper,
    beside: bool,
) -> Iterator[Finding]:
    """What the morning's slip would say, by the code that makes it; not what was found above already."""
    issued = states_issued(config.folder)
    age = ages(now, books.news, issued, books.totals, books.latest)
    facts = Facts(
        journal_sound=not books.fault,
        locked=books.catalogue.leases.locked,
        contact_minutes=age.contact_minutes if books.news.server_time or issued else None,
        states_minutes=age.states_minutes if issued else None,
        missing_tables=tuple(kind for kind in NEEDED if kind not in books.catalogue.versions),
        unsent=age.stored_records,
        unsent_sum=age.stored_sum,
        clock_set=True,
        clock_behind=age.clock_behind,
        disk_free_mb=shutil.disk_usage(config.folder).free // MIB,
        certificate_days=days_left(keystore, now) if keystore else 0,
        reader_found=reader_found,
        paper=paper,
        missing_devices=(),
        float_left=None,
        unfinished=books.open,
    )
    left_out = {Check.JOURNAL, Check.READER, Check.DEVICES} | ({Check.PRINTER} if beside else set())
    if keystore is None:
        left_out.add(Check.CERTIFICATE)
    shop = books.catalogue.parameters
    for one in judge(facts, shop).findings:
        if one.check in left_out:
            continue
        said = f"{check_text(one.check, Language.EN)}: {finding_text(one.check, facts, shop, Language.EN)}"
        step = advice_text(one, Language.EN) if one.verdict is not Verdict.GO else ""
        yield Finding(one.check.value, LEVELS[one.verdict], said, step)


def _line(config: TerminalConfig, keystore: Keystore | None, clock: Clock) -> Iterator[Finding]:
    if config.uplink.kind == "none":
        yield fine("line", "none is configured: batches travel by stick")
        return
    if keystore is None:
        return
    from terminal.uplink.transport.https import HttpsTransport

    try:
        transport = HttpsTransport(config.uplink.url, config.uplink.ca_file)
    except (ValueError, OSError) as error:
        yield fail("line", str(error), "correct [uplink] in the configuration")
    else:
        yield ask_office(transport, keystore, clock.monotonic_ms)
