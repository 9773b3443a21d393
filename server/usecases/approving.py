"""The second person: approves what was proposed, exactly as it was shown, or rejects it."""

from __future__ import annotations

from collections.abc import Callable

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.cards.lists import perform_unlisting
from server.usecases.cards.orders import perform_take_back
from server.usecases.cards.replacing import perform_replacement
from server.usecases.cases import perform_close
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.money.claim_files import perform_file
from server.usecases.money.claims import perform_claim
from server.usecases.money.corrections import perform_load_back, perform_other_owner, perform_refund
from server.usecases.money.floats import perform_float
from server.usecases.money.owner_settlements import perform_settlement
from server.usecases.money.suspense import perform_closing
from server.usecases.money.transfers import perform_transfer
from server.usecases.proposals import Proposal, ProposalKind, proposal_numbered
from server.usecases.staff.console import CONSOLE, use_word
from server.usecases.staff.passwords import Passwords
from server.usecases.staff.staff import other_administrators, perform_add, perform_change, perform_reset
from server.usecases.terminals.branches import perform_region
from server.usecases.terminals.enrolling import perform_admission
from server.usecases.terminals.operators import perform_operator
from server.usecases.terminals.retiring import perform_loss
from server.usecases.terminals.terminals import perform_masters, perform_release

PERFORM: dict[ProposalKind, Callable[[Decision], str]] = {
    ProposalKind.ADD_STAFF: perform_add,
    ProposalKind.CHANGE_STAFF: perform_change,
    ProposalKind.RESET_STAFF: perform_reset,
    ProposalKind.CLOSE_CASE: perform_close,
    ProposalKind.MAKE_CLAIM: perform_claim,
    ProposalKind.GRANT_FLOAT: perform_float,
    ProposalKind.CLOSE_SUSPENSE: perform_closing,
    ProposalKind.REFUND_SALE: perform_refund,
    ProposalKind.CORRECT_OWNER: perform_other_owner,
    ProposalKind.TAKE_LOAD_BACK: perform_load_back,
    ProposalKind.TRANSFER: perform_transfer,
    ProposalKind.CLAIM_FILE: perform_file,
    ProposalKind.SETTLE_OWNER: perform_settlement,
    ProposalKind.MOVE_BRANCH: perform_region,
    ProposalKind.SET_TERMINAL: perform_masters,
    ProposalKind.ADMIT_TERMINAL: perform_admission,
    ProposalKind.RETIRE_TERMINAL: perform_loss,
    ProposalKind.RELEASE_CERTIFICATE: perform_release,
    ProposalKind.REPLACE_CARD: perform_replacement,
    ProposalKind.TAKE_CARD_BACK: perform_take_back,
    ProposalKind.UNLIST_CARD: perform_unlisting,
    ProposalKind.CHANGE_OPERATOR: perform_operator,
}
"""How each kind is done, inside `writing()`. Gives a secret to be shown once, or nothing."""
BY_CONSOLE = frozenset(
    {ProposalKind.ADD_STAFF, ProposalKind.CHANGE_STAFF, ProposalKind.RESET_STAFF, ProposalKind.CHANGE_OPERATOR}
)
"""Where the console's word stands for the second person, as long as there is only one administrator."""


def approve(number: int, shown: str, checker: Actor, word: str, passwords: Passwords, now: Instant) -> str:
    """Do what was proposed; a secret to be shown once, or nothing. Raises Declined."""
    with writing():
        proposal = _open(number, shown, now)
        signer = _second_person(proposal, checker, word, now)
        secret = PERFORM[proposal.kind](Decision(proposal, signer, passwords, now))
        _decide(proposal, checker, True, now)
        record(signer, Deed(f"approved: {proposal.kind.value}", f"proposal {number}", reason=proposal.reason), now)
    return secret


def reject(number: int, shown: str, checker: Actor, reason: str, now: Instant) -> None:
    """Let it be; its maker may take it back so too. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        proposal = _open(number, shown, now)
        _decide(proposal, checker, False, now)
        record(checker, Deed(f"rejected: {proposal.kind.value}", f"proposal {number}", reason=reason.strip()), now)


def needs_word(proposal: Proposal, checker: int) -> bool:
    """Whether this person may only approve it with the console's word."""
    return proposal.kind in BY_CONSOLE and proposal.maker == checker and not other_administrators(checker)


def _open(number: int, shown: str, now: Instant) -> Proposal:
    proposal = proposal_numbered(number)
    if fault := proposal.fault(shown, now):
        raise Declined(fault)
    return proposal


def _second_person(proposal: Proposal, checker: Actor, word: str, now: Instant) -> Actor:
    if checker.staff is not None and checker.staff != proposal.maker:
        return checker
    if checker.staff is None or not needs_word(proposal, checker.staff):
        raise Declined(Reason.SAME_PERSON)
    use_word(word, now)
    return CONSOLE


def _decide(proposal: Proposal, checker: Actor, approved: bool, now: Instant) -> None:
    run(
        "UPDATE proposal SET checker = %s, decided_at = %s, approved = %s WHERE id = %s",
        (checker.staff, now, approved, proposal.number),
    )
