"""The nightly review: rules that need what a terminal knew, or that all who could know have spoken (R6, R8, R16, R17, R22, R24).

It looks at what was booked in the last days; looking again opens nothing twice. What a terminal surely held when it made an
entry is what the batch before told of; what it may have held besides came with versions up to those of its own batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.card.record import unpack
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.batch import BatchHeader, read_header
from protocol.link.certificate import Role, decode_certificate
from protocol.link.codec import decode_entry
from protocol.link.entries import Entry, Intent, Medium
from protocol.link.seal import unverified_body
from protocol.link.table_codec import decode_table
from protocol.link.tables import ClassTable, Parameters, TableKind
from protocol.money import ZERO
from server.database import run, writing
from server.ledger.chart import AccountKind, Code
from server.ledger.entries import Posting
from server.settlement.evidence import entries_named
from server.settlement.findings.cases import CaseKind, NewCase, open_cases
from server.settlement.findings.credit_review import credit_cases
from server.settlement.findings.forged import forged_records
from server.settlement.findings.review import Limits, limit_breach, limits_for, listed_use, rollback_at, unknown_card
from server.settlement.findings.worklist_rows import contacts
from server.settlement.findings.worklists import MS_PER_DAY

REVIEWED_DAYS = 8
_SALES = f"""
FROM transfer t JOIN account a ON a.id = t.debit AND a.kind = {AccountKind.CARD_LIABILITY:d}
JOIN card_instance i ON i.card = a.number AND i.instance = a.part
"""
_USED = f"""
SELECT DISTINCT t.terminal, t.lineage, t.sequence, a.number, a.part {_SALES}
WHERE t.code = {Code.CARD_SALE:d} AND i.listed <> 0 AND t.booked_at >= %s
"""
_ABOVE = f"""
SELECT t.terminal, t.lineage, t.sequence, a.number, a.part {_SALES}
JOIN member_class m ON m.id = i.card_class
JOIN (SELECT debit, business_day, SUM(amount) AS spent FROM transfer
    WHERE code = {Code.CARD_SALE:d} AND booked_at >= %s GROUP BY debit, business_day) d
    ON d.debit = t.debit AND d.business_day = t.business_day
WHERE t.code = {Code.CARD_SALE:d} AND t.booked_at >= %s
GROUP BY t.terminal, t.lineage, t.sequence, a.number, a.part, i.medium, m.hard_sale, m.hard_day
HAVING SUM(t.amount) > CASE WHEN i.medium = {Medium.SLE4442:d} THEN m.hard_sale / %s ELSE m.hard_sale END
    OR MAX(d.spent) > CASE WHEN i.medium = {Medium.SLE4442:d} THEN m.hard_day / %s ELSE m.hard_day END
"""
_NOBODYS = """
SELECT i.card, i.instance, MIN(t.booked_at) FROM card_instance i
JOIN card_change c ON c.card = i.card AND c.instance = i.instance
JOIN transfer t ON t.terminal = c.terminal AND t.lineage = c.lineage AND t.sequence = c.sequence
WHERE i.card_class IS NULL
    AND NOT EXISTS (SELECT 1 FROM card_change f WHERE f.card = i.card AND f.instance = i.instance AND f.counter = 0)
