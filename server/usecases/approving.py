"""The second person: approves what was proposed, exactly as it was shown, or rejects it."""

from __future__ import annotations

from collections.abc import Callable

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases import (
    branches,
    card_lists,
    card_orders,
    card_replacing,
    cases,
    claim_files,
    claims,
    corrections,
    enrolling,
    floats,
    operators,
    owner_settlements,
    retiring,
    staff,
    suspense,
    terminals,
    transfers,
)
from server.usecases.console import CONSOLE, use_word
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.passwords import Passwords
from server.usecases.proposals import Proposal, ProposalKind, proposal_numbered

PERFORM: dict[ProposalKind, Callable[[Decision], str]] = {
    ProposalKind.ADD_STAFF: staff.perform_add,
    ProposalKind.CHANGE_STAFF: staff.perform_change,
    ProposalKind.RESET_STAFF: staff.perform_reset,
    ProposalKind.CLOSE_CASE: cases.perform_close,
    ProposalKind.MAKE_CLAIM: claims.perform_claim,
    ProposalKind.GRANT_FLOAT: floats.perform_float,
    ProposalKind.CLOSE_SUSPENSE: suspense.perform_closing,
    ProposalKind.REFUND_SALE: corrections.perform_refund,
    ProposalKind.CORRECT_OWNER: corrections.perform_other_owner,
    ProposalKind.TAKE_LOAD_BACK: corrections.perform_load_back,
    ProposalKind.TRANSFER: transfers.perform_transfer,
    ProposalKind.CLAIM_FILE: claim_files.perform_file,
    ProposalKind.SETTLE_OWNER: owner_settlements.perform_settlement,
    ProposalKind.MOVE_BRANCH: branches.perform_region,
    ProposalKind.SET_TERMINAL: terminals.perform_masters,
    ProposalKind.ADMIT_TERMINAL: enrolling.perform_admission,
    ProposalKind.RETIRE_TERMINAL: retiring.perform_loss,
    ProposalKind.RELEASE_CERTIFICATE: terminals.perform_release,
    ProposalKind.REPLACE_CARD: card_replacing.perform_replacement,
    ProposalKind.TAKE_CARD_BACK: card_orders.perform_take_back,
    ProposalKind.UNLIST_CARD: card_lists.perform_unlisting,
    ProposalKind.CHANGE_OPERATOR: operators.perform_operator,
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
    return proposal.kind in BY_CONSOLE and proposal.maker == checker and not staff.other_administrators(checker)


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
