"""If these failed, a member would pay something else than what he was told, one person alone could pay a card out or replace it,
or a card would be made twice."""

from __future__ import annotations

from datetime import date

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, date_of, day_of
from protocol.link.certificate import Role as Duty
from protocol.link.desk_orders import Extend, Make, Mend, OrderKind
from protocol.link.tables import CardState, ClaimReason
from protocol.money import ZERO, Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import claim_liability, deposit_held, fee_revenue, office_cash, reissued
from server.ledger.proofs import prove
from server.masters.settings import read_settings
from server.models.catalogue import ParameterRow
from server.settlement.credits.bonuses import Band, Rule, store_rule
from server.settlement.desk_jobs import JobState, find_jobs, move_job
from server.usecases.cards.classes import CardKind, CardType, Charges
from server.usecases.cards.issuing import Terms, check_load, next_number, terms_of
from server.usecases.cards.replacing import Why, fee_of
from server.usecases.declined import Declined, Reason
from server.usecases.members.details import Details
from server.usecases.members.holders import give_card, holder_of
from server.usecases.members.members import create
from server.usecases.money.fees import Charge, Fee, charge
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import TODAY, Journal
from tests.server.office.stage import PASSWORD, TESTER, Browser, Stage, deeds
from tests.server.office.world import MEMBER
from tests.server.settlement.test_booking import loaded_card

DESK = 9
CARD = CardInstance(CardNumber(1_000_000_000_000_001), 0)
PAGE = f"/office/cards/{CARD}"
BRANCH = Scope(Reach.BRANCH, 1)
CHARGES = Charges(Money(1_000), Money(250), Money(100), Money(500), Money(300), Money(200))
ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)


@pytest.fixture
def world(stage: Stage) -> Stage:
    """A card with 50.00, a class with charges, a member, and a desk in branch 1."""
    office, journal = HeadOffice(), Journal(terminal=7)
    loaded_card(journal)
    office.accept(7, journal.batch())
    office.send(certificate_of(DESK, Duty.SELL | Duty.LOAD | Duty.CASH_OUT | Duty.PERSONALISE))
    with writing():
        run(
            "INSERT INTO member_class (id, name, discount_bp, groups, floor, soft_sale, hard_sale, soft_day, hard_day,"
            " least_sale, sales_day) VALUES (1, 'Guests', 0, 1, 0, 5000, 20000, 10000, 1000, 0, 0)"
        )
        run(
            "INSERT INTO card_type VALUES (1, 'value', %s, %s, %s, 30, 500, 10000, 1000, 250, 100, 500, 300, 200)",
            (True, True, True),
        )
        run("INSERT INTO branch (id, name, region) VALUES (1, 'Main street', NULL)")
    assert create(Details(name="Ann Lee"), TESTER, NOON) == MEMBER
    return stage


def unnamed(stage: Stage, kind: CardKind) -> None:
    """The class is for cards that belong to nobody."""
    with writing():
        run("UPDATE card_type SET kind = %s, named = %s, reportable = %s", (kind.value, False, False))


def jobs() -> list[tuple[OrderKind, CardInstance, JobState]]:
    return [(job.kind, job.card, job.state) for job in find_jobs("ORDER BY number")]


def twice(browser: Browser, path: str, **fields: str) -> str:
    """Look at the price, then order."""
    browser.get(path)
    assert "Order from the desk" in browser.post(path, **fields).text
    return browser.post(path, **(fields | {"shown": _shown(browser)})).text


