"""Members as a chain between two languages has them: found by the words that the product writes for them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from server.database import run
from server.usecases.members.words import FIRST_NUMBER, words_of
from tests.bench.chain.filling import copy_in, without_indexes
from tests.bench.chain.seed import BRANCHES, FIRST_CARD

SURNAMES = "陳李黃王張劉林梁吳何楊周鄭趙朱蔡鄧許郭馮徐曾蕭彭譚孫羅胡高葉"
GIVEN = "明華偉強麗敏靜秀英玲芳文慧嘉欣俊傑志家詠思子軒浩然雅婷美珍國輝建平安樂晴雪梅春曉東海龍玉蘭"
FIRST = (
    *("Anna", "Ben", "Carla", "David", "Eva", "Frank", "Grace", "Henry"),
    *("Irene", "James", "Karen", "Luis", "Maria", "Nuno", "Olga", "Paulo"),
    *("Rita", "Simon", "Teresa", "Victor", "Wendy", "João", "Inês", "Chloé"),
    *("Björn", "Zoë", "Fernando", "Beatriz", "Gonçalo", "Miguel"),
)
LAST = (
    *("Smith", "Jones", "Brown", "Silva", "Santos", "Pereira", "Costa", "Ferreira"),
    *("Müller", "Schmidt", "García", "Lopes", "Martins", "Sousa", "Fernandes", "Gomes"),
    *("Wong", "Chan", "Cheung", "Leong", "Lam", "Ho", "Ng", "Rodrigues"),
    *("Almeida", "Xavier", "Pinto", "Rosário", "Nunes", "O'Brien"),
)
_COLUMNS = (
    "id, name, sex, document, phone, mobile, email, birthday, company, post, address, remarks, branch, active, version, added_at"
)


def name_of(chance: random.Random) -> str:
    """Three of five have a Chinese name."""
    if chance.random() < 0.6:
        return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def mobile_of(number: int) -> str:
    """The telephone number of the member of a place in the list, each its own, in no order."""
    return f"6{(number * 7_919_161) % 10_000_019:07d}"


def document_of(number: int) -> str:
    """The same of an identity document."""
    return f"P{(number * 104_729) % 9_999_991:07d}"


def add_members(count: int, added_at: int, seed: int = 2) -> None:
    """So many members, each with a card while there are cards."""
    chance = random.Random(seed)
    people = [(name_of(chance), chance.randrange(3), 1 + chance.randrange(BRANCHES)) for _ in range(count)]
    known: dict[str, list[str]] = {}
    with without_indexes("member", "member_word", "member_original", "card_holder"):
        copy_in(f"member ({_COLUMNS})", (_row(place, *one, added_at) for place, one in enumerate(people)))
        copy_in("member_word (word, member)", _words(people, known))
        copy_in(
            "member_original (member, at, written_by, source, data)",
            (_original(place, name, added_at) for place, (name, _, _) in enumerate(people)),
        )
        run(
            f"INSERT INTO card_holder (card, instance, member, since) SELECT {FIRST_CARD} + place, 0, {FIRST_NUMBER} + place, %s"
            f" FROM generate_series(0, %s) AS place",
            (added_at, count - 1),
        )


def _row(place: int, name: str, sex: int, branch: int, at: int) -> str:
    document = document_of(place) if place % 2 else ""
    return (
        f"{FIRST_NUMBER + place}\t{name}\t{sex}\t{document}\t\t{mobile_of(place)}\t\t{1950 + place % 60}-0{1 + place % 9}-11"
        f"\t\t\t\t\t{branch}\tt\t1\t{at}\n"
    )


def _words(people: list[tuple[str, int, int]], known: dict[str, list[str]]) -> Iterator[str]:
    for place, (name, _, _) in enumerate(people):
        words = known.get(name)
        if words is None:
            words = known[name] = [one.hex() for one in words_of(name, (), "")]
        own = [one.hex() for one in words_of("", (mobile_of(place),), document_of(place) if place % 2 else "")]
        number = FIRST_NUMBER + place
        yield "".join(f"\\\\x{word}\t{number}\n" for word in (*words, *own))


def _original(place: int, name: str, at: int) -> str:
    data = json.dumps({"mobile": mobile_of(place), "name": name}, ensure_ascii=False)
    return f"{FIRST_NUMBER + place}\t{at}\toffice\tfile\t{data}\n"
