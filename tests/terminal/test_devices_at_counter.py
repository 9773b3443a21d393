"""If these failed, the counter would not say what is missing, or a device that comes and goes would disturb a sale."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.link.entries import Medium
from terminal.counter.saying import PAGE_MS
from terminal.devices import Devices
from terminal.drivers.card_reader.port import ReaderMissing
from terminal.drivers.display.port import Letters
from terminal.drivers.display.virtual import VirtualDisplay
from terminal.front import REPAINT_MS, Front
from terminal.supervised import SupervisedPrinter, SupervisedReader
from terminal.words.counter import Word
from terminal.words.language import Language
from tests.support.counter_examples import staffed
from tests.support.counter_stand import CounterStand
from tests.support.shop import make_card
from tests.terminal.counter.menus import choose

MEMBER = 4_711


class Equipped(CounterStand):
    """A counter whose devices are supervised."""

    def _begin(self) -> None:
        till, clock = self.till, self.till.clock
        self.operator, self.display = VirtualDisplay(4, letters=Letters.GB18030), VirtualDisplay(2, letters=Letters.GB18030)
        self.real_front = Front(clock.monotonic_ms, self.operator, self.display)
        self.reader = SupervisedReader(till.reader, clock.monotonic_ms)
        self.printer = SupervisedPrinter(till.printer, clock.monotonic_ms)
        till.terminal.printer = self.printer
        super()._begin()
        self.at.front = self.real_front
        watched = (self.reader.supervised, self.printer.supervised, *self.real_front.supervised)
        self.at.devices = Devices(watched)
        self.at.display()

    @property
    def reads(self) -> list[str]:
        """The operator's display, as far as its light reaches."""
        return [line.rstrip() for line in self.operator.screen]

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(self.reads)

    def tells(self) -> str:
        """All that the operator's display says, page after page."""
        pages = []
        for _ in range(4):
            pages.append(" ".join(self.reads[1:]))
            self.wait(PAGE_MS)
        return " ".join(pages)

    @property
    def member_reads(self) -> list[str]:
        """The member's display."""
        return [line.rstrip() for line in self.display.screen]


@pytest.fixture
def stand(tmp_path: Path) -> Equipped:
    return Equipped(tmp_path)


