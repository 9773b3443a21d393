"""The catalogue as parameters of a test."""

from __future__ import annotations

from string import Formatter

import pytest

from terminal.words.catalogue import Words
from terminal.words.rooms import CATALOGUE


def called(phrase: Words) -> str:
    """A phrase as code names it."""
    return f"{type(phrase).__name__}.{phrase.name}"


def places(text: str) -> list[str]:
    """The names of its places."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


EVERY = [pytest.param(phrase, id=called(phrase)) for phrase in CATALOGUE]
