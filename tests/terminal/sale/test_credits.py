"""If these failed, a terminal would load more than head office entrusted it with, or give a sale back more than once."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import Reference
from protocol.link.entries import Basket, RefundDetail
from protocol.link.sums import Sum, SumKind
from protocol.money import Money
from terminal.journal.recovery import Recovered
from terminal.sale.context import Context
from terminal.sale.effects import Plan, ReadCard, Refuse, WriteIntent
from terminal.sale.events import CardKeyed, CardRead, LoadKeyed, RefundKeyed, VoidKeyed
from terminal.sale.policy import Allowed, may_credit
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Ready
from tests.support.card_scripts import CARD_VIEW, KEYED, SALE, refuses
from tests.support.playbook import Line, play
from tests.support.sale_examples import (
    CARD,
    OTHER_CARD,
    SHOP,
    after,
    journal,
    knowing,
    line,
    open_load,
    record,
    ref,
    view,
)
from tests.support.shop import TODAY, leases

# The float


def with_float(granted: int, made: int = 0, doubtful: int = 0) -> Context:
    facts = journal([open_load(ref(11), view(), doubtful)] if doubtful else [])
    if made:
        facts.totals = (Sum(SumKind.LOADS, 1, Money(made)), Sum(SumKind.REFUNDS, 1, Money(5)))
    return knowing(facts, catalogue=SHOP.installing(2, leases(granted=granted)))


@pytest.mark.parametrize(
    ("context", "left"),
    [
        (with_float(1_000), 1_000),
        (with_float(1_000, made=400), 600),
        (with_float(1_000, made=400, doubtful=100), 500),
        (with_float(1_000, made=1_000), 0),
        (with_float(300, made=400), 0),
    ],
)
def test_loads_made_and_loads_in_doubt_count_against_the_float(context: Context, left: int) -> None:
    if left:
        assert may_credit(view(), Money(left), context, load=True) == Allowed()
    refused = may_credit(view(), Money(left + 1), context, load=True)
    assert refused == RefusalNote(Refusal.ABOVE_FLOAT, amount=Money(left))


def test_goods_that_come_back_are_no_load() -> None:
    assert may_credit(view(), Money(1_000), with_float(0), load=False) == Allowed()


def test_while_the_case_is_open_nothing_is_loaded_and_everything_else_goes_on() -> None:
    facts = journal()
    facts.duty.tampered = True
    context = knowing(facts)
    assert play(KEYED, context, LoadKeyed(Money(100)), refuses(Refusal.CASE_OPEN)) == KEYED
    play(KEYED, context, CardKeyed(), ReadCard(), unfinished=True)
    facts.duty.tampered = False
    play(KEYED, context, LoadKeyed(Money(100)), ReadCard(), unfinished=True)


# A refund that names its sale


def having_sold(amount: int = 700, given_back: int = 0, card: object = CARD) -> Recovered:
    facts = journal(declared={SALE: Kind.SALE})
    facts.sales[SALE] = (card, Money(amount))  # type: ignore[assignment]
    facts.sale_of_ticket["A17"] = SALE
    if given_back:
        facts.given_back[SALE] = Money(given_back)
    return facts


def refund(sale: Reference | None) -> Plan:
    return Plan(Change(Kind.REFUND, Money(500), TODAY), RefundDetail(Basket((), 0, "A1"), sale), (line(500),))


@pytest.mark.parametrize("named", [SALE, "A17"])
def test_a_refund_names_the_sale_that_was_keyed_by_its_slip_or_its_ticket(named: Reference | str) -> None:
    play(
        KEYED,
        knowing(having_sold()),
        RefundKeyed(to_card=True, sale=named),
        ReadCard(),
        CardRead(CARD_VIEW),
        WriteIntent(refund(SALE)),
        unfinished=True,
    )


def test_a_refund_without_a_sale_names_none() -> None:
    play(
        KEYED,
        knowing(having_sold()),
        RefundKeyed(to_card=True),
        ReadCard(),
        CardRead(CARD_VIEW),
        WriteIntent(refund(None)),
        unfinished=True,
    )


@pytest.mark.parametrize("named", [ref(99), "A18"])
def test_a_sale_that_this_terminal_did_not_make_cannot_be_named(named: Reference | str) -> None:
    keyed = RefundKeyed(to_card=True, sale=named)
    assert play(KEYED, knowing(having_sold()), keyed, refuses(Refusal.UNKNOWN_SALE)) == KEYED


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        (having_sold(amount=499), RefusalNote(Refusal.ABOVE_SALE, amount=Money(499))),
        (having_sold(given_back=201), RefusalNote(Refusal.ABOVE_SALE, amount=Money(499))),
        (having_sold(given_back=900), RefusalNote(Refusal.ABOVE_SALE, amount=Money(0))),
        (having_sold(card=OTHER_CARD), RefusalNote(Refusal.SALE_OF_ANOTHER_CARD)),
    ],
)
def test_no_more_of_a_sale_comes_back_than_was_paid_and_only_onto_the_card_that_paid_it(
    facts: Recovered, note: RefusalNote
) -> None:
    script: tuple[Line, ...] = (RefundKeyed(to_card=True, sale=SALE), ReadCard(), CardRead(CARD_VIEW))
    assert play(KEYED, knowing(facts), *script, Refuse(note)) == KEYED


# A void


def test_a_void_names_the_sale_right_beneath_and_cannot_be_done_twice() -> None:
    sold = view(record(6, reference=SALE, amount=Money(-500)), record(5))
    play(Ready(), knowing(having_sold()), VoidKeyed(), ReadCard(), CardRead(sold), WriteIntent, unfinished=True)
    voided = after(sold, Change(Kind.VOID, Money(500), TODAY), ref(11))
    done = having_sold(given_back=500)
    done.declared[ref(11)] = journal(declared={ref(11): Kind.VOID}).declared[ref(11)]
    play(Ready(), knowing(done), VoidKeyed(), ReadCard(), CardRead(voided), refuses(Refusal.NOTHING_TO_VOID))


def test_a_sale_that_was_voided_has_nothing_left_to_give_back() -> None:
    facts = having_sold(amount=500, given_back=500)
    left = RefusalNote(Refusal.ABOVE_SALE, amount=Money(0))
    script: tuple[Line, ...] = (RefundKeyed(to_card=True, sale=SALE), ReadCard(), CardRead(CARD_VIEW))
    play(KEYED, knowing(facts), *script, Refuse(left))
