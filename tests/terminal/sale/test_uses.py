"""Uses on a card and warnings (FEATURES D6, D7, A29, G7): if these failed, a use would be taken twice, or given away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.discounts import Because, Deciding, why
from protocol.ids import CategoryId, ItemCode, OwnerId
from protocol.instants import BusinessDay
from protocol.link.entries import CashSale, SaleDetail
from protocol.link.tables import ClassTable, Item, ItemTable
from protocol.money import ZERO, Money, UnitPrice, total
from terminal.notices import notice_of
from terminal.sale import events as on
from terminal.sale.basket import KeyedAmount, KeyedBasket, KeyedItem
from terminal.sale.cautions import NO_CAUTIONS, Cautions, Uses, cautions, uses_of
from terminal.sale.effects import Plan, Refuse, Say, Tone, WriteCash, WriteIntent
from terminal.sale.machine import step
from terminal.sale.orders import Pay, Void
from terminal.sale.policy import Allowed, may_pay
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import CashWriting, Committing, Intending, Job, Reading, Ready, Waiting, Want
from terminal.words.sale import Phrase
from tests.support.sale_examples import CARD, SHOP, after, journal, knowing, record, ref, remembered, view
from tests.support.shop import STAFF, TEA, TODAY, shop_parameters

SWIM = Item(ItemCode(201), "Swim", UnitPrice(500_000), CategoryId(1), OwnerId(1), uses=1)
PASS = Item(ItemCode(202), "Ten swims", UnitPrice(1_500_000), CategoryId(1), OwnerId(1), uses=-10)
POOL = SHOP.installing(2, ItemTable((*(item for code in (101, 102) if (item := SHOP.item(ItemCode(code)))), SWIM, PASS)))
CONTEXT = knowing(catalogue=POOL)
SWIMS = KeyedBasket((KeyedItem(SWIM, 2),), Money(1_000))
PASSES = KeyedBasket((KeyedItem(PASS, 1),), Money(1_500))
HOLDING = view(record(times=5))


def reading(basket: KeyedBasket) -> Reading:
    return Reading(Want(Pay(basket, "")))


def planned(state: Reading, card: object = HOLDING) -> Plan:
    """What is intended once the card was read."""
    moved = step(state, on.CardRead(card), CONTEXT)  # type: ignore[arg-type]
    assert isinstance(moved.state, Intending)
    assert moved.effects == (WriteIntent(moved.state.job.plan),)
    return moved.state.job.plan


def refusal_of(state: Reading | Ready, event: on.Event) -> Refusal:
    (effect,) = step(state, event, CONTEXT).effects
    assert isinstance(effect, Refuse)
    return effect.note.refusal


def test_a_sale_of_uses_moves_uses_and_no_money_and_its_lines_come_to_nothing() -> None:
    plan = planned(reading(SWIMS))
    assert plan.change == Change(Kind.SALE, ZERO, TODAY, times=-2)
    assert isinstance(plan.detail, SaleDetail)
    assert total([line.amount for line in plan.lines]) == ZERO
    assert plan.lines[0].discount == Money(1_000)


def test_a15_a_pass_costs_money_and_adds_uses() -> None:
    assert planned(reading(PASSES)).change == Change(Kind.SALE, Money(-1_500), TODAY, times=10)


def test_no_more_uses_go_than_the_card_has() -> None:
    assert may_pay(HOLDING, ZERO, CONTEXT, uses=5) == Allowed(pin=False)
    assert may_pay(HOLDING, ZERO, CONTEXT, uses=6) == RefusalNote(Refusal.NO_USES_LEFT, count=5)


def test_a17_a_pass_for_a_month_pays_one_visit_a_day_and_none_when_the_month_is_over() -> None:
    ordinary = POOL.card_class(view().identity.card_class)
    assert ordinary is not None
    books = POOL.installing(3, ClassTable((replace(ordinary, sales_day=1),)))
    holding, over = (view(record(times=31), valid_until=BusinessDay(TODAY + days)) for days in (0, -1))
    assert may_pay(holding, ZERO, knowing(catalogue=books), uses=1) == Allowed(pin=False)
    today = journal(memory=replace(remembered(5), sales_today=1))
    assert may_pay(holding, ZERO, knowing(today, catalogue=books), uses=1) == RefusalNote(Refusal.TOO_MANY_SALES, count=1)
    ended = may_pay(over, ZERO, knowing(catalogue=books), uses=1)
    assert isinstance(ended, RefusalNote)
    assert ended.refusal is Refusal.EXPIRED


def test_the_least_sale_of_a_class_counts_money_and_no_uses() -> None:
    ordinary = POOL.card_class(view().identity.card_class)
    assert ordinary is not None

    strict = knowing(catalogue=POOL.installing(3, ClassTable((replace(ordinary, least_sale=Money(300)),))))
    assert may_pay(HOLDING, Money(299), strict) == RefusalNote(Refusal.BELOW_LEAST_SALE, amount=Money(300))
    assert may_pay(HOLDING, Money(300), strict) == Allowed(pin=False)
    assert may_pay(HOLDING, ZERO, strict, uses=1) == Allowed(pin=False)


@pytest.mark.parametrize(
    ("basket", "more"),
    [(SWIMS, KeyedItem(PASS, 1)), (SWIMS, KeyedAmount(Money(5))), (PASSES, KeyedItem(SWIM, 1))],
)
def test_uses_and_money_are_not_mixed(basket: KeyedBasket, more: KeyedItem | KeyedAmount) -> None:
    key = on.AmountKeyed(more.gross) if isinstance(more, KeyedAmount) else on.ItemKeyed(more.item.code)
    assert refusal_of(Ready(basket), key) is Refusal.TWO_MODES


def test_a_pass_and_tea_are_both_money() -> None:
    assert isinstance(PASSES.add(POOL, TEA, 1), KeyedBasket)
    assert isinstance(PASSES.add_amount(Money(1)), KeyedBasket)


def test_in_cash_a_use_costs_its_price_whatever_card_was_seen() -> None:
    moved = step(Ready(SWIMS, seen=view(card_class=STAFF)), on.CashKeyed(), CONTEXT)
    assert moved.state == CashWriting(refund=False, amount=Money(1_000))
    (effect,) = moved.effects
    assert isinstance(effect, WriteCash)
    assert isinstance(effect.body, CashSale)


def test_uses_are_not_bought_in_cash_nor_refunded() -> None:
    assert refusal_of(Ready(PASSES), on.CashKeyed()) is Refusal.USES_NEED_CARD
    for basket in (SWIMS, PASSES):
        for to_card in (True, False):
            assert refusal_of(Ready(basket), on.RefundKeyed(to_card)) is Refusal.USES_NOT_REFUNDED


def test_the_discount_of_uses_has_a_reason_of_its_own() -> None:
    assert why(POOL, STAFF, SWIM) == Deciding(10_000, Because.USES)
    assert why(POOL, None, SWIM) == Deciding(0, Because.NO_CARD)
    assert why(POOL, STAFF, None) == Deciding(1_000, Because.CLASS_RATE)
    assert why(POOL, view().identity.card_class, None) == Deciding(0, Because.NO_RULE)


# Void

SOLD = ref(10)
VOIDING = Reading(Want(Void()))
BOOKS = knowing(journal(declared={SOLD: Kind.SALE}), catalogue=POOL)


def test_a_void_puts_back_the_uses_that_the_record_beneath_had() -> None:
    card = view(record(6, times=3, amount=ZERO, reference=SOLD), record(5, times=5))
    moved = step(VOIDING, on.CardRead(card), BOOKS)
    assert isinstance(moved.state, Intending)
    assert moved.state.job.plan.change == Change(Kind.VOID, ZERO, TODAY, times=2)


def test_uses_are_not_voided_where_the_card_does_not_say_how_many_they_were() -> None:
    card = view(record(6, times=3, amount=ZERO, reference=SOLD))
    (effect,) = step(VOIDING, on.CardRead(card), BOOKS).effects
    assert effect == Refuse(RefusalNote(Refusal.NOTHING_TO_VOID))


# One tap


def test_one_tap_reads_for_one_piece_and_waits_for_nothing() -> None:
    moved = step(Ready(), on.OneTap(TEA), CONTEXT)
    assert isinstance(moved.state, Reading)
    gone = step(moved.state, on.CardLost(), CONTEXT)
    assert gone.state == Ready()
    refused = step(moved.state, on.CardRefused(RefusalNote(Refusal.NOT_OURS)), CONTEXT)
    assert refused.state == Ready()


def test_one_tap_of_an_article_that_is_unknown_is_refused() -> None:
    assert refusal_of(Ready(), on.OneTap(ItemCode(9))) is Refusal.UNKNOWN_ITEM


def test_a_sale_that_was_keyed_waits_for_its_card_as_ever() -> None:
    assert isinstance(step(reading(SWIMS), on.CardLost(), CONTEXT).state, Waiting)


# What is told


def told(plan_basket: KeyedBasket) -> Say:
    plan = planned(reading(plan_basket))
    job = Job(Want(Pay(plan_basket, "")), after(HOLDING, plan.change, ref(20)), plan)
    say = step(Committing(job, ref(20)), on.Journalled(ref(21)), CONTEXT).effects[0]
    assert isinstance(say, Say)
    return say


def test_uses_are_told_after_the_sale() -> None:
    say = told(SWIMS)
    assert say.uses == Uses(taken=2, left=3)
    notice = notice_of(say, shop_parameters())
    assert notice.screen.operator[-1] == "2 used, 3 left"
    assert notice.screen.customer == ("USES         2 TAKEN", "USES LEFT          3")
    assert ("uses", 3) in notice.facts


def test_uses_that_were_bought_are_told_by_turns_with_the_money() -> None:
    notice = notice_of(told(PASSES), shop_parameters())
    assert notice.screen.operator[-1] == "10 uses added, 15 left"
    assert notice.screen.customer == ("PAID           15.00", "BAL 35.00           ")
    assert notice.screen.more == (("USES        10 ADDED", "USES LEFT         15"),)


def test_a_look_tells_the_uses_that_are_left() -> None:
    notice = notice_of(Say(Phrase.BALANCE, Tone.PLAIN, None, ZERO, CARD, None, Uses(0, 5)), shop_parameters())
    assert notice.screen.operator[-1] == "Uses left 5"
    assert notice.screen.more == (("USES                ", "USES LEFT          5"),)


def test_a_card_without_uses_tells_of_none() -> None:
    assert uses_of(view()) is None
    assert uses_of(view(), 1) == Uses(1, 0)


def shop(**fields: object) -> object:
    return knowing(catalogue=POOL.installing(3, replace(shop_parameters(), **fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("balance", "times", "low"), [(999, 0, True), (1_000, 0, False), (0, 0, True), (0, 3, False), (5, 3, True)]
)
def test_a_balance_is_low_below_what_the_shop_says_but_not_on_a_card_of_uses_alone(balance: int, times: int, low: bool) -> None:
    warned = cautions(view(record(balance=balance, times=times)), shop(low_balance=Money(1_000)))  # type: ignore[arg-type]
    assert warned == Cautions(low, None)


def test_a_card_that_ends_soon_is_told_with_its_last_day() -> None:
    card = view()
    days = card.identity.valid_until - TODAY
    assert cautions(card, shop(near_expiry_days=days)) == NO_CAUTIONS  # type: ignore[arg-type]
    warned = cautions(card, shop(near_expiry_days=days + 1))  # type: ignore[arg-type]
    assert warned == Cautions(False, card.identity.valid_until)
    say = Say(Phrase.BALANCE, Tone.PLAIN, None, Money(500), CARD, None, None, replace(warned, low=True))
    notice = notice_of(say, shop_parameters())
    assert notice.screen.operator[-2:] == ("Low balance", "Card ends 2030-01-01")
    assert [page[0].strip() for page in notice.screen.more] == ["LOW BALANCE", "CARD ENDS 2030-01-01"]
