"""New cards: what the member pays, and the jobs that make them. Deposit and fee are taken at the office when a card is sold; the
load is taken by the desk and told by its journal."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber, ClassId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import Make, Sell
from protocol.link.wire import U16_MAX
from protocol.money import ZERO, Money
from server.audit import Actor
from server.database import run, writing
from server.models.catalogue import ParameterRow
from server.usecases.cards.classes import CardType, class_numbered
from server.usecases.cards.facts import require_act
from server.usecases.cards.life import CardAct
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import MINUTES, Wanted, place
from server.usecases.members.holders import hold_card, holder_of
from server.usecases.money.fees import Charge, Fee, charge

FIRST_INSTANCE = 1
FIRST_NUMBER = 10**15 + 1
NUMBER_MAX = 10**16 - 1
"""A card number has at most 16 digits."""
BATCH_MAX = 500
BATCH_MINUTES = 7 * 24 * 60
"""Many cards take a desk more than an hour."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a member pays for one card."""

    load: Money
    deposit: Money
    fee: Money

    @property
    def total(self) -> Money:
        """All together."""
        return self.load + self.deposit + self.fee


@dataclass(frozen=True, slots=True)
class NewCards:
    """Cards that are to be made, all alike. `sold`: handed over at once, else listed until they are sold."""

    first: int
    last: int
    card_class: int
    desk: TerminalId
    valid_until: BusinessDay
    load: Money = ZERO
    sold: bool = True
    member: int | None = None

    @property
    def cards(self) -> list[CardInstance]:
        """Each of them."""
        return [CardInstance(CardNumber(number), FIRST_INSTANCE) for number in range(self.first, self.last + 1)]


def terms_of(card_type: CardType, load: Money, sold: bool) -> Terms:
    """PURE: an unsold card costs nobody anything yet."""
    charges = card_type.charges
    return Terms(load, charges.deposit, charges.issue) if sold else Terms(load, ZERO, ZERO)


def check_load(card_type: CardType, load: Money, balance: Money = ZERO) -> None:
    """Raises Declined for a load that such a card does not take; nothing is no load."""
    if not load:
        return
    if load < card_type.least_load:
        raise Declined(Reason.LOAD_LOW)
    if ZERO < card_type.most_load < load:
        raise Declined(Reason.LOAD_HIGH)
    shop = ParameterRow.select(ParameterRow.balance_max).first()
    if shop is not None and balance + load > shop.balance_max:
        raise Declined(Reason.BALANCE_HIGH)


def judge_new(new: NewCards, today: BusinessDay) -> Terms:
    """What each of these costs. Raises Declined where they cannot be made."""
    _, card_type = class_numbered(new.card_class)
    if not 1 <= new.first <= new.last <= NUMBER_MAX or new.last - new.first >= BATCH_MAX:
        raise Declined(Reason.NUMBERS_UNFIT)
    if not today <= new.valid_until <= U16_MAX:
        raise Declined(Reason.VALIDITY_UNFIT)
    if new.sold and card_type.named and new.member is None:
        raise Declined(Reason.HOLDER_NEEDED)
    if new.load and not new.sold:
        raise Declined(Reason.LOAD_WHEN_SOLD)
    check_load(card_type, new.load)
    if taken_numbers(new.first, new.last):
        raise Declined(Reason.CARD_KNOWN)
    return terms_of(card_type, new.load, new.sold)


def issue(new: NewCards, actor: Actor, today: BusinessDay, now: Instant) -> list[int]:
    """Order them; the numbers of the jobs. All or none. Raises Declined."""
    with writing():
        terms = judge_new(new, today)
        _, card_type = class_numbered(new.card_class)
        made = Make(ClassId(new.card_class), today, today, new.valid_until, new.load, card_type.pin and new.sold)
        wanted = [Wanted(card, made, new.member, new.sold) for card in new.cards]
        jobs = place(new.desk, wanted, actor, now, MINUTES if len(wanted) == 1 else BATCH_MINUTES)
        for one, job in zip(wanted, jobs, strict=True):
            _hand_over(one.card, new.member, new.desk, terms, Fee.ISSUE, job, actor, now)
    return jobs


def sell(
    card: CardInstance, desk: TerminalId, load: Money, member: int | None, actor: Actor, today: BusinessDay, now: Instant
) -> int:
    """Hand over a card that was made before; the number of the job. Raises Declined."""
    with writing():
        known = require_act(card, CardAct.SELL, today)
        if known.type.named and member is None:
            raise Declined(Reason.HOLDER_NEEDED)
        check_load(known.type, load)
        (job,) = place(desk, [Wanted(card, Sell(load), member)], actor, now)
        _hand_over(card, member, desk, terms_of(known.type, load, True), Fee.ISSUE, job, actor, now)
    return job


def _hand_over(
    card: CardInstance, member: int | None, desk: TerminalId, terms: Terms, fee: Fee, job: int, actor: Actor, now: Instant
) -> None:
    if member is not None and holder_of(card) != member:
        hold_card(card, member, f"desk job {job}", actor, now)
    charge(Charge(card, branch_of(desk), terms.deposit, fee, terms.fee), cause_of(job), actor, now)


def cause_of(job: int) -> str:
    """For what deposit and fee of a job are booked."""
    return f"desk job {job}"


def branch_of(desk: TerminalId) -> int:
    """Where a desk stands. Raises Declined for one that nobody knows."""
    row = run("SELECT branch FROM certificate WHERE terminal = %s ORDER BY serial DESC LIMIT 1", (desk,)).fetchone()
    if row is None:
        raise Declined(Reason.DESK_UNFIT)
    return int(row[0])


def next_number() -> int:
    """The lowest number above all that were ever used here."""
    (known,) = run("SELECT COALESCE(MAX(card), 0) FROM card_instance").fetchone()
    (ordered,) = run("SELECT COALESCE(MAX(card), 0) FROM desk_job").fetchone()
    return max(FIRST_NUMBER, int(known) + 1, int(ordered) + 1)


def taken_numbers(first: int, last: int) -> list[int]:
    """Which of these numbers a card has, at most one page of them. A job that failed leaves its number free."""
    rows = run(
        "SELECT DISTINCT card FROM card_instance WHERE card BETWEEN %s AND %s AND (issued IS NOT NULL OR top_counter IS NOT NULL)"
        " UNION SELECT card FROM desk_job WHERE card BETWEEN %s AND %s AND closed_at IS NULL ORDER BY 1 LIMIT 50",
        (first, last, first, last),
    ).fetchall()
    return [number for (number,) in rows]
