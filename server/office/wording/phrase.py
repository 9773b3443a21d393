"""Marks a sentence that is kept in English and said again on pages, so that translators find it."""

from __future__ import annotations


def phrase(english: str) -> str:
    """The sentence itself."""
    return english
