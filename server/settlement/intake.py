"""A packet in, a packet out. What is acknowledged is durable, and in the same transaction it is booked.

Nothing with a good signature is refused for its content (I23). Bad signatures and malformed bytes go to quarantine
and are answered with a signed refusal, never with an acknowledgement (R26).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence as Items
from collections.abc import Set

from protocol.ids import TerminalId
from protocol.link.batch import Opened
from protocol.link.certificate import Certificate, Role
from protocol.link.conversation import (
    Admit,
    Polled,
    Refuse,
    RepeatAck,
    StoreBatch,
    Verdict,
    judge,
    object_hash,
)
from protocol.link.packet import pack, unpack
from protocol.link.refusal import Refusal
from protocol.link.violations import Reason, TheirViolation
from server.config import Mode
from server.database import ask, writing
from server.settlement.cards.booking import book_waiting
from server.settlement.columns.sales import Sales
from server.settlement.desk import BookingFailed, Desk
from server.settlement.findings.blocks import blocks
from server.settlement.office import Office, Unasked, revoked
from server.settlement.prior import look_up
from server.settlement.reading import NewBatch, read_together, with_sales
from server.settlement.states.polls import answer_poll

log = logging.getLogger(__name__)

READ_ALONE = 256
"""A packet with fewer entries is read together with others, by whoever writes for all."""

Heard = list[Verdict | NewBatch]
"""What was made of one packet, before anything of it is stored."""


def exchange(packet: bytes, office: Office) -> bytes:
    """Store, book and answer what a terminal sent. Raises only if the database fails."""
    return settle([hear(packet, office)], office)[0]


def take(packet: bytes, office: Office) -> bytes:
    """Store and answer, without booking."""
    return settle([hear(packet, office)], office, book=False)[0]


def hear(packet: bytes, office: Office) -> Heard:
    """Judge what is in a packet. Writes nothing. Whether the signer of new batches is revoked is asked for many packets at
    once, by whoever settles them."""
    try:
        objects = unpack(packet)
    except TheirViolation as violation:
        return [Refuse(Refusal(object_hash(packet), violation.reason, detail=str(violation)), packet)]
    unasked = Unasked(office)
    verdicts = judge(objects, unasked, Opened.split)
    if not all(isinstance(verdict, StoreBatch) for verdict in verdicts) and ask(revoked(unasked.serials)):
        verdicts = judge(objects, office, Opened.split)
    heard: Heard = [_by_mode(verdict, office) for verdict in verdicts]
    return heard if entries_in(heard) < READ_ALONE else read_heard([heard])[0]


def entries_in(heard: Heard) -> int:
    """How many entries a packet brings."""
    batches = (one.verdict if isinstance(one, NewBatch) else one for one in heard)
    return sum(one.batch.header.count for one in batches if isinstance(one, StoreBatch))


def read_heard(packets: Items[Heard]) -> list[Heard]:
    """The same packets with all batches read: together, for many small ones cost hardly more than one of them."""
    waiting = [verdict for heard in packets for verdict in heard if isinstance(verdict, StoreBatch)]
    if not waiting:
        return list(packets)
    sales = iter(read_together([verdict.batch for verdict in waiting]))
    return [[_read(one, next(sales)) if isinstance(one, StoreBatch) else one for one in heard] for heard in packets]


def _read(verdict: StoreBatch, sales: Sales) -> NewBatch | Refuse:
    try:
        return NewBatch(verdict, with_sales(verdict.batch, sales))
    except TheirViolation as violation:
        return Refuse(Refusal(verdict.batch_hash, violation.reason, detail=str(violation)), verdict.sealed)


def brings_nothing(heard: Heard) -> bool:
    """Whether nothing of a packet is to be stored."""
    return all(isinstance(verdict, RepeatAck | Polled) for verdict in heard)


def settle(packets: Items[Heard], office: Office, book: bool = True) -> list[bytes]:
    """Store what these packets bring, book it, and answer each of them: one transaction for all together (P12).

    A fault in booking never reaches a terminal and never loses evidence: the batches are stored and acknowledged, and
    wait in the order of arrival; `prove` says so. Where some wait already, new ones wait behind them.
    """
    if all(map(brings_nothing, packets)):
        return _closed(packets, [_read_answers(heard, office) for heard in packets], office)
    packets = read_heard(packets)
    try:
        return _settle(packets, office, book)
    except BookingFailed:
        log.exception("booking failed; these batches are stored alone and wait, `prove` lists them")
        return _settle(packets, office, book=False)


def _settle(packets: Items[Heard], office: Office, book: bool) -> list[bytes]:
    with writing():
        prior = look_up(verdict for heard in packets for verdict in heard if isinstance(verdict, NewBatch))
        packets = packets if office.pardons else _not_revoked(packets, prior.revoked)
        at_once = book and not prior.waits
        desk = Desk(office, prior, at_once)
        answers = [_answers(heard, office, desk) for heard in packets]
        desk.close()
    if book and not at_once:
        _book_waiting(office)
    return _closed(packets, answers, office)


def _closed(packets: Items[Heard], answers: Items[list[bytes]], office: Office) -> list[bytes]:
    """The answers as packets; each to a blocked terminal ends with the refusal that stops it selling (R3, R18)."""
    blocked = {block.terminal for block in blocks()}
    return [
        pack([*answer, *([office.refuse(lock)] if (lock := _lock(heard, blocked)) else [])])
        for heard, answer in zip(packets, answers, strict=True)
    ]


def _not_revoked(packets: Items[Heard], gone: Set[int]) -> Items[Heard]:
    """The packets with a refusal for each batch whose signer is revoked."""
    return [[_unless_revoked(one, gone) for one in heard] for heard in packets] if gone else packets


def _unless_revoked(one: Verdict | NewBatch, gone: Set[int]) -> Verdict | NewBatch:
    if not isinstance(one, NewBatch) or one.verdict.certificate.serial not in gone:
        return one
    detail = f"certificate {one.verdict.certificate.serial} is revoked"
    return Refuse(Refusal(one.verdict.batch_hash, Reason.REVOKED, detail=detail), one.verdict.sealed)


def _lock(heard: Heard, blocked: Set[TerminalId]) -> Refusal | None:
    for verdict in heard:
        match verdict:
            case Polled(certificate, _, about) | NewBatch(StoreBatch(certificate, _, _, about)):
                pass
            case _:
                continue
        if certificate.terminal in blocked:
            return Refusal(about, Reason.LOCKED, detail=f"terminal {certificate.terminal} is blocked by an open case")
    return None


def _book_waiting(office: Office) -> None:
    try:
        book_waiting(office.utc_offset_minutes)
    except Exception:
        log.exception("booking stopped; stored batches wait, `prove` lists them")


def _answers(heard: Heard, office: Office, desk: Desk) -> list[bytes]:
    answers: list[bytes] = []
    for verdict in heard:
        match verdict:
            case Admit():
                desk.admit(verdict)
            case NewBatch():
                answers.append(desk.store(verdict))
            case Refuse():
                answers.append(desk.refuse(verdict))
            case _:
                answers.extend(_read_answers([verdict], office))
    return answers


def _read_answers(heard: Heard, office: Office) -> list[bytes]:
    """Answers to what brings no evidence."""
    answers: list[bytes] = []
    for verdict in heard:
        if isinstance(verdict, RepeatAck):
            answers.append(verdict.ack)
        elif isinstance(verdict, Polled):
            answers.extend(answer_poll(verdict, office))
    return answers


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
