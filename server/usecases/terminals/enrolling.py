"""What people decide about orders for terminals: made by one, the device approved by two, signed by whoever holds the CA key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from protocol.ids import BranchId, TerminalId
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.certificate import GROUP_MAX, Certificate, Role, decode_certificate, open_enrol_request
from protocol.link.enrolment import Order, encode_order
from protocol.link.office_keys import decode_office_keys
from protocol.link.packet import unpack
from protocol.link.seal import Purpose, open_sealed, peek
from protocol.link.violations import TheirViolation
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.config import Mode
from server.database import run, writing
from server.settlement.office import Office
from server.settlement.terminals import set_terminals
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose
from server.usecases.terminals.branches import NUMBER_MAX
from server.usecases.terminals.enrolments import Enrolment, State, find_enrolments
from server.usecases.terminals.terminals import OWNER_MAX, life_of

CODE_MS = 24 * 60 * MS_PER_MINUTE
NONCE_BYTES = 16
WORKING = Role.SELL | Role.LOAD | Role.CASH_OUT | Role.PERSONALISE | Role.REPAIR
ANSWER = (Purpose.CERTIFICATE, Purpose.OFFICE_KEYS, Purpose.KEY_TRANSFER)


@dataclass(frozen=True, slots=True)
class NewTerminal:
    """What is ordered."""

    terminal: int
    branch: int
    group: int
    roles: Role
    owner: int
    load_float: Money


def order(new: NewTerminal, reason: str, office: Office, actor: Actor) -> int:
    """Order a terminal; the number of the order, whose code is valid for 24 hours and one device. Raises Declined.

    The same device asks again under the same number for another branch, group or role, or before its certificate ends.
    """
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    numbers = 1 <= new.terminal <= NUMBER_MAX and 1 <= new.branch <= NUMBER_MAX and 0 <= new.group <= GROUP_MAX
    virtual = Role.VIRTUAL in new.roles and office.mode is Mode.PRODUCTION
    if not numbers or not new.roles & WORKING or virtual or not 0 <= new.owner <= OWNER_MAX or new.load_float < ZERO:
        raise Declined(Reason.PLACE_UNFIT)
    terminal, now = TerminalId(new.terminal), office.now
    with writing():
        if life_of(terminal)[1] is not None:
            raise Declined(Reason.TERMINAL_RETIRED)
        before = find_enrolments("WHERE terminal = %s ORDER BY id DESC LIMIT 1", terminal)
        if before and before[0].state(now) in (State.WAITING, State.ASKED, State.APPROVED):
            raise Declined(Reason.ORDER_OPEN)
        (number,) = run(
            "INSERT INTO enrolment (terminal, branch, fleet_group, roles, owner, load_float, nonce, ordered_by, ordered_at,"
            " expires_at, device) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '') RETURNING id",
            (
                *(terminal, new.branch, new.group, int(new.roles), new.owner, new.load_float.minor),
                *(secrets.token_bytes(NONCE_BYTES), actor.staff, now, now + CODE_MS),
            ),
        ).fetchone()
        after = {"order": number, "branch": new.branch, "group": new.group, "roles": int(new.roles), "owner": new.owner}
        record(actor, Deed("terminal ordered", f"terminal {terminal}", after=after, reason=reason.strip()), now)
    return int(number)


def enrolment_numbered(number: int) -> Enrolment:
    """One order. Raises Declined if there is none."""
    found = find_enrolments("WHERE id = %s", number)
    if not found:
        raise Declined(Reason.NOT_THERE)
    return found[0]


def withdraw(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """Nobody can ask with its code any more. Raises Declined: what is signed is revoked, not withdrawn."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        found = enrolment_numbered(number)
        if found.state(now) in (State.SIGNED, State.WITHDRAWN):
            raise Declined(Reason.ORDER_STATE)
        run("UPDATE enrolment SET withdrawn_at = %s WHERE id = %s", (now, number))
        deed = Deed("order withdrawn", f"terminal {found.terminal}", after={"order": number}, reason=reason.strip())
        record(actor, deed, now)


