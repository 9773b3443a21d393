"""Admitting terminals: a one-time code for the installer, and the answer to the device's enrolment request (P26).

The code is HMAC-SHA-256 of a random nonce under a key made from the CA seed. The registry keeps only the nonce, so who
steals it has no code, and the office can still check the proof of a code, which a mere hash of it would not allow.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass, field

from protocol.ids import BranchId, TerminalId
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.certificate import (
    GROUP_MAX,
    Certificate,
    EnrolRequest,
    Role,
    code_proof,
    encode_certificate,
    open_enrol_request,
)
from protocol.link.enrolment import CODE_BYTES, decode_order, device_name, plain_name, seal_key_transfer, show_code
from protocol.link.packet import pack
from protocol.link.seal import Purpose, SigningKey, key_id, seal
from protocol.link.violations import Reason, TheirViolation
from provisioning.issue_record import Act, note
from provisioning.keystore.port import OfficeSecrets
from provisioning.office import Office, sign_office_keys
from provisioning.refusals import Refusal, Refused
from provisioning.registry import act

MS_PER_DAY = 24 * 60 * MS_PER_MINUTE
CODE_MS = MS_PER_DAY
CERTIFICATE_MS = 365 * MS_PER_DAY
NONCE_BYTES = 16
NUMBER_MAX = 2**16 - 1
CODE_LABEL = b"tallycard/enrolment code"
WORKING_ROLES = Role.SELL | Role.LOAD | Role.CASH_OUT | Role.PERSONALISE | Role.REPAIR


@dataclass(frozen=True, slots=True)
class Place:
    """Where a terminal stands and what it may do."""

    branch: BranchId
    group: int
    roles: Role


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A code for the installer; the text is shown once."""

    terminal: TerminalId
    text: str = field(repr=False)
    expires: Instant


@dataclass(frozen=True, slots=True)
class Admitted:
    """The packet for the terminal: CERTIFICATE, OFFICE_KEYS, KEY_TRANSFER. `again`: the same request came before."""

    terminal: TerminalId
    serial: int
    answer: bytes
    again: bool


@dataclass(frozen=True, slots=True)
class _Code:
    id: int
    terminal: TerminalId
    nonce: bytes = field(repr=False)
    place: Place
    expires: Instant


def hand_out_code(office: Office, held: OfficeSecrets, terminal: int, place: Place, now: Instant) -> HandedOut | Refused:
    """A new code for one terminal, valid for 24 hours and one device. Codes made before stay valid until they expire."""
    if not 1 <= terminal <= NUMBER_MAX:
        return Refused(Refusal.TERMINAL_NUMBER, str(terminal))
    if not (1 <= place.branch <= NUMBER_MAX and 0 <= place.group <= GROUP_MAX):
        return Refused(Refusal.TERMINAL_PLACE, f"Branch {place.branch}, group {place.group}")
    if not place.roles & WORKING_ROLES:
        return Refused(Refusal.TERMINAL_ROLES)
    number, nonce, expires = TerminalId(terminal), secrets.token_bytes(NONCE_BYTES), Instant(now + CODE_MS)
    with act(office.registry) as database:
        database.execute(
            "INSERT INTO code (terminal, nonce, branch, place, roles, made, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, nonce, place.branch, place.group, int(place.roles), now, expires),
        )
        note(database, now, Act.CODE_HANDED_OUT, terminal=number, branch=place.branch, group=place.group, roles=int(place.roles))
    return HandedOut(number, show_code(_code_of(held, number, nonce)), expires)


def _code_of(held: OfficeSecrets, terminal: TerminalId, nonce: bytes) -> bytes:
    key = hmac.digest(held.ca, CODE_LABEL, "sha256")
    return hmac.digest(key, nonce + terminal.to_bytes(2, "big"), "sha256")[:CODE_BYTES]


