"""The two readers of entries agree: where the columns take a sale, `decode_entry` takes it and says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.record import Kind, unpack
from protocol.card.ring import Change
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.baskets import gather
from protocol.link.batch import Batch, split_batch
from protocol.link.codec import decode_entry, entry_bytes
from protocol.link.entries import Abandon, Basket, Body, Cancel, CancelReason, Commit, Entry, Intent, MoreLines, SaleDetail
from protocol.link.faults import intent_fault
from protocol.link.seal import unverified_body
from server.settlement.columns.sales import NOTHING, Sales, joined, read_sales
from tests.server.journal import Card, Journal, lines_of
from tests.support import strategies

AT = Instant(1_000)
OWN = Reference(TerminalId(7), Lineage(1), Sequence(1))


def batch_of(entries: list[bytes]) -> Batch:
    """These bytes as the entries of a batch; nothing else of its header is looked at."""
    header = split_batch(unverified_body(Journal().batch())).header
    return Batch(replace(header, first_sequence=Sequence(1), count=len(entries)), tuple(entries))


def of_bodies(*bodies: Body) -> Sales:
    return read_sales([batch_of([entry_bytes(Entry(AT, body)) for body in bodies])])


def check_row(sales: Sales, row: int, batch: Batch) -> None:
    """Everything that a row says is what the entries say, and it is an ordinary sale."""
    entry, commit = (decode_entry(batch.entries[int(place[row])]) for place in (sales.intent, sales.commit))
    intent = entry.body
    assert isinstance(intent, Intent)
    assert isinstance(intent.detail, SaleDetail)
    assert commit.body == Commit(Sequence(batch.header.first_sequence + int(sales.intent[row])))
    assert int(sales.sequence[row]) == commit.body.intent
    assert intent_fault(intent) is None
    before = unpack(intent.before)
    journal = before.reference.terminal << 32 | before.reference.lineage
    assert (sales.at[row], sales.number[row], sales.instance[row]) == (entry.at, intent.card.number, intent.card.instance)
    assert (sales.counter[row], sales.balance[row]) == (before.counter, before.balance.minor)
    assert (sales.journal[row], sales.place[row]) == (journal, before.reference.sequence)
    assert (sales.amount[row], sales.day[row]) == (intent.change.amount.minor, intent.change.day)
    seen = [unpack(raw) for raw in intent.evidence]
    assert [one.counter for one in seen] == [counter for counter in sales.seen_counter[row] if counter != NOTHING]
    assert [one.reference.sequence for one in seen] == [place for place in sales.seen_place[row] if place != NOTHING]
    mine = sales.line_sale == row
    told = [(line.owner, line.amount.minor) for line in intent.detail.basket.lines]
    assert list(zip(sales.line_owner[mine].tolist(), sales.line_amount[mine].tolist(), strict=True)) == told
    assert [one.fault for one in gather([intent])] == [None]


def day_of_sales(count: int = 3) -> Batch:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    for amount in range(1, count + 1):
        journal.sale(card, amount * 100, (50, 2), evidence=(card.record.pack(),) if card.record else ())
    journal.cash_sale(5)
    return split_batch(unverified_body(journal.batch()))


def test_the_sales_of_a_day_are_found_and_nothing_else() -> None:
    batch = day_of_sales()
    sales = read_sales([batch])
    assert len(sales) == 3
    for row in range(3):
        check_row(sales, row, batch)


def lines_in(sales: Sales) -> list[tuple[int, ...]]:
    columns = (sales.line_sale, sales.line_owner, sales.line_amount)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def test_batches_read_together_or_apart_say_the_same() -> None:
    one, two = day_of_sales(2), day_of_sales(4)
    together, apart = read_sales([one, two]), joined([read_sales([one]), read_sales([two])], [0, 1])
    for name in Sales.__slots__:
        if not name.startswith("line_"):
            assert getattr(together, name).tolist() == getattr(apart, name).tolist()
    assert lines_in(together) == lines_in(apart)


def test_nothing_gives_nothing() -> None:
    assert len(read_sales([])) == len(read_sales([batch_of([])])) == len(of_bodies(Commit(Sequence(1)))) == 0


def ordinary() -> Intent:
    journal, card = Journal(), Card()
    journal.issue(card)
    journal.load(card, 5_000)
    return journal.intents[journal.sale_intent(card, 400)]


LINES = lines_of(400)
SALE = ordinary()
NOT_ORDINARY: dict[str, list[Body]] = {
    "no commit": [SALE],
    "two commits": [SALE, Commit(Sequence(1)), Commit(Sequence(1))],
    "a commit before it": [Commit(Sequence(2)), SALE],
    "a cancel": [SALE, Commit(Sequence(1)), Cancel(OWN, CancelReason.SCRUBBED)],
    "an abandon": [SALE, Abandon(OWN), Commit(Sequence(1))],
    "lines before it": [MoreLines(LINES), SALE, Commit(Sequence(2))],
    "lines before its commit": [SALE, MoreLines(LINES), Commit(Sequence(1))],
    "carried lines": [replace(SALE, detail=SaleDetail(Basket(LINES, 1), False)), Commit(Sequence(1))],
    "lines that do not add up": [replace(SALE, detail=SaleDetail(Basket(lines_of(300)), False)), Commit(Sequence(1))],
    "no lines": [replace(SALE, detail=SaleDetail(Basket(()), False)), Commit(Sequence(1))],
    "no amount": [replace(SALE, change=replace(SALE.change, amount=type(SALE.change.amount)(0))), Commit(Sequence(1))],
    "no record": [replace(SALE, before=bytes(48)), Commit(Sequence(1))],
    "points below nothing": [replace(SALE, change=replace(SALE.change, points=-1)), Commit(Sequence(1))],
    "evidence that is none": [replace(SALE, evidence=(bytes(48),)), Commit(Sequence(1))],
    "too much evidence": [replace(SALE, evidence=(SALE.before,) * 3), Commit(Sequence(1))],
    "a ticket beyond ASCII": [replace(SALE, detail=SaleDetail(Basket(LINES, 0, "é"), False)), Commit(Sequence(1))],
}


@pytest.mark.parametrize("name", NOT_ORDINARY)
def test_what_is_not_ordinary_is_left_to_the_other_reader(name: str) -> None:
    assert len(of_bodies(*NOT_ORDINARY[name])) == 0


@pytest.mark.parametrize(
    "sale",
    [
        SALE,
        replace(SALE, detail=SaleDetail(Basket(LINES, 0, "TABLE 7"), True)),
        replace(SALE, change=replace(SALE.change, points=3, times=1, pin_fails=2, locked=True)),
        replace(SALE, evidence=(SALE.before, SALE.before)),
    ],
)
def test_ordinary_sales_in_all_their_forms(sale: Intent) -> None:
    batch = batch_of([entry_bytes(Entry(AT, body)) for body in (sale, Commit(Sequence(1)))])
    sales = read_sales([batch])
    assert len(sales) == 1
    check_row(sales, 0, batch)


@given(st.lists(strategies.bodies, max_size=4), st.data())
@settings(max_examples=100, deadline=None)
def test_whatever_stands_around_it_the_readers_agree(bodies: list[Body], data: st.DataObject) -> None:
    entries = [entry_bytes(Entry(AT, body)) for body in (SALE, Commit(Sequence(1)), *bodies)]
    batch = batch_of(entries)
    sales = read_sales([batch])
    for row in range(len(sales)):
        check_row(sales, row, batch)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_change_of_bytes_makes_the_readers_differ(data: st.DataObject) -> None:
    entries = [bytearray(one) for one in day_of_sales(1).entries]
    one = data.draw(st.sampled_from(entries))
    place = data.draw(st.integers(0, len(one) - 1))
    match data.draw(st.sampled_from(["flip", "cut", "insert", "swap"])):
        case "flip":
            one[place] ^= 1 << data.draw(st.integers(0, 7))
        case "cut":
            del one[place : place + data.draw(st.integers(1, 3))]
        case "insert":
            one[place:place] = data.draw(st.binary(min_size=1, max_size=3))
        case _:
            one[place] = data.draw(st.integers(0, 255))
    batch = batch_of([bytes(one) for one in entries])
    sales = read_sales([batch])
    for row in range(len(sales)):
        check_row(sales, row, batch)


@given(
    st.integers(-(2**31), 2**31 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**16 - 1),
    st.sampled_from([1, 400, 2**31 - 1]),
)
@settings(max_examples=100, deadline=None)
def test_only_what_a_record_can_say_is_ordinary(
    balance: int, counter: int, debits: int, spent: int, day: int, amount: int
) -> None:
    money = type(SALE.change.amount)
    before = replace(
        unpack(SALE.before), balance=money(balance), counter=counter, cumulated_debits=money(debits), spent_today=money(spent)
    )
    sale = replace(
        SALE,
        before=replace(before, day=type(before.day)(day)).pack(),
        change=Change(Kind.SALE, money(-amount), SALE.change.day),
        detail=SaleDetail(Basket(lines_of(amount)), False),
    )
    found = of_bodies(sale, Commit(Sequence(1)))
    assert len(found) == (intent_fault(sale) is None)
