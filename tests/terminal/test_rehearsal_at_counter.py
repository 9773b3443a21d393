"""A rehearsal on a counter (N15): whatever is done in it, and however it ends, the counter goes on where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import OperatorId
from protocol.instants import MS_PER_DAY, Instant
from protocol.link.certificate import Role
from protocol.link.duty_entries import PinChanged, Rehearsal
from protocol.link.entries import Medium
from protocol.link.operator_pin import pin_verifier
from protocol.link.rights import ALL_RIGHTS, Right
from protocol.link.tables import Operator, OperatorTable
from protocol.link.violations import Reason
from terminal.at_counter import AtCounter
from terminal.counter.flows.stage import PER_PAGE
from terminal.counter.menu import offered
from terminal.counter.props import PROP_PIN, Fault, PropCard
from terminal.counter.saying import PAGE_MS
from terminal.drivers.card_reader.chip import Tear
from terminal.rehearsal_wiring import FOLDER
from terminal.words.counter import Word
from tests.support.counter_examples import keys, staffed
from tests.support.counter_stand import CounterStand
from tests.support.rehearsals import begin, end, sums_of
from tests.support.shop import NOON, make_card
from tests.terminal.counter.menus import choose

ANN, BO = OperatorId(1), OperatorId(2)
MEMBER = 4_711


@pytest.fixture
def stand(tmp_path: Path) -> CounterStand:
    return CounterStand(tmp_path)


def told_of_rehearsals(stand: CounterStand) -> list[Rehearsal]:
    """What the real journal says of them, in order."""
    bodies = [entry.body for _, entry in stand.till.journal.newest_first()]
    return [body for body in bodies[::-1] if isinstance(body, Rehearsal)]


def pages_of(stand: CounterStand) -> str:
    """All that the operator's display says, page after page."""
    found = [stand.text]
    for _ in range(4):
        stand.wait(PAGE_MS)
        found.append(stand.text)
    return " ".join(found)


def test_a_power_cut_ends_a_rehearsal_and_the_counter_simply_starts(stand: CounterStand) -> None:
    choose(stand, Word.SHIFT_OPEN)
    stand.press("100. ENTER ENTER")
    shift = stand.till.terminal.shift
    begin(stand)
    stand.press("101 ENTER ENTER 1")
    stand.power_cut()
    stand.at.come_to_work()
    assert "TEST" not in stand.text
    assert stand.till.terminal.shift == shift
    assert stand.sums == {}
    assert told_of_rehearsals(stand) == [Rehearsal(ANN, began=True), Rehearsal(ANN, began=False)]
    stand.at.come_to_work()
    assert len(told_of_rehearsals(stand)) == 2, "an ordinary start has nothing to end"
    rehearsal = begin(stand)
    assert sums_of(rehearsal) == {}, "each is made anew"
    end(stand)


@pytest.mark.parametrize("fault", [Fault.PULLED_CARD, Fault.TORN_WRITE])
@pytest.mark.parametrize("card", PropCard)
def test_a_sale_that_a_fault_breaks_is_finished_with_the_same_card(stand: CounterStand, card: PropCard, fault: Fault) -> None:
    rehearsal = begin(stand)
    key = "1" if card is PropCard.A else "2"
    stand.press("101 ENTER ENTER")
    switch_while_waiting(rehearsal, fault)
    stand.press(key)
    broken = 0
    for _ in range(4):
        if "NOT FINISHED" in stand.text:
            broken += 1
            stand.press(key)
        if "PIN" in stand.text:
            stand.press(f"{PROP_PIN} ENTER")
    assert broken == 1
    assert rehearsal.view().faults == frozenset()
    assert sums_of(rehearsal)["CARD_SALES"] == (1, 200)
    assert rehearsal.terminal.journal.state.open == {}


def switch_while_waiting(rehearsal: AtCounter, fault: Fault) -> None:
    """Move a lever without the menu."""
    assert rehearsal.stage
    rehearsal.stage.set(fault, True)


def test_cards_are_laid_down_and_lifted_in_the_menu_and_their_pin_stands_there(stand: CounterStand) -> None:
    rehearsal = begin(stand)
    choose(stand, Word.TEST_CARDS)
    assert stand.shown == ("TEST 1 Card A MIFARE", "2 Card B SLE", "3 Lift the card", f"PIN {PROP_PIN}  BACK=out")
    stand.press("2")
    assert rehearsal.view().on_reader is PropCard.B
    assert "5000.00" in pages_of(stand)
    choose(stand, Word.TEST_CARDS)
    assert stand.shown[1].endswith("<")
    stand.press("3")
    assert rehearsal.view().on_reader is None


def test_every_slip_bears_the_mark_and_the_drawer_stays_shut(stand: CounterStand) -> None:
    begin(stand)
    choose(stand, Word.SHIFT_OPEN)
    stand.press("100. ENTER ENTER")
    choose(stand, Word.TEST_CARDS)
    stand.press("1")
    stand.press("ENTER")  # the balance of the card
    stand.press("101 ENTER CASH")
    stand.press("101 ENTER ENTER")
    choose(stand, Word.VOID)
    stand.press("ENTER")
    choose(stand, Word.LOAD)
    stand.press("20. ENTER ENTER")
    choose(stand, Word.READINESS)
    stand.press("ENTER BACK")
    assert len(stand.paper) >= 5
    assert all(slip.count("TEST - NOT VALID") == 2 for slip in stand.paper)
    assert stand.till.printer.drawer_openings == 0
    end(stand)
    stand.press("101 ENTER CASH")
    assert "TEST" not in stand.paper[-1]
    assert stand.till.printer.drawer_openings == 1


