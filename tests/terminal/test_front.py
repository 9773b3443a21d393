"""If these failed, people would see stale words or miss an unfinished sale, or a dead display would end the shop's day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from protocol.link.entries import Medium
from protocol.money import Money
from terminal.devices import Change, Device, Devices, Health
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.display.port import Letters
from terminal.drivers.display.virtual import VirtualDisplay
from terminal.drivers.indicator.port import Beep, IndicatorMissing, Lamp
from terminal.face import Notice
from terminal.front import REPAINT_MS, Front
from terminal.notices import notice_of
from terminal.sale import effects as do
from terminal.sale import events as on
from terminal.sale.effects import Say, Tone
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.screens import Screen, customer_words
from terminal.words.sale import Phrase
from tests.support.shop import NOON, TEA, Till, make_card, shop_parameters

SHOP = shop_parameters()
MEMBER = 4_711


@dataclass
class Sounds:
    """Lamp, buzzer and voice in one, with a lever."""

    name: str = "sounds"
    virtual: bool = True
    broken: bool = False
    lamps: list[Lamp] = field(default_factory=list)
    beeps: list[Beep] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    closed: int = 0

    def check(self) -> None:
        if self.broken:
            raise IndicatorMissing

    def light(self, lamp: Lamp) -> None:
        self.check()
        self.lamps.append(lamp)

    def beep(self, beep: Beep) -> None:
        self.check()
        self.beeps.append(beep)

    def say(self, sentence: str, language: str) -> None:
        self.check()
        self.said.append((sentence, language))

    def close(self) -> None:
        self.closed += 1


class Stand:
    """A front with all devices."""

    def __init__(self) -> None:
        self.clock = VirtualClock(NOON)
        self.operator, self.member = VirtualDisplay(4, letters=Letters.GB18030), VirtualDisplay(2)
        self.signal, self.voice = Sounds(), Sounds()
        self.front = Front(self.clock.monotonic_ms, self.operator, self.member, self.signal, self.voice)
        self.devices = Devices(self.front.supervised)
        self.screen = Screen(())

    def say(self, phrase: Phrase, tone: Tone = Tone.PLAIN, amount: int | None = None) -> None:
        self.show(notice_of(Say(phrase, tone, None if amount is None else Money(amount)), SHOP))

    def show(self, notice: Notice) -> None:
        """As the counter does."""
        self.front.show(notice)
        self.screen = notice.screen
        self.front.display(self.screen)

    def open_pin_pad(self) -> None:
        self.front.open_pin_pad()

    def reads(self) -> list[str]:
        return [line.rstrip() for line in self.operator.screen]

    def passes(self, ms: int) -> tuple[Change, ...]:
        self.clock.sleep(ms)
        self.front.display(self.screen)
        return self.devices.tick()


@pytest.fixture
def stand() -> Stand:
    return Stand()


def test_j4_a_notice_reaches_both_displays_lamp_buzzer_and_voice(stand: Stand) -> None:
    stand.say(Phrase.PAID, Tone.GOOD, 1_250)
    assert stand.reads() == ["PAID GBP 12.50", "", "", ""]
    assert stand.member.screen == ("PAID           12.50", " " * 20)
    assert (stand.signal.lamps, stand.signal.beeps) == ([Lamp.GREEN], [Beep.GOOD])
    assert stand.voice.said == [("PAID GBP 12.50", "en")]


def test_j5_the_voice_says_amount_and_result_in_the_shops_language_and_never_a_balance_or_a_reason() -> None:
    shop = shop_parameters("zh-CN")
    paid = notice_of(Say(Phrase.PAID, Tone.GOOD, Money(1_250), Money(99)), shop)
    assert (paid.spoken, paid.language) == ("已付款 GBP 12.50", "zh-Hans")
    assert notice_of(Say(Phrase.PRESENT_CARD, amount=Money(400)), shop).spoken == "请放卡：GBP 4.00"
    assert notice_of(Say(Phrase.BALANCE, balance=Money(99)), shop).spoken == ""
    poor = RefusalNote(Refusal.INSUFFICIENT_BALANCE, Money(99))
    assert notice_of(do.Refuse(poor), shop).spoken == "未能付款，请询问收银员。"
    assert notice_of(do.Refuse(RefusalNote(Refusal.UNKNOWN_ITEM)), shop).spoken == ""


def test_the_lamp_stays_amber_until_an_unfinished_sale_is_settled(stand: Stand) -> None:
    stand.say(Phrase.PRESENT_CARD, amount=400)
    stand.say(Phrase.NOT_FINISHED, Tone.HOLD)
    stand.show(notice_of(do.Refuse(RefusalNote(Refusal.ANOTHER_CARD)), SHOP))
    stand.say(Phrase.PRESENT_ANY_CARD)
    stand.say(Phrase.PAID_LATE, Tone.GOOD, 400)
    stand.say(Phrase.PRESENT_CARD, amount=400)
    assert stand.signal.lamps == [Lamp.OFF, *[Lamp.AMBER] * 3, Lamp.GREEN, Lamp.OFF]
    stand.say(Phrase.NOT_FINISHED, Tone.HOLD)
    stand.say(Phrase.NOT_CHARGED, Tone.BAD)
    stand.say(Phrase.OFFICE_DECIDES, Tone.HOLD)
    stand.say(Phrase.PRESENT_CARD, amount=400)
    assert stand.signal.lamps[6:] == [Lamp.AMBER, Lamp.RED, Lamp.AMBER, Lamp.OFF]


def test_what_stands_there_is_not_sent_again_until_the_display_may_have_gone_dark(stand: Stand) -> None:
    stand.screen = Screen(("READY",), customer_words("WELCOME"))
    for _ in range(9):
        stand.passes(100)
    assert len(stand.operator.screens) == len(stand.member.screens) == 1
    stand.member.cut_power()
    stand.member.plug_in()
    stand.passes(REPAINT_MS)
    assert stand.member.screen[0].rstrip() == "WELCOME"


def test_j10_an_unplugged_display_is_named_and_shows_what_it_missed_when_it_is_back(stand: Stand) -> None:
    stand.member.unplug()
    stand.say(Phrase.PAID, Tone.GOOD, 1_250)
    assert stand.passes(1) == (Change(Device.MEMBER_DISPLAY, Health.MISSING),)
    assert stand.reads()[0] == "PAID GBP 12.50"
    stand.member.plug_in()
    assert stand.passes(REPAINT_MS) == (Change(Device.MEMBER_DISPLAY, Health.WORKS),)
    assert stand.member.screen[0] == "PAID           12.50"


def test_an_idle_display_that_is_unplugged_is_noticed_too(stand: Stand) -> None:
    stand.front.display(stand.screen)
    stand.operator.unplug()
    assert stand.passes(REPAINT_MS) == (Change(Device.OPERATOR_DISPLAY, Health.MISSING),)


def test_a_lamp_that_was_gone_shines_as_it_should_when_it_is_back_and_nothing_old_is_said(stand: Stand) -> None:
    stand.signal.broken = stand.voice.broken = True
    stand.say(Phrase.PAID, Tone.GOOD, 1_250)
    stand.front.open_pin_pad()
    assert stand.passes(1) == tuple(Change(device, Health.MISSING) for device in (Device.SIGNAL, Device.VOICE))
    stand.signal.broken = stand.voice.broken = False
    assert stand.passes(1_000) == tuple(Change(device, Health.WORKS) for device in (Device.SIGNAL, Device.VOICE))
    assert (stand.signal.lamps, stand.signal.beeps, stand.voice.said) == ([Lamp.GREEN], [], [])
    stand.say(Phrase.PAID, Tone.GOOD, 5)
    stand.front.click()
    assert (stand.signal.beeps, stand.voice.said) == ([Beep.GOOD, Beep.KEY], [("PAID GBP 0.05", "en")])
    assert stand.passes(1) == ()


def test_a_front_without_devices_misses_nothing() -> None:
    front = Front(VirtualClock(NOON).monotonic_ms)
    front.show(notice_of(Say(Phrase.PAID, Tone.GOOD, Money(1)), SHOP))
    front.open_pin_pad()
    front.display(Screen(()))
    front.click()
    front.close()
    assert front.supervised == ()


def test_in_the_end_the_counter_is_dark_and_quiet(stand: Stand) -> None:
    stand.say(Phrase.PAID, Tone.GOOD, 1_250)
    stand.front.close()
    assert stand.reads() == [""] * 4
    assert (stand.signal.closed, stand.voice.closed) == (1, 1)


def test_j10_displays_that_go_in_the_middle_of_a_sale_lose_no_sale_and_come_back_with_the_right_words(
    stand: Stand, tmp_path: Path
) -> None:
    till = Till(tmp_path, Medium.MIFARE_1K)
    till.terminal.face = stand
    chip = make_card(Medium.MIFARE_1K, MEMBER, 5_000)
    till.key(on.ItemKeyed(TEA, 2), on.CardKeyed())
    assert stand.reads()[0] == "Present the card"
    for display in (stand.operator, stand.member):
        display.cut_power()
    stand.signal.broken = stand.voice.broken = True
    till.tap(chip)
    assert till.journal.state.last_slip
    assert len(till.printer.roll) == 1
    for display in (stand.operator, stand.member):
        display.plug_in()
    stand.passes(REPAINT_MS)
    assert stand.reads()[0] == "PAID GBP 4.00"
    assert stand.member.screen == ("PAID            4.00", "BAL 46.00           ")


def test_words_for_programs_stay_as_they_were_without_a_voice() -> None:
    notice = notice_of(Say(Phrase.PAID, Tone.GOOD, Money(1)), SHOP)
    assert replace(notice, spoken="", language="en") == Notice(notice.code, notice.screen, Tone.GOOD, notice.facts)
