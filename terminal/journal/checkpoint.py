"""What a journal means up to a place, kept beside it so that a start need not read the entries before that place again.

A checkpoint is signed with the terminal's key, over the chain's head at that place. It is believed only where the
journal, whose whole chain is checked at each start, still has that head; one that is missing, damaged, of another key
or of another format is passed over, and every entry is read. So whoever may write to the medium but does not have the
key can make a start slower and cannot change what the terminal remembers.

    signed: label · format u8 · terminal u16 · sequence u32 · head 32 · SHA-256(state)
    state:  JSON; a reference and a card stand once each, and everywhere else by their place
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, OperatorId, Reference, Sequence, ShiftNumber, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.duty_entries import Tender
from protocol.link.entries import Intent
from protocol.link.seal import SigningKey, signature_holds
from protocol.link.sums import Sum, SumKind
from protocol.money import Money
from terminal.journal.duty import Duty, Shift
from terminal.journal.recovery import CardMemory, Declared, OpenChange, Recovered, intended_record

LABEL = b"tallycard/checkpoint"
FORMAT = 3
"""Rises with every change of what is kept, or of what an entry means: older checkpoints are then passed over."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state after an entry, as bytes; `head` is the chain's there."""

    sequence: Sequence
    head: bytes
    state: bytes
    signature: bytes

    def holds(self, terminal: TerminalId, public_key: bytes) -> bool:
        """Whether this terminal's key signed it."""
        return signature_holds(public_key, self.signature, _signed(terminal, self.sequence, self.head, self.state))


def make_checkpoint(state: Recovered, head: bytes, key: SigningKey) -> Checkpoint:
    """A checkpoint after the last entry, which must not be carried lines."""
    data = state_bytes(state)
    return Checkpoint(state.last_sequence, head, data, key.sign(_signed(state.terminal, state.last_sequence, head, data)))


def _signed(terminal: TerminalId, sequence: Sequence, head: bytes, state: bytes) -> bytes:
    place = bytes([FORMAT]) + terminal.to_bytes(2, "big") + sequence.to_bytes(4, "big")
    return LABEL + place + head + sha256(state).digest()


def state_bytes(state: Recovered) -> bytes:
    """The state as JSON; open changes by their reference, for their intents are in the journal."""
    references: dict[Reference, int] = {}
    cards: dict[CardInstance, int] = {}

    def at(reference: Reference) -> int:
        return references.setdefault(reference, len(references))

    def of(card: CardInstance) -> int:
        return cards.setdefault(card, len(cards))

    fields: dict[str, Any] = {
        "lineage": state.lineage,
        "last_sequence": state.last_sequence,
        "open": [[at(change.reference), change.abandoned] for change in state.open.values()],
        "declared": [[at(reference), done.kind, done.late] for reference, done in state.declared.items()],
        "memory": [
            [of(card), memory.counter, at(memory.reference), memory.day, memory.spent_today.minor, memory.sales_today]
            for card, memory in state.cards.items()
        ],
        "reported": [[of(card), [at(reference) for reference in sorted(found)]] for card, found in state.reported.items()],
        "tickets": [*state.tickets.items()],
        "jobs": [*state.jobs.items()],
        "claims": [*state.claims.items()],
        "sales": [[at(reference), of(card), amount.minor] for reference, (card, amount) in state.sales.items()],
        "given_back": [[at(reference), amount.minor] for reference, amount in state.given_back.items()],
        "sale_of_ticket": [[ticket, at(reference)] for ticket, reference in state.sale_of_ticket.items()],
        "totals": [[part.kind, part.count, part.amount.minor] for part in state.totals],
        "last_slip": None if state.last_slip is None else at(state.last_slip),
        "duty": _duty_fields(state.duty, of),
    }
    fields["references"] = [[named.terminal, named.lineage, named.sequence] for named in references]
    fields["cards"] = [[card.number, card.instance] for card in cards]
    return json.dumps(fields, separators=(",", ":")).encode()