def approve(office: Office, held: OfficeSecrets, request: bytes, now: Instant) -> Admitted | Refused:
    """[!] Judge an enrolment request and answer it. The same request always gets the same answer, byte for byte.

    A refusal of a well-formed request is noted in the issue record.
    """
    try:
        asked = open_enrol_request(request, held.environment)
    except TheirViolation as violation:
        return _refuse_bytes(violation.reason)
    with act(office.registry) as database:
        before = database.execute(
            "SELECT certificate.terminal, serial, answer, code.id, nonce FROM certificate JOIN code ON code = code.id"
            " WHERE sign_public = ? AND seal_public = ? ORDER BY serial DESC",
            (asked.sign_public, asked.seal_public),
        ).fetchall()
        for terminal, serial, answer, _, nonce in before:
            if terminal == asked.terminal and _proves(held, asked, TerminalId(terminal), nonce):
                return Admitted(asked.terminal, serial, answer, again=True)
        code = _judge(database, held, asked, now)
        if isinstance(code, Refused):
            note(database, now, Act.REQUEST_REFUSED, terminal=asked.terminal, device=_device(asked), refusal=code.refusal.name)
            return code
        return _admit(database, held, asked, code, now)


def approve_order(
    office: Office, held: OfficeSecrets, ordered: bytes, device: str, roles: Role, now: Instant
) -> Admitted | Refused:
    """[!] Answer a request that head office's pages have judged and two persons there approved.

    Nothing of the order is believed but what is typed here: `device`, the name that the installer read from the device itself,
    and `roles`. So whoever holds head office's server can admit no device of his own, nor give one more power. The same order
    always gets the same answer; another one for the same place renews the certificate.
    """
    try:
        order = decode_order(ordered)
        asked = open_enrol_request(order.request, held.environment)
    except TheirViolation as violation:
        bad = violation.reason in (Reason.WEAK_KEY, Reason.BAD_SIGNATURE)
        return _refuse_bytes(violation.reason) if bad else Refused(Refusal.ORDER_MALFORMED)
    name = device_name(asked.terminal, asked.sign_public, asked.seal_public)
    if plain_name(device) != name:
        return Refused(Refusal.DEVICE_DIFFERS)
    if order.roles != roles:
        return Refused(Refusal.ROLES_DIFFER, ", ".join((role.name or "").lower() for role in order.roles))
    if not order.roles & WORKING_ROLES:
        return Refused(Refusal.TERMINAL_ROLES)
    if not 1 <= order.branch <= NUMBER_MAX:
        return Refused(Refusal.TERMINAL_PLACE, f"Branch {order.branch}, group {order.group}")
    place, nonce = Place(order.branch, order.group, order.roles), hashlib.sha256(ordered).digest()[:NONCE_BYTES]
    with act(office.registry) as database:
        if before := _same_before(database, asked.terminal, nonce):
            return before
        if taken := _keys_taken(database, asked):
            note(database, now, Act.REQUEST_REFUSED, terminal=asked.terminal, device=_device(asked), refusal=taken.refusal.name)
            return taken
        (number,) = database.execute(
            "INSERT INTO code (terminal, nonce, branch, place, roles, made, expires) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (asked.terminal, nonce, place.branch, place.group, int(place.roles), now, now),
        ).fetchone()
        note(database, now, Act.TERMINAL_ORDERED, terminal=asked.terminal, device=_device(asked), branch=place.branch)
        return _admit(database, held, asked, _Code(number, asked.terminal, nonce, place, now), now)


def _same_before(database: sqlite3.Connection, terminal: TerminalId, nonce: bytes) -> Admitted | None:
    """The answer that this very order was given."""
    of_it = "SELECT serial, answer FROM certificate JOIN code ON code = code.id WHERE nonce = ?"
    row = database.execute(of_it, (nonce,)).fetchone()
    return None if row is None else Admitted(terminal, row[0], row[1], again=True)


def _refuse_bytes(reason: Reason) -> Refused:
    if reason is Reason.WEAK_KEY:
        return Refused(Refusal.KEY_WEAK)
    return Refused(Refusal.REQUEST_ELSEWHERE if reason is Reason.BAD_SIGNATURE else Refusal.REQUEST_MALFORMED)


