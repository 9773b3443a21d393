"""A packet in, a packet out. What is acknowledged is durable; booking follows and can never stop a terminal.

Nothing with a good signature is refused for its content (I23). Bad signatures and malformed bytes go to quarantine
and are answered with a signed refusal, never with an acknowledgement (R26).
"""

from __future__ import annotations

import logging
from typing import assert_never

from protocol.instants import Instant
from protocol.link.ack import Ack, ResultClass, encode_ack
from protocol.link.certificate import Certificate, Role
from protocol.link.conversation import (
    Admit,
    Conflict,
    Polled,
    Refuse,
    RepeatAck,
    StoreBatch,
    Verdict,
    behind,
    judge,
    object_hash,
)
from protocol.link.packet import pack, unpack
from protocol.link.refusal import Refusal
from protocol.link.seal import Purpose
from protocol.link.sums import cash_only
from protocol.link.tables import TableKind
from protocol.link.violations import Reason, TheirViolation
from server.config import Mode
from server.database import writing
from server.settlement import evidence
from server.settlement.booking import book_waiting
from server.settlement.cases import CaseKind, NewCase, open_cases
from server.settlement.leases import leases_above
from server.settlement.office import Office, store_certificate
from server.settlement.publish import newest_versions, sealed_table

log = logging.getLogger(__name__)


def exchange(packet: bytes, office: Office) -> bytes:
    """Store and answer what a terminal sent, then book what is waiting. Raises only if the database fails."""
    answer = take(packet, office)
    try:
        book_waiting(office.utc_offset_minutes)
    except Exception:
        log.exception("booking stopped; stored batches wait, `prove` lists them")
    return answer


def take(packet: bytes, office: Office) -> bytes:
    """Store and answer, without booking."""
    try:
        objects = unpack(packet)
    except TheirViolation as violation:
        refusal = Refusal(object_hash(packet), violation.reason, detail=str(violation))
        return pack(_answer(Refuse(refusal, packet), office))
    return pack([answer for verdict in judge(objects, office) for answer in _answer(_by_mode(verdict, office), office)])


def _by_mode(verdict: Verdict, office: Office) -> Verdict:
    """In production nothing is taken from a terminal that may run on virtual devices."""
    if office.mode is not Mode.PRODUCTION:
        return verdict
    match verdict:
        case Admit(certificate, sealed) | StoreBatch(certificate, _, sealed):
            return _no_virtual(certificate, object_hash(sealed), sealed) or verdict
        case Polled(certificate, _, about):
            return _no_virtual(certificate, about, b"") or verdict
        case _:
            return verdict


def _no_virtual(certificate: Certificate, about: bytes, sealed: bytes) -> Refuse | None:
    if Role.VIRTUAL not in certificate.roles:
        return None
    detail = f"terminal {certificate.terminal} may run on virtual devices, this head office is in production"
    return Refuse(Refusal(about, Reason.NOT_ALLOWED, detail=detail), sealed)


def _answer(verdict: Verdict, office: Office) -> list[bytes]:
    match verdict:
        case Admit(certificate, sealed):
            with writing():
                store_certificate(certificate, sealed)
            return []
        case StoreBatch():
            return [_store(verdict, office)]
        case RepeatAck(ack):
            return [ack]
        case Conflict():
            return [_conflict(verdict, office)]
        case Polled():
            return _tables_for(verdict, office)
        case Refuse(refusal, sealed):
            if sealed:
                with writing():
                    evidence.quarantine(refusal.reason.name, sealed, office.now)
            return [office.refuse(refusal)]
        case _:
            assert_never(verdict)


def _store(verdict: StoreBatch, office: Office) -> bytes:
    """One transaction: raw batch, entries and acknowledgement (P12)."""
    header = verdict.batch.header
    now = office.now
    with writing():
        stored = office.acknowledged(header.terminal, header.number)
        if stored is not None and stored.batch_hash == verdict.batch_hash:
            return stored.ack
        if stored is None:
            return _store_new(verdict, office, now)
    refusal = Refusal(verdict.batch_hash, Reason.CONFLICT, detail=f"batch {header.number} is stored with other bytes")
    return _conflict(Conflict(verdict.certificate, header.number, verdict.sealed, refusal), office)


def _store_new(verdict: StoreBatch, office: Office, now: Instant) -> bytes:
    header = verdict.batch.header
    fresh, results = evidence.judge_keys(verdict.batch)
    sums, complete = evidence.own_sums(verdict.batch)
    place, cases = evidence.advance(header)
    ack = Ack(
        terminal=header.terminal,
        batch_number=header.number,
        batch_hash=verdict.batch_hash,
        count=header.count,
        sums=sums,
        contiguous_batch=place.batch,
        contiguous_sequence=place.sequence,
        expected_head=place.head,
        server_time=now,
        results=results,
        waiting=tuple(newest_versions().items()),
    )
    sealed_ack = office.sign(Purpose.ACK, encode_ack(ack))
    number = evidence.insert_batch(header, verdict.batch_hash, verdict.sealed, sealed_ack, now)
    evidence.insert_entries(header, fresh, number)
    evidence.store_place(header.terminal, place)
    for sequence, result in results:
        if result is ResultClass.KEY_CONFLICT:
            subject = f"{header.terminal}-{header.lineage:08x}-{sequence}"
            cases.append(NewCase(CaseKind.KEY_CONFLICT, subject, f"batch {header.number} says something else"))
            evidence.quarantine(f"KEY_CONFLICT {subject}", verdict.batch.entries[sequence - header.first_sequence], now)
    if cash_only(sums) != cash_only(header.sums) or (complete and sums != header.sums):
        subject = f"terminal {header.terminal} batch {header.number}"
        cases.append(NewCase(CaseKind.TOTALS, subject, "the sums in the header are not those of the entries"))
    open_cases(cases, now)
    return sealed_ack


def _conflict(verdict: Conflict, office: Office) -> bytes:
    subject = f"terminal {verdict.certificate.terminal} batch {verdict.number}"
    with writing():
        evidence.quarantine(f"BATCH_CONFLICT {subject}", verdict.sealed, office.now)
        open_cases([NewCase(CaseKind.BATCH_CONFLICT, subject, "stored with other bytes")], office.now)
    return office.refuse(verdict.refusal)


def _tables_for(polled: Polled, office: Office) -> list[bytes]:
    """What a terminal does not hold yet; if head office itself is behind, that first (row 52)."""
    late = behind(polled, evidence.place_of(polled.poll.terminal).batch)
    held = dict(polled.poll.versions)
    newer = [sealed_table(kind, version) for kind, version in newest_versions().items() if version > held.get(kind, 0)]
    leases = leases_above(polled.poll.terminal, held.get(TableKind.LEASES, 0), office.keys, office.now)
    return [*([office.refuse(late)] if late else []), *newer, *([leases] if leases else [])]