def read_state(data: bytes, terminal: TerminalId, intent_at: Callable[[Sequence], Intent]) -> Recovered:
    """The state that `state_bytes` wrote. `intent_at` gives the intent at a place of the journal."""
    fields = json.loads(data)
    at = [Reference(TerminalId(number), Lineage(drawn), Sequence(place)) for number, drawn, place in fields["references"]]
    of = [CardInstance(CardNumber(number), instance) for number, instance in fields["cards"]]
    last = fields["last_slip"]

    def opened(reference: Reference, abandoned: bool) -> OpenChange:
        intent = intent_at(reference.sequence)
        return OpenChange(reference, intent, intended_record(reference, intent), abandoned)

    return Recovered(
        terminal,
        Lineage(fields["lineage"]),
        Sequence(fields["last_sequence"]),
        open={at[name]: opened(at[name], abandoned) for name, abandoned in fields["open"]},
        declared={at[name]: _ENDS[kind, late] for name, kind, late in fields["declared"]},
        cards={
            of[card]: CardMemory(counter, at[name], BusinessDay(day), Money(spent), sales)
            for card, counter, name, day, spent, sales in fields["memory"]
        },
        reported={of[card]: {at[name] for name in names} for card, names in fields["reported"]},
        tickets=dict(fields["tickets"]),
        jobs=dict(fields["jobs"]),
        claims=dict(fields["claims"]),
        sales={at[name]: (of[card], Money(amount)) for name, card, amount in fields["sales"]},
        given_back={at[name]: Money(amount) for name, amount in fields["given_back"]},
        sale_of_ticket={ticket: at[name] for ticket, name in fields["sale_of_ticket"]},
        totals=tuple(Sum(SumKind(kind), count, Money(amount)) for kind, count, amount in fields["totals"]),
        last_slip=None if last is None else at[last],
        duty=_read_duty(fields["duty"], of),
    )


def _duty_fields(duty: Duty, of: Callable[[CardInstance], int]) -> dict[str, Any]:
    shift = duty.shift
    return {
        "operator": duty.operator,
        "shift": shift and [shift.number, shift.opened_by, shift.operator, shift.opened_at, shift.place, shift.start.minor],
        "last_shift": duty.last_shift,
        "drawer": [[tender, amount.minor] for tender, amount in duty.drawer.items()],
        "pins": [[operator, verifier.hex(), chosen] for operator, (verifier, chosen) in duty.pins.items()],
        "refused": [[operator, times, last] for operator, (times, last) in duty.refused.items()],
        "lost": [[of(card), told] for card, told in duty.lost.items()],
        "tampered": duty.tampered,
        "rehearsing": duty.rehearsing,
    }


def _shift(number: int, opened_by: int, operator: int, opened_at: int, place: int, start: int) -> Shift:
    people = OperatorId(opened_by), OperatorId(operator)
    return Shift(ShiftNumber(number), *people, Instant(opened_at), Sequence(place), Money(start))


def _read_duty(fields: dict[str, Any], of: list[CardInstance]) -> Duty:
    shift = fields["shift"]
    return Duty(
        operator=OperatorId(fields["operator"]),
        shift=shift and _shift(*shift),
        last_shift=ShiftNumber(fields["last_shift"]),
        drawer={Tender(tender): Money(amount) for tender, amount in fields["drawer"]},
        pins={OperatorId(who): (bytes.fromhex(verifier), Instant(chosen)) for who, verifier, chosen in fields["pins"]},
        refused={OperatorId(who): (times, Instant(last)) for who, times, last in fields["refused"]},
        lost={of[card]: Instant(told) for card, told in fields["lost"]},
        tampered=fields["tampered"],
        rehearsing=OperatorId(fields["rehearsing"]),
    )


_ENDS = {(kind.value, late): Declared(kind, late) for kind in Kind for late in (False, True)}
"""Every way in which a change can have ended: ten thousand sales share one."""