def test_a_disk_that_takes_no_rehearsal_leaves_the_counter_as_it_is(stand: CounterStand) -> None:
    (stand.till.folder / FOLDER).write_text("in the way")
    choose(stand, Word.REHEARSE)
    stand.press("ENTER")
    assert stand.at.rehearsal is None
    assert "No rehearsal: the" in stand.text
    assert told_of_rehearsals(stand) == [Rehearsal(ANN, began=True), Rehearsal(ANN, began=False)]
    stand.press("101 ENTER CASH")
    assert stand.sums == {"CASH_SALES": (1, 200)}


def test_a_disk_that_fails_in_a_rehearsal_stops_it_alone_and_back_leads_out(stand: CounterStand) -> None:
    rehearsal = begin(stand)
    rehearsal.terminal.journal.close()
    stand.press("101 ENTER CASH")
    stand.wait(500)
    assert "SELLING STOPPED" in stand.text
    assert "TEST" in stand.shown[0]
    stand.press("BACK")
    assert stand.at.rehearsal is None
    stand.press("101 ENTER CASH")
    assert stand.sums == {"CASH_SALES": (1, 200)}


def test_a_rehearsal_ends_when_the_real_journal_fails(stand: CounterStand) -> None:
    begin(stand)
    stand.wait(500)
    stand.till.journal.close()
    stand.till.clock.step(Instant(NOON + MS_PER_DAY))
    stand.at.tick()
    assert stand.at.rehearsal is None
    assert "SELLING STOPPED" in stand.text


def test_whoever_signs_on_at_this_counter_does_so_in_a_rehearsal_and_again_after_it(tmp_path: Path) -> None:
    old, new = (pin_verifier(pin, bytes(16)) for pin in ("1111", "2222"))
    people = OperatorTable((Operator(ANN, "Ann", ALL_RIGHTS, old), Operator(BO, "Bo", int(Right.SELL), old)))
    stand = CounterStand(tmp_path, books=staffed().installing(3, people))
    stand.till.terminal.append((PinChanged(BO, new),))
    rehearsal = begin(stand)
    choose(stand, Word.SIGN_ON)
    stand.press("2 ENTER 2222 ENTER")
    assert rehearsal.terminal.operator == BO
    end(stand)
    assert stand.till.terminal.operator == OperatorId(0), "a cashier may have ended what a supervisor began"
    assert told_of_rehearsals(stand)[-1] == Rehearsal(ANN, began=False)


def test_the_case_and_the_line_of_the_counter_are_served_in_a_rehearsal_too(stand: CounterStand) -> None:
    class Counted:
        ticks = 0
        refused: Reason | None = None

        def send_soon(self) -> None:
            raise AssertionError("nobody asked")

        def ask_soon(self) -> None:
            raise AssertionError("nobody asked")

        def tell_job(self, word: object, known: object) -> None:
            raise AssertionError("nobody asked")

        def posted(self, post: object) -> bool:
            return True

        def tick(self) -> None:
            self.ticks += 1

    stand.at.line = line = Counted()
    begin(stand)
    stand.wait(500)
    assert line.ticks == 1
    assert stand.shown[0] == "** TEST **"


def test_a_terminal_that_admits_no_class_admits_no_test_card_either(stand: CounterStand) -> None:
    stand.till.terminal.group = 5
    begin(stand)
    stand.press("101 ENTER ENTER 1")
    assert "PAID" not in pages_of(stand)


def test_a_program_that_ends_in_a_rehearsal_leaves_nothing_of_it(stand: CounterStand) -> None:
    page, place = divmod([flow.title for flow in offered(stand.at.view())].index(Word.REHEARSE), PER_PAGE)
    for key in keys(f"{'MENU ' * (page + 1)} {place + 1} ENTER 101 ENTER"):
        stand.at.inbox.put(key)
    stand.at.inbox.put(None)
    stand.at.run()
    assert ("** TEST **", "Tea             2.00") in [screen.operator[:2] for screen in stand.front.screens]
    assert stand.at.rehearsal is None
    assert not (stand.till.folder / FOLDER).exists()


def test_a_member_comes_with_an_unfinished_card_before_a_rehearsal_and_not_into_it(stand: CounterStand) -> None:
    card = make_card(Medium.MIFARE_1K, MEMBER, 5_000)
    stand.press("101 ENTER ENTER")
    card.tear_write(2, Tear.GARBAGE)
    stand.lay(card)
    stand.power_cut()
    choose(stand, Word.REHEARSE)
    assert stand.at.rehearsal is None
    assert "A card sale is not" in stand.text
    stand.lay(card)
    stand.lift()
    begin(stand)
    end(stand)


def test_a_terminal_that_loads_no_cards_rehearses_no_loads(stand: CounterStand) -> None:
    stand.till.terminal.roles = Role.SELL
    rehearsal = begin(stand)
    choose(stand, Word.TEST_CARDS)
    stand.press("1")
    choose(stand, Word.LOAD)
    stand.press("20. ENTER ENTER")
    assert sums_of(rehearsal) == {}