def _shown(browser: Browser) -> str:
    return browser.page.split('name="shown"')[1].split('value="')[1].split('"')[0]


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
    key = {"shown": _shown(cashier), "once": cashier.page.split('name="once"')[1].split('value="')[1].split('"')[0]}
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
    finance.post(path, **(fields | {"shown": _shown(finance)}))
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
def test_what_is_ordered_for_a_card_stands_beside_its_explained_balance(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    cashier.get(PAGE + "/load")
    assert "larger loads only" in cashier.post(PAGE + "/load", amount="4.99", desk=str(DESK)).text
    page = cashier.post(PAGE + "/load", amount="5.00", desk=str(DESK)).text
    for words in ("waiting for the desk", "Balance, explained", "50.00", "data-live"):
        assert words in page
    cashier.get(PAGE + "/read")
    assert "A desk job for this card is open" in cashier.post(PAGE + "/read", desk=str(DESK)).text
    elsewhere = world.signed_in("bob", Role.CASHIER, Scope(Reach.BRANCH, 2))
    assert "You have no desk" in elsewhere.get(PAGE + "/load").text


@ON_SQLITE
def test_a41_a_card_is_paid_out_by_one_person_up_to_its_highest_sale_and_by_two_above(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    with writing():
        run("UPDATE member_class SET hard_sale = 4999")
        charge(Charge(CARD, 1, deposit=Money(1_000)), "its issue", TESTER, NOON)
    assert "takes a second person" in cashier.get(PAGE + "/return").text
    assert "Waits for a second person" in cashier.post(PAGE + "/return", desk=str(DESK), reason="moves away").text
    assert jobs() == []
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    assert jobs() == [(OrderKind.RETURN, CARD, JobState.QUEUED)]
    with writing():
        run("UPDATE card_instance SET listed = %s", (int(CardState.RETURNED),))
        run("UPDATE desk_job SET state = 5, closed_at = 1")
    assert "Give the deposit back" in cashier.get(PAGE).text
    assert "the deposit is given back" in cashier.post(PAGE + "/deposit").text
    assert (balance_of(office_cash(1)), balance_of(fee_revenue(Fee.RETURN))) == (Money(-100), Money(100))
    assert "Give the deposit back" not in cashier.get(PAGE).text


@ON_SQLITE
def test_nothing_is_paid_out_while_anything_about_the_balance_is_open(world: Stage) -> None:
    with writing():
        run(
            "INSERT INTO claim (id, card, instance, reason, amount, last_day, source, cause, maker, checker, made_at, holder)"
            " VALUES (5, %s, 0, %s, 100, 99999, '[]', '', 'A', 'B', 1, '')",
            (CARD.number, int(ClaimReason.SUBSIDY)),
        )
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "about its balance is open" in cashier.get(PAGE + "/return").text
    cashier.post(PAGE + "/return", desk=str(DESK), reason="moves away")
    assert jobs() == []


def test_a35_a_lost_card_is_replaced_by_two_persons_and_its_successor_is_made(world: Stage) -> None:
    give_card(CARD, MEMBER, "at the desk", TESTER, NOON)
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    path = PAGE + "/replace/lost"
    cashier.get(path)
    assert "Waits for a second person" in cashier.post(path, desk=str(DESK), reason="bag gone").text
    checker = world.signed_in("fin", Role.FINANCE)
    assert "lost or stolen" in checker.get("/office/proposals/1").text
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    successor = CardInstance(CARD.number, 1)
    moved = -balance_of(reissued(CARD))
    assert (holder_of(successor), balance_of(claim_liability(successor))) == (MEMBER, moved)
    assert run("SELECT terminal FROM claim").fetchall() == ([(DESK,)] if moved else [])
    page = cashier.get(PAGE).text
    assert f"Replaced by {successor}" in page
    assert ("still owed on this one" in page) == bool(moved)
    assert "Move the rest" not in page

    asked = cashier.get(PAGE + "/successor").text.split('name="valid_until"')[1]
    until = asked.split('value="')[1].split('"')[0]
    twice(cashier, PAGE + "/successor", desk=str(DESK), valid_until=until)
    assert jobs() == [(OrderKind.MAKE, successor, JobState.QUEUED)]
    assert balance_of(fee_revenue(Fee.REISSUE)) == Money(500)
    assert f"{successor}" in checker.get("/office/cards/replaced").text
    rest = checker.post(f"{PAGE}/rest").text
    assert "Nothing more is safe yet" in rest or "What is safe now" in rest
    assert "replaced" in deeds()
    assert prove().holds


@ON_SQLITE
def test_a36_a_card_is_swapped_for_another_that_has_its_money_its_member_and_its_deposit(world: Stage) -> None:
    give_card(CARD, MEMBER, "at the desk", TESTER, NOON)
    with writing():
        charge(Charge(CARD, 1, deposit=Money(1_000)), "its issue", TESTER, NOON)
    cashier, checker = world.signed_in("eve", Role.CASHIER, BRANCH), world.signed_in("fin", Role.FINANCE)
    cashier.get(PAGE + "/replace/exchange")
    cashier.post(PAGE + "/replace/exchange", desk=str(DESK), reason="it is bent")
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    twice(cashier, PAGE + "/successor", desk=str(DESK), valid_until="2027-12-31")
    successor = CardInstance(CARD.number, 1)
    assert jobs() == [(OrderKind.MAKE, successor, JobState.QUEUED)]
    safe = Money(5_000 - 2 * 1_000)  # two terminals may still have sold for a day's limit each
    assert (holder_of(successor), balance_of(claim_liability(successor))) == (MEMBER, safe)
    assert (balance_of(deposit_held(CARD)), balance_of(deposit_held(successor))) == (ZERO, Money(1_000))
    assert (balance_of(fee_revenue(Fee.SWAP)), balance_of(office_cash(1))) == (Money(300), Money(-1_300))
    assert prove().holds


@ON_SQLITE
def test_a_card_is_not_replaced_while_a_desk_may_still_pay_it_out(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    path, fields = PAGE + "/replace/exchange", {"desk": str(DESK), "reason": "it is bent"}
    cashier.get(path)
    cashier.post(path, **fields)
    cashier.get(PAGE + "/return")
    cashier.post(PAGE + "/return", desk=str(DESK), reason="moves away")
    assert jobs() == [(OrderKind.RETURN, CARD, JobState.QUEUED)]
    cashier.get(path)
    assert "A desk job for this card is open" in cashier.post(path, **fields).text
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    assert run("SELECT * FROM card_replacement").fetchall() == []


@ON_SQLITE
def test_a44_a_longer_validity_is_paid_for_and_written_by_a_desk(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    run("UPDATE card_instance SET valid_until = 9000")
    for day in ("2024-08-22", "2020-01-01"):
        cashier.get(PAGE + "/extend")
        assert "not a day until which" in cashier.post(PAGE + "/extend", desk=str(DESK), valid_until=day).text
    twice(cashier, PAGE + "/extend", desk=str(DESK), valid_until="2027-12-31")
    (job,) = find_jobs("ORDER BY number")
    assert job.content == Extend(day_of(date(2027, 12, 31)))
    assert (balance_of(fee_revenue(Fee.RENEWAL)), balance_of(office_cash(1))) == (Money(200), Money(-200))
    assert prove().holds


@ON_SQLITE
def test_a_new_pin_is_ordered_by_whoever_says_how_the_member_was_recognised(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    for recognised in ("", "  "):
        cashier.get(PAGE + "/pin")
        assert "How you saw" in cashier.post(PAGE + "/pin", desk=str(DESK), recognised=recognised).text
    assert jobs() == []
    cashier.post(PAGE + "/pin", desk=str(DESK), recognised="passport, the photo")
    assert jobs() == [(OrderKind.SET_PIN, CARD, JobState.QUEUED)]
    assert deeds()[-2:] == ["member recognised", "ordered: set pin"]


@ON_SQLITE
def test_a_card_is_mended_as_it_is_known_here_by_a_desk_that_may_repair(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    cashier.get(PAGE + "/mend")
    assert "Choose another one" in cashier.post(PAGE + "/mend", desk=str(DESK)).text
    HeadOffice().send(certificate_of(DESK + 1, Duty.LOAD | Duty.PERSONALISE | Duty.REPAIR))
    cashier.post(PAGE + "/mend", desk=str(DESK + 1))
    (job,) = find_jobs("ORDER BY number")
    known = run("SELECT card_class, issued, valid_from, valid_until FROM card_instance").fetchone()
    assert job.content == Mend(*known)


@ON_SQLITE
def test_c13_whoever_loads_a_card_reads_which_bonus_comes(world: Stage) -> None:
    with writing():
        store_rule(Rule(1, TODAY, (Band(Money(2_000), tenths=100),)))
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "from 20.00 on: 10.0 %" in cashier.get(f"{PAGE}/load").text
    assert "Bonus: 3.00, comes at the first tap" in cashier.post(f"{PAGE}/load", amount="30", desk=str(DESK)).text


@ON_SQLITE
def test_all_cards_are_looked_through_by_whoever_sees_everything_and_found_by_number_by_the_others(world: Stage) -> None:
    give_card(CARD, MEMBER, "at the desk", TESTER, NOON)
    finance = world.signed_in("fin", Role.FINANCE)
    for asked in ("", "?state=OK", "?class=1", "?holder=ann", f"?after={(CARD.number - 1) * 65_536}"):
        page = finance.get(f"/office/cards{asked}").text
        assert (f">{CARD}<" in page, "Ann Lee" in page) == (True, True), asked
    for asked in ("?state=LOST", "?class=2", "?holder=bob", f"?after={CARD.number * 65_536}"):
        assert f">{CARD}<" not in finance.get(f"/office/cards{asked}").text, asked
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "Ann Lee" not in cashier.get("/office/cards?holder=ann").text
    assert "Balance, explained" in cashier.get(f"/office/cards?number={CARD}").text


@pytest.mark.parametrize(("why", "fee"), [(Why.LOST, 500), (Why.EXCHANGE, 300), (Why.REPAIR, 0)])
def test_a43_what_a_new_card_costs_depends_on_why(why: Why, fee: int) -> None:
    assert fee_of(CardType(charges=CHARGES), why) == Money(fee)


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