def _proves(held: OfficeSecrets, asked: EnrolRequest, made_for: TerminalId, nonce: bytes) -> bool:
    proof = code_proof(_code_of(held, made_for, nonce), asked.terminal, asked.sign_public, asked.seal_public)
    return hmac.compare_digest(proof, asked.code_proof)


def _judge(database: sqlite3.Connection, held: OfficeSecrets, asked: EnrolRequest, now: Instant) -> _Code | Refused:
    """The code that admits this device, or why none does."""
    code = _proven_code(database, held, asked)
    if code is None:
        return Refused(Refusal.CODE_UNKNOWN, str(asked.terminal))
    if code.terminal != asked.terminal:
        return Refused(Refusal.CODE_OTHER_TERMINAL, str(code.terminal))
    if database.execute("SELECT 1 FROM certificate WHERE code = ?", (code.id,)).fetchone():
        return Refused(Refusal.CODE_USED, str(asked.terminal))
    if now >= code.expires:
        return Refused(Refusal.CODE_EXPIRED, str(asked.terminal))
    return _keys_taken(database, asked) or code


def _keys_taken(database: sqlite3.Connection, asked: EnrolRequest) -> Refused | None:
    """A device has one terminal number for life, and a number one device."""
    for terminal, sign_public, seal_public in database.execute("SELECT terminal, sign_public, seal_public FROM certificate"):
        same_keys = (sign_public, seal_public) == (asked.sign_public, asked.seal_public)
        if terminal == asked.terminal and not same_keys:
            return Refused(Refusal.TERMINAL_HAS_OTHER_KEYS, str(terminal))
        if terminal != asked.terminal and (sign_public == asked.sign_public or seal_public == asked.seal_public):
            return Refused(Refusal.KEYS_OF_OTHER_TERMINAL, str(terminal))
    return None


def _proven_code(database: sqlite3.Connection, held: OfficeSecrets, asked: EnrolRequest) -> _Code | None:
    for row in database.execute("SELECT id, terminal, nonce, branch, place, roles, expires FROM code ORDER BY id DESC"):
        number, terminal, nonce, branch, group, roles, expires = row
        if _proves(held, asked, TerminalId(terminal), nonce):
            return _Code(number, TerminalId(terminal), nonce, Place(BranchId(branch), group, Role(roles)), Instant(expires))
    return None


def _admit(database: sqlite3.Connection, held: OfficeSecrets, asked: EnrolRequest, code: _Code, now: Instant) -> Admitted:
    (serial,) = database.execute("SELECT coalesce(max(serial), 0) + 1 FROM certificate").fetchone()
    until = Instant(now + CERTIFICATE_MS)
    certificate = Certificate(
        terminal=asked.terminal,
        serial=serial,
        branch=code.place.branch,
        group=code.place.group,
        roles=code.place.roles,
        sign_public=asked.sign_public,
        seal_public=asked.seal_public,
        valid_from=now,
        valid_until=until,
    )
    answer = _answer(held, certificate)
    database.execute(
        "INSERT INTO certificate (serial, code, terminal, sign_public, seal_public, roles, valid_until, answer)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (serial, code.id, asked.terminal, asked.sign_public, asked.seal_public, int(code.place.roles), until, answer),
    )
    note(
        database,
        now,
        Act.TERMINAL_ADMITTED,
        terminal=asked.terminal,
        serial=serial,
        device=_device(asked),
        roles=int(code.place.roles),
    )
    return Admitted(asked.terminal, serial, answer, again=False)


def _answer(held: OfficeSecrets, certificate: Certificate) -> bytes:
    ca = SigningKey.from_seed(held.ca)
    keyring = held.keyring() if Role.LOAD in certificate.roles else held.keyring().without_load()
    transfer = seal_key_transfer(keyring, held.environment, certificate.terminal, certificate.seal_public, ca)
    return pack(
        [seal(Purpose.CERTIFICATE, held.environment, ca, encode_certificate(certificate)), sign_office_keys(held), transfer]
    )


def _device(asked: EnrolRequest) -> str:
    return key_id(asked.sign_public).hex()
