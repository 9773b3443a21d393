"""If these failed, a lost card would pay at a terminal that asked, or an honest one would be taken for rolled back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from protocol.card.keys import Keyring, listing_hash
from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.link.card_states import StateRow, balance_check, each_row, row_of
from protocol.link.entries import LockDetail
from protocol.link.seal import Purpose, open_sealed, peek
from protocol.link.snapshot import StatesHeld, decode_delta, decode_part, with_delta, with_part
from protocol.link.tables import CardState
from protocol.money import Money
from server.database import run, writing
from server.ledger.proofs import prove
from server.settlement.states import card_states, states_answer
from server.settlement.states.card_states import FRESH_MS, WHOLE_AFTER_MS, newest_states, publish_states
from server.settlement.states.heartbeat import reach
from server.settlement.states.listing import list_card
from server.settlement.states.states_answer import states_for
from tests.server.head_office import ENVIRONMENT, NOON, SERVER_KEYS, SET_KEY, HeadOffice, certificate_of
from tests.server.journal import TODAY, Card, Journal

KNOWN = BusinessDay(TODAY - 1)
RING = Keyring(1, b"", b"", b"", b"", SERVER_KEYS.listing_key)


def publish(after_ms: int = 0, *, whole: bool = False, known: BusinessDay = KNOWN) -> int | None:
    with writing():
        return publish_states(SERVER_KEYS, Instant(NOON + after_ms), known, whole=whole)


def listed(card: Card, state: CardState = CardState.LOST, after_ms: int = 0) -> None:
    with writing():
        assert list_card(card.name, state, "Ann", Instant(NOON + after_ms))


@dataclass
class Listener:
    """A terminal that keeps what it is told, as the protocol allows."""

    held: StatesHeld = field(default_factory=StatesHeld)
    rows: dict[bytes, StateRow] = field(default_factory=dict)
    incoming: dict[bytes, StateRow] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def ask(self, after_ms: int = 0) -> list[str]:
        """Poll until nothing more comes; what came."""
        heard: list[str] = []
        while objects := states_for(self.held, SERVER_KEYS, Instant(NOON + after_ms), KNOWN):
            heard += [self.take(sealed) for sealed in objects]
        return heard

    def take(self, sealed: bytes) -> str:
        purpose = peek(sealed).purpose
        body = open_sealed(sealed, purpose, ENVIRONMENT, SET_KEY.public)
        if purpose is Purpose.DELTA:
            delta = decode_delta(body)
            held = with_delta(self.held, delta)
            self.rows |= table(delta.rows)
        else:
            part = decode_part(body)
            held = with_part(self.held, part)
            self.incoming = (self.incoming if part.part else {}) | table(part.rows)
            if part.is_last:
                self.rows = self.incoming
        assert isinstance(held, StatesHeld), held
        self.held = held
        return purpose.name

    def says(self, card: Card) -> CardState | None:
        row = self.rows.get(listing_hash(RING, card.name))
        return row.state if row else None


def table(rows: bytes) -> dict[bytes, StateRow]:
    return {row.hash: row for row in map(row_of, each_row(rows))}


@pytest.fixture
def cards(office: HeadOffice) -> list[Card]:
    """Seven cards with 50.00 each, issued and loaded, as head office has booked them."""
    journal = Journal()
    made = [Card(number=number) for number in range(1, 8)]
    for card in made:
        journal.issue(card)
        journal.load(card, 5_000)
    office.accept(7, journal.batch())
    return made


def test_the_first_version_is_whole_and_has_each_settled_counter(cards: list[Card]) -> None:
    listed(cards[1], CardState.STOLEN)
    assert publish() == 1
    listener = Listener()
    assert listener.ask() == ["SNAPSHOT"]
    hash8 = listing_hash(RING, cards[0].name)
    row = listener.rows[hash8]
    assert (row.minimum_counter, row.state, row.check) == (1, CardState.OK, balance_check(hash8, 1, Money(5_000)))
    assert listener.says(cards[1]) is CardState.STOLEN
    assert len(listener.rows) == 7


def test_an_open_sale_does_not_move_the_minimum_counter(office: HeadOffice, cards: list[Card]) -> None:
    publish()
    journal = Journal(terminal=8)
    journal.sale_intent(cards[0], 100)
    office.accept(8, journal.batch())
    assert publish() is None


def test_a_sale_a_listing_and_its_lifting_each_make_a_delta(office: HeadOffice, cards: list[Card]) -> None:
    publish()
    listener = Listener()
    listener.ask()
    journal = Journal(terminal=8)
    journal.sale(cards[0], 100)
    office.accept(8, journal.batch())
    assert publish() == 2
    listed(cards[1])
    assert publish() == 3
    listed(cards[1], CardState.OK)
    assert publish() == 4
    assert listener.ask() == ["DELTA"] * 3
    assert listener.says(cards[1]) is CardState.OK
    assert listener.rows[listing_hash(RING, cards[0].name)].minimum_counter == 2
    fresh = Listener()
    fresh.ask()
    assert (fresh.rows, fresh.held) == (listener.rows, listener.held)


def test_a_card_listed_before_its_books_are_settled_stays_in_after_it_is_lifted(office: HeadOffice) -> None:
    issuing, journal, card = Journal(), Journal(terminal=8), Card()
    issuing.issue(card)
    journal.load(card, 5_000)
    office.accept(8, journal.batch())
    listed(card)
    publish()
    listed(card, CardState.OK)
    publish()
    listener = Listener()
    listener.ask()
    assert (listener.says(card), listener.rows[listing_hash(RING, card.name)].minimum_counter) == (CardState.OK, 0)


def test_nothing_new_is_no_version_until_an_hour_or_a_day_has_gone_by(cards: list[Card]) -> None:
    publish()
    assert publish(FRESH_MS - 1) is None
    assert publish(FRESH_MS) == 2
    assert publish(FRESH_MS + 1, known=TODAY) == 3
    assert Listener().ask() == ["SNAPSHOT", "DELTA", "DELTA"]


def test_a_poll_signs_the_next_version_by_itself_when_an_hour_is_over_or_a_card_was_listed(cards: list[Card]) -> None:
    publish()
    listener = Listener()
    assert listener.ask() == ["SNAPSHOT"]
    assert listener.ask(FRESH_MS - 1) == []
    listed(cards[2], after_ms=1)
    assert listener.ask(2) == ["DELTA"]
    assert listener.says(cards[2]) is CardState.LOST
    assert listener.ask(3) == []
    assert listener.ask(FRESH_MS + 2) == ["DELTA"]


def test_before_the_first_publishing_there_is_nothing_to_send(cards: list[Card]) -> None:
    assert Listener().ask(FRESH_MS) == []


def test_a_snapshot_travels_in_parts_and_goes_on_where_it_stopped(cards: list[Card], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_states, "PART_ROWS", 2)
    monkeypatch.setattr(states_answer, "ROOM_BYTES", 400)
    publish()
    publish(FRESH_MS)
    listener = Listener()
    first = states_for(listener.held, SERVER_KEYS, NOON, KNOWN)
    assert [listener.take(sealed) for sealed in first] == ["SNAPSHOT"] * 2
    assert listener.held == StatesHeld(incoming=1, parts=2)
    assert listener.ask() == ["SNAPSHOT"] * 2 + ["DELTA"]
    assert len(listener.rows) == 7


def test_a_terminal_that_was_away_long_gets_the_snapshot_where_that_is_less(cards: list[Card]) -> None:
    publish()
    away = Listener()
    away.ask()
    for round_ in range(3):
        for card in cards:
            listed(card, CardState.OK if round_ % 2 else CardState.LOST)
        publish()
    near = replace(away)
    publish(whole=True)
    assert away.ask() == ["SNAPSHOT"]
    listed(cards[0], CardState.OK)
    publish()
    assert away.ask() == ["DELTA"]
    assert near.ask() == ["SNAPSHOT", "DELTA"]
    assert away.rows == near.rows


def test_a_whole_snapshot_is_made_weekly_and_only_the_last_two_are_kept(cards: list[Card]) -> None:
    for week in range(4):
        publish(week * WHOLE_AFTER_MS)
    kept = run("SELECT DISTINCT version FROM states_part ORDER BY version").fetchall()
    assert [version for (version,) in kept] == [3, 4]
    assert Listener().ask() == ["SNAPSHOT"]


def test_a_new_listing_key_makes_a_whole_snapshot(cards: list[Card]) -> None:
    publish()
    with writing():
        publish_states(replace(SERVER_KEYS, key_version=2, listing_key=bytes(16)), NOON, KNOWN)
    newest = newest_states()
    assert newest is not None
    assert (newest.version, newest.parts, newest.key_version) == (2, 1, 2)
    assert len(decode_part(open_sealed(objects_for_new()[0], Purpose.SNAPSHOT, ENVIRONMENT, SET_KEY.public)).rows) == 7 * 16


def objects_for_new() -> list[bytes]:
    return states_for(StatesHeld(), SERVER_KEYS, NOON, KNOWN)


def test_too_many_changes_are_a_whole_snapshot(cards: list[Card], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_states, "DELTA_ROWS_MAX", 2)
    publish()
    listener = Listener()
    listener.ask()
    for card in cards[:3]:
        listed(card)
    publish()
    assert listener.ask() == ["SNAPSHOT"]
    assert [listener.says(card) for card in cards[:4]] == [CardState.LOST] * 3 + [CardState.OK]


def test_a_terminal_ahead_of_a_restored_head_office_is_led_by_a_whole_snapshot_above_its_version(
    office: HeadOffice, cards: list[Card]
) -> None:
    publish()
    ahead = Listener(StatesHeld(9, b"another history".ljust(32, b"\x00")))
    journal = Journal(terminal=8)
    office.send(certificate_of(8), journal.poll(states=ahead.held))
    assert ahead.ask() == ["SNAPSHOT"]
    assert ahead.held.version == 10
    assert len(ahead.rows) == 7


def test_a_version_with_another_content_is_replaced_by_a_whole_snapshot(cards: list[Card]) -> None:
    publish()
    other = Listener(StatesHeld(1, bytes(32)))
    assert other.ask() == ["SNAPSHOT"]
    assert other.held.version == 2


# Reach (N4)


def test_the_reach_of_a_listing_names_who_holds_it_and_who_does_not(office: HeadOffice, cards: list[Card]) -> None:
    publish()
    told, silent = Journal(terminal=8), 9
    office.send(certificate_of(silent))
    office.send(certificate_of(8), told.poll())
    listed(cards[0], after_ms=5)
    found = reach(cards[0].name)
    assert found is not None
    assert (found.state, found.listed_by, found.listed_at, found.version) == (CardState.LOST, "Ann", NOON + 5, None)
    assert [(one.terminal, one.holds, one.heard_at) for one in found.hearings] == [
        (7, False, None),
        (8, False, NOON),
        (9, False, None),
    ]
    publish(6)
    listener = Listener()
    listener.ask()
    office.at(Instant(NOON + 10)).send(told.poll(states=listener.held, at=10))
    found = reach(cards[0].name)
    assert found is not None
    assert found.version == 2
    assert [(one.terminal, one.holds, one.version) for one in found.hearings] == [(7, False, 0), (8, True, 2), (9, False, 0)]
    assert not found.complete
    assert reach(CardInstance(CardNumber(99), 0)) is None


def test_a_later_sale_does_not_make_terminals_that_hold_the_listing_appear_behind(office: HeadOffice, cards: list[Card]) -> None:
    listed(cards[0])
    publish()
    listener = Listener()
    listener.ask()
    journal = Journal(terminal=8)
    journal.sale(cards[0], 100)
    office.accept(8, journal.batch())
    office.send(journal.poll(states=listener.held))
    publish()
    found = reach(cards[0].name)
    assert found is not None
    assert (found.version, [one.holds for one in found.hearings if one.terminal == 8]) == (1, [True])


def test_a_sign_of_life_that_was_delayed_does_not_replace_a_newer_one(office: HeadOffice) -> None:
    journal = Journal()
    office.send(certificate_of(7), journal.poll(states=StatesHeld(5, bytes(32)), at=10))
    office.send(journal.poll(at=5))
    ((version, heard),) = run("SELECT states_version, heard_at FROM heartbeat").fetchall()
    assert (version, heard) == (5, NOON)


def test_a_listing_is_never_changed(office: HeadOffice, cards: list[Card]) -> None:
    listed(cards[0])
    with pytest.raises(Exception, match="append-only"), writing():
        run("UPDATE card_listing SET listed_by = 'Bob'")


def test_a_lock_on_the_card_is_booked_and_the_lifted_listing_knows_of_it(office: HeadOffice, cards: list[Card]) -> None:
    listed(cards[0])
    publish()
    journal = Journal(terminal=8)
    journal.change(cards[0], Kind.LOCK, 0, LockDetail(CardState.LOST))
    office.accept(8, journal.batch())
    listed(cards[0], CardState.OK)
    publish()
    listener = Listener()
    listener.ask()
    row = listener.rows[listing_hash(RING, cards[0].name)]
    assert (row.state, row.minimum_counter) == (CardState.OK, 2)
    assert prove().holds
