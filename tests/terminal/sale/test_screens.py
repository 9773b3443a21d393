"""If these failed, stale characters would stay on the customer's display, or a sum would be cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import DIRECT_AMOUNT, ItemCode
from protocol.money import ZERO, Money
from terminal.sale.layout import display_width, printable
from terminal.sale.screens import (
    BLANK,
    Screen,
    ascii_text,
    customer_balance,
    customer_done,
    customer_idle,
    customer_item,
    customer_line,
    customer_total,
    customer_uses,
    customer_words,
)
from terminal.words.language import Language
from terminal.words.member import MemberWord
from tests.support.canteen import COFFEE, JUICE, NOODLES

HANS, HANT = Language.ZH_HANS, Language.ZH_HANT


def test_between_two_sales_the_shops_name_stands_there_or_a_word_where_its_letters_are_missing() -> None:
    assert customer_idle("Test Canteen")[0].strip() == "Test Canteen"
    assert customer_idle("泰利食堂")[0].strip() == "WELCOME"
    assert customer_idle("泰利食堂", HANS)[0].strip() == "泰利食堂"


def test_an_item_shows_its_price_above_the_sum_so_far() -> None:
    assert customer_item(COFFEE.code, COFFEE.name, 1, Money(350), Money(350), 2) == (
        "Coffee          3.50",
        "TOTAL           3.50",
    )
    assert customer_item(NOODLES.code, NOODLES.name, 12, Money(22_200), Money(22_550), 2) == (
        "12xNoodle sou 222.00",
        "TOTAL         225.50",
    )


def test_an_item_that_the_display_cannot_spell_shows_its_code() -> None:
    assert customer_item(JUICE.code, JUICE.name, 1, Money(1_200), Money(1_200), 2)[0] == "ITEM 102       12.00"
    assert customer_item(ItemCode(5), "", 1, Money(1), Money(1), 2)[0] == "ITEM 5          0.01"
    assert customer_item(ItemCode(5), "Why?", 1, Money(1), Money(1), 2)[0] == "Why?            0.01"
    assert customer_item(DIRECT_AMOUNT, "", 1, Money(99), Money(99), 2)[0] == "AMOUNT          0.99"


def test_the_customer_reads_the_total_and_the_balance() -> None:
    assert customer_total(Money(2_255), 2, "PRESENT CARD") == ("TOTAL          22.55", "PRESENT CARD        ")
    assert customer_balance(Money(12_345), 2) == (" " * 20, "BAL 123.45          ")
    assert customer_balance(Money(-5), 2)[1] == "BAL -0.05           "
    assert customer_done(MemberWord.PAID, Money(700), Money(12_345), 2) == ("PAID            7.00", "BAL 123.45          ")
    assert customer_done(MemberWord.PAID, Money(700), None, 0) == ("PAID             700", " " * 20)
    assert customer_done(MemberWord.PAID, None, Money(1), 2) == ("PAID                ", "BAL 0.01            ")
    words = customer_words(MemberWord.NOT_FINISHED, MemberWord.SAME_CARD_AGAIN)
    assert words == ("NOT FINISHED        ", "SAME CARD AGAIN     ")


def test_in_chinese_a_character_takes_two_columns_and_the_money_stays_whole() -> None:
    assert customer_done(MemberWord.PAID, Money(700), Money(12_345), 2, HANS) == ("已付款          7.00", "余额 123.45         ")
    assert customer_item(JUICE.code, JUICE.name, 1, Money(1_200), Money(1_200), 2, HANS) == (
        "鲜榨橙汁       12.00",
        "合计           12.00",
    )
    assert customer_uses(2, 8, HANT) == ("次數         扣 2 次", "剩餘次數           8")
    assert customer_uses(-5, 8, HANS)[0] == "次数         加 5 次"
    assert customer_line("很长很长的商品名称十个字", "21474836.47", HANS) == "很长很长 21474836.47"


def test_an_item_whose_name_has_letters_of_no_display_shows_its_code_in_any_language() -> None:
    assert customer_item(ItemCode(5), "茶\U00020000", 1, Money(1), Money(1), 2, HANS)[0] == "商品 5          0.01"


def test_accents_are_dropped_and_what_is_left_becomes_a_question_mark() -> None:
    assert ascii_text("Café ½\x1b茶") == "Cafe 1?2??"


@settings(max_examples=100, deadline=None)
@given(left=st.text(max_size=40), right=st.text(max_size=30))
def test_any_line_is_exactly_twenty_columns_and_in_english_of_printable_ascii(left: str, right: str) -> None:
    line = customer_line(left, right)
    assert len(line) == 20
    assert line.isascii()
    assert line.isprintable()
    for chinese in (HANS, HANT):
        wide = customer_line(left, right, chinese)
        assert (display_width(wide), printable(wide)) == (20, wide)


def test_money_is_never_cut_by_words() -> None:
    assert customer_line("A very long name of an article", "21474836.47") == "A very l 21474836.47"


def test_a_screen_takes_full_lines_only() -> None:
    assert Screen(("Ready",)).customer == BLANK == (" " * 20, " " * 20)
    assert Screen((), customer_balance(ZERO, 2)).customer[1].startswith("BAL 0.00")
    for lines in (("short", " " * 20), (" " * 20, "é" + " " * 19), ("\n" + " " * 19, " " * 20)):
        with pytest.raises(ValueError, match="not a full line"):
            Screen((), lines)
