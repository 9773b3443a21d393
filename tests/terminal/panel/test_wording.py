"""If these failed, somebody would see a page with words missing, or see one language among another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import terminal.panel
from terminal.panel.wording import GUIDE, LANGUAGES, Label, labels
from terminal.sale.wording import Language

TEMPLATE = (Path(terminal.panel.__file__).parent / "templates" / "panel.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [*(label.value for label in Label), *GUIDE])
def test_each_word_is_there_in_three_languages(words: tuple[str, ...]) -> None:
    assert len(words) == len(Language)
    assert all(words)
    assert words[0].isascii() or set(words[0]) & set("−…–×")


def test_the_page_offers_all_languages() -> None:
    assert [tag for tag, _ in LANGUAGES] == [language.value for language in Language]


def test_every_word_of_the_page_is_in_the_catalogue_and_every_word_of_the_catalogue_on_the_page() -> None:
    used = set(re.findall(r"words\.([a-z_]+)", TEMPLATE)) - {""}
    levers = {"line", "paper", "case", "slow", "torn", "blackout"}
    assert used | levers == set(labels(Language.EN))
