"""Features that a whole counter shows, each by its id: how long a sale takes, what is on the slip, when a PIN is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.link.entries import Medium
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.printer.esc_pos import EscPosPrinter, FileTarget
from terminal.drivers.printer.virtual import VirtualPrinter
from tests.support.counter_stand import CounterStand
from tests.support.duty_examples import duty_catalogue
from tests.support.shop import make_card

APDU_S = 0.010
"""What a contactless command takes on a real reader."""


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[CounterStand]:
    made = CounterStand(tmp_path, books=duty_catalogue())
    yield made
    made.till.journal.close()


def test_d18_head_and_foot_of_a_slip_are_the_shops_own(tmp_path: Path) -> None:
    books = duty_catalogue()
    texts = replace(books.parameters, shop="Corner Café", receipt_head=("Open till late",), receipt_foot=("Come again",))
    stand = CounterStand(tmp_path, books=books.installing(3, texts))
    stand.press("101 ENTER CASH")
    lines = [line.strip() for line in stand.paper[-1].splitlines() if line.strip()]
    assert lines[0] == "Corner Cafe"
    assert lines[1] == "Open till late"
    assert lines[-1] == "Come again"
    stand.till.journal.close()


def test_d19_the_terminal_prints_by_itself_without_a_computer_beside_it(stand: CounterStand, tmp_path: Path) -> None:
    port = tmp_path / "lp0"
    port.touch()
    stand.till.terminal.printer = EscPosPrinter(FileTarget(str(port)), 32)
    assert stand.at.line is None
    stand.press("101 ENTER CASH")
    assert b"PAID" in port.read_bytes()


def test_d24_a_card_is_served_within_a_second_at_the_pace_of_a_real_reader(
    stand: CounterStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = make_card(Medium.MIFARE_1K, 1001, 5_000)
    asked: list[bytes] = []
    answer = Chip.answer

    def counted(chip: Chip, apdu: bytes) -> bytes:
        asked.append(apdu)
        return answer(chip, apdu)

    monkeypatch.setattr(Chip, "answer", counted)
    stand.press("101 ENTER ENTER")
    began = time.process_time()
    stand.lay(card)
    computing = time.process_time() - began
    assert "PAID" in stand.text
    assert computing + len(asked) * APDU_S < 1.0


def test_g2_above_the_days_maximum_the_pin_is_asked_and_the_sale_goes_on(stand: CounterStand) -> None:
    card = make_card(Medium.MIFARE_1K, 1001, 50_000)
    for _ in range(3):
        stand.press("20. ENTER ENTER")
        stand.lay(card)
        stand.lift()
        assert "PAID" in stand.text
    stand.press("1. ENTER ENTER")
    stand.lay(card)
    assert stand.shown[2].strip() == "PIN"
    stand.pin()
    assert "PAID" in stand.text


def test_j6_every_sale_has_its_slip_on_paper(stand: CounterStand) -> None:
    stand.press("101 ENTER CASH 102 ENTER CASH")
    assert isinstance(stand.till.printer, VirtualPrinter)
    assert [("Tea" in slip, "Cake" in slip) for slip in stand.paper] == [(True, False), (False, True)]


def test_j17_the_shops_name_stands_on_the_members_display_and_its_address_on_every_slip(stand: CounterStand) -> None:
    assert stand.member[0] == "Test Canteen"
    stand.press("101 ENTER CASH")
    assert "Test Canteen" in stand.paper[-1]
    assert "1 Test Lane" in stand.paper[-1]
