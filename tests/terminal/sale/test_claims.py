"""If these failed, a credit of head office would be written twice, to the wrong card, too late, or in the way of a sale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import CardInstance
from protocol.instants import BusinessDay
from protocol.link.certificate import Role
from protocol.link.entries import Cancel, CancelReason, ClaimDetail
from protocol.link.tables import CardState, Claim, ClaimReason
from protocol.money import Money
from terminal.journal.recovery import Recovered
from terminal.sale.context import CardView, Context
from terminal.sale.effects import Nudge, Plan, PrintSlip, ReadCard, Say, Scrub, Tone, WriteCard, WriteIntent, WriteOutcome
from terminal.sale.events import (
    CardKeyed,
    CardRead,
    CardTapped,
    CashKeyed,
    Intended,
    Journalled,
    LoadKeyed,
    RefundKeyed,
    Scrubbed,
    VoidKeyed,
    WriteInDoubt,
)
from terminal.sale.policy import due_claim
from terminal.sale.refusals import Refusal
from terminal.sale.states import Doubtful, Ready, Waiting, Want
from terminal.words.sale import Phrase
from tests.support.card_scripts import CARD_VIEW, CONFIRM, HOLD, KEYED, PAY, SALE, confirm, done, refuses, sale, written
from tests.support.playbook import Line, Now, play
from tests.support.sale_examples import (
    CARD,
    OTHER_CARD,
    SHOP,
    after,
    journal,
    knowing,
    open_change,
    record,
    ref,
    snapshot,
    view,
)
from tests.support.shop import TODAY, leases

SUBSIDY = Claim(31, CARD, ClaimReason.SUBSIDY, Money(3_000), TODAY)
SECOND = Claim(32, CARD, ClaimReason.REFUND, Money(200), TODAY)
CREDIT = ref(8)


def plan_of(claim: Claim = SUBSIDY) -> Plan:
    return Plan(Change(Kind.CLAIM, claim.amount, TODAY), ClaimDetail(claim.id))


def holding(*claims: Claim, facts: Recovered | None = None, locked: bool = False, **fields: object) -> Context:
    """A terminal that was leased these claims; `facts` is what its journal says."""
    return knowing(facts, catalogue=SHOP.installing(2, leases(*claims, locked=locked)), **fields)


def having(*claims: int) -> Recovered:
    """A journal in which these claims were begun."""
    found = journal()
    found.claims.update(dict.fromkeys(claims, 1))
    return found


LEASED = holding(SUBSIDY)
WRITTEN = holding(SUBSIDY, facts=having(31))


def credited(before: CardView, claim: Claim = SUBSIDY) -> tuple[Line, ...]:
    """A claim from its promise to its end on disk; from then on the journal knows it."""
    *ahead, last = written(before, plan_of(claim), CREDIT)
    return (*ahead, Now(WRITTEN), last)


RICHER = after(CARD_VIEW, plan_of().change, CREDIT)


def test_a_claim_is_written_at_the_tap_and_the_sale_goes_on_with_the_new_balance() -> None:
    poor = view(record(balance=100))
    richer = after(poor, plan_of().change, CREDIT)
    end = play(
        KEYED,
        LEASED,
        CardKeyed(),
        ReadCard(),
        CardRead(poor),
        *credited(poor),
        *done(Phrase.CLAIM_DONE, 3_000, 3_100, CREDIT),
        *written(richer, sale(), SALE),
        *done(Phrase.PAID, 500, 2_600, SALE),
    )
    assert end == Ready()


def test_a_card_that_is_only_shown_gets_its_claim_too() -> None:
    end = play(
        Ready(),
        LEASED,
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        *credited(CARD_VIEW),
        *done(Phrase.CLAIM_DONE, 3_000, 8_000, CREDIT),
        Say(Phrase.BALANCE, balance=Money(8_000), card=CARD),
    )
    assert end == Ready(seen=RICHER)


def test_several_claims_are_written_one_after_the_other_oldest_first() -> None:
    both = holding(SUBSIDY, SECOND)
    begin, second = written(CARD_VIEW, plan_of(), CREDIT), plan_of(SECOND)
    play(
        Ready(),
        both,
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        *begin[:-1],
        Now(holding(SUBSIDY, SECOND, facts=having(31))),
        begin[-1],
        *done(Phrase.CLAIM_DONE, 3_000, 8_000, CREDIT),
        WriteIntent(second),
        unfinished=True,
    )


def due(card: CardView, context: Context) -> int | None:
    claim = due_claim(card, context)
    return claim.id if claim else None


@pytest.mark.parametrize(
    ("card", "context"),
    [
        (view(card=OTHER_CARD), LEASED),
        (CARD_VIEW, WRITTEN),
        (CARD_VIEW, holding(replace(SUBSIDY, last_day=BusinessDay(TODAY - 1)))),
        (view(record(day=BusinessDay(TODAY + 1))), LEASED),
        (CARD_VIEW, holding(SUBSIDY, roles=Role.SELL)),
        (view(record(locked=True)), LEASED),
        (view(record(balance=999_900)), LEASED),
        (view(record(counter=2**32 - 1)), LEASED),
        (CARD_VIEW, knowing()),
    ],
    ids=[
        "of another card",
        "begun before",
        "past its day",
        "past its day by the card's clock",
        "without the load key",
        "on a locked card",
        "above the highest balance",
        "on a card whose counter has come to its end",
        "of another terminal",
    ],
)
def test_a_claim_is_not_written(card: CardView, context: Context) -> None:
    assert due(card, context) is None


def test_a_claim_counts_on_its_last_day_and_one_that_cannot_be_written_does_not_keep_the_next_one_back() -> None:
    assert due(CARD_VIEW, LEASED) == 31
    assert due(view(record(balance=998_000)), holding(SUBSIDY, SECOND)) == 32


def test_a_listed_card_gets_no_claim() -> None:
    lost = snapshot((CARD, 0, CardState.LOST, bytes(2)))
    assert due(CARD_VIEW, knowing(catalogue=SHOP.installing(2, leases(SUBSIDY)), states=lost)) is None


def test_the_claim_of_another_instance_stays_where_it_is() -> None:
    assert due(CARD_VIEW, holding(replace(SUBSIDY, card=CardInstance(CARD.number, CARD.instance + 1)))) is None


def test_a_claim_is_no_load_and_leaves_the_float_alone() -> None:
    assert due(CARD_VIEW, knowing(catalogue=SHOP.installing(2, leases(SUBSIDY, granted=0)))) == 31


# Doubts


IN_DOUBT: tuple[Line, ...] = (
    CardKeyed(),
    ReadCard(),
    CardRead(CARD_VIEW),
    WriteIntent(plan_of()),
    Intended(CREDIT),
    WriteCard(),
    WriteInDoubt(),
    HOLD,
)
OPEN = open_change(CREDIT, CARD_VIEW, plan_of().change, ClaimDetail(31))
OPEN_JOURNAL = replace(journal([OPEN]), claims={31: 1})


def test_a_claim_in_doubt_waits_for_the_same_card_and_the_order_with_it() -> None:
    assert play(KEYED, LEASED, *IN_DOUBT) == Waiting(Want(PAY, Doubtful(CARD, None)))


def test_a_claim_that_is_found_on_the_card_is_confirmed_told_and_the_order_goes_on() -> None:
    known = replace(journal(declared={CREDIT: Kind.CLAIM}), claims={31: 1})
    ahead = written(RICHER, confirm(CREDIT), CONFIRM, CREDIT)
    play(
        KEYED,
        LEASED,
        *IN_DOUBT,
        Now(holding(SUBSIDY, facts=OPEN_JOURNAL)),
        CardTapped(),
        ReadCard(),
        CardRead(RICHER),
        *ahead[:-1],
        Now(holding(SUBSIDY, facts=known)),
        ahead[-1],
        Say(Phrase.CLAIM_DONE, Tone.GOOD, balance=Money(8_000), card=CARD),
        PrintSlip(CREDIT),
        Nudge(),
        ReadCard(),
        CardRead(after(RICHER, confirm(CREDIT).change, CONFIRM)),
        WriteIntent(sale()),
        unfinished=True,
    )


def test_a_claim_that_did_not_reach_the_card_is_cancelled_and_written_again() -> None:
    play(
        KEYED,
        LEASED,
        *IN_DOUBT,
        Now(holding(SUBSIDY, facts=OPEN_JOURNAL)),
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(CREDIT, CancelReason.SCRUBBED),)),
        Now(LEASED),
        Journalled(ref(9)),
        Say(Phrase.NOT_CREDITED, Tone.BAD),
        ReadCard(),
        CardRead(CARD_VIEW),
        WriteIntent(plan_of()),
        unfinished=True,
    )


def test_a_claim_that_the_ring_no_longer_reaches_is_not_written_a_second_time() -> None:
    beyond = view(record(9), record(8), record(7))
    assert due(beyond, holding(SUBSIDY, facts=OPEN_JOURNAL)) is None


# A locked terminal


LOCKED = holding(SUBSIDY, locked=True)


@pytest.mark.parametrize("key", [CashKeyed(), CardKeyed(), RefundKeyed(to_card=True), LoadKeyed(Money(500)), VoidKeyed()])
def test_a_locked_terminal_sells_loads_and_gives_back_nothing(key: Line) -> None:
    assert play(KEYED, LOCKED, key, refuses(Refusal.TERMINAL_LOCKED)) == KEYED


def test_a_locked_terminal_still_shows_a_card_and_writes_nothing_to_it() -> None:
    end = play(
        Ready(), LOCKED, CardTapped(), ReadCard(), CardRead(CARD_VIEW), Say(Phrase.BALANCE, balance=Money(5_000), card=CARD)
    )
    assert end == Ready(seen=CARD_VIEW)


def test_a_lock_that_comes_while_a_card_is_awaited_ends_the_order() -> None:
    end = play(Waiting(Want(PAY)), LOCKED, CardTapped(), ReadCard(), CardRead(CARD_VIEW), refuses(Refusal.TERMINAL_LOCKED))
    assert end == KEYED


def test_a_locked_terminal_still_finishes_what_is_open() -> None:
    play(
        Ready(),
        holding(SUBSIDY, facts=OPEN_JOURNAL, locked=True),
        CardTapped(),
        ReadCard(),
        CardRead(RICHER),
        WriteIntent(confirm(CREDIT)),
        unfinished=True,
    )
