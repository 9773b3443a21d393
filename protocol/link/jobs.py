"""Work for a personalisation desk: which cards to make (SPEC 7.5).

    list    id u64 · desk terminal u16 · number of jobs varint · jobs
    job     number u64 · card number varint · instance varint · class u8 · issued, valid from, valid until u16 each
            load varint · PIN text, empty for none

A job list holds initial PINs: it travels only sealed to its desk (`job_delivery`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import CardInstance, ClassId, TerminalId
from protocol.instants import BusinessDay
from protocol.limits import BALANCE_MAX_MINOR
from protocol.link.codec_card import read_card, write_card
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Reader, Writer, rises
from protocol.money import Money

JOBS_MAX = 10_000
PIN_DIGITS = range(4, 7)


@dataclass(frozen=True, slots=True)
class Job:
    """One card to make. `number` is unique for ever and stands in the journal with what was done for it."""

    number: int
    card: CardInstance
    card_class: ClassId
    issued: BusinessDay
    valid_from: BusinessDay
    valid_until: BusinessDay
    load: Money
    pin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class JobList:
    """Jobs for one desk, rising by number."""

    id: int
    desk: TerminalId
    jobs: tuple[Job, ...]


def _fault(jobs: JobList) -> str | None:
    if not rises(job.number for job in jobs.jobs) or any(job.number < 1 for job in jobs.jobs):
        return "jobs do not rise by number from 1"
    for job in jobs.jobs:
        if job.pin and not (len(job.pin) in PIN_DIGITS and job.pin.isascii() and job.pin.isdigit()):
            return "a PIN has 4 to 6 digits"
        if job.valid_from > job.valid_until:
            return "a card ends before it starts"
    return None


def encode_jobs(jobs: JobList) -> bytes:
    """The plain bytes of a job list. Raises OurViolation, without any PIN in its text."""
    if fault := _fault(jobs):
        raise OurViolation(fault)
    writer = Writer()
    writer.u64(jobs.id)
    writer.u16(jobs.desk)
    writer.varint(len(jobs.jobs), JOBS_MAX)
    for job in jobs.jobs:
        writer.u64(job.number)
        write_card(writer, job.card)
        writer.u8(job.card_class)
        for day in (job.issued, job.valid_from, job.valid_until):
            writer.u16(day)
        writer.varint(job.load.minor, BALANCE_MAX_MINOR)
        writer.text(job.pin, PIN_DIGITS[-1])
    return writer.finish()


def _read_job(reader: Reader) -> Job:
    return Job(
        number=reader.u64(),
        card=read_card(reader),
        card_class=ClassId(reader.u8()),
        issued=BusinessDay(reader.u16()),
        valid_from=BusinessDay(reader.u16()),
        valid_until=BusinessDay(reader.u16()),
        load=Money(reader.varint(BALANCE_MAX_MINOR)),
        pin=reader.text(PIN_DIGITS[-1]),
    )


def decode_jobs(data: bytes) -> JobList:
    """Read a job list. Raises TheirViolation, without any PIN in its text."""
    reader = Reader(data)
    jobs = JobList(reader.u64(), TerminalId(reader.u16()), tuple(_read_job(reader) for _ in range(reader.varint(JOBS_MAX))))
    reader.done()
    if fault := _fault(jobs):
        raise TheirViolation(Reason.MALFORMED, fault)
    return jobs
