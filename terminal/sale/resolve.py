"""What a card says of this terminal's own open changes (INTEGRITY 6.3). Pure."""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass

from protocol.card.ring import Chain
from protocol.ids import Reference
from protocol.link.entries import ConfirmDetail, Intent


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open change as far as resolving needs it: its key, the counter it was to write, what it confirms."""

    reference: Reference
    counter: int
    confirms: Reference | None

    @classmethod
    def of(cls, reference: Reference, counter: int, intent: Intent) -> Doubt:
        """From the journal's words."""
        confirms = intent.detail.confirms if isinstance(intent.detail, ConfirmDetail) else None
        return cls(reference, counter, confirms)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate of each open change of one card, each list oldest first.

    proven     is on the card, or a CONFIRM on the card names it: put a clean CONFIRM on top, then LATE
    unwritten  the card stands below its counter: scrub the spare slots and read back, then CANCEL
    replaced   another record has its counter: CANCEL
    beyond     the ring no longer reaches down to it: stays open, head office decides
    """

    proven: tuple[Reference, ...] = ()
    unwritten: tuple[Reference, ...] = ()
    replaced: tuple[Reference, ...] = ()
    beyond: tuple[Reference, ...] = ()


def resolve(doubts: Items[Doubt], chain: Chain) -> Verdict:
    """Judge every open change of a card by the chain just read from it."""
    on_card = {record.reference for record in chain.records}
    named = {doubt.confirms for doubt in doubts if doubt.reference in on_card}
    proven, unwritten, replaced, beyond = [], [], [], []
    for doubt in doubts:
        if doubt.reference in on_card or doubt.reference in named:
            proven.append(doubt.reference)
        elif chain.current.counter < doubt.counter:
            unwritten.append(doubt.reference)
        elif chain.at(doubt.counter) is not None:
            replaced.append(doubt.reference)
        else:
            beyond.append(doubt.reference)
    return Verdict(tuple(proven), tuple(unwritten), tuple(replaced), tuple(beyond))