def test_j10_a_reader_that_is_unplugged_is_named_and_cash_sales_go_on_until_it_is_back(stand: Equipped) -> None:
    stand.press("101 ENTER")
    stand.till.reader.jam(ReaderMissing())
    with pytest.raises(ReaderMissing):
        stand.reader.poll()  # as the thread that watches it does
    stand.wait(500)
    assert "Card reader missing." in stand.tells()
    assert stand.at.view().missing == ("Card reader",)
    stand.press("CASH")
    assert stand.sums == {"CASH_SALES": (1, 200)}
    stand.till.reader.jam(None)
    stand.reader.poll()
    stand.wait(500)
    assert "Card reader works again." in stand.tells()
    stand.press("101 ENTER ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, MEMBER, 5_000))
    assert stand.reads[1] == "PAID GBP 2.00"


def test_j10_a_printer_out_of_paper_lets_the_sale_stand_and_its_slip_is_offered_again(stand: Equipped) -> None:
    stand.till.printer.run_out_of_paper()
    stand.press("101 ENTER CASH")
    assert stand.sums == {"CASH_SALES": (1, 200)}
    assert "The printer has no paper. The sale stands." in (told := stand.tells())
    assert "PAID GBP 2.00" in told
    stand.till.printer.mend()
    stand.wait(10_000)
    assert "Printer works again." in stand.tells()
    assert stand.paper == []


def test_j10_a_member_display_that_goes_is_told_and_shows_the_same_sale_when_it_is_back(stand: Equipped) -> None:
    stand.press("101 ENTER ENTER")
    before = stand.member_reads
    stand.display.unplug()
    stand.wait(REPAINT_MS)
    stand.wait(500)
    assert "Member display missing. Tell the member amount" in stand.tells()
    stand.display.cut_power()
    stand.display.plug_in()
    stand.wait(REPAINT_MS)
    assert stand.member_reads == before
    stand.lay(make_card(Medium.MIFARE_1K, MEMBER, 5_000))
    assert stand.member_reads == ["PAID            2.00", "BAL 48.00"]


def test_j10_the_operator_reads_how_the_devices_are_and_has_one_or_all_tried_again(stand: Equipped) -> None:
    stand.till.printer.run_out_of_paper()
    stand.display.unplug()
    stand.press("101 ENTER CASH")
    stand.wait(PAGE_MS)
    choose(stand, Word.DEVICES)
    assert stand.reads == ["1 Card reader     OK", "2 Printer       roll", "3 Your display    OK", "0=all MENU=more BACK"]
    stand.press("MENU")
    assert stand.reads[0] == "1 Member disp.  gone"
    stand.press("1")
    assert stand.reads[1] == "Trying again"
    stand.wait(500)
    assert "Member display missing. Tell the member amount and balance." in stand.tells()
    stand.press("ENTER")
    assert stand.reads[1] == "2 Printer       roll"
    stand.display.plug_in()
    stand.till.printer.mend()
    stand.press("0")
    stand.wait(500)
    assert "All of them work" in stand.tells()
    stand.press("ENTER")
    assert [line[-4:] for line in stand.reads[:3]] == ["  OK"] * 3
    stand.press("BACK 101 ENTER CASH")
    assert stand.sums == {"CASH_SALES": (2, 400)}


def test_a_device_does_not_talk_into_a_pin_entry(stand: Equipped) -> None:
    chip = make_card(Medium.MIFARE_1K, MEMBER, 9_000)
    stand.press("20 x 101 ENTER ENTER")
    stand.lay(chip)
    asked = stand.reads
    stand.display.unplug()
    stand.wait(REPAINT_MS)
    assert stand.reads == asked
    stand.pin()
    assert stand.sums["CARD_SALES"] == (1, 4_000)


def test_j4_an_operators_display_without_chinese_reads_english_and_the_slip_stays_chinese(tmp_path: Path) -> None:
    stand = Equipped(tmp_path, books=staffed(language="zh-CN"))
    stand.till.terminal.letters = Letters.ASCII
    stand.press("101 ENTER ENTER")
    assert "PRESENT CARD" in " ".join(stand.reads).upper()
    stand.lay(make_card(Medium.MIFARE_1K, MEMBER, 5_000))
    assert stand.reads[1] == "PAID GBP 2.00"
    assert "消费单" in stand.paper[0]


@pytest.mark.parametrize(
    ("letters", "chosen", "total", "paid"),
    [
        (Letters.GB18030, Language.ZH_HANS, ["合计            2.00", "请放卡"], ["已付款          2.00", "余额 48.00"]),
        (Letters.GB18030, Language.ZH_HANT, ["合計            2.00", "請放卡"], ["已付款          2.00", "餘額 48.00"]),
        (Letters.BIG5, Language.ZH_HANT, ["合計            2.00", "請放卡"], ["已付款          2.00", "餘額 48.00"]),
        (Letters.BIG5, Language.ZH_HANS, ["TOTAL           2.00", "PRESENT CARD"], ["PAID            2.00", "BAL 48.00"]),
        (Letters.ASCII, Language.ZH_HANS, ["TOTAL           2.00", "PRESENT CARD"], ["PAID            2.00", "BAL 48.00"]),
    ],
)
def test_j4_the_member_reads_his_own_language_where_his_display_has_the_letters(
    stand: Equipped, letters: Letters, chosen: Language, total: list[str], paid: list[str]
) -> None:
    stand.till.terminal.member_letters = letters
    stand.till.terminal.member_language = chosen
    stand.press("101 ENTER ENTER")
    assert stand.member_reads == total
    stand.lay(make_card(Medium.MIFARE_1K, MEMBER, 5_000))
    assert stand.member_reads == paid
    assert stand.reads[1] == "PAID GBP 2.00"


def test_j4_the_member_reads_chinese_while_he_keys_his_pin_and_where_a_card_is_refused(stand: Equipped) -> None:
    stand.till.terminal.member_letters = Letters.GB18030
    stand.till.terminal.member_language = Language.ZH_HANS
    stand.press("20 x 101 ENTER ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, MEMBER, 9_000))
    stand.press("12")
    assert stand.member_reads == ["合计           40.00", "密码 **"]
    stand.press("BACK")
    assert stand.member_reads == ["已取消", ""]
    stand.till.reader.remove()
    stand.press("ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, MEMBER + 1, 100))
    assert stand.member_reads == ["余额不足 1.00", "请充值或付现金   M01"]
