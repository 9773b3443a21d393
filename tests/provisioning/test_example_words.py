"""If these failed, the demo in Chinese would show English among the Chinese, or another shop than the English one."""

from __future__ import annotations

import tomllib

import pytest

from provisioning.demo import CARDS, LANGUAGES, SHOP, shop_in, words_in

CHINESE = LANGUAGES[1:]
READ = ("name", "language", "languages", "receipt_head", "receipt_foot")


def plain(shop: str) -> str:
    """The file without what people read of it."""
    return "\n".join(line for line in shop.splitlines() if line.split(" = ")[0] not in READ)


def test_in_english_the_shop_is_as_it_is_written() -> None:
    assert shop_in("en") == SHOP.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", CHINESE)
def test_only_what_people_read_is_in_another_language(language: str) -> None:
    shop = shop_in(language)
    assert plain(shop) == plain(shop_in("en"))
    read = tomllib.loads(shop)
    assert read["shop"]["language"] == language
    assert {language, *read["shop"]["languages"]} == set(LANGUAGES)
    names = [one["name"] for table in ("classes", "operators", "items", "pay_out_reasons") for one in read[table]]
    assert not any(name.isascii() for name in (*names, read["shop"]["name"], *read["shop"]["receipt_foot"]))


@pytest.mark.parametrize("language", CHINESE)
def test_every_text_of_the_cards_is_there_and_none_is_left_over(language: str) -> None:
    words = words_in(language)
    assert all(card.what in words for card in CARDS)
    assert {text for text in words if f'"{text}"' not in shop_in("en")} == {"PIN", *(card.what for card in CARDS)}
