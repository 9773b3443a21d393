"""A lost or broken card: its balance goes to its successor as far as nobody can have spent it, the rest once that is known.

The instance is refused from the next version of the card states on, or was already, as lost. What may still be spent on it is
its class's hard limit of a day at each terminal that has not told everything up to that listing. The liability of the old
instance stays what its records say; what was moved stands beside it in `reissued`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.ids import CardInstance, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.tables import CardState, ClaimReason
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability, reissued
from server.settlement.credits.claims import Claim, ClaimMistake, NewClaim, make_claim
from server.settlement.findings.worklists import Contact
from server.settlement.states.listing import list_card


@dataclass(frozen=True, slots=True)
class Share:
    """What of a card may go to its successor now. `missing` terminals may still bring sales of it."""

    ledger: Money
    moved: Money
    at_risk: Money
    missing: tuple[TerminalId, ...]

    @property
    def safe(self) -> Money:
        """What is left when all that can have been spent was spent; never below nothing."""
        return max(ZERO, self.ledger - self.moved - self.at_risk)


def share_of(ledger: Money, moved: Money, day_limit: Money, missing: Iterable[TerminalId]) -> Share:
    """PURE: each terminal that is missing may have taken a whole day's limit."""
    found = tuple(sorted(missing))
    return Share(ledger, moved, Money(day_limit.minor * len(found)), found)


def terminals_missing(contacts: Iterable[Contact], listed_at: Instant) -> tuple[TerminalId, ...]:
    """PURE: the terminals that have not told everything that they did up to the listing."""
    return tuple(contact.terminal for contact in contacts if contact.complete_until <= listed_at)


def reissue(
    card: CardInstance,
    contacts: Iterable[Contact],
    persons: tuple[str, str],
    today: BusinessDay,
    last_day: BusinessDay,
    at: Instant,
) -> tuple[Share, Claim | None]:
    """Refuse the instance and, by two persons, move what is safe to its successor; again later for the rest, when all have told.

    Must run inside `writing()`; raises ClaimMistake.
    """
    if not _is_replaced(card) and not list_card(card, CardState.REPLACED, persons[0], at):
        raise ClaimMistake(f"card {card} is not known here")
    share = _share(card, contacts)
    if not share.safe:
        return share, None
    successor = CardInstance(card.number, card.instance + 1)
    source = ((reissued(card), share.safe),)
    new = NewClaim(successor, ClaimReason.REISSUE, share.safe, last_day, source, f"card {card}", *persons)
    return share, make_claim(new, today, at)


def share_now(card: CardInstance, contacts: Iterable[Contact]) -> Share | None:
    """What may go over now of a card that was replaced; None of one that was not."""
    return _share(card, contacts) if _is_replaced(card) else None


def bearer_of(card: CardInstance) -> CardInstance:
    """The card, or the one that took its place: what is owed to the member goes there."""
    while _is_replaced(card):
        card = CardInstance(card.number, card.instance + 1)
    return card


def _share(card: CardInstance, contacts: Iterable[Contact]) -> Share:
    moved, missing = -balance_of(reissued(card)), terminals_missing(contacts, _refused_since(card))
    return share_of(balance_of(card_liability(card)), moved, _day_limit(card), missing)


def _is_replaced(card: CardInstance) -> bool:
    sql = "SELECT 1 FROM card_listing WHERE card = %s AND instance = %s AND state = %s LIMIT 1"
    return run(sql, (card.number, card.instance, int(CardState.REPLACED))).fetchone() is not None


def _refused_since(card: CardInstance) -> Instant:
    """When it came onto the list and stayed there, as what it may be: no terminal that has heard since takes it."""
    key = (card.number, card.instance)
    (listed,) = run(
        "SELECT MIN(at) FROM card_listing WHERE card = %s AND instance = %s AND id > (SELECT COALESCE(MAX(id), 0)"
        " FROM card_listing WHERE card = %s AND instance = %s AND state = %s)",
        (*key, *key, int(CardState.OK)),
    ).fetchone()
    return Instant(listed)


def _day_limit(card: CardInstance) -> Money:
    """The hard limit of a day of the card's class; of an unknown class the highest that there is."""
    (minor,) = run(
        "SELECT COALESCE((SELECT m.hard_day FROM card_instance i JOIN member_class m ON m.id = i.card_class"
        " WHERE i.card = %s AND i.instance = %s), (SELECT MAX(hard_day) FROM member_class), 0)",
        (card.number, card.instance),
    ).fetchone()
    return Money(int(minor))
