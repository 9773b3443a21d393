"""What the devices show now, as plain values for the page. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from protocol.instants import Instant, local_text
from terminal.drivers.card_reader.hand import Card
from terminal.drivers.printer.paper import PaperElement, elements
from terminal.sale.layout import display_width

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


def cells(line: str) -> list[Value]:
    """A line as the places of a display: a full-width character is followed by an empty text."""
    places: list[Value] = []
    for char in line:
        places.append(char)
        if display_width(char) == 2:
            places.append("")
    return places


def screen(lines: Iterable[str]) -> list[Value]:
    """All lines of a display."""
    return [cells(line) for line in lines]


def card(one: Card) -> Value:
    """A card in the hand."""
    return {"name": one.name, "medium": one.medium, "words": one.about}


def clock(now: Instant) -> str:
    """The terminal's wall clock in UTC, to the minute."""
    return local_text(now, 0)


def sentence(words: str, language: str) -> Value:
    """What was spoken last."""
    return {"sentence": words, "language": language}


def slip(data: bytes, columns: int) -> Value:
    """A slip as it lies on the counter: what a printer makes of the bytes that it was sent."""
    return {"columns": columns, "elements": [_drawn(one, columns) for one in elements(data)]}


def _drawn(one: PaperElement, columns: int) -> Value:
    match one["kind"]:
        case "line":
            room = columns // (1 + one["double"])
            free = max(0, room - display_width(one["text"]))
            before = {"left": 0, "middle": free // 2, "right": free}[one["align"]]
            line = " " * before + one["text"] + " " * (free - before)
            return {"kind": "line", "cells": cells(line), "bold": one["bold"], "double": one["double"]}
        case "qr":
            return {"kind": "qr", "text": one["text"], "modules": list(one["modules"])}
        case "unknown":
            return {"kind": "line", "cells": cells(f"[{one['text']}]"[:columns].ljust(columns)), "bold": False, "double": False}
        case kind:
            return {"kind": kind}
