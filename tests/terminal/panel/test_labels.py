"""If these failed, somebody would see a page with words missing, or see one language among another."""

from __future__ import annotations

import re
from pathlib import Path

import terminal.panel
from terminal.panel.levers import NAMES
from terminal.words.language import Language
from terminal.words.panel import labels, parts

TEMPLATE = (Path(terminal.panel.__file__).parent / "templates" / "panel.html").read_text(encoding="utf-8")


def test_every_word_of_the_page_is_in_the_catalogue_and_every_word_of_the_catalogue_on_the_page() -> None:
    used = set(re.findall(r"words\.([a-z_]+)", TEMPLATE)) - {""}
    assert used | set(NAMES) == set(labels(Language.EN))


def test_the_names_of_keys_in_a_sentence_are_drawn_as_keys() -> None:
    assert parts("Pay: [ENTER], or [CASH]") == [(False, "Pay: "), (True, "ENTER"), (False, ", or "), (True, "CASH")]
    assert parts("[2] [×]") == [(True, "2"), (False, " "), (True, "×")]
