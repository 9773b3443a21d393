"""Retiring a terminal for good: by one person where it has proved that everything is here, else by two who name what is lost."""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.office import revoke
from server.settlement.upload_proof import Lack, Proof, proof_of_upload
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose
from server.usecases.terminals.terminals import life_of

_RETIRE = (
    "INSERT INTO terminal_end (terminal, closed_at, retired_at, batch, sequence, head, lost) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (terminal) DO UPDATE SET retired_at = excluded.retired_at, batch = excluded.batch,"
    " sequence = excluded.sequence, head = excluded.head, lost = excluded.lost"
)


def retire(terminal: TerminalId, reason: str, actor: Actor, now: Instant) -> None:
    """With proof of upload. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        _check(terminal)
        proof = proof_of_upload(terminal)
        if not proof.holds:
            raise Declined(Reason.NOT_PROVED)
        _retire(terminal, proof, "", now)
        _free_claims(terminal)
        record(actor, Deed("terminal retired", f"terminal {terminal}", after=_said(proof), reason=reason.strip()), now)


def propose_loss(terminal: TerminalId, lost: str, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to retire it without proof. `lost`: what is given up, by name. Raises Declined."""
    if not lost.strip():
        raise Declined(Reason.LOSS_WITHOUT_NAME)
    _check(terminal)
    proof = proof_of_upload(terminal)
    if proof.holds:
        raise Declined(Reason.PROVED)
    content = {"terminal": terminal, "lost": lost.strip(), "lacks": _names(proof.lacks)}
    return propose(ProposalKind.RETIRE_TERMINAL, content, reason, maker, now)


def perform_loss(decision: Decision) -> str:
    """What was proposed."""
    content = decision.proposal.content
    terminal = TerminalId(content["terminal"])
    _check(terminal)
    proof = proof_of_upload(terminal)
    _retire(terminal, proof, content["lost"], decision.at)
    after = _said(proof) | {"lost": content["lost"], "lacks": _names(proof.lacks)}
    deed = Deed("terminal retired", f"terminal {terminal}", after=after, reason=decision.proposal.reason)
    record(decision.checker, deed, decision.at)
    return ""


def _retire(terminal: TerminalId, proof: Proof, lost: str, now: Instant) -> None:
    run(_RETIRE, (terminal, now, now, proof.here.batch, proof.here.sequence, proof.here.head, lost))
    shown_or_waiting = (
        "SELECT serial FROM certificate WHERE terminal = %s"
        " UNION SELECT serial FROM enrolment WHERE terminal = %s AND serial IS NOT NULL"
    )
    for (serial,) in run(shown_or_waiting, (terminal, terminal)).fetchall():
        revoke(serial, now)


def _free_claims(terminal: TerminalId) -> None:
    """What was lent to it and is not written goes to another, or through it back to whoever paid: it can write no more, and
    everything that it wrote is here."""
    run("UPDATE claim SET terminal = NULL WHERE terminal = %s AND holder = '' AND returned_at IS NULL", (terminal,))


def _check(terminal: TerminalId) -> None:
    if life_of(terminal)[1] is not None:
        raise Declined(Reason.NOT_NEEDED)


def _said(proof: Proof) -> dict[str, int | str]:
    return {"batch": proof.here.batch, "entry": proof.here.sequence, "head": proof.here.head.hex()}


def _names(lacks: tuple[Lack, ...]) -> str:
    return "; ".join(lack.value for lack in lacks)
