"""Files that somebody carried from a terminal on a stick: the same packets as by the network, and the same answers (P19).

The file is not trusted and need not be: the signatures inside decide. What is stored once is known when it comes again. The
answer is kept for a week, so that it can be carried back.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from peewee import PeeweeException

from protocol.instants import Instant
from protocol.link.ack import decode_ack
from protocol.link.batch import batch_hash, read_header
from protocol.link.packet import PACKET_BYTES_MAX, unpack
from protocol.link.refusal import decode_refusal
from protocol.link.seal import Purpose, peek, unverified_body
from protocol.link.violations import TheirViolation
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.findings.worklists import MS_PER_DAY
from server.settlement.intake import exchange
from server.settlement.office import Office
from server.usecases.declined import Declined, Reason

KEPT_DAYS = 7
NAME_MAX = 80
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: batches by terminal and number, whether each is new here; and what was refused, by code."""

    batches: tuple[tuple[int, int, bool], ...]
    refused: tuple[tuple[int, str], ...]

    def as_json(self) -> str:
        """For keeping."""
        return json.dumps({"batches": self.batches, "refused": self.refused}, separators=(",", ":"))


def brought_from(kept: str) -> Brought:
    """What was kept."""
    told = json.loads(kept)
    return Brought(
        tuple((terminal, number, new) for terminal, number, new in told["batches"]),
        tuple((code, detail) for code, detail in told["refused"]),
    )


def collect(files: Iterable[tuple[str, bytes]], office: Office, actor: Actor) -> int:
    """Take these files, one after the other; how many there were. Raises Declined: what was taken before stays taken."""
    taken = 0
    for name, packet in files:
        if len(packet) > PACKET_BYTES_MAX:
            raise Declined(Reason.FILE_TOO_LARGE)
        known = _known(packet)
        try:
            answer = exchange(packet, office)
        except PeeweeException:
            log.exception("a file from a stick was not stored")
            raise Declined(Reason.NOT_STORED) from None
        _keep(name[-NAME_MAX:], packet, _told(answer, known), answer, actor, office.now)
        taken += 1
    return taken


def _known(packet: bytes) -> set[bytes]:
    """The batches in it that are stored already, by hash."""
    known = set()
    try:
        for data in unpack(packet):
            if peek(data).purpose is Purpose.BATCH:
                header = read_header(unverified_body(data))
                place = (header.terminal, header.number, batch_hash(data))
                if run("SELECT 1 FROM stored_batch WHERE terminal = %s AND number = %s AND hash = %s", place).fetchone():
                    known.add(place[2])
    except TheirViolation:
        pass  # whoever judges it says what is wrong
    return known


def _told(answer: bytes, known: set[bytes]) -> Brought:
    batches, refused = [], []
    for data in unpack(answer):
        match peek(data).purpose:
            case Purpose.ACK:
                ack = decode_ack(unverified_body(data))
                batches.append((int(ack.terminal), ack.batch_number, ack.batch_hash not in known))
            case Purpose.REFUSAL:
                refusal = decode_refusal(unverified_body(data))
                refused.append((int(refusal.reason), refusal.detail))
    return Brought(tuple(batches), tuple(refused))


def _keep(name: str, packet: bytes, brought: Brought, answer: bytes, actor: Actor, now: Instant) -> None:
    digest = sha256(packet).digest()
    with writing():
        run("DELETE FROM stick_file WHERE hash = %s OR at < %s", (digest, now - KEPT_DAYS * MS_PER_DAY))
        (number,) = run(
            "INSERT INTO stick_file (name, hash, size, staff, at, told, answer) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
            (name, digest, len(packet), actor.staff, now, brought.as_json(), answer),
        ).fetchone()
        new = sum(fresh for *_, fresh in brought.batches)
        after = {
            "name": name,
            "sha256": digest.hex(),
            "batches": len(brought.batches),
            "new": new,
            "refused": len(brought.refused),
        }
        record(actor, Deed("stick collected", f"stick file {number}", after=after), now)
