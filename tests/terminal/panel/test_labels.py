"""If these failed, somebody would see a page with words missing, or see one language among another."""

from __future__ import annotations

import re
from pathlib import Path

import terminal.panel
from terminal.words.language import Language
from terminal.words.panel import labels

TEMPLATE = (Path(terminal.panel.__file__).parent / "templates" / "panel.html").read_text(encoding="utf-8")


def test_every_word_of_the_page_is_in_the_catalogue_and_every_word_of_the_catalogue_on_the_page() -> None:
    used = set(re.findall(r"words\.([a-z_]+)", TEMPLATE)) - {""}
    levers = {"line", "paper", "case", "slow", "torn", "blackout"}
    assert used | levers == set(labels(Language.EN))
