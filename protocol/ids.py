"""Names of things: numbers that must not be mixed up, and the two keys made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

TerminalId = NewType("TerminalId", int)
"""Short id of a terminal, 1 to 65,535; it is written on cards."""
Lineage = NewType("Lineage", int)
"""Random 32-bit number drawn at each start of a terminal, so that a lost journal tail never reuses a key."""
Sequence = NewType("Sequence", int)
"""Place of an entry in a terminal's journal, from 1; it goes on rising across lineages."""
CardNumber = NewType("CardNumber", int)
"""The number embossed on a card, below 10**16; a replacement card keeps it and raises the instance."""
ItemCode = NewType("ItemCode", int)
"""What a cashier keys for an article, 1 to 4,294,967,295; 0 stands for a directly keyed amount."""
CategoryId = NewType("CategoryId", int)
ClassId = NewType("ClassId", int)
OperatorId = NewType("OperatorId", int)
OwnerId = NewType("OwnerId", int)
BranchId = NewType("BranchId", int)
ShiftNumber = NewType("ShiftNumber", int)

DIRECT_AMOUNT = ItemCode(0)
_REFERENCE = re.compile(r"([1-9][0-9]{0,4})-([0-9a-f]{8})-([1-9][0-9]{0,9})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """The key of one card change, everywhere: on the card, in the journal and in the ledger (10 bytes)."""

    terminal: TerminalId
    lineage: Lineage
    sequence: Sequence

    def __str__(self) -> str:
        return f"{self.terminal}-{self.lineage:08x}-{self.sequence}"


def parse_reference(text: str) -> Reference:
    """A reference as slips print it, such as `12-5eed0001-7`. Raises ValueError."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no reference")
    terminal, lineage, sequence = match.groups()
    return Reference(TerminalId(int(terminal)), Lineage(int(lineage, 16)), Sequence(int(sequence)))


@dataclass(frozen=True, slots=True, order=True)
class CardInstance:
    """One physical issue of a card number. Lists, shadows and ledger accounts work by instance."""

    number: CardNumber
    instance: int

    def __str__(self) -> str:
        return f"{self.number}.{self.instance}"
