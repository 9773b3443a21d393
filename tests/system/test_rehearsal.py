"""If this failed, trying out what goes wrong would change what is true: a rehearsal would count (N15)."""

from __future__ import annotations

from pathlib import Path

from protocol.link.duty_entries import Rehearsal
from protocol.link.entries import ClockStep, Medium
from protocol.link.packet import pack, unpack
from protocol.link.seal import Purpose, peek
from protocol.link.violations import Reason
from terminal.counter.props import Fault
from tests.server.head_office import opened_ack, opened_refusal, quarantined
from tests.support.counter_stand import CounterStand
from tests.support.rehearsals import begin, end, sums_of, switch
from tests.support.shop import make_card
from tests.system.connected import Connected, application

MEMBER = 4_711
DAY_MS = 86_400_000


def test_n15_in_a_rehearsal_everything_goes_wrong_and_nothing_of_it_counts(tmp_path: Path, books: str) -> None:
    stand = CounterStand(tmp_path)
    member = make_card(Medium.MIFARE_1K, MEMBER, 5_000)
    stand.press("101 ENTER ENTER")
    stand.lay(member)
    stand.lift()
    before, chip, ages = stand.at.view(), member.dump(), stand.till.terminal.context().ages
    real, roll = stand.till.journal, len(stand.paper)
    last = real.state.last_sequence

    rehearsal = begin(stand)
    books_played = rehearsal.terminal.journal
    assert stand.shown[0] == "** TEST **"

    # a sale
    stand.press("101 ENTER ENTER")
    assert stand.shown[1:] == ("TOTAL           2.00", "PRESENT CARD", "1=A 2=B BACK=stop")
    stand.press("1")
    assert "PAID GBP 2.00" in stand.text
    assert sums_of(rehearsal) == {"CARD_SALES": (1, 200)}

    # a torn write, finished when the same card comes again
    switch(stand, Fault.TORN_WRITE)
    stand.press("101 ENTER ENTER")
    assert stand.shown[:2] == ("TEST NOT FINISHED", "SAME CARD AGAIN")
    stand.press("1")
    assert sums_of(rehearsal) == {"CARD_SALES": (2, 400)}
    assert books_played.state.open == {}

    # a card that is pulled away before anything was written: not charged, and then paid
    switch(stand, Fault.PULLED_CARD)
    stand.press("102 ENTER ENTER")
    assert stand.shown[:2] == ("TEST NOT FINISHED", "SAME CARD AGAIN")
    stand.press("1")
    assert sums_of(rehearsal) == {"CARD_SALES": (3, 750)}

    # no line
    stand.wait(500)
    assert rehearsal.terminal.context().ages.stored_records == 0
    switch(stand, Fault.OUTAGE)
    stand.press("101 ENTER CASH")
    stand.wait(20 * 60_000)
    assert rehearsal.terminal.context().ages.stored_records == 1
    assert "OFFLINE" in " ".join(screen[0] for screen in shown_for(stand, 3))
    sealed = books_played.waiting(1)[0][1]
    switch(stand, Fault.OUTAGE)
    stand.wait(500)
    assert rehearsal.terminal.context().ages.stored_records == 0

    # no paper
    switch(stand, Fault.PAPER_OUT)
    slips = len(stand.paper)
    stand.press("101 ENTER CASH")
    assert "no paper" in " ".join(line for screen in shown_for(stand, 3) for line in screen)
    assert len(stand.paper) == slips
    switch(stand, Fault.PAPER_OUT)

    # a clock that jumps a day ahead and back again
    noon = rehearsal.terminal.clock.now()
    switch(stand, Fault.CLOCK_JUMP)
    stand.wait(500)
    assert rehearsal.terminal.clock.now() == noon + DAY_MS + 500
    switch(stand, Fault.CLOCK_JUMP)
    stand.wait(500)
    steps = [entry.body for _, entry in books_played.newest_first() if isinstance(entry.body, ClockStep)]
    assert len(steps) == 2

    # a member's card is not looked at
    stand.lay(member)
    assert stand.shown[1:] == ("Real cards are not", "read. Take a test", "card.")
    stand.lift()
    assert all("TEST - NOT VALID" in slip for slip in stand.paper[roll:])

    end(stand)
    after = stand.at.view()
    assert "TEST" not in stand.text
    assert (after.books.totals, after.books.cards, after.books.open) == (before.books.totals, before.books.cards, {})
    assert stand.till.terminal.context().ages.stored_records == ages.stored_records
    assert member.dump() == chip
    operator = stand.till.terminal.operator
    added = [entry.body for reference, entry in real.newest_first() if reference.sequence > last]
    assert added == [Rehearsal(operator, began=False), Rehearsal(operator, began=True)]
    assert not (tmp_path / "rehearsal").exists()

    # head office takes what the terminal says of it, and nothing that was played
    with application(books) as client:
        connected = Connected(stand.till, client)
        (stored,) = unpack(connected.post(pack([connected.certificate, connected.closed()])))
        assert opened_ack(stored).count == real.state.last_sequence
        (refused,) = unpack(connected.post(pack([sealed])))
    assert peek(refused).purpose is Purpose.REFUSAL
    assert opened_refusal(refused).reason is Reason.UNKNOWN_SIGNER
    assert [data for _, data in quarantined()] == [sealed]


def shown_for(stand: CounterStand, pages: int) -> list[tuple[str, ...]]:
    """What the operator's display shows in the next turns."""
    found = []
    for _ in range(pages):
        stand.wait(2_500)
        found.append(stand.shown)
    return found
