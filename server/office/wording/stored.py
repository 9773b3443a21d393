"""What the books keep as an English sentence, said to a reader in his own language.

The audit, cases and worklists are stored or made in plain English, so that they never change and whoever exports them can
read them. A page finds the sentence among those that our programs write, and says it again with what stands in its places.
The beginning of a place's name says what it holds: `amount` money in minor units, `at` an instant, `what` another sentence,
`each` several with commas between, `name` anything; `PLACES` has the rest. What is not found stays as it is: somebody typed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from flask import current_app
from flask_babel import gettext

from protocol.card.record import Kind
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import OrderKind
from protocol.link.duty_entries import Tender
from protocol.link.tables import CardState, TableKind
from protocol.money import Money
from server.office.wording import say
from server.office.wording.deeds import DEEDS
from server.office.wording.findings import FINDINGS
from server.settlement.credits.claims import ClaimState
from server.settlement.findings.cases import Act, CaseKind
from server.usecases.proposals import ProposalKind

_PLACE = re.compile(r"%\((\w+)\)s")
_NUMBER = "-?[0-9]+"


def _filtered(name: str, kind: Callable[[int], object]) -> Callable[[str], str]:
    return lambda text: str(current_app.jinja_env.filters[name](kind(int(text))))


def _named(names: Mapping[str, Enum]) -> tuple[str, Callable[[str], str]]:
    """Codes of an enumeration by what the books call them."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))), lambda text: say(names[text])


def _by_name(kind: type[Enum], written: Callable[[str], str] = str) -> tuple[str, Callable[[str], str]]:
    return _named({written(one.name): one for one in kind})


def _by_value(kind: type[Enum]) -> tuple[str, Callable[[str], str]]:
    return _named({str(one.value): one for one in kind})


PLACES: dict[str, tuple[str, Callable[[str], str]]] = {
    "amount": (_NUMBER, _filtered("money", Money)),
    "at": (_NUMBER, _filtered("instant", Instant)),
    "day": (_NUMBER, _filtered("day", BusinessDay)),
    "span": (_NUMBER, _filtered("span", int)),
    "what": (".+?", lambda text: told(text)),
    "name": (".+", str),
    "each": (".+?", lambda text: ", ".join(map(told, text.split(", ")))),
    "tender": _by_name(Tender),
    "kind": _by_name(Kind),
    "case": _by_name(CaseKind, str.lower),
    "casename": _by_name(CaseKind),
    "act": _by_value(Act),
    "claim": _by_value(ClaimState),
    "proposal": _by_value(ProposalKind),
    "state": _by_name(CardState),
    "table": _by_name(TableKind, str.lower),
    "order": _by_name(OrderKind, lambda name: name.lower().replace("_", " ")),
}
"""By the beginning of a place's name: what may stand there, and how it is said."""
_ANYTHING: tuple[str, Callable[[str], str]] = (r"\S+", str)


@dataclass(frozen=True, slots=True)
class _Phrase:
    english: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Book:
    whole: frozenset[str]
    with_places: tuple[_Phrase, ...]


def _place(name: str) -> tuple[str, Callable[[str], str]]:
    return PLACES.get(name.partition("_")[0], _ANYTHING)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)
    known = [f"(?P<{part}>{_place(part)[0]})" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(known), re.DOTALL)


def _bound(sentences: Iterable[str]) -> _Book:
    with_places = tuple(_Phrase(one, _pattern(one)) for one in sentences if _PLACE.search(one))
    return _Book(frozenset(one for one in sentences if not _PLACE.search(one)), with_places)


@cache
def _book() -> _Book:
    return _bound((*DEEDS, *FINDINGS))


def told(text: str) -> str:
    """The sentence in the reader's language; as it stands where it is none of ours."""
    found = found_phrase(text)
    if found is None:
        return text
    english, values = found
    return str(gettext(english)) % {name: _place(name)[1](value) for name, value in values.items()}


def found_phrase(text: str) -> tuple[str, Mapping[str, str]] | None:
    """Which of the sentences this is, and what stands in its places."""
    book = _book()
    if text in book.whole:
        return text, {}
    for one in book.with_places:
        if match := one.pattern.fullmatch(text):
            return one.english, match.groupdict()
    return None
