"""If these failed, a whole day at the counter would read otherwise than it was approved, to people or to programs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocol.link.entries import Medium
from tests.support.golden import Golden
from tests.support.shop import PIN, catalogue
from tests.terminal.console.stand import Stand

DAY = (
    "tap {card}",
    "#A1",
    "2*101",
    "102",
    "-1",
    "card",
    "void",
    "copy",
    "999",
    "=12.50",
    "cash",
    "load 20.00",
    "101",
    "refund card",
    "101",
    "tear 3 done",
    "tap",
    "card",
    "tap",
    "101",
    "tear 3 garbage",
    "tap",
    "card",
    "abandon",
    "tap",
    "20*102",
    "card",
    "9999",
    "card",
    PIN,
    "40*102",
    "card",
    "cancel",
    "pull",
    "card",
    "101",
    "card",
    "cancel",
)


def day(folder: Path, language: str, *, json: bool) -> str:
    stand = Stand(folder, Medium.MIFARE_1K, json=json)
    stand.till.terminal.catalogue = catalogue(language=language)
    card = stand.card()
    shown = stand.run(*(line.format(card=card) for line in DAY))
    return re.sub(r'"reference": "3-\w+-', '"reference": "3-LINEAGE-', shown)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_day_reads_as_approved(tmp_path: Path, golden: Golden, language: str) -> None:
    golden(f"console/day.{language}.txt", day(tmp_path, language, json=False))


def test_a_program_gets_the_same_codes_in_every_language(tmp_path: Path, golden: Golden) -> None:
    folders = [tmp_path / name for name in ("en", "zh-Hans")]
    for folder in folders:
        folder.mkdir()
    english, chinese = (day(folder, folder.name, json=True) for folder in folders)
    golden("console/day.json.txt", english)
    code = re.compile(r'"code": "([^"]+)"')
    assert code.findall(english) == code.findall(chinese)
