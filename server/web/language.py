"""Which of the three languages a page speaks: the one that was chosen, else the one that the browser asks for.

English stands in the templates. The others lie in `translations/LANGUAGE/*.po`, one file for each area, and are read at
the first page: nothing has to be compiled.
"""

from __future__ import annotations

from functools import cache, cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request, session
from flask_babel import Babel, Domain, get_locale
from wtforms.i18n import messages_path

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = {"en": "English", "zh_Hans": "简体中文", "zh_Hant": "繁體中文"}
"""By babel's name: what a language calls itself."""
CHOSEN = "language"
ASKED = {
    "en": "en",
    "zh-hans": "zh_Hans",
    "zh-cn": "zh_Hans",
    "zh-sg": "zh_Hans",
    "zh-hant": "zh_Hant",
    "zh-tw": "zh_Hant",
    "zh-hk": "zh_Hant",
    "zh-mo": "zh_Hant",
    "zh": "zh_Hans",
}
"""What browsers say, and what is meant."""


class _OurDomain(Domain):
    def get_translations(self) -> NullTranslations:
        return translations(str(get_locale()))


class _OurBabel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return _OurDomain()


def speak(app: Flask) -> None:
    """Give the application its languages."""
    _OurBabel(app, default_locale="en", locale_selector=chosen_language)
    app.jinja_env.globals.update(languages=LANGUAGES, spoken=spoken)

    @app.before_request
    def say_of_forms() -> None:
        request.wtforms_translations = _FORM_WORDS  # type: ignore[attr-defined]


@cache
def form_translations(language: str) -> NullTranslations:
    """What WTForms says of itself, such as that a choice is none. It has no Chinese by script, but by country."""
    country = {"zh_Hans": "zh", "zh_Hant": "zh_TW"}.get(language)
    return NullTranslations() if country is None else Translations.load(messages_path(), [country], "wtforms")


class _FormWords:
    """Flask-WTF asks this in place of what it would load at each request, for a locale that is not there."""

    def ugettext(self, sentence: str) -> str:
        return str(form_translations(chosen_language()).ugettext(sentence))

    def ungettext(self, one: str, many: str, count: int) -> str:
        return str(form_translations(chosen_language()).ungettext(one, many, count))


_FORM_WORDS = _FormWords()


def chosen_language() -> str:
    """The language of this request."""
    chosen: str = session.get(CHOSEN, "")
    if chosen in LANGUAGES:
        return chosen
    for asked in request.accept_languages.values():
        tag = asked.lower().replace("_", "-")
        while tag:
            if tag in ASKED:
                return ASKED[tag]
            tag = tag.rpartition("-")[0]
    return "en"


def spoken() -> str:
    """The language of this request as HTML names it."""
    return chosen_language().replace("_", "-")


def catalogue(language: str) -> Catalog:
    """All areas of one language together; nothing for English."""
    whole = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    return whole


@cache
def translations(language: str) -> NullTranslations:
    """One language, ready to speak."""
    if language == "en" or language not in LANGUAGES:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
