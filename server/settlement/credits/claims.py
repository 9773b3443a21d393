"""Claims in the books: made by an act, written by a card change, returned by an act (INTEGRITY 6.4, R22).

    made        source (bonus_expense, branch_receivable, revenue, reissued) -> claim_liability of the card
    written     claim_liability -> card_liability; a second time, or not as it was made: claim_loss -> card_liability
    returned    claim_liability -> source

Which terminal holds the lease is no matter of the books: see `leases`.

A number never means two claims, also where a restored backup has forgotten some that terminals hold or have written: that
of a claim which follows from a cause follows from it too, so that it is the same when it is made again; any other is at
least the second in which it was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Any

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId, parse_reference
from protocol.instants import MS_PER_SECOND, BusinessDay, Instant
from protocol.link.entries import ClaimDetail
from protocol.link.tables import ClaimReason
from protocol.money import ZERO, Money, total
from server.database import run, run_rows
from server.ledger.book import Line, write
from server.ledger.chart import BONUS_EXPENSE, AccountKind, AccountName
from server.ledger.entries import Posting, legs_of_change, legs_of_claim_made, legs_of_claim_returned, undoing
from server.settlement.acts import PERFORM, Act, ActKind, claim_fact, record_act
from server.settlement.cards.changes import Change, changes_named, store_changes
from server.settlement.evidence import LAST_BATCH, intents_named
from server.settlement.findings.cases import CaseKind, NewCase

CAUSED = 1 << 48
"""From here on, and as many again, the numbers of claims that follow from a cause."""
OFFICE = "office"
"""The maker of a claim that follows from evidence by rule."""
Source = tuple[tuple[AccountName, Money], ...]
"""Who pays, and how much each."""


class ClaimState(Enum):
    """Where a claim stands."""

    WAITING = "waiting"
    LEASED = "leased"
    WITHDRAWN = "withdrawn"
    WRITTEN = "written"
    RETURNED = "returned"


class ClaimMistake(ValueError):
    """Why a claim cannot be made or returned like this."""


@dataclass(slots=True)
class Claim:
    """A claim as stored; what the columns mean stands in `models/claims.py`."""

    id: int
    card: CardInstance
    reason: ClaimReason
    amount: Money
    last_day: BusinessDay
    source: Source
    cause: str
    maker: str
    checker: str
    made_at: Instant
    terminal: TerminalId | None
    withdrawn: int | None
    holder: Reference | None
    returned_at: Instant | None

    @property
    def state(self) -> ClaimState:
        """Where it stands."""
        if self.returned_at is not None:
            return ClaimState.RETURNED
        if self.holder is not None:
            return ClaimState.WRITTEN
        if self.terminal is None:
            return ClaimState.WAITING
        return ClaimState.LEASED if self.withdrawn is None else ClaimState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim before it is made. `rule`: by what its amount follows from its cause, kept in the act alone."""

    card: CardInstance
    reason: ClaimReason
    amount: Money
    last_day: BusinessDay
    source: Source
    cause: str = ""
    maker: str = OFFICE
    checker: str = ""
    rule: str = ""


def bonus(amount: Money) -> Source:
    """Paid by the house."""
    return ((BONUS_EXPENSE, amount),)


def making_fault(claim: NewClaim) -> str | None:
    """Why nobody may make this claim, or None: money made by hand takes two different persons (I27)."""
    if claim.amount <= ZERO or total([amount for _, amount in claim.source]) != claim.amount:
        return "a claim is of an amount above zero, and its sources come to it"
    if claim.maker == OFFICE:
        return None if claim.cause else "the office makes a claim only for a cause"
    if not claim.maker.strip() or claim.checker.strip().casefold() in ("", claim.maker.strip().casefold()):
        return "a claim takes two different persons"
    return None


def make_claim(claim: NewClaim, day: BusinessDay, at: Instant) -> Claim:
    """Make a claim. Must run inside `writing()`; raises ClaimMistake."""
    if fault := making_fault(claim):
        raise ClaimMistake(fault)
    number = _number_by_cause(claim.cause) if claim.maker == OFFICE else _number_by_clock(at)
    data = {
        "id": number,
        "card": [claim.card.number, claim.card.instance],
        "reason": int(claim.reason),
        "amount": claim.amount.minor,
        "last_day": claim.last_day,
        "source": _source_text(claim.source),
        "cause": claim.cause,
        "maker": claim.maker,
        "checker": claim.checker,
        "day": day,
    } | ({"rule": claim.rule} if claim.rule else {})
    record_act(ActKind.CLAIM_MADE, _packed(data), at)
    return claim_named(number)


