"""Orders for terminals, as they are kept, and what a device that asks is told.

The one-time code is worked out from a random nonce and a secret of the server: whoever steals the database has no code. That
it was typed at the device is all that it proves here. Whoever holds the CA key believes the device's name alone, which the
installer reads to him (`provisioning.terminals.approve_order`): a stolen server can admit nobody.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from enum import Enum

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.bundles import ServerKeys
from protocol.link.certificate import EnrolRequest, Role, code_proof, open_enrol_request
from protocol.link.enrolment import CODE_BYTES, device_name
from protocol.link.violations import TheirViolation
from protocol.money import Money
from server.database import run, writing
from server.settlement.office import Office

LABEL = b"tallycard/enrolment codes"
_COLUMNS = (
    "id, terminal, branch, fleet_group, roles, owner, load_float, nonce, ordered_by, ordered_at, expires_at, request, device,"
    " asked_at, approved_at, answer, serial, signed_at, withdrawn_at"
)


class State(Enum):
    """How far an order is."""

    WAITING = "waiting"
    OVER = "over"
    ASKED = "asked"
    APPROVED = "approved"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One order; what the columns mean stands in `models/terminals.py`."""

    number: int
    terminal: TerminalId
    branch: int
    group: int
    roles: Role
    owner: int
    load_float: Money
    nonce: bytes = field(repr=False)
    ordered_by: int
    ordered_at: Instant
    expires_at: Instant
    request: bytes | None
    device: str
    asked_at: Instant | None
    approved_at: Instant | None
    answer: bytes | None
    serial: int | None
    signed_at: Instant | None
    withdrawn_at: Instant | None

    def state(self, now: Instant) -> State:
        """How far it is."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.answer is not None:
            return State.SIGNED
        if self.approved_at is not None:
            return State.APPROVED
        if self.request is not None:
            return State.ASKED
        return State.OVER if now >= self.expires_at else State.WAITING

    def code(self, keys: ServerKeys) -> bytes:
        """The one-time code."""
        secret = hmac.digest(keys.ack_seed + keys.set_seed, LABEL, "sha256")
        return hmac.digest(secret, self.nonce + self.terminal.to_bytes(2, "big"), "sha256")[:CODE_BYTES]

    def proved_by(self, asked: EnrolRequest, keys: ServerKeys) -> bool:
        """Whether whoever asks knows the code."""
        proof = code_proof(self.code(keys), asked.terminal, asked.sign_public, asked.seal_public)
        return hmac.compare_digest(proof, asked.code_proof)


def find_enrolments(where: str, *values: object) -> list[Enrolment]:
    """The orders that a condition names, with its order and limit."""
    return [_enrolment(*row) for row in run(f"SELECT {_COLUMNS} FROM enrolment {where}", values).fetchall()]


def hear_request(sealed: bytes, office: Office) -> bytes | None:
    """What a device is told: the signed answer, nothing as long as there is none, None if no open order is for it.

    A code admits one device; only a request that proves an open order's code is kept, so nobody can fill the disk.
    """
    try:
        asked = open_enrol_request(sealed, office.environment)
    except TheirViolation:
        return None
    orders = find_enrolments("WHERE terminal = %s AND withdrawn_at IS NULL ORDER BY id DESC", asked.terminal)
    order = next((one for one in orders if one.proved_by(asked, office.keys)), None)
    if order is None:
        return None
    name = device_name(asked.terminal, asked.sign_public, asked.seal_public)
    if order.request is None:
        return b"" if _keep(order, sealed, name, office.now) else None
    return (order.answer or b"") if order.device == name else None


def _keep(order: Enrolment, sealed: bytes, name: str, now: Instant) -> bool:
    """Keep the first request with a code that is not over; whether it was this one."""
    with writing():
        kept = run(
            "UPDATE enrolment SET request = %s, device = %s, asked_at = %s"
            " WHERE id = %s AND request IS NULL AND withdrawn_at IS NULL AND expires_at > %s RETURNING id",
            (sealed, name, now, order.number, now),
        ).fetchone()
    return kept is not None


def _enrolment(
    number: int,
    terminal: int,
    branch: int,
    group: int,
    roles: int,
    owner: int,
    load_float: int,
    nonce: bytes,
    ordered_by: int,
    ordered_at: int,
    expires_at: int,
    request: bytes | None,
    device: str,
    asked_at: int | None,
    approved_at: int | None,
    answer: bytes | None,
    serial: int | None,
    signed_at: int | None,
    withdrawn_at: int | None,
) -> Enrolment:
    return Enrolment(
        *(number, TerminalId(terminal), branch, group, Role(roles), owner, Money(load_float), bytes(nonce), ordered_by),
        *(Instant(ordered_at), Instant(expires_at), None if request is None else bytes(request), device),
        *(_instant(asked_at), _instant(approved_at), None if answer is None else bytes(answer), serial),
        *(_instant(signed_at), _instant(withdrawn_at)),
    )


def _instant(at: int | None) -> Instant | None:
    return None if at is None else Instant(at)
