"""A card that is lost, broken or to be exchanged becomes its next instance. Two persons decide; what is safe goes over at once,
the rest when every terminal has told (`settlement.credits.reissue`).

A record is never written anew, so a card without a valid one is a new card: its balance is what head office explains, whatever
the old one said. What else may be wrong with a card is mended by a desk (`usecases.cards.orders`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protocol.ids import CardInstance, CardNumber, ClassId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import Make
from protocol.link.wire import U16_MAX
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.credits.claims import ClaimMistake
from server.settlement.credits.leases import lease_to, shop_day
from server.settlement.credits.reissue import Share, reissue
from server.settlement.findings.worklist_rows import contacts
from server.usecases.cards.classes import CardType
from server.usecases.cards.facts import known_card, require_act
from server.usecases.cards.issuing import Terms, branch_of, cause_of
from server.usecases.cards.life import CardAct
from server.usecases.cards.orders import deposit_due
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import Wanted, place, require_idle
from server.usecases.members.holders import hold_card, holder_of
from server.usecases.money.claims import card_from
from server.usecases.money.fees import Charge, Fee, charge, give_back, keep
from server.usecases.proposals import ProposalKind, propose

FETCH_DAYS = 365
"""How long a new card may fetch what is its."""
_COLUMNS = "card, instance, why, desk, maker, checker, at, last_day, complete"


class Why(StrEnum):
    """Why a card is replaced."""

    LOST = "lost"
    EXCHANGE = "exchange"
    REPAIR = "repair"


ACTS = {
    Why.LOST: CardAct.REPLACE,
    Why.EXCHANGE: CardAct.EXCHANGE,
    Why.REPAIR: CardAct.REPAIR,
}
FEES = {Why.LOST: Fee.REISSUE, Why.EXCHANGE: Fee.SWAP, Why.REPAIR: Fee.SWAP}


@dataclass(frozen=True, slots=True)
class Replacing:
    """A card that two persons replaced. `complete`: nothing more can come over."""

    card: CardInstance
    why: Why
    desk: TerminalId
    maker: str
    checker: str
    at: Instant
    last_day: BusinessDay
    complete: bool

    @property
    def successor(self) -> CardInstance:
        """The card that takes its place."""
        return CardInstance(self.card.number, self.card.instance + 1)


def fee_of(card_type: CardType, why: Why) -> Money:
    """PURE: what a new card costs. A card that broke by itself costs nothing."""
    charges = card_type.charges
    match why:
        case Why.LOST:
            return charges.reissue
        case Why.EXCHANGE:
            return charges.swap
        case Why.REPAIR:
            return ZERO


def propose_replacement(
    card: CardInstance, why: Why, desk: TerminalId, reason: str, maker: Actor, today: BusinessDay, now: Instant
) -> int:
    """Propose it; the number of the proposal. Raises Declined."""
    require_act(card, ACTS[why], today)
    require_idle(card, now)
    content = {"card": str(card), "why": why.value, "desk": desk, "until": today + FETCH_DAYS}
    return propose(ProposalKind.REPLACE_CARD, content, reason, maker, now)


def perform_replacement(decision: Decision) -> str:
    """Refuse the old card and send to the desk what its successor may have at once."""
    proposal, content = decision.proposal, decision.proposal.content
    card, why, today = card_from(content["card"]), Why(content["why"]), shop_day(decision.at)
    require_act(card, ACTS[why], today)
    require_idle(card, decision.at)  # a desk could still pay out in cash what now goes to the successor
    persons = (proposal.maker_name, decision.checker.name)
    replacing = Replacing(
        card, why, TerminalId(content["desk"]), *persons, decision.at, BusinessDay(content["until"]), complete=False
    )
    run(
        f"INSERT INTO card_replacement ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (card.number, card.instance, why.value, replacing.desk, *persons, decision.at, replacing.last_day, False),
    )
    _move(replacing, decision.checker, proposal.reason, decision.at)
    member = holder_of(card)
    if member is not None:
        hold_card(replacing.successor, member, f"replaces {card}", decision.checker, decision.at)
    return ""


def move_rest(card: CardInstance, actor: Actor, now: Instant) -> Share:
    """Let the successor have what has become safe since; what there is to say of it. Raises Declined."""
    with writing():
        replacing = replacing_of(card)
        if replacing is None or replacing.complete:
            raise Declined(Reason.NOT_NEEDED)
        share = _move(replacing, actor, "", now)
        if not share.safe and share.missing:
            raise Declined(Reason.TERMINALS_MISSING)
    return share


def terms_of_successor(replacing: Replacing, card_type: CardType) -> Terms:
    """What the member pays for it. A deposit that is held for a card in hand is given back with the same hand."""
    back = ZERO if replacing.why is Why.LOST else deposit_due(replacing.card)
    return Terms(ZERO, card_type.charges.deposit - back, fee_of(card_type, replacing.why))


def make_successor(
    card: CardInstance, desk: TerminalId, until: BusinessDay, actor: Actor, today: BusinessDay, now: Instant
) -> int:
    """Order the new card; the number of the job. Raises Declined."""
    with writing():
        replacing, known = replacing_of(card), known_card(card, today)
        if replacing is None or known.card_class is None:
            raise Declined(Reason.NOT_WITH_THIS_CARD)
        if not today <= until <= U16_MAX:
            raise Declined(Reason.VALIDITY_UNFIT)
        made = Make(ClassId(known.card_class), today, today, until, ZERO, known.type.pin)
        member, new = holder_of(replacing.successor), replacing.successor
        (job,) = place(desk, [Wanted(new, made, member)], actor, now)
        branch, charges = branch_of(desk), known.type.charges
        if deposit_due(card) and replacing.why is Why.LOST:
            keep(card, branch, f"deposit of {card}", actor, now)
        elif deposit_due(card):
            give_back(card, branch, f"deposit of {card}", actor, now)
        due = Charge(new, branch, charges.deposit, FEES[replacing.why], fee_of(known.type, replacing.why))
        charge(due, cause_of(job), actor, now)
    return job


def replacing_of(card: CardInstance) -> Replacing | None:
    """How this card was replaced, if it was."""
    row = run(
        f"SELECT {_COLUMNS} FROM card_replacement WHERE card = %s AND instance = %s", (card.number, card.instance)
    ).fetchone()
    return None if row is None else _replacing(*row)


def unfinished(after: int, most: int) -> list[Replacing]:
    """Those of which something may still come over, by card number, from behind one on."""
    rows = run(
        f"SELECT {_COLUMNS} FROM card_replacement WHERE complete = %s AND card > %s ORDER BY card, instance LIMIT %s",
        (False, after, most),
    ).fetchall()
    return [_replacing(*row) for row in rows]


def _replacing(
    number: int, instance: int, why: str, desk: int, maker: str, checker: str, at: int, last_day: int, complete: bool
) -> Replacing:
    card = CardInstance(CardNumber(number), instance)
    return Replacing(card, Why(why), TerminalId(desk), maker, checker, Instant(at), BusinessDay(last_day), bool(complete))


def _move(replacing: Replacing, actor: Actor, reason: str, now: Instant) -> Share:
    persons = (replacing.maker, replacing.checker)
    try:
        share, claim = reissue(replacing.card, contacts(), persons, shop_day(now), replacing.last_day, now)
    except ClaimMistake:
        raise Declined(Reason.NOT_WITH_THIS_CARD) from None
    if claim is not None:
        lease_to(claim, replacing.desk)
    if not share.missing:
        key = (True, replacing.card.number, replacing.card.instance)
        run("UPDATE card_replacement SET complete = %s WHERE card = %s AND instance = %s", key)
    after = {"to": str(replacing.successor), "moved": share.safe.minor, "waits": (share.ledger - share.moved - share.safe).minor}
    record(actor, Deed("replaced", f"card {replacing.card}", after=after, reason=reason), now)
    return share
