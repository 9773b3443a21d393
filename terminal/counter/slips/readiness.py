"""The morning's slip and screen: one line GO, GO WITH LIMITS or STOP, every check, and what to do about each that is not well."""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.instants import Instant, local_text
from protocol.link.tables import Parameters
from protocol.money import Money
from terminal.counter.readiness import Check, Facts, Finding, Paper, Readiness
from terminal.sale.receipt import Columns, Receipt, Rule, TextLine, big, framed, marks_of
from terminal.words.catalogue import say
from terminal.words.language import Language, language_of
from terminal.words.readiness import Advice, CheckName, Found, TableName, VerdictName

HOUR = 60
DAY = 24 * HOUR
PAPER = {
    Paper.READY: Found.IN_ORDER,
    Paper.NO_PAPER: Found.NO_PAPER,
    Paper.UNKNOWN: Found.UNKNOWN,
    Paper.OFFLINE: Found.NO_ANSWER,
}


def readiness_receipt(
    readiness: Readiness, shop: Parameters, terminal: TerminalId, at: Instant, *, virtual: bool, rehearsal: bool
) -> Receipt:
    """The slip, in the shop's language."""
    words = language_of(shop.language)
    marks = marks_of(words, virtual=virtual, rehearsal=rehearsal)
    checks = [
        Columns(check_text(one.check, words), finding_text(one.check, readiness.facts, shop, words), bold=bool(one.verdict.value))
        for one in readiness.findings
    ]
    advice: Receipt = tuple(TextLine("- " + advice_text(one, words)) for one in readiness.reasons)
    return framed(
        shop,
        marks,
        say(Found.TITLE, words),
        (
            big(say(VerdictName[readiness.verdict.name], words)),
            Columns(say(Found.PRINTED, words), local_text(at, shop.utc_offset_minutes)),
            Columns(say(Found.TERMINAL, words), str(terminal)),
            Rule(),
            *checks,
            *((Rule(),) if advice else ()),
            *advice,
        ),
        for_member=False,
    )


def readiness_lines(readiness: Readiness, shop: Parameters) -> tuple[str, ...]:
    """The same for a screen: the verdict, then each check that is not well with what was found."""
    words = language_of(shop.language)
    told = (
        f"{check_text(one.check, words)}: {finding_text(one.check, readiness.facts, shop, words)}" for one in readiness.reasons
    )
    return (say(VerdictName[readiness.verdict.name], words), *told)


def check_text(check: Check, words: Language) -> str:
    """What was looked at."""
    return say(CheckName[check.name], words)


def advice_text(finding: Finding, words: Language) -> str:
    """What follows from a finding that is not well, and what to do."""
    return say(Advice[f"{finding.check.name}_{finding.verdict.name}"], words)


def finding_text(check: Check, facts: Facts, shop: Parameters, words: Language) -> str:
    """What a check found, in a few words."""
    fine = say(Found.IN_ORDER, words)
    match check:
        case Check.JOURNAL:
            return fine if facts.journal_sound else say(Found.DAMAGED, words)
        case Check.LOCK:
            return say(Found.LOCKED, words) if facts.locked else fine
        case Check.CONTACT:
            return _age(facts.contact_minutes, words)
        case Check.STATES:
            return _age(facts.states_minutes, words)
        case Check.TABLES:
            return ", ".join(say(TableName[kind.name], words) for kind in facts.missing_tables) or fine
        case Check.UNSENT:
            return say(Found.RECORDS, words, count=facts.unsent, amount=_money(facts.unsent_sum, shop))
        case Check.CLOCK:
            return _clock(facts, words)
        case Check.DISK:
            return say(Found.MEGABYTES, words, count=facts.disk_free_mb)
        case Check.CERTIFICATE:
            return say(Found.DAYS, words, count=max(0, facts.certificate_days))
        case Check.READER:
            return fine if facts.reader_found else say(Found.NO_ANSWER, words)
        case Check.PRINTER:
            return say(PAPER[facts.paper], words)
        case Check.DEVICES:
            return ", ".join(facts.missing_devices) or fine
        case Check.FLOAT:
            return "" if facts.float_left is None else _money(facts.float_left, shop)
        case Check.UNFINISHED:
            return say(Found.COUNT, words, count=facts.unfinished)


def _money(money: Money, shop: Parameters) -> str:
    return money.text(shop.digits)


def _clock(facts: Facts, words: Language) -> str:
    if not facts.clock_set:
        return say(Found.NOT_SET, words)
    return say(Found.BEHIND if facts.clock_behind else Found.IN_ORDER, words)


def _age(minutes: int | None, words: Language) -> str:
    if minutes is None:
        return say(Found.NEVER, words)
    if minutes < 2 * HOUR:
        return say(Found.MINUTES, words, count=minutes)
    if minutes < 2 * DAY:
        return say(Found.HOURS, words, count=minutes // HOUR)
    return say(Found.DAYS, words, count=minutes // DAY)
