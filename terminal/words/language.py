"""The languages of the terminal."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language, as its BCP 47 tag."""

    EN = "en"
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"


OWN_NAMES = {Language.EN: "English", Language.ZH_HANS: "简体中文", Language.ZH_HANT: "繁體中文"}
"""Each as its readers write it."""

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def language_of(tag: str) -> Language:
    """The language for a BCP 47 tag: `zh-TW` reads traditional, other Chinese simplified, the rest English."""
    lowered = tag.lower()
    if lowered.startswith(_TRADITIONAL):
        return Language.ZH_HANT
    return Language.ZH_HANS if lowered.split("-")[0] == "zh" else Language.EN
