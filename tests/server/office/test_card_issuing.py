"""If these failed, a member would pay something else for a card or a load than he was told, or a card would be sold twice."""

from __future__ import annotations

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, date_of
from protocol.link.desk_orders import Make, OrderKind
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import deposit_held, fee_revenue, office_cash
from server.ledger.proofs import prove
from server.masters.settings import read_settings
from server.models.catalogue import ParameterRow
from server.settlement.credits.bonuses import Band, Rule, store_rule
from server.settlement.desk_jobs import JobState, find_jobs, move_job
from server.usecases.cards.classes import CardKind, CardType
from server.usecases.cards.issuing import Terms, check_load, next_number, terms_of
from server.usecases.declined import Declined, Reason
from server.usecases.members.holders import holder_of
from server.usecases.money.fees import Fee
from server.usecases.staff.roles import Role
from tests.server.head_office import NOON
from tests.server.journal import TODAY
from tests.server.office.card_world import (
    BRANCH,
    CARD,
    CHARGES,
    DESK,
    ON_SQLITE,
    PAGE,
    build_card_world,
    jobs,
    shown,
    twice,
    unnamed,
)
from tests.server.office.stage import Stage
from tests.server.office.world import MEMBER


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_card_world()
    return stage


def test_a31_a_member_pays_what_he_was_told_and_gets_it_back_if_nothing_comes_of_it(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    card = CardInstance(CardNumber(next_number()), 1)
    path, fields = "/office/cards/issue", {"card_class": "1", "load": "20", "desk": str(DESK), "number": str(card.number)}
    cashier.get(path)
    assert "begin at the member" in cashier.post(path, **fields).text
    fields |= {"member": str(MEMBER)}
    cashier.get(path + f"?member={fields['member']}")
    priced = cashier.post(path, **fields).text
    for words in ("Ann Lee", "20.00", "10.00", "2.50", "32.50"):
        assert words in priced
    assert jobs() == []
    key = {"shown": shown(cashier), "once": cashier.page.split('name="once"')[1].split('value="')[1].split('"')[0]}
    assert "waiting for the desk" in cashier.post(path, **(fields | key)).text
    assert "sent twice and done once" in cashier.post(path, **(fields | key)).text
    (job,) = find_jobs("ORDER BY number")
    assert (job.kind, job.card, job.desk) == (OrderKind.MAKE, card, DESK)
    assert isinstance(job.content, Make)
    assert (job.content.load, job.content.pin, job.content.valid_until - job.content.issued) == (Money(2_000), True, 30)
    assert holder_of(card) == MEMBER
    held = (balance_of(deposit_held(card)), balance_of(fee_revenue(Fee.ISSUE)), balance_of(office_cash(1)))
    assert held == (Money(1_000), Money(250), Money(-1_250))

    with writing():
        move_job(job.number, JobState.REFUSED, NOON)
        run("UPDATE desk_job SET lineage = 1, sequence = 1")
    assert "Give back what was taken" not in cashier.get(f"/office/cards/{card}/jobs").text
    assert "That is so already" in cashier.post(f"/office/cards/jobs/{job.number}/back").text
    with writing():
        move_job(job.number, JobState.QUEUED, NOON)
        run("UPDATE desk_job SET lineage = NULL, sequence = NULL, expires_at = 1")
    assert "Give back what was taken" in cashier.get(f"/office/cards/{card}/jobs").text
    assert "is given back" in cashier.post(f"/office/cards/jobs/{job.number}/back").text
    assert "Give back what was taken" not in cashier.page
    assert balance_of(office_cash(1)) == ZERO
    assert prove().holds


@ON_SQLITE
def test_a20_a_card_for_a_while_is_sold_to_whoever_asks_and_nobody_is_written_down(world: Stage) -> None:
    unnamed(world, CardKind.TEMPORARY)
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    card = CardInstance(CardNumber(next_number()), 1)
    asked = twice(cashier, "/office/cards/issue", card_class="1", load="20", desk=str(DESK), number=str(card.number))
    assert "waiting for the desk" in asked
    assert jobs() == [(OrderKind.MAKE, card, JobState.QUEUED)]
    assert (holder_of(card), balance_of(deposit_held(card))) == (None, Money(1_000))


@ON_SQLITE
def test_a19_gift_cards_are_made_with_their_money_for_nobody_and_are_loaded_again(world: Stage) -> None:
    unnamed(world, CardKind.GIFT)
    finance = world.signed_in("fin", Role.FINANCE)
    twice(finance, "/office/cards/batch", first="2000", last="2001", card_class="1", desk=str(DESK), load="50")
    made = [job.content for job in find_jobs("ORDER BY number")]
    assert [isinstance(one, Make) and one.load for one in made] == [Money(5_000)] * 2
    assert [holder_of(CardInstance(CardNumber(number), 1)) for number in (2_000, 2_001)] == [None, None]
    finance.get(PAGE + "/load")
    finance.post(PAGE + "/load", amount="5.00", desk=str(DESK))
    assert jobs()[-1] == (OrderKind.LOAD, CARD, JobState.QUEUED)


@ON_SQLITE
def test_b7_a_card_is_good_as_long_as_its_class_says_unless_another_last_day_is_typed(world: Stage) -> None:
    unnamed(world, CardKind.PASS)
    finance = world.signed_in("fin", Role.FINANCE)
    day = date_of(BusinessDay(TODAY + 7)).isoformat()
    for number, days, typed in ((2_000, 30, {}), (2_001, 365, {}), (2_002, 365, {"valid_until": day})):
        with writing():
            run("UPDATE card_type SET valid_days = %s", (days,))
        finance.get("/office/cards/issue")
        twice(finance, "/office/cards/issue", number=str(number), card_class="1", desk=str(DESK), **typed)
    made = [job.content for job in find_jobs("ORDER BY number")]
    assert [isinstance(one, Make) and one.valid_until - TODAY for one in made] == [30, 365, 7]


@ON_SQLITE
def test_a27_a_load_above_what_any_card_may_hold_is_refused_before_cash_is_taken(world: Stage) -> None:
    with writing():
        shop = {"name": "Canteen", "currency": "GBP", "digits": 2, "balance_max": "120"}
        ParameterRow.insert(id=1, **read_settings(shop)).execute()
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    cashier.get(PAGE + "/load")
    assert "more on the card than any card may hold" in cashier.post(PAGE + "/load", amount="70.01", desk=str(DESK)).text
    assert jobs() == []
    assert "waiting for the desk" in cashier.post(PAGE + "/load", amount="70.00", desk=str(DESK)).text


@ON_SQLITE
def test_a32_many_cards_are_counted_and_summed_before_they_are_ordered(world: Stage) -> None:
    finance = world.signed_in("fin", Role.FINANCE)
    path, first = "/office/cards/batch", 2_000
    fields = {"first": str(first), "last": str(first + 2), "card_class": "1", "desk": str(DESK)}
    finance.get(path)
    assert "belongs to a member" in finance.post(path, **(fields | {"load": "10"})).text
    assert "loaded when it is sold" in finance.post(path, **(fields | {"load": "10", "later": "y"})).text
    fields["later"] = "y"
    assert "at most 500" in finance.post(path, **(fields | {"last": "9999"})).text
    assert "is taken" in finance.post(path, **fields).text
    finance.post(path, **(fields | {"shown": shown(finance)}))
    made = [CardInstance(CardNumber(first + place), 1) for place in range(3)]
    assert [card for _, card, _ in jobs()] == made
    assert {listed for (listed,) in run("SELECT listed FROM card_instance WHERE card < 3000").fetchall()} == {CardState.NOT_SOLD}
    finance.get(path)
    assert "There is a card with this number already." in finance.post(path, **(fields | {"first": str(first + 2)})).text


@ON_SQLITE
def test_a33_a_card_that_was_made_before_is_sold_with_its_load(world: Stage) -> None:
    with writing():
        run("UPDATE card_instance SET listed = %s", (int(CardState.NOT_SOLD),))
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    path, member = PAGE + "/sell", str(MEMBER)
    cashier.get(path)
    assert "belongs to a member" in cashier.post(path, desk=str(DESK), load="10").text
    assert "larger loads only" in cashier.post(path, desk=str(DESK), load="1", member=member).text
    twice(cashier, path, desk=str(DESK), load="10", member=member)
    assert jobs() == [(OrderKind.SELL, CARD, JobState.QUEUED)]
    assert (holder_of(CARD), balance_of(deposit_held(CARD))) == (int(member), Money(1_000))


@ON_SQLITE
def test_c13_whoever_loads_a_card_reads_which_bonus_comes(world: Stage) -> None:
    with writing():
        store_rule(Rule(1, TODAY, (Band(Money(2_000), tenths=100),)))
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "from 20.00 on: 10.0 %" in cashier.get(f"{PAGE}/load").text
    assert "Bonus: 3.00, comes at the first tap" in cashier.post(f"{PAGE}/load", amount="30", desk=str(DESK)).text


def test_a_card_that_is_sold_later_costs_nobody_anything_yet() -> None:
    plain = CardType(charges=CHARGES)
    assert terms_of(plain, Money(2_000), True) == Terms(Money(2_000), Money(1_000), Money(250))
    assert terms_of(plain, Money(2_000), True).total == Money(3_250)
    assert terms_of(plain, ZERO, False).total == ZERO


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("load", "reason"), [(0, None), (500, None), (499, Reason.LOAD_LOW), (10_000, None), (10_001, Reason.LOAD_HIGH)]
)
def test_c8_a_load_is_within_what_its_class_takes(books: str, load: int, reason: Reason | None) -> None:
    card_type = CardType(CardKind.GIFT, least_load=Money(500), most_load=Money(10_000))
    if reason is None:
        check_load(card_type, Money(load))
    else:
        with pytest.raises(Declined) as declined:
            check_load(card_type, Money(load))
        assert declined.value.reason is reason