def _number_by_cause(cause: str) -> int:
    number = CAUSED + int.from_bytes(sha256(cause.encode()).digest()[:6], "big")
    while run("SELECT 1 FROM claim WHERE id = %s", (number,)).fetchone() is not None:
        number += 1
    return number


def _number_by_clock(at: Instant) -> int:
    (after,) = run("SELECT COALESCE(MAX(id), 0) + 1 FROM claim WHERE id < %s", (CAUSED,)).fetchone()
    return max(int(after), at // MS_PER_SECOND)


def return_claim(claim: Claim, day: BusinessDay, why: str, by: str, at: Instant) -> None:
    """Give the amount back to whom it came from. Must run inside `writing()`; raises ClaimMistake.

    The caller has made sure that no terminal can write it any more.
    """
    if claim.state in (ClaimState.WRITTEN, ClaimState.RETURNED, ClaimState.LEASED):
        raise ClaimMistake(f"claim {claim.id} is {claim.state.value}")
    record_act(ActKind.CLAIM_RETURNED, _packed({"id": claim.id, "day": day, "why": why, "by": by}), at)


def _perform_made(act: Act) -> None:
    told = json.loads(act.data)
    number, instance = told["card"]
    row = (told["id"], number, instance, told["reason"], told["amount"], told["last_day"], told["source"], told["cause"])
    run_rows(
        "INSERT INTO claim (id, card, instance, reason, amount, last_day, source, cause, maker, checker, made_at, holder)"
        " VALUES {rows}",
        [(*row, told["maker"], told["checker"], act.at, "")],
    )
    claim = claim_named(told["id"])
    legs = legs_of_claim_made(claim.card, claim.source)
    write([Line(claim_fact(claim.id), place, leg, told["day"]) for place, leg in enumerate(legs)], act.at)
    _let_early_change_have(claim, act.at)


def _let_early_change_have(claim: Claim, at: Instant) -> None:
    """A change that wrote this claim before it was made, or rather before it was made again: it was booked as a loss."""
    rows = run(
        "SELECT terminal, lineage, sequence FROM card_change WHERE card = %s AND instance = %s AND kind = %s AND amount = %s"
        " AND posting <> %s",
        (claim.card.number, claim.card.instance, int(Kind.CLAIM), claim.amount.minor, int(Posting.NONE)),
    ).fetchall()
    early = changes_named(Reference(TerminalId(one), Lineage(two), Sequence(three)) for one, two, three in rows)
    for reference, number in sorted(claims_named_by(early).items()):
        if number == claim.id:
            change = early[reference]
            lost = legs_of_change(change.fact, change.posting)
            change.owed, claim.holder = True, reference
            legs = (*undoing(lost), *legs_of_change(change.fact, change.posting))
            write([Line(reference, change.legs + place, leg, change.day) for place, leg in enumerate(legs)], at)
            change.legs += len(legs)
            store_changes([change])
            store_holders([claim])
            return


def _perform_returned(act: Act) -> None:
    told = json.loads(act.data)
    claim = claim_named(told["id"])
    run("UPDATE claim SET returned_at = %s WHERE id = %s", (act.at, claim.id))
    legs = legs_of_claim_returned(claim.card, claim.source)
    write([Line(claim_fact(claim.id), place, leg, told["day"]) for place, leg in enumerate(legs)], act.at)


PERFORM[ActKind.CLAIM_MADE] = _perform_made
PERFORM[ActKind.CLAIM_RETURNED] = _perform_returned


# What booking asks


def claims_written_by(
    changes: Mapping[Reference, Change], named: Mapping[Reference, int], before: int = LAST_BATCH
) -> dict[Reference, Claim | None]:
    """The claim that each CLAIM change among these writes, None for one that nobody made; and tell each whether it is owed.

    `named` are the ids that the batch in hand tells; those of others are in the batches before it.
    """
    wanted = [reference for reference, change in changes.items() if change.kind is Kind.CLAIM]
    ids = {**claims_named_by((reference for reference in wanted if reference not in named), before), **named}
    known = {claim.id: claim for claim in _claims_in({ids[reference] for reference in wanted if reference in ids})}
    found = {reference: known.get(ids.get(reference, 0)) for reference in wanted}
    for reference, claim in found.items():
        changes[reference].owed = claim is not None and claim.holder == reference
    return found


def claims_named_by(references: Iterable[Reference], before: int = LAST_BATCH) -> dict[Reference, int]:
    """Which claim the stored intent at each of these places names."""
    stored = intents_named(references, before)
    return {reference: intent.detail.claim for reference, intent in stored.items() if isinstance(intent.detail, ClaimDetail)}


def take_claim(change: Change, claim: Claim | None) -> NewCase | None:
    """Let a change that stands have its claim, or set the claim free again. What is owed is paid once: the rest is a case.

    One that names a claim which nobody made waits for the nightly review (`findings.credit_review`): a restored head office
    makes such claims again.
    """
    if claim is not None and claim.holder == change.reference and change.posting is Posting.NONE:
        claim.holder = None
    elif claim is not None and claim.holder is None and change.posting is not Posting.NONE and _is_owed(change, claim):
        claim.holder = change.reference
    change.owed = claim is not None and claim.holder == change.reference
    if claim is None or change.owed or change.posting is Posting.NONE or change.recovered:
        return None
    told = f"claim {claim.id} is {claim.state.value}, of {claim.amount.minor}"
    return NewCase(CaseKind.DOUBLE_CLAIM, str(change.reference), told, change.card, change.reference.terminal)


def _is_owed(change: Change, claim: Claim) -> bool:
    return claim.returned_at is None and (claim.card, claim.amount) == (change.card, change.amount)


def store_holders(claims: Iterable[Claim | None]) -> None:
    """Remember which changes wrote these claims. Must run inside `writing()`."""
    for claim in claims:
        if claim is not None:
            run("UPDATE claim SET holder = %s WHERE id = %s", (str(claim.holder) if claim.holder else "", claim.id))


# Reading

_COLUMNS = (
    "id, card, instance, reason, amount, last_day, source, cause, maker, checker, made_at, terminal, withdrawn, holder,"
    " returned_at"
)


def claim_named(number: int) -> Claim:
    """One claim. Raises ClaimMistake if there is none."""
    for claim in _claims_in({number}):
        return claim
    raise ClaimMistake(f"there is no claim {number}")


def all_claims() -> list[Claim]:
    """Every claim, oldest first."""
    return find_claims("ORDER BY id")


def find_claims(where: str, *values: int | str) -> list[Claim]:
    """The claims of a condition, which may say their order too."""
    return [_claim(*row) for row in run(f"SELECT {_COLUMNS} FROM claim {where}", values).fetchall()]


def live_claims(terminal: TerminalId | None) -> list[Claim]:
    """The claims that this terminal holds, or (None) that nobody holds, neither written nor returned; oldest first."""
    where = "terminal IS NULL" if terminal is None else "terminal = %s"
    rows = run(
        f"SELECT {_COLUMNS} FROM claim WHERE {where} AND holder = '' AND returned_at IS NULL ORDER BY id",
        () if terminal is None else (terminal,),
    ).fetchall()
    return [_claim(*row) for row in rows]


def _claims_in(numbers: set[int]) -> list[Claim]:
    prefixed = ", ".join(f"c.{name.strip()}" for name in _COLUMNS.split(","))
    rows = run_rows(
        f"WITH w (id) AS (VALUES {{rows}}) SELECT {prefixed} FROM w JOIN claim c ON c.id = w.id ORDER BY c.id",
        [(number,) for number in sorted(numbers)],
    )
    return [_claim(*row) for row in rows]


def _claim(
    number: int,
    card: int,
    instance: int,
    reason: int,
    amount: int,
    last_day: int,
    source: str,
    cause: str,
    maker: str,
    checker: str,
    made_at: int,
    terminal: int | None,
    withdrawn: int | None,
    holder: str,
    returned_at: int | None,
) -> Claim:
    return Claim(
        id=number,
        card=CardInstance(CardNumber(card), instance),
        reason=ClaimReason(reason),
        amount=Money(amount),
        last_day=BusinessDay(last_day),
        source=_source_from(source),
        cause=cause,
        maker=maker,
        checker=checker,
        made_at=Instant(made_at),
        terminal=None if terminal is None else TerminalId(terminal),
        withdrawn=withdrawn,
        holder=parse_reference(holder) if holder else None,
        returned_at=None if returned_at is None else Instant(returned_at),
    )


def _packed(data: dict[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False).encode()


def _source_text(source: Source) -> str:
    return json.dumps([[int(name.kind), name.number, name.part, amount.minor] for name, amount in source])


def _source_from(text: str) -> Source:
    return tuple((AccountName(AccountKind(kind), number, part), Money(minor)) for kind, number, part, minor in json.loads(text))