def propose_admission(number: int, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to admit the device that asked, by its name. Raises Declined."""
    found = _at(number, State.ASKED, now)
    content = {
        "order": number,
        "terminal": found.terminal,
        "device": found.device,
        "branch": found.branch,
        "group": found.group,
        "roles": int(found.roles),
        "owner": found.owner,
        "float": found.load_float.minor,
    }
    return propose(ProposalKind.ADMIT_TERMINAL, content, reason, maker, now)


def perform_admission(decision: Decision) -> str:
    """What was proposed: it may be signed now, and its owner and float hold."""
    content, now = decision.proposal.content, decision.at
    found = _at(content["order"], State.ASKED, now)
    if found.device != content["device"]:
        raise Declined(Reason.ORDER_STATE)
    run("UPDATE enrolment SET approved_at = %s WHERE id = %s", (now, found.number))
    set_terminals([(found.terminal, found.owner, found.load_float.minor)], now)
    deed = Deed("device approved", f"terminal {found.terminal}", after=content, reason=decision.proposal.reason)
    record(decision.checker, deed, now)
    return ""


def order_file(number: int, now: Instant) -> tuple[str, bytes]:
    """Name and bytes of the file for whoever holds the CA key. Raises Declined before two persons have approved."""
    found = _at(number, State.APPROVED, now)
    assert found.request is not None
    data = encode_order(Order(BranchId(found.branch), found.group, found.roles, found.request))
    return f"terminal-{found.terminal}.order", data


def take_answer(number: int, answer: bytes, office: Office, actor: Actor) -> None:
    """Keep what was signed for this order, for the device to fetch. Raises Declined for anything else."""
    now = office.now
    with writing():
        found = _at(number, State.APPROVED, now)
        try:
            certificate = _certificate(answer, found, office)
        except TheirViolation:
            raise Declined(Reason.ANSWER_UNFIT) from None
        run(
            "UPDATE enrolment SET answer = %s, serial = %s, signed_at = %s WHERE id = %s",
            (answer, certificate.serial, now, number),
        )
        after = {"order": number, "certificate": certificate.serial, "device": found.device}
        record(actor, Deed("certificate brought", f"terminal {found.terminal}", after=after), now)


def _certificate(answer: bytes, found: Enrolment, office: Office) -> Certificate:
    """The certificate in an answer to this very order, signed up to the root. Raises TheirViolation or Declined."""
    objects = unpack(answer)
    if tuple(peek(data).purpose for data in objects) != ANSWER:
        raise Declined(Reason.ANSWER_UNFIT)
    sealed, office_keys, transfer = objects
    certificate = decode_certificate(open_sealed(sealed, Purpose.CERTIFICATE, office.environment, office.ca))
    keys = decode_office_keys(open_sealed(office_keys, Purpose.OFFICE_KEYS, office.environment, office.keys.root_public))
    open_sealed(transfer, Purpose.KEY_TRANSFER, office.environment, keys.ca)
    assert found.request is not None
    asked = open_enrol_request(found.request, office.environment)
    said = (certificate.terminal, certificate.branch, certificate.group, certificate.roles)
    device = (certificate.sign_public, certificate.seal_public)
    if office.now > certificate.valid_until or find_enrolments("WHERE serial = %s", certificate.serial):
        raise Declined(Reason.ANSWER_UNFIT)
    ordered = (found.terminal, found.branch, found.group, found.roles)
    if (said, device, keys.ca) != (ordered, (asked.sign_public, asked.seal_public), office.ca):
        raise Declined(Reason.ANSWER_UNFIT)
    return certificate


def _at(number: int, state: State, now: Instant) -> Enrolment:
    """One order that has come so far. Raises Declined, also where its terminal was retired meanwhile."""
    found = enrolment_numbered(number)
    if life_of(found.terminal)[1] is not None:
        raise Declined(Reason.TERMINAL_RETIRED)
    if found.state(now) is not state:
        raise Declined(Reason.ORDER_STATE)
    return found
