"""If these failed, the demo in Chinese would show English among the Chinese, or another shop than the English one."""

from __future__ import annotations

import tomllib

import pytest

from provisioning.chain.example import CARDS, LANGUAGES, example_in, texts
from provisioning.demo import SHOP, shop_in

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
    tables = ("classes", "categories", "owners", "operators", "items", "pay_out_reasons")
    names = [one["name"] for table in tables for one in read[table]]
    assert not any(name.isascii() for name in (*names, read["shop"]["name"], *read["shop"]["receipt_foot"]))


@pytest.mark.parametrize("language", CHINESE)
def test_every_text_of_cards_and_chain_is_there_and_none_is_left_over(language: str) -> None:
    words = example_in(language).words
    assert {card.what for card in CARDS} <= texts() <= set(words)
    assert {text for text in words if f'"{text}"' not in shop_in("en")} == {"PIN"} | texts()
