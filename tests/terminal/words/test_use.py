"""If these failed, somebody would translate sentences that nobody reads, or read words that stand in no catalogue."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

import pytest

import terminal
from protocol.card.record import Kind
from protocol.link.desk_orders import OrderKind
from protocol.link.tables import CardState, TableKind
from terminal.counter.old_slips import OldKind
from terminal.counter.readiness import Check, Verdict
from terminal.counter.slips.balance import QUIET
from terminal.counter.takings import Act, Means
from terminal.devices import Device, Health
from terminal.sale.receipt import Tender
from terminal.sale.refusals import Refusal
from terminal.words.cards import KindName, StateName
from terminal.words.catalogue import Words
from terminal.words.copies import SlipName
from terminal.words.desk import OrderName
from terminal.words.devices import DeviceLabel, DeviceName, DeviceNews, DeviceState
from terminal.words.panel import FirstStep, Guide, Label
from terminal.words.readiness import Advice, CheckName, TableName, VerdictName
from terminal.words.refusals import Refused
from terminal.words.rooms import CATALOGUE
from terminal.words.slips import ActName, MeansName
from tests.terminal.words.phrases import called

HOME = Path(terminal.__file__).parent
SOURCES = {path: path.read_text(encoding="utf-8") for path in HOME.rglob("*") if path.suffix in (".py", ".html", ".js")}
OUTSIDE = {path: text for path, text in SOURCES.items() if HOME / "words" not in path.parents}

NAMED_AFTER: dict[type[Words], set[Enum]] = {
    Refused: {*Refusal},
    StateName: {*CardState},
    KindName: {*Kind} - QUIET,
    ActName: {*Act},
    MeansName: {*Means},
    DeviceName: {*Device},
    DeviceLabel: {*Device},
    DeviceState: {*Health},
    DeviceNews: {*Device, *Health} - {Health.MISSING},
    CheckName: {*Check},
    VerdictName: {*Verdict},
    TableName: {*TableKind},
    SlipName: {*OldKind},
    OrderName: {*OrderKind},
}
"""Rooms whose phrases are found by the name of a value."""
BY_OTHER_TESTS = {
    Label: "panel/test_labels.py",
    FirstStep: "panel/test_labels.py",
    Guide: "panel/test_labels.py",
    Advice: "counter/test_readiness.py",
}


@pytest.mark.parametrize("room", NAMED_AFTER, ids=lambda room: room.__name__)
def test_a_room_that_is_named_after_values_has_a_phrase_for_each_and_no_other(room: type[Words]) -> None:
    assert set(room.__members__) == {value.name for value in NAMED_AFTER[room]}


def test_every_tender_of_a_receipt_has_a_name() -> None:
    assert {tender.name for tender in Tender} == set(MeansName.__members__)


def test_every_phrase_is_said_somewhere() -> None:
    used = {name for text in OUTSIDE.values() for name in re.findall(r"\b[A-Z]\w+\.[A-Z][A-Z0-9_]*\b", text)}
    searched = [phrase for phrase in CATALOGUE if type(phrase) not in {*NAMED_AFTER, *BY_OTHER_TESTS}]
    assert [called(phrase) for phrase in searched if called(phrase) not in used] == []


def test_no_chinese_stands_outside_the_catalogue() -> None:
    assert [path.name for path, text in OUTSIDE.items() if re.search(r"[\u3400-\u9fff]", text)] == []
