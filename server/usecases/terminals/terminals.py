"""What people decide about a terminal: whose it is, what it may load, whether it may sell, whether its certificate still holds.

To stop something is done by one person, at once. To give it back, or to give more, takes two (INTEGRITY 11.5); a terminal that
was merely closed for the night is opened by one.
"""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.office import revoke
from server.settlement.terminals import set_terminals
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose

OWNER_MAX = 2**32 - 1
CLOSE = (
    "INSERT INTO terminal_end (terminal, closed_at, batch, sequence, head, lost) VALUES (%s, %s, 0, 0, %s, '')"
    " ON CONFLICT (terminal) DO UPDATE SET closed_at = excluded.closed_at"
)


def close_terminal(terminal: TerminalId, reason: str, actor: Actor, now: Instant) -> None:
    """It sells nothing from the moment on in which it hears of it (FEATURES U28). Raises Declined."""
    _set_closed(terminal, now, "terminal closed", reason, actor, now)


def open_terminal(terminal: TerminalId, reason: str, actor: Actor, now: Instant) -> None:
    """It may sell again. Raises Declined."""
    _set_closed(terminal, None, "terminal opened", reason, actor, now)


def _set_closed(terminal: TerminalId, closed_at: Instant | None, verb: str, reason: str, actor: Actor, now: Instant) -> None:
    _check_reason(reason)
    with writing():
        closed, retired = life_of(terminal)
        if retired is not None:
            raise Declined(Reason.TERMINAL_RETIRED)
        if (closed is None) == (closed_at is None):
            raise Declined(Reason.NOT_NEEDED)
        run(CLOSE, (terminal, closed_at, b""))
        record(actor, Deed(verb, f"terminal {terminal}", reason=reason.strip()), now)


def life_of(terminal: TerminalId) -> tuple[Instant | None, Instant | None]:
    """Since when it is closed, and since when it is retired."""
    row = run("SELECT closed_at, retired_at FROM terminal_end WHERE terminal = %s", (terminal,)).fetchone() or (None, None)
    closed, retired = (None if at is None else Instant(at) for at in row)
    return closed, retired


def propose_masters(terminal: TerminalId, owner: int, load_float: Money, reason: str, maker: Actor, now: Instant) -> int:
    """Propose whose the terminal is and what it may load before head office has heard of it. Raises Declined."""
    if not 0 <= owner <= OWNER_MAX or load_float < ZERO:
        raise Declined(Reason.NUMBER_UNFIT)
    if life_of(terminal)[1] is not None:
        raise Declined(Reason.TERMINAL_RETIRED)
    if masters_of(terminal) == (owner, load_float):
        raise Declined(Reason.NOT_NEEDED)
    content = {"terminal": terminal, "owner": owner, "float": load_float.minor}
    return propose(ProposalKind.SET_TERMINAL, content, reason, maker, now)


def perform_masters(decision: Decision) -> str:
    """What was proposed."""
    content = decision.proposal.content
    terminal = TerminalId(content["terminal"])
    owner, load_float = masters_of(terminal)
    set_terminals([(terminal, content["owner"], content["float"])], decision.at)
    before = {"owner": owner, "float": load_float.minor}
    deed = Deed("terminal set", f"terminal {terminal}", before, content, decision.proposal.reason)
    record(decision.checker, deed, decision.at)
    return ""


def masters_of(terminal: TerminalId) -> tuple[int, Money]:
    """Whose it is, and its float."""
    row = run("SELECT owner, load_float FROM terminal WHERE id = %s", (terminal,)).fetchone() or (0, 0)
    return int(row[0]), Money(int(row[1]))


def revoke_certificate(terminal: TerminalId, serial: int, reason: str, actor: Actor, now: Instant) -> None:
    """Nothing that it signs is taken any more, from this moment: an emergency does not wait for a second person.
    Raises Declined."""
    _check_reason(reason)
    with writing():
        if _is_revoked(terminal, serial):
            raise Declined(Reason.NOT_NEEDED)
        revoke(serial, now)
        deed = Deed("certificate revoked", f"terminal {terminal}", after={"certificate": serial}, reason=reason.strip())
        record(actor, deed, now)


def propose_release(terminal: TerminalId, serial: int, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to take back the revocation of a certificate. Raises Declined."""
    _check_release(terminal, serial)
    return propose(ProposalKind.RELEASE_CERTIFICATE, {"terminal": terminal, "certificate": serial}, reason, maker, now)


def perform_release(decision: Decision) -> str:
    """What was proposed. What came meanwhile lies in quarantine, each with its case (R25)."""
    content = decision.proposal.content
    terminal, serial = TerminalId(content["terminal"]), int(content["certificate"])
    _check_release(terminal, serial)
    run("DELETE FROM revocation WHERE serial = %s", (serial,))
    deed = Deed("certificate released", f"terminal {terminal}", after=content, reason=decision.proposal.reason)
    record(decision.checker, deed, decision.at)
    return ""


def _check_release(terminal: TerminalId, serial: int) -> None:
    if not _is_revoked(terminal, serial):
        raise Declined(Reason.NOT_NEEDED)
    if life_of(terminal)[1] is not None:
        raise Declined(Reason.TERMINAL_RETIRED)


def _is_revoked(terminal: TerminalId, serial: int) -> bool:
    row = run(
        "SELECT r.serial FROM certificate c LEFT JOIN revocation r ON r.serial = c.serial"
        " WHERE c.serial = %s AND c.terminal = %s",
        (serial, terminal),
    ).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return row[0] is not None


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
