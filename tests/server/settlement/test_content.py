"""I23, P13: what a terminal has signed is stored, acknowledged, booked and flagged, whatever it says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.card.identity import Identity
from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import (
    CardInstance,
    CardNumber,
    ClassId,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
    TerminalId,
)
from protocol.instants import BusinessDay, Instant
from protocol.link.entries import (
    Basket,
    Body,
    Boot,
    BootReason,
    CashRefund,
    CashSale,
    Commit,
    Detail,
    Entry,
    Evidence,
    Intent,
    IssueDetail,
    LoadDetail,
    Medium,
    MoreLines,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.money import Money, UnitPrice
from server.database import run, writing
from server.ledger.balances import balance_of, balances_by_kind
from server.ledger.chart import SUSPENSE_BASKET, AccountKind, branch_cash, card_liability, revenue, suspense_gap
from server.ledger.proofs import prove
from server.settlement.cards.explain import explain
from server.settlement.findings.cases import CaseKind, cases_by_kind
from server.settlement.states.card_states import publish_states
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice, open_case_kinds, opened_ack
from tests.server.journal import ALL_DAYS, KEY_VERSION, TODAY, Card, Journal, lines_of
from tests.support import strategies

GIFT = SaleLine(ItemCode(7), 1, UnitPrice(100_000), Money(900), OwnerId(2))
"""A line whose discount is above its worth: -8.00."""


def on_card(card: Card) -> Money:
    return balance_of(card_liability(card.name))


def issued(journal: Journal, load: int = 5_000) -> Card:
    card = Card()
    journal.issue(card)
    journal.load(card, load)
    return card


def taken(office: HeadOffice, journal: Journal) -> None:
    """The batch is acknowledged and booked, and the books hold."""
    office.accept(journal.terminal, journal.batch(whatever=True))
    assert office.book() == 0
    proof = prove()
    assert proof.holds, proof.failures


Detailed = tuple[Kind, int, Detail]
SOME_SALE = SaleDetail(Basket(lines_of(400)), False)
WRONG_SIGNS: dict[str, Detailed] = {
    "a sale that adds": (Kind.SALE, 400, SOME_SALE),
    "a void that takes": (Kind.VOID, -400, VoidDetail(Reference(TerminalId(7), Lineage(1), Sequence(1)))),
    "a refund that takes": (Kind.REFUND, -400, RefundDetail(Basket(lines_of(400)), None)),
    "a load that takes": (Kind.LOAD, -400, LoadDetail()),
    "a PIN try that gives": (Kind.PIN_TRY, 400, PinTryDetail()),
}


@pytest.mark.parametrize("name", WRONG_SIGNS)
def test_an_amount_of_the_wrong_sign_moves_the_card_against_suspense(office: HeadOffice, name: str) -> None:
    journal, (kind, amount, detail) = Journal(), WRONG_SIGNS[name]
    card = issued(journal)
    journal.sale(card, 1_000)
    journal.change(card, kind, amount, detail)
    taken(office, journal)
    assert on_card(card) == Money(4_000 + amount)
    assert balance_of(SUSPENSE_BASKET) == Money(-amount)
    assert balance_of(revenue(OwnerId(1))) == Money(1_000)
    assert CaseKind.SIGN in open_case_kinds()
    assert prove().figures["suspense_basket"] == -amount


def test_a_sale_with_a_discount_above_its_worth_gives_no_owner_anything(office: HeadOffice) -> None:
    journal = Journal()
    card = issued(journal)
    journal.change(card, Kind.SALE, -200, SaleDetail(Basket((*lines_of(1_000), GIFT)), False))
    taken(office, journal)
    assert on_card(card) == Money(4_800)
    assert balance_of(SUSPENSE_BASKET) == Money(200)
    assert balances_by_kind()[AccountKind.REVENUE] == Money(0)
    assert open_case_kinds() == [CaseKind.BASKET]
    assert cases_by_kind() == {"case_basket": 1}


def test_a_cash_sale_with_a_discount_above_its_worth_is_cash_in_suspense(office: HeadOffice) -> None:
    journal = Journal()
    journal.add(CashSale(Basket((*lines_of(1_000), GIFT)), OperatorId(1), ShiftNumber(1)))
    journal.add(CashRefund(Basket((GIFT,)), OperatorId(1), ShiftNumber(1)))
    taken(office, journal)
    assert balance_of(SUSPENSE_BASKET) == Money(200 + 800)
    assert balance_of(branch_cash(TerminalId(7))) == Money(-1_000)
    assert open_case_kinds() == [CaseKind.BASKET] * 2


def test_a_cash_sale_beyond_every_amount_is_a_case_and_no_transfer(office: HeadOffice) -> None:
    journal = Journal()
    dear = SaleLine(ItemCode(7), 999_999, UnitPrice(2**31 * 999), Money(0), OwnerId(1))
    journal.add(MoreLines((dear,) * 60))
    journal.add(CashSale(Basket((), 60), OperatorId(1), ShiftNumber(1)))
    (sealed,) = office.accept(7, journal.batch(whatever=True))
    assert opened_ack(sealed).sums == ()
    assert prove().figures["transfers"] == 0
    assert open_case_kinds() == [CaseKind.BASKET]


LOOSE: dict[str, list[Body]] = {
    "lines that nobody counts": [MoreLines(lines_of(400)), CashSale(Basket(lines_of(100)), OperatorId(1), ShiftNumber(1))],
    "lines that are not there": [CashSale(Basket(lines_of(500), 3), OperatorId(1), ShiftNumber(1))],
}


@pytest.mark.parametrize("name", LOOSE)
def test_carried_lines_that_do_not_fit_put_the_whole_basket_into_suspense(office: HeadOffice, name: str) -> None:
    journal = Journal()
    for body in LOOSE[name]:
        journal.add(body)
    taken(office, journal)
    assert balance_of(SUSPENSE_BASKET) == Money(500)
    assert open_case_kinds() == [CaseKind.BASKET]


def test_lines_before_nothing_are_a_case_and_the_rest_of_the_batch_is_booked(office: HeadOffice) -> None:
    journal = Journal()
    card = issued(journal)
    journal.add(MoreLines(lines_of(400)))
    journal.sale(card, 100)
    journal.add(MoreLines(lines_of(400)))
    taken(office, journal)
    assert on_card(card) == Money(4_900)
    assert open_case_kinds() == [CaseKind.BASKET] * 2


def test_cash_sums_that_are_not_the_bodys_are_a_case(office: HeadOffice) -> None:
    journal = Journal()
    journal.cash_sale(100)
    office.accept(7, journal.batch(sums=(), whatever=True))
    assert balance_of(revenue(OwnerId(1))) == Money(100)
    assert open_case_kinds() == [CaseKind.TOTALS]
    assert prove().holds


UNPLACED: dict[str, Callable[[Intent], Intent]] = {
    "what was read is no record": lambda intent: replace(intent, before=b"\xff" * 48),
    "the counter ends": lambda intent: replace(intent, before=b"\x10" + bytes(3) + b"\xff" * 4 + intent.before[8:]),
    "the balance ends": lambda intent: replace(intent, before=intent.before[:8] + b"\x80\x00\x00\x00" + intent.before[12:]),
}


@pytest.mark.parametrize("name", UNPLACED)
@pytest.mark.parametrize("together", [True, False])
def test_a_change_that_no_record_can_say_is_booked_aside_and_meets_the_gap_that_it_left(
    office: HeadOffice, name: str, together: bool
) -> None:
    journal = Journal()
    card = issued(journal)
    sale = journal.sale_intent(card, 400)
    honest = journal.intents[sale]
    journal.entries[-1] = replace(journal.entries[-1], body=UNPLACED[name](honest))
    if not together:
        taken(office, journal)
        assert [str(item.reference) for item in explain(card.name).open] == [str(sale)]
        assert balances_by_kind()[AccountKind.REVENUE] == Money(0)
    journal.commit(journal.write(card, sale))
    taken(office, journal)
    assert balance_of(revenue(OwnerId(1))) == Money(400)
    assert balance_of(suspense_gap(card.name)) == Money(-400)
    assert on_card(card) == Money(5_000)
    assert CaseKind.NO_RECORD in open_case_kinds()
    assert [str(item.reference) for item in explain(card.name).aside] == [str(sale)]
    assert prove().figures["changes_aside"] == 1
    journal.sale(card, 100)
    taken(office, journal)
    assert balance_of(suspense_gap(card.name)) == Money(0)
    assert on_card(card) == Money(4_500)
    with writing():
        assert publish_states(SERVER_KEYS, NOON, TODAY) == 1


def test_a_change_that_no_record_can_say_and_that_is_cancelled_moves_nothing(office: HeadOffice) -> None:
    journal = Journal()
    card = issued(journal)
    sale = journal.sale_intent(card, 400)
    journal.entries[-1] = replace(journal.entries[-1], body=replace(journal.intents[sale], before=bytes(48)))
    journal.cancel(sale)
    taken(office, journal)
    assert explain(card.name).aside == explain(card.name).open == ()
    assert balances_by_kind()[AccountKind.REVENUE] == Money(0)


ISSUES: dict[str, tuple[int, bytes, bytes]] = {
    "no static part": (0, bytes(48), b"\x04uid567"),
    "no UID": (0, b"", b""),
    "money": (300, b"", b"\x04uid567"),
}


@pytest.mark.parametrize("name", ISSUES)
def test_an_issue_that_is_none_is_flagged_and_nothing_is_learnt_from_it(office: HeadOffice, name: str) -> None:
    journal, card, (amount, raw, uid) = Journal(), Card(), ISSUES[name]
    identity = raw or Identity(KEY_VERSION, b"SHOP", card.name, ClassId(1), TODAY, *ALL_DAYS).pack()
    journal.commit(journal.intend(card, Kind.ISSUE, amount, IssueDetail(identity, uid, 0)))
    taken(office, journal)
    assert CaseKind.ISSUE in open_case_kinds()
    assert (CaseKind.NO_RECORD in open_case_kinds()) is bool(amount)
    assert balance_of(SUSPENSE_BASKET) == Money(-amount)
    assert on_card(card) == Money(0)


def test_evidence_that_is_no_record_is_flagged_and_the_rest_of_it_is_used(office: HeadOffice) -> None:
    journal, other = Journal(), Journal(terminal=8)
    card = issued(journal)
    other.write(card, other.sale_intent(card, 400))
    assert card.record is not None
    journal.add(Evidence(card.name, (bytes(48), card.record.pack())))
    journal.add(Evidence(card.name, ()))
    taken(office, journal)
    assert open_case_kinds() == [CaseKind.EVIDENCE]
    taken(office, other)
    assert on_card(card) == Money(4_600)
    assert explain(card.name).open == ()


@pytest.mark.parametrize("at", [0, 2**48 - 1])
def test_a_clock_beyond_every_calendar_is_flagged_and_booked_on_the_day_of_receipt(office: HeadOffice, at: int) -> None:
    journal = Journal()
    journal.cash_sale(100)
    journal.entries[-1] = replace(journal.entries[-1], at=Instant(at))
    taken(office, journal)
    assert open_case_kinds() == [CaseKind.SUSPECT_CLOCK]
    assert run("SELECT DISTINCT business_day FROM transfer").fetchall() == [(TODAY,)]
    assert balance_of(revenue(OwnerId(1))) == Money(100)


def test_a_start_inside_a_batch_is_flagged(office: HeadOffice) -> None:
    journal = Journal()
    journal.add(Boot(BootReason.START, Lineage(5)))
    journal.cash_sale(100)
    taken(office, journal)
    assert open_case_kinds() == [CaseKind.START]
    assert balance_of(revenue(OwnerId(1))) == Money(100)


# Anything at all

AMOUNTS = st.sampled_from([-(2**31), -400, -1, 0, 1, 400, 2**31 - 1]).map(Money)
CARDS = st.sampled_from([CardInstance(CardNumber(number), 1) for number in (1, 2)])
LINES = st.lists(
    st.builds(
        SaleLine,
        st.just(ItemCode(1)),
        st.sampled_from([0, 1, 999_999]),
        st.sampled_from([0, 400_000, 2**31 * 999]).map(UnitPrice),
        st.sampled_from([0, 100, 2**31 - 1]).map(Money),
        st.sampled_from([1, 2]).map(OwnerId),
    ),
    max_size=3,
).map(tuple)
BASKETS = st.builds(Basket, LINES, st.sampled_from([0, 1, 2]))
RAW = strategies.raw_records | st.binary(min_size=48, max_size=48)
PLACES = st.integers(1, 12).map(Sequence)
REFERENCES = st.builds(Reference, st.just(TerminalId(7)), st.just(Lineage(0xA1B2C3D4)), PLACES)


@st.composite
def wild_intents(draw: st.DrawFn) -> Intent:
    """An intent of any content that fits its fields."""
    details: dict[Kind, Detail] = {
        Kind.ISSUE: IssueDetail(draw(st.binary(min_size=48, max_size=48)), draw(st.binary(max_size=7)), 1),
        Kind.SALE: SaleDetail(draw(BASKETS), False),
        Kind.VOID: VoidDetail(draw(REFERENCES)),
        Kind.LOAD: LoadDetail(),
        Kind.REFUND: RefundDetail(draw(BASKETS), None),
        Kind.PIN_TRY: PinTryDetail(),
    }
    kind, detail = draw(st.sampled_from(list(details.items())))
    change = Change(kind, draw(AMOUNTS), BusinessDay(draw(st.integers(0, 2**16 - 1))), draw(st.integers(-1, 1)), 0, 3, True)
    before = b"" if kind is Kind.ISSUE else draw(RAW)
    evidence = tuple(draw(st.lists(RAW, max_size=3)))
    return Intent(draw(CARDS), Medium.SLE4442, before, change, 1, bytes(8), detail, OperatorId(1), ShiftNumber(1), evidence)


WILD: st.SearchStrategy[Body] = st.one_of(
    wild_intents(),
    wild_intents(),
    st.builds(Commit, PLACES),
    st.builds(MoreLines, LINES),
    st.builds(CashSale, BASKETS, st.just(OperatorId(1)), st.just(ShiftNumber(1))),
    st.builds(CashRefund, BASKETS, st.just(OperatorId(1)), st.just(ShiftNumber(1))),
    st.builds(Evidence, CARDS, st.lists(RAW, max_size=4).map(tuple)),
    st.builds(Boot, st.just(BootReason.START), st.just(Lineage(1))),
    strategies.bodies,
)
NUMBERS = itertools.count(100)


@given(st.lists(st.builds(Entry, st.integers(0, 2**48 - 1).map(Instant), WILD), max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_a_terminal_signs_is_refused_or_stops_the_books(office: HeadOffice, entries: list[Entry]) -> None:
    journal = Journal(terminal=next(NUMBERS))
    journal.entries.extend(entries)
    for sequence in range(1, len(entries) + 2):
        journal.add(Commit(Sequence(sequence)))
    office.accept(journal.terminal, journal.batch(whatever=True))
    assert prove().holds
    with writing():
        publish_states(SERVER_KEYS, NOON, TODAY)
