"""What the sale may know of the world besides its own state: one immutable view a step, handed in."""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass
from typing import Protocol

from protocol.card.identity import Identity
from protocol.card.record import Kind
from protocol.card.ring import Chain
from protocol.ids import CardInstance, OperatorId, Reference, ShiftNumber
from protocol.instants import BusinessDay, Instant
from protocol.link.card_states import StateRow
from protocol.link.certificate import Role
from protocol.link.entries import Intent, Medium
from protocol.money import ZERO, Money
from terminal.sale.catalogue import Catalogue


class Remembered(Protocol):
    """What this terminal did to a card last."""

    @property
    def counter(self) -> int: ...
    @property
    def day(self) -> BusinessDay: ...
    @property
    def spent_today(self) -> Money: ...
    @property
    def sales_today(self) -> int: ...


class Unfinished(Protocol):
    """A change of this terminal without an end."""

    @property
    def reference(self) -> Reference: ...
    @property
    def intent(self) -> Intent: ...
    @property
    def counter(self) -> int: ...


class Sold(Protocol):
    """A finished sale by card of this terminal."""

    @property
    def reference(self) -> Reference: ...
    @property
    def card(self) -> CardInstance: ...
    @property
    def amount(self) -> Money: ...
    @property
    def given_back(self) -> Money: ...


class CardFacts(Protocol):
    """What the journal answers about cards."""

    def open_changes(self, card: CardInstance) -> Items[Unfinished]: ...
    def memory(self, card: CardInstance) -> Remembered | None: ...
    def declared_kind(self, reference: Reference) -> Kind | None: ...
    def lost_since(self, card: CardInstance) -> Instant | None: ...
    def claimed(self, claim: int) -> bool: ...
    def card_sale(self, named: Reference | str) -> Sold | None: ...
    @property
    def loads_made(self) -> Money: ...
    @property
    def case_open(self) -> bool: ...


class States(Protocol):
    """What head office says of cards."""

    @property
    def known(self) -> BusinessDay:
        """The day up to which every card is in there."""
        ...

    def lookup(self, hash8: bytes) -> StateRow | None:
        """What it says of a card, or None if it does not know it."""
        ...


@dataclass(frozen=True, slots=True)
class Ages:
    """How long ago head office was heard of and its card states were issued, and what it has not acknowledged.

    `clock_behind`: this clock stands before a time that head office has signed, or that the journal tells.
    """

    contact_minutes: int = 0
    states_minutes: int = 0
    stored_records: int = 0
    stored_sum: Money = ZERO
    clock_behind: bool = False


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as just read: who it is and what its ring says. `state_hash` finds it in the snapshot."""

    medium: Medium
    identity: Identity
    chain: Chain
    state_hash: bytes

    @property
    def card(self) -> CardInstance:
        """Which card this is."""
        return self.identity.card


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a step may look at."""

    catalogue: Catalogue
    states: States
    facts: CardFacts
    today: BusinessDay
    roles: Role
    group: int
    operator: OperatorId
    shift: ShiftNumber
    ages: Ages = Ages()