GROUP BY i.card, i.instance
"""
_FORKS = f"""
SELECT f.card, f.instance, f.counter, f.terminal, f.lineage, f.sequence, s.terminal, s.lineage, s.sequence
FROM card_change f JOIN card_change s ON s.card = f.card AND s.instance = f.instance AND s.counter = f.counter
WHERE f.posting = {Posting.FRAUD:d} AND s.posting = {Posting.CARD:d}
"""


@dataclass(frozen=True, slots=True)
class Made:
    """An entry with the header of its batch, what its terminal surely held, and when head office received it."""

    reference: Reference
    entry: Entry
    header: BatchHeader
    held: dict[TableKind, int]
    received_at: Instant


def review(now: Instant, days: int = REVIEWED_DAYS) -> int:
    """Open what the rules find; how many cases there were (known ones count too)."""
    since = Instant(max(0, now - days * MS_PER_DAY))
    found = [*_unknown_cards(), *forged_records(now), *_rollbacks()]
    found += [*_listed_used(since), *_above_limits(since), *credit_cases(since, now)]
    with writing():
        open_cases(found, now)
    return len(found)


def _unknown_cards() -> list[NewCase]:
    issuers = {
        certificate.terminal
        for (sealed,) in run("SELECT sealed FROM certificate").fetchall()
        if Role.PERSONALISE in (certificate := decode_certificate(unverified_body(bytes(sealed)))).roles
    }
    known = [contact for contact in contacts() if contact.terminal in issuers]
    cases = []
    for number, instance, used_at in run(_NOBODYS).fetchall():
        card = CardInstance(CardNumber(number), instance)
        if unknown_card(False, Instant(used_at), known):
            cases.append(NewCase(CaseKind.UNKNOWN_CARD, f"card {card}", "used, and issued by no terminal", card))
    return cases


def _rollbacks() -> list[NewCase]:
    """R6: of a fork, the change that was made where a snapshot was held that was signed after the other was booked."""
    cases = []
    for number, instance, counter, *pair in run(_FORKS).fetchall():
        card = CardInstance(CardNumber(number), instance)
        one, other = _reference(*pair[:3]), _reference(*pair[3:])
        for late, first in ((one, other), (other, one)):
            made = _made(late)
            if made is not None and rollback_at(counter, _minimum_held(made, first, counter)):
                detail = f"card {card}, counter {counter}: this terminal held a snapshot that names {first}'s counter"
                cases.append(NewCase(CaseKind.ROLLBACK, str(late), detail, card, late.terminal))
    return cases


def _minimum_held(made: Made, first: Reference, counter: int) -> int | None:
    sql = "SELECT issued_at FROM states_version WHERE version = %s"
    issued = run(sql, (made.held.get(TableKind.CARD_STATES, 0),)).fetchone()
    sql = "SELECT MIN(booked_at) FROM transfer WHERE terminal = %s AND lineage = %s AND sequence = %s"
    (booked,) = run(sql, (first.terminal, first.lineage, first.sequence)).fetchone()
    return counter if issued is not None and booked is not None and issued[0] > booked else None


def _listed_used(since: Instant) -> list[NewCase]:
    cases = []
    for *key, number, instance in run(_USED, (since,)).fetchall():
        card, made = CardInstance(CardNumber(number), instance), _made(_reference(*key))
        listed_at, listed_in = _listing(card)
        if made is not None and listed_at is not None and made.entry.at > listed_at:
            kind = listed_use(listed_in, made.held.get(TableKind.CARD_STATES, 0))
            cases.append(NewCase(kind, str(made.reference), f"card {card} is listed", card, made.reference.terminal))
    return cases


def _listing(card: CardInstance) -> tuple[int | None, int | None]:
    """Since when a card is listed, and from which version on; None while the list does not name it."""
    row = run(
        "SELECT MAX(l.at), MAX(CASE WHEN s.state = i.listed THEN s.state_version END) FROM card_instance i"
        " JOIN card_listing l ON l.card = i.card AND l.instance = i.instance AND l.state = i.listed"
        " LEFT JOIN card_state s ON s.card = i.card AND s.instance = i.instance WHERE i.card = %s AND i.instance = %s",
        (card.number, card.instance),
    ).fetchone()
    return row[0], row[1]


def _above_limits(since: Instant) -> list[NewCase]:
    share = run("SELECT contact_share FROM parameter").fetchone()
    if share is None:
        return []
    cases = []
    for *key, number, instance in run(_ABOVE, (since, since, share[0], share[0])).fetchall():
        card, made = CardInstance(CardNumber(number), instance), _made(_reference(*key))
        if made is not None and (fault := _breach(made, card)):
            cases.append(NewCase(CaseKind.LIMIT_BREACH, str(made.reference), f"card {card}: {fault}", card, key[0]))
    return cases


def _breach(made: Made, card: CardInstance) -> str | None:
    intent = made.entry.body
    if not isinstance(intent, Intent) or not intent.before:
        return None
    before, day = unpack(intent.before), intent.change.day
    spent = before.spent_today if before.day >= day else ZERO
    (card_class,) = run(
        "SELECT card_class FROM card_instance WHERE card = %s AND instance = %s", (card.number, card.instance)
    ).fetchone()
    return limit_breach(abs(intent.change.amount), spent, _limits_known(made, card_class, intent.medium))


def _limits_known(made: Made, card_class: int, medium: Medium) -> Iterable[Limits]:
    """The limits of every pair of tables that the terminal can have used; none where it held none, and then nothing is judged."""
    told = dict(made.header.versions)
    for classes in _tables(TableKind.CLASSES, made.held, told):
        for parameters in _tables(TableKind.PARAMETERS, made.held, told):
            assert isinstance(classes, ClassTable)
            assert isinstance(parameters, Parameters)
            for one in classes.classes:
                if one.id == card_class:
                    yield limits_for(one.hard_sale, one.hard_day, medium, parameters.contact_share)


def _tables(kind: TableKind, held: dict[TableKind, int], told: dict[TableKind, int]) -> list[object]:
    rows = run(
        "SELECT sealed FROM published_table WHERE kind = %s AND version BETWEEN %s AND %s ORDER BY version",
        (int(kind), held.get(kind, 1), told.get(kind, 0)),
    ).fetchall()
    return [decode_table(unverified_body(bytes(sealed))).table for (sealed,) in rows]


def _made(reference: Reference) -> Made | None:
    """The entry of a reference and what its terminal held; None if its batch is not here."""
    rows = run(
        "SELECT sealed, received_at FROM stored_batch WHERE terminal = %s AND lineage = %s AND first_sequence <= %s"
        " AND first_sequence + count > %s ORDER BY id LIMIT 1",
        (reference.terminal, reference.lineage, reference.sequence, reference.sequence),
    ).fetchall()
    data = entries_named([reference]).get(reference)
    if not rows or data is None:
        return None
    header = read_header(unverified_body(bytes(rows[0][0])))
    sql = "SELECT sealed FROM stored_batch WHERE terminal = %s AND number = %s ORDER BY id LIMIT 1"
    previous = run(sql, (header.terminal, header.number - 1)).fetchone()
    held = dict(read_header(unverified_body(bytes(previous[0]))).versions) if previous is not None else {}
    return Made(reference, decode_entry(data), header, held, Instant(rows[0][1]))


def _reference(terminal: int, lineage: int, sequence: int) -> Reference:
    return Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
