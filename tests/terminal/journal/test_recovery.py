"""If these failed, a restart would forget what is open, what was paid, or what this terminal knows of a card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.record import Kind, Record
from protocol.card.ring import Change, first_record, successor
from protocol.ids import CardInstance, CardNumber, Lineage, OperatorId, Reference, Sequence, ShiftNumber
from protocol.instants import BusinessDay, Instant
from protocol.link.entries import (
    Abandon,
    Basket,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashRefund,
    ClockStep,
    Commit,
    Detail,
    Entry,
    Evidence,
    Intent,
    IssueDetail,
    Late,
    LoadDetail,
    Medium,
    MoreLines,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    VoidDetail,
)
from protocol.link.sums import Sum, SumKind
from protocol.money import ZERO, Money
from terminal.journal.recovery import CardMemory, Declared, JournalDamaged, Recovered, intended_record, ticket_of
from tests.support.strategies import intents
from tests.terminal.journal.histories import TERMINAL, Said, carried, cash, histories, placed

ONE, TWO = Lineage(101), Lineage(102)
AT = Instant(1_790_000_000_000)
DAY = BusinessDay(9_000)
CARD = CardInstance(CardNumber(1001), 1)
MAC = b"sealed!!"
ELSEWHERE = Reference(TERMINAL, Lineage(55), Sequence(5))


def ref(sequence: int, lineage: Lineage = ONE) -> Reference:
    return Reference(TERMINAL, lineage, Sequence(sequence))


def on_card(counter: int = 4, balance: int = 5_000, spent: int = 0) -> Record:
    """A record that some other terminal wrote."""
    plain = first_record(Change(Kind.ISSUE, ZERO, DAY), ELSEWHERE, 1)
    return replace(plain, counter=counter, balance=Money(balance), spent_today=Money(spent), kind=Kind.LOAD, mac=b"theirs!!")


def intent(kind: Kind, amount: int, detail: Detail, before: Record | None = None, evidence: tuple[bytes, ...] = ()) -> Intent:
    """A change of CARD on top of `before`."""
    old = b"" if kind is Kind.ISSUE else (before or on_card()).pack()
    change = Change(kind, Money(amount), DAY)
    return Intent(CARD, Medium.MIFARE_1K, old, change, 1, MAC, detail, OperatorId(1), ShiftNumber(0), evidence)


def sale(minor: int = 200, ticket: str = "A1", before: Record | None = None, evidence: tuple[bytes, ...] = ()) -> Intent:
    return intent(Kind.SALE, -minor, SaleDetail(replace(cash(minor).basket, ticket=ticket), False), before, evidence)


def recovered(*bodies: Body, lineage: Lineage = ONE) -> Recovered:
    """The state after a first start and these entries."""
    state = Recovered(TERMINAL)
    for place, body in enumerate((Boot(BootReason.FIRST, Lineage(0)), *bodies), 1):
        state.apply(Sequence(place), lineage, Entry(AT, body))
    return state


# Any journal


@settings(max_examples=25, deadline=None)
@given(histories())
def test_every_prefix_of_a_journal_recovers_to_what_was_known_then(history: list[Said]) -> None:
    live = Recovered(TERMINAL)
    entries = placed(history)
    for place, lineage, entry in entries:
        live.apply(place, lineage, entry)
        if place % 5 and place != len(entries):
            continue
        again = Recovered(TERMINAL)
        for known in entries[:place]:
            again.apply(*known)
        assert again == live


@settings(max_examples=25, deadline=None)
@given(histories())
def test_every_change_is_open_or_ended_and_never_both(history: list[Said]) -> None:
    state = Recovered(TERMINAL)
    begun, cancelled = [], []
    for place, lineage, entry in placed(history):
        state.apply(place, lineage, entry)
        if isinstance(entry.body, Intent):
            begun.append(Reference(TERMINAL, lineage, place))
        if isinstance(entry.body, Cancel):
            cancelled.append(entry.body.intent)
    assert sorted([*state.open, *state.declared, *cancelled], key=str) == sorted(begun, key=str)


@settings(max_examples=30, deadline=None)
@given(intents())
def test_the_intended_record_is_the_one_that_was_sealed(found: Intent) -> None:
    record = intended_record(ELSEWHERE, found)
    assert (record.mac, record.reference, record.kind) == (found.mac, ELSEWHERE, found.change.kind)
    assert record.amount == (ZERO if record.kind is Kind.ISSUE else found.change.amount)


# Changes and their ends


def test_an_intent_opens_a_change_and_its_commit_ends_it() -> None:
    before = recovered(sale())
    (change,) = before.open_changes(CARD)
    assert (change.reference, change.counter, change.record.balance) == (ref(2), 5, Money(4_800))
    assert (before.tickets, before.open_minor, before.declared_kind(ref(2))) == ({"A1": "OPEN"}, Money(200), None)
    after = recovered(sale(), Commit(Sequence(2)))
    assert (after.open, after.declared, after.tickets) == ({}, {ref(2): Declared(Kind.SALE, late=False)}, {"A1": "PAID"})
    assert (after.totals, after.last_slip) == ((Sum(SumKind.CARD_SALES, 1, Money(200)),), ref(2))
    assert (after.memory(CARD), after.open_minor) == (CardMemory(5, ref(2), DAY, Money(200), 1), ZERO)


def test_a_change_found_at_a_later_tap_counts_as_done_and_as_late() -> None:
    state = recovered(sale(), Late(ref(2), ref(9)))
    assert (state.declared[ref(2)], state.tickets["A1"], state.last_slip) == (Declared(Kind.SALE, late=True), "PAID", ref(2))


def test_a_change_that_is_not_on_the_card_moves_no_money() -> None:
    state = recovered(sale(), Cancel(ref(2), CancelReason.SCRUBBED))
    assert (state.open, state.declared, state.totals, state.cards) == ({}, {}, (), {})
    assert (state.tickets, state.last_slip) == ({"A1": "CANCELLED"}, None)


def test_an_abandoned_change_stays_open_until_the_card_tells() -> None:
    state = recovered(sale(), Abandon(ref(2)))
    assert state.open[ref(2)].abandoned
    assert state.tickets == {"A1": "OPEN"}
    assert recovered(sale(), Abandon(ref(2)), Late(ref(2), ref(9))).tickets == {"A1": "PAID"}


def test_a_change_of_an_earlier_start_can_be_ended_later() -> None:
    state = recovered(sale())
    state.apply(Sequence(3), TWO, Entry(AT, Boot(BootReason.START, ONE)))
    state.apply(Sequence(4), TWO, Entry(AT, Late(ref(2), ref(9))))
    assert state.declared_kind(ref(2)) is Kind.SALE


@pytest.mark.parametrize(
    ("kind", "amount", "detail", "summed"),
    [
        (Kind.VOID, 200, VoidDetail(ELSEWHERE), SumKind.VOIDS),
        (Kind.LOAD, 1_000, LoadDetail("L1"), SumKind.LOADS),
        (Kind.REFUND, 200, RefundDetail(cash(200, "R1").basket, None), SumKind.REFUNDS),
        (Kind.PIN_TRY, 0, PinTryDetail(), None),
    ],
)
def test_each_kind_of_change_counts_in_its_own_sum(kind: Kind, amount: int, detail: Detail, summed: SumKind | None) -> None:
    state = recovered(intent(kind, amount, detail), Commit(Sequence(2)))
    assert state.totals == ((Sum(summed, 1, Money(amount)),) if summed else ())
    assert (state.last_slip is None) is (summed is None)
    assert state.tickets == ({ticket_of(detail): "PAID"} if ticket_of(detail) else {})


def test_a_change_without_a_ticket_is_in_no_list_of_tickets() -> None:
    assert recovered(sale(ticket=""), Commit(Sequence(2))).tickets == {}
    assert recovered(cash(5), sale(ticket=""), Cancel(ref(3), CancelReason.SCRUBBED)).tickets == {}


def test_a_cancelled_change_without_ticket_or_job_leaves_no_trace_but_its_evidence() -> None:
    state = recovered(intent(Kind.PIN_TRY, 0, PinTryDetail()), Cancel(ref(2), CancelReason.REPLACED))
    assert (state.tickets, state.jobs, state.open) == ({}, {}, {})


# Cash


def test_cash_counts_its_lines_and_those_carried_before_it() -> None:
    refund = CashRefund(replace(cash(50).basket, carried=2), OperatorId(1), ShiftNumber(0))
    state = recovered(cash(200, "A1"), cash(300), carried(1), carried(2), refund)
    assert state.totals == (Sum(SumKind.CASH_SALES, 2, Money(500)), Sum(SumKind.CASH_REFUNDS, 1, Money(53)))
    assert (state.tickets, state.last_slip) == ({"A1": "PAID"}, ref(6))


def test_carried_lines_belong_to_the_next_entry_alone() -> None:
    paid_by_card = SaleDetail(Basket(cash(100).basket.lines, 1, "A1"), False)
    state = recovered(carried(100), intent(Kind.SALE, -200, paid_by_card), cash(10))
    assert state.totals == (Sum(SumKind.CASH_SALES, 1, Money(10)),)


def test_a_clock_step_changes_nothing_that_is_known() -> None:
    stepped, plain = recovered(ClockStep(AT, Instant(AT + 1))), recovered()
    stepped.last_sequence = plain.last_sequence
    assert stepped == plain


# What this terminal knows of cards


def test_the_memory_of_a_card_never_falls_back_to_a_lower_counter() -> None:
    state = recovered(sale(before=on_card(9)), Commit(Sequence(2)), sale(before=on_card(4)), Commit(Sequence(4)))
    memory = state.memory(CARD)
    assert memory is not None
    assert memory.counter == 10


def test_whatever_an_entry_carries_of_a_card_is_reported() -> None:
    older = replace(on_card(3), reference=ref(77, TWO))
    seen = replace(on_card(8), reference=ref(88, TWO))
    state = recovered(sale(evidence=(older.pack(),)), Evidence(CARD, (seen.pack(),)))
    for reference in (ELSEWHERE, ref(2), ref(77, TWO), ref(88, TWO)):
        assert state.is_reported(CARD, reference)
    assert not state.is_reported(CARD, ref(99))
    assert not state.is_reported(CardInstance(CardNumber(2), 1), ELSEWHERE)


# The desk's jobs


def test_a_job_is_known_by_its_number_through_every_stage() -> None:
    issue = intent(Kind.ISSUE, 0, IssueDetail(bytes(48), b"\x01\x02\x03\x04", 7))
    made = successor(intended_record(ref(2), issue), Change(Kind.LOAD, Money(500), DAY), ref(4), 1)
    load = intent(Kind.LOAD, 500, LoadDetail("", 7), intended_record(ref(2), issue))
    stages: list[tuple[Body, str]] = [
        (issue, "ISSUE OPEN"),
        (Commit(Sequence(2)), "ISSUE DONE"),
        (load, "LOAD OPEN"),
        (Cancel(ref(4), CancelReason.SCRUBBED), "LOAD CANCELLED"),
        (load, "LOAD OPEN"),
        (Commit(Sequence(6)), "LOAD DONE"),
    ]
    for count in range(1, len(stages) + 1):
        assert recovered(*(body for body, _ in stages[:count])).jobs == {7: stages[count - 1][1]}
    assert made.balance == Money(500)
    assert recovered(intent(Kind.LOAD, 500, LoadDetail("", 0))).jobs == {}


# Journals that no terminal of ours writes


@pytest.mark.parametrize(
    "nonsense",
    [Commit(Sequence(1)), Commit(Sequence(9)), Late(ref(9), ref(9)), Cancel(ref(9), CancelReason.SCRUBBED), Abandon(ref(9))],
    ids=lambda body: type(body).__name__,
)
def test_an_end_without_an_open_change_is_damage(nonsense: Body) -> None:
    with pytest.raises(JournalDamaged, match="not open"):
        recovered(nonsense)


def test_a_change_ends_once() -> None:
    with pytest.raises(JournalDamaged, match="not open"):
        recovered(sale(), Commit(Sequence(2)), Commit(Sequence(2)))


def test_a_gap_is_damage() -> None:
    state = recovered(cash(1))
    for place in (2, 4):
        with pytest.raises(JournalDamaged, match=f"entry {place} does not follow entry 2"):
            state.apply(Sequence(place), ONE, Entry(AT, cash(1)))


def test_a_start_that_names_another_past_is_damage() -> None:
    with pytest.raises(JournalDamaged, match="starts after lineage 00000007"):
        recovered(Boot(BootReason.START, Lineage(7)))


def test_an_entry_of_another_lineage_than_its_start_is_damage() -> None:
    """The lineage is not in an entry's bytes, so the hash chain does not vouch for it."""
    state = recovered(cash(1))
    with pytest.raises(JournalDamaged, match="entry 3 is of lineage 00000066, not 00000065"):
        state.apply(Sequence(3), TWO, Entry(AT, cash(1)))


@settings(max_examples=25, deadline=None)
@given(histories(), st.data())
def test_a_journal_with_an_entry_left_out_is_never_taken_for_whole(history: list[Said], data: st.DataObject) -> None:
    entries = placed(history)
    gap = data.draw(st.integers(0, len(entries) - 1))
    if gap == len(entries) - 1:
        return  # a lost tail looks like an earlier journal: that is what the lineage is for
    state = Recovered(TERMINAL)
    for known in entries[:gap]:
        state.apply(*known)
    with pytest.raises(JournalDamaged):
        state.apply(*entries[gap + 1])


def test_more_lines_alone_say_nothing_yet() -> None:
    state = recovered(MoreLines(cash(5).basket.lines))
    assert (state.totals, state.tickets, state.last_slip) == ((), {}, None)
