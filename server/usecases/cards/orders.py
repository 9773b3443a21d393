"""What is done to a card that is there: loaded, read, unlocked, given a PIN or a longer time, mended, taken back. Each is a job
for a desk.
"""

from __future__ import annotations

from protocol.ids import CardInstance, ClassId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import Content, Extend, Load, Mend, OrderKind, Read, Return, SetPin, Unlock
from protocol.link.wire import U16_MAX
from protocol.money import Money
from server.audit import Actor, Deed, record
from server.database import writing
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability, deposit_held
from server.settlement.cards.changes import instances_named
from server.settlement.cards.explain import explain
from server.settlement.credits.dues import dues_for
from server.settlement.credits.leases import shop_day
from server.settlement.desk_jobs import DeskJob, JobState
from server.usecases.cards.classes import class_numbered
from server.usecases.cards.facts import Known, known_card, require_act
from server.usecases.cards.issuing import branch_of, cause_of, check_load
from server.usecases.cards.life import CardAct, CardLife
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import Wanted, job_numbered, place
from server.usecases.money.claims import card_from
from server.usecases.money.fees import Charge, Fee, call_off, charge, give_back
from server.usecases.proposals import ProposalKind, propose

ENDED = (JobState.REFUSED, JobState.EXPIRED, JobState.CANCELLED)
"""Nothing came of the job."""


def load(card: CardInstance, desk: TerminalId, amount: Money, actor: Actor, today: BusinessDay, now: Instant) -> int:
    """Take cash and put it onto the card; the number of the job. Raises Declined."""
    with writing():
        known = require_act(card, CardAct.LOAD, today)
        check_load(known.type, amount, balance_of(card_liability(card)))
        return _place(card, desk, Load(amount), actor, now)


def read(card: CardInstance, desk: TerminalId, actor: Actor, today: BusinessDay, now: Instant) -> int:
    """Look at all that is on the card; the number of the job. Raises Declined."""
    with writing():
        require_act(card, CardAct.READ, today)
        return _place(card, desk, Read(), actor, now)


def unlock(card: CardInstance, desk: TerminalId, actor: Actor, today: BusinessDay, now: Instant) -> int:
    """Let a card work again that locked itself; the number of the job. Raises Declined."""
    with writing():
        require_act(card, CardAct.UNLOCK, today)
        return _place(card, desk, Unlock(), actor, now)


def set_pin(card: CardInstance, desk: TerminalId, recognised: str, actor: Actor, today: BusinessDay, now: Instant) -> int:
    """Let the member key a new PIN, whether he knows the old one or not; the number of the job. `recognised`: how it was seen
    that the card is his. Raises Declined."""
    if not recognised.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        require_act(card, CardAct.SET_PIN, today)
        record(actor, Deed("member recognised", f"card {card}", reason=recognised.strip()), now)
        return _place(card, desk, SetPin(), actor, now)


def check_extension(known: Known, until: BusinessDay, today: BusinessDay) -> None:
    """Raises Declined for a day until which a card cannot be extended."""
    if not today <= until <= U16_MAX or (known.valid_until is not None and until <= known.valid_until):
        raise Declined(Reason.VALIDITY_UNFIT)


def extend(card: CardInstance, desk: TerminalId, until: BusinessDay, actor: Actor, today: BusinessDay, now: Instant) -> int:
    """Let a card be valid for longer, for the fee of its class; the number of the job. Raises Declined."""
    with writing():
        known = require_act(card, CardAct.EXTEND, today)
        check_extension(known, until, today)
        job = _place(card, desk, Extend(until), actor, now)
        fee = Charge(card, branch_of(desk), fee=Fee.RENEWAL, charged=known.type.charges.renewal)
        charge(fee, cause_of(job), actor, now)
        return job


def mend(card: CardInstance, desk: TerminalId, actor: Actor, today: BusinessDay, now: Instant) -> int:
    """Write what head office knows of the card onto it, all but records and PIN; the number of the job. Raises Declined."""
    with writing():
        require_act(card, CardAct.MEND, today)
        row = instances_named([card])[card]
        if row.card_class is None or row.issued is None or row.valid_from is None or row.valid_until is None:
            raise Declined(Reason.NOT_WITH_THIS_CARD)
        days = map(BusinessDay, (row.issued, row.valid_from, row.valid_until))
        return _place(card, desk, Mend(ClassId(row.card_class), *days), actor, now)


def due_back(card: CardInstance, today: BusinessDay) -> Money:
    """What is paid out when the card is taken back. Raises Declined while anything about its balance is open."""
    require_act(card, CardAct.TAKE_BACK, today)
    told = explain(card)
    if told.unexplained or told.on_the_way or told.open or told.claims or told.ledger != told.record or told.ledger < Money(0):
        raise Declined(Reason.CARD_UNSETTLED)
    return told.ledger


def takes_two(card: CardInstance, amount: Money, today: BusinessDay) -> bool:
    """Whether so much is paid out by two persons only: more than the card could spend at once."""
    known = known_card(card, today)
    return known.card_class is None or amount > class_numbered(known.card_class)[0].hard_sale


def take_back(card: CardInstance, desk: TerminalId, reason: str, actor: Actor, today: BusinessDay, now: Instant) -> int | None:
    """Pay the balance out and end the card; the number of the job, or None where that was proposed. Raises Declined."""
    with writing():
        amount = due_back(card, today)
        if not takes_two(card, amount, today):
            return _place(card, desk, Return(amount), actor, now)
        content = {"card": str(card), "amount": amount.minor, "desk": desk}
        propose(ProposalKind.TAKE_CARD_BACK, content, reason, actor, now)
        return None


def perform_take_back(decision: Decision) -> str:
    """Order what was proposed, if the balance is still that."""
    content = decision.proposal.content
    card, amount = card_from(content["card"]), Money(content["amount"])
    if due_back(card, shop_day(decision.at)) != amount:
        raise Declined(Reason.CARD_UNSETTLED)
    _place(card, TerminalId(content["desk"]), Return(amount), decision.checker, decision.at)
    return ""


def deposit_due(card: CardInstance) -> Money:
    """What is held for the plastic of a card."""
    return balance_of(deposit_held(card))


def give_deposit_back(card: CardInstance, branch: int, actor: Actor, today: BusinessDay, now: Instant) -> Money:
    """Pay the deposit of a card that came back, less the fee for that; what the member gets. Raises Declined."""
    with writing():
        known = known_card(card, today)
        if known.life is not CardLife.RETURNED:
            raise Declined(Reason.NOT_WITH_THIS_CARD)
        return give_back(card, branch, f"return of {card}", actor, now, known.type.charges.back)


def dues_to_give_back(job: DeskJob, now: Instant) -> bool:
    """Whether deposit or fee were taken for a job of which nothing came, and not given back. A card that was made for it and
    only not loaded is in the member's hand: its deposit comes back with it."""
    made = job.kind is OrderKind.MAKE and job.reference is not None
    if made or job.state_at(now) not in ENDED or dues_for(cause_of(job.number)) is None:
        return False
    return dues_for(f"{cause_of(job.number)} called off") is None


def give_dues_back(number: int, actor: Actor, now: Instant) -> None:
    """Pay back what was taken for a job of which nothing came. Raises Declined."""
    with writing():
        if not dues_to_give_back(job_numbered(number), now):
            raise Declined(Reason.NOT_NEEDED)
        call_off(cause_of(number), actor, now)


def _place(card: CardInstance, desk: TerminalId, content: Content, actor: Actor, now: Instant) -> int:
    return place(desk, [Wanted(card, content)], actor, now)[0]
