"""What a rehearsal shows and offers (N15): its mark is never off the displays, and one key leads back from everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.instants import Instant
from protocol.link.entries import Basket, SaleDetail
from protocol.money import Money
from terminal.counter.acts import EndRehearsal, LayCard
from terminal.counter.events import RealCardLaid
from terminal.counter.flows.rehearse import REHEARSE
from terminal.counter.lines import COLUMNS
from terminal.counter.machine import step
from terminal.counter.marking import marked
from terminal.counter.menu import offered
from terminal.counter.props import PropCard
from terminal.counter.saying import PAGE_MS
from terminal.counter.state import Counter
from terminal.counter.view import View
from terminal.counter.views import screen
from terminal.sale.layout import display_width
from terminal.sale.orders import Pay
from terminal.sale.states import Doubtful, Ready, Stopped, Waiting, Want
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.language import Language
from tests.support.counter_examples import press, seeing
from tests.support.sale_examples import CARD, basket, journal, knowing, open_change, ref
from tests.support.sale_examples import view as card
from tests.support.shop import NOON, TODAY
from tests.terminal.counter.test_standing import DAY, aged, both_turns


def rehearsing(language: str = "en") -> View:
    """A rehearsal in which head office was not heard of for two days."""
    return replace(aged(2 * DAY, language=language), rehearsal=True)


def test_in_a_rehearsal_the_banner_takes_turns_with_the_alarm_and_the_mark_is_always_there() -> None:
    shown = {screen(Counter(), replace(rehearsing(), now=Instant(NOON + turn * PAGE_MS))).operator[0] for turn in range(3)}
    assert shown == {"** TEST **", "TEST LIMITED stop 1d", "TEST MITED stop 1d0h"}
    assert [lines[0] for lines in both_turns(replace(aged(), rehearsal=True))] == ["** TEST **"] * 2


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "typed", ["", "1 0 1", "MENU", "MENU MENU", "MENU MENU MENU MENU", "MENU 1", "MENU 2", "MENU 3", "ENTER"]
)
def test_in_a_rehearsal_every_screen_bears_the_mark_on_its_first_line(typed: str, language: str) -> None:
    view = rehearsing(language)
    counter = press(Counter(), view, typed).counter
    mark = say(Word.TEST_MARK, view.language)
    for turn in range(4):
        shown = screen(counter, replace(view, now=Instant(NOON + turn * PAGE_MS)))
        assert mark in shown.operator[0]
        assert shown.customer[0].startswith("TEST ")
        assert screen(counter, replace(view, member=view.language)).customer[0].startswith(mark)
        assert all(display_width(line) <= COLUMNS for line in shown.operator)


def test_a_first_line_that_has_no_room_behind_the_mark_begins_and_ends_by_turns() -> None:
    assert marked("Ann     S3", Language.EN) == ("TEST Ann S3",)
    assert marked("No contact for  5h12", Language.EN) == ("TEST No contact for ", "TEST ontact for 5h12")
    assert marked("停用刷卡 仅收现金", Language.ZH_HANS) == ("测试 停用刷卡 仅收现", "测试 用刷卡 仅收现金")


def test_in_a_rehearsal_a_card_that_is_waited_for_is_laid_down_by_a_key() -> None:
    order = Pay(basket(200), "")
    waits = replace(rehearsing(), sale=Waiting(Want(order)))
    assert screen(Counter(), waits).operator[3] == "1=A 2=B BACK=stop"
    assert press(Counter(), waits, "2").acts == (LayCard(PropCard.B),)
    doubtful = replace(rehearsing(), sale=Waiting(Want(order, Doubtful(CARD, None))))
    assert screen(Counter(), doubtful).operator == (
        "TEST NOT FINISHED",
        "SAME CARD AGAIN",
        "Do not charge again",
        "1=A 2=B BACK=no card",
    )
    assert press(Counter(), doubtful, "1").acts == (LayCard(PropCard.A),)
    assert press(Counter(), replace(waits, rehearsal=False), "2").acts == ()


def test_in_a_rehearsal_a_real_card_is_not_read_and_the_display_says_so() -> None:
    told = step(Counter(), RealCardLaid(), rehearsing())
    assert told.acts == ()
    assert screen(told.counter, rehearsing()).operator[1:] == ("Real cards are not", "read. Take a test", "card.")


def test_in_a_rehearsal_back_leads_out_even_of_a_disk_that_fails() -> None:
    broken = replace(rehearsing(), sale=Stopped())
    assert press(Counter(), broken, "BACK").acts == (EndRehearsal(),)
    assert press(Counter(), broken, "ENTER").acts == ()
    assert press(Counter(), replace(broken, rehearsal=False), "BACK").acts == ()


def test_a_rehearsal_has_its_own_page_of_the_menu_and_cannot_begin_another() -> None:
    assert [flow.name for flow in offered(rehearsing())][:3] == ["test-cards", "faults", "end-rehearsal"]
    assert "rehearse" not in [flow.name for flow in offered(rehearsing())]
    ordinary = [flow.name for flow in offered(aged())]
    assert "rehearse" in ordinary
    assert not {"test-cards", "faults", "end-rehearsal"} & set(ordinary)


def with_an_open_sale(*, abandoned: bool) -> View:
    """A card sale without an end."""
    change = open_change(ref(7), card(), Change(Kind.SALE, Money(-200), TODAY), SaleDetail(Basket(()), pin_used=False))
    books = journal([replace(change, abandoned=abandoned)])
    return replace(seeing(context=knowing(books)), books=books)


def test_a_rehearsal_waits_for_what_is_unfinished_and_not_for_what_was_given_up() -> None:
    assert REHEARSE.begin(seeing(Ready(basket(200)))).said == ("Finish or clear this sale first.",)
    assert REHEARSE.begin(with_an_open_sale(abandoned=False)).said == ("A card sale is not finished. Lay that card down first.",)
    assert REHEARSE.begin(with_an_open_sale(abandoned=True)) == REHEARSE.begin(seeing())
    assert REHEARSE.begin(seeing()).state is not None
