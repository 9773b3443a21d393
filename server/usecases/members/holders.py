"""Whose card is whose. A card without a holder is nobody's: an unnamed card, or one whose member is not written down yet.

Where a card leaves its member, so does the web access that was given for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from protocol.ids import CardInstance, CardNumber
from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, run_rows, writing
from server.usecases.declined import Declined, Reason
from server.usecases.members.members import member_numbered


def holder_of(card: CardInstance) -> int | None:
    """The number of the member; None for nobody's card."""
    row = run("SELECT member FROM card_holder WHERE card = %s AND instance = %s", (card.number, card.instance)).fetchone()
    return None if row is None else int(row[0])


def cards_of(members: Iterable[int]) -> dict[int, list[CardInstance]]:
    """The cards of these members, the newest first. Whoever has none is not named."""
    rows = run_rows(
        "SELECT member, card, instance FROM card_holder WHERE member IN (SELECT * FROM (VALUES {rows}) AS asked)"
        " ORDER BY since DESC, card DESC, instance DESC",
        [(number,) for number in set(members)],
    )
    cards: dict[int, list[CardInstance]] = {}
    for member, number, instance in rows:
        cards.setdefault(member, []).append(CardInstance(CardNumber(number), instance))
    return cards


def give_card(card: CardInstance, member: int, reason: str, actor: Actor, now: Instant) -> None:
    """From now on this card, which was nobody's, is this member's. Raises Declined."""
    with writing():
        if holder_of(card) not in (None, member):
            raise Declined(Reason.CARD_HELD)
        hold_card(card, member, reason, actor, now)


def hold_card(card: CardInstance, member: int, reason: str, actor: Actor, now: Instant) -> None:
    """The same within an act that does more, also from another member. Must run inside `writing()`; raises Declined."""
    before = holder_of(card)
    if before == member:
        raise Declined(Reason.NOT_NEEDED)
    if not member_numbered(member).active:
        raise Declined(Reason.MEMBER_LEFT)
    if before is not None:
        _part(card)
    run(
        "INSERT INTO card_holder (card, instance, member, since) VALUES (%s, %s, %s, %s)",
        (card.number, card.instance, member, now),
    )
    was = None if before is None else {"member": before}
    record(actor, Deed("card given", f"card {card}", was, {"member": member}, reason.strip()), now)
    record(actor, Deed("card given", f"member {member}", after={"card": str(card)}, reason=reason.strip()), now)


def take_card(card: CardInstance, member: int, reason: str, actor: Actor, now: Instant) -> None:
    """The card of this member is nobody's any more: it was written down wrongly. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        if holder_of(card) != member:
            raise Declined(Reason.NOT_NEEDED)
        leave_card(card, reason, actor, now)


def leave_card(card: CardInstance, reason: str, actor: Actor, now: Instant) -> None:
    """The same within an act that does more. Must run inside `writing()`; raises Declined."""
    before = holder_of(card)
    if before is None:
        raise Declined(Reason.NOT_NEEDED)
    _part(card)
    record(actor, Deed("card taken", f"card {card}", {"member": before}, None, reason.strip()), now)
    record(actor, Deed("card taken", f"member {before}", {"card": str(card)}, None, reason.strip()), now)


def _part(card: CardInstance) -> None:
    """From its member, who is told nothing more of it: a session lasts no longer than its access."""
    run("DELETE FROM card_holder WHERE card = %s AND instance = %s", (card.number, card.instance))
    run("DELETE FROM member_access WHERE card = %s AND instance = %s", (card.number, card.instance))
