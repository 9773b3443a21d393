"""Promises to many cards from a file (FEATURES C11, C12): first every problem, row by row; then one proposal for the whole file.

A table with the headings `card` and `amount` (also 卡号, 金额). The file is kept under the SHA-256 of its bytes; each row is
promised once for its place in that file, so that the same file never pays twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from protocol.instants import MS_PER_DAY, BusinessDay, Instant
from protocol.link.tables import ClaimReason
from protocol.money import Money, parse_money
from server.audit import Actor, Deed, record
from server.database import run, run_rows, writing
from server.settlement.credits.leases import shop_day
from server.settlement.credits.payers import payer
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.money.claims import ENDED, Promise, card_from, check_amount, check_card, promised
from server.usecases.proposals import ProposalKind, propose
from server.usecases.sheet import Cell, read_table

ROWS_MAX = 1_000
"""One approval makes all of them in one transaction, and terminals wait for it meanwhile."""
KEPT_DAYS = 30
NAME_MAX = 120
_CARD = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,5}))?", re.ASCII)
CARD, AMOUNT = {"card", "card number", "卡号", "卡號"}, {"amount", "金额", "金額"}


class RowFault(StrEnum):
    """What is wrong with a row."""

    CARD = "no card number"
    UNKNOWN = "nobody knows this card"
    ENDED = "the card was ended"
    AMOUNT = "no amount"
    TWICE = "the card stands above already"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; what is wrong with it, or None."""

    line: int
    card: str
    amount: Money | None
    typed: str
    fault: RowFault | None


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A kept file. `proposal`: the last one that was made of it."""

    hash: str
    name: str
    rows: tuple[Row, ...]
    kept_by: str
    kept_at: Instant
    proposal: int | None

    @property
    def faulty(self) -> list[Row]:
        """Rows in which something is wrong."""
        return [row for row in self.rows if row.fault]

    @property
    def amount(self) -> Money:
        """What the rows come to that are right."""
        return Money(sum(row.amount.minor for row in self.rows if row.amount is not None and not row.fault))


def keep_file(name: str, content: bytes, actor: Actor, now: Instant) -> str:
    """Read a file and keep what it says; its hash. Nothing is promised. Raises Declined."""
    rows = _read(read_table(content))
    key = hashlib.sha256(content).hexdigest()
    text = json.dumps([[row.line, row.card, row.typed] for row in rows], ensure_ascii=False, separators=(",", ":"))
    with writing():
        run("DELETE FROM claim_file WHERE kept_at < %s AND proposal IS NULL", (now - KEPT_DAYS * MS_PER_DAY,))
        run(
            "INSERT INTO claim_file (hash, name, rows, kept_by, kept_at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (hash) DO NOTHING",
            (key, name[:NAME_MAX], text, actor.name, now),
        )
        record(
            actor,
            Deed("file of promises read", f"claim file {key[:16]}", after={"name": name[:NAME_MAX], "rows": len(rows)}),
            now,
        )
    return key


def file_kept(key: str) -> ClaimFile:
    """A file with its rows as they are judged now. Raises Declined if there is none."""
    row = run("SELECT hash, name, rows, kept_by, kept_at, proposal FROM claim_file WHERE hash = %s", (key,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    found, name, text, kept_by, kept_at, proposal = row
    return ClaimFile(found, name, tuple(_judged(json.loads(text))), kept_by, Instant(kept_at), proposal)


def files_kept(most: int) -> list[tuple[str, str, str, Instant, int | None]]:
    """The newest files: hash, name, by whom, when, and the proposal made of each."""
    rows = run(
        "SELECT hash, name, kept_by, kept_at, proposal FROM claim_file ORDER BY kept_at DESC, hash LIMIT %s", (most,)
    ).fetchall()
    return [(key, name, by, Instant(at), proposal) for key, name, by, at, proposal in rows]


def propose_file(
    key: str, reason_for: ClaimReason, paid_by: str, last_day: BusinessDay, reason: str, maker: Actor, now: Instant
) -> int:
    """Propose to promise all of it; the number of the proposal. Raises Declined."""
    if last_day < shop_day(now):
        raise Declined(Reason.DAY_PAST)
    if payer(paid_by) is None:
        raise Declined(Reason.NO_PAYER)
    with writing():
        kept = file_kept(key)
        if kept.faulty or not kept.rows:
            raise Declined(Reason.FILE_FAULTY)
        if kept.proposal is not None and not _came_to_nothing(kept.proposal, now):
            raise Declined(Reason.FILE_DONE)
        content = {
            "file": key,
            "file_name": kept.name,
            "count": len(kept.rows),
            "amount": kept.amount.minor,
            "for": reason_for.name,
            "payer": paid_by,
            "until": last_day,
            "rows_hash": _fingerprint(kept.rows),
        }
        number = propose(ProposalKind.CLAIM_FILE, content, reason, maker, now)
        run("UPDATE claim_file SET proposal = %s WHERE hash = %s", (number, key))
    return number


def perform_file(decision: Decision) -> str:
    """Promise every row, or nothing."""
    content = decision.proposal.content
    kept = file_kept(content["file"])
    if kept.faulty or _fingerprint(kept.rows) != content["rows_hash"]:
        raise Declined(Reason.FILE_FAULTY)
    for row in kept.rows:
        _promise(row, content, decision)
    return ""


def _promise(row: Row, content: dict[str, Any], decision: Decision) -> None:
    cause = f"file {content['file'][:32]} row {row.line}"
    if row.amount is None or run("SELECT 1 FROM claim WHERE cause = %s", (cause,)).fetchone() is not None:
        return
    card, until = card_from(row.card), BusinessDay(content["until"])
    check_amount(row.amount)
    check_card(card)
    promised(Promise(card, ClaimReason[content["for"]], row.amount, until, content["payer"]), cause, decision)


def _came_to_nothing(proposal: int, now: Instant) -> bool:
    row = run("SELECT approved, decided_at, expires_at FROM proposal WHERE id = %s", (proposal,)).fetchone()
    approved, decided_at, expires_at = row
    return not approved if decided_at is not None else now > expires_at


def _read(table: Sequence[Sequence[Cell]]) -> list[Row]:
    """The rows as they were typed. Raises Declined where there is no such column, twice one, nothing below, or too much."""
    if not table:
        raise Declined(Reason.FILE_EMPTY)
    headings = [cell.text.strip().casefold() for cell in table[0]]
    places = [[place for place, name in enumerate(headings) if name in names] for names in (CARD, AMOUNT)]
    if any(len(found) != 1 for found in places):
        raise Declined(Reason.CLAIM_COLUMNS)
    (card,), (amount,) = places
    rows = [Row(line, _text(cells, card), None, _text(cells, amount), None) for line, cells in enumerate(table[1:], 2) if cells]
    if not rows:
        raise Declined(Reason.FILE_EMPTY)
    if len(rows) > ROWS_MAX:
        raise Declined(Reason.FILE_LONG)
    return rows


def _text(cells: Sequence[Cell], place: int) -> str:
    return cells[place].text.strip() if place < len(cells) and not cells[place].formula else ""


def _judged(rows: Sequence[tuple[int, str, str]]) -> list[Row]:
    """Each row with what is wrong with it now."""
    digits = _digits()
    asked = {line: read for line, typed, _ in rows if (read := _typed_card(typed)) is not None}
    known = _known({number for number, _ in asked.values()})
    seen: set[tuple[int, int]] = set()
    judged = []
    for line, typed, amount_typed in rows:
        amount, name = _amount(amount_typed, digits), typed
        fault: RowFault | None = RowFault.CARD
        if line in asked:
            number, instance = asked[line]
            instances = known.get(number, {})
            card = (number, max(instances, default=-1) if instance is None else instance)
            fault, name = _card_fault(card, instances, seen), f"{card[0]}.{card[1]}" if card[1] in instances else typed
            seen.add(card)
        if fault is None and amount is None:
            fault = RowFault.AMOUNT
        judged.append(Row(line, name, amount, amount_typed, fault))
    return judged


def _typed_card(typed: str) -> tuple[int, int | None] | None:
    match = _CARD.fullmatch(typed)
    return None if match is None else (int(match[1]), None if match[2] is None else int(match[2]))


def _card_fault(card: tuple[int, int], instances: dict[int, bool], seen: set[tuple[int, int]]) -> RowFault | None:
    if card[1] not in instances:
        return RowFault.UNKNOWN
    if not instances[card[1]]:
        return RowFault.ENDED
    return RowFault.TWICE if card in seen else None


def _known(numbers: set[int]) -> dict[int, dict[int, bool]]:
    """The instances of these cards, and whether anybody will tap them again."""
    found: dict[int, dict[int, bool]] = {}
    rows = run_rows(
        "WITH w (card) AS (VALUES {rows}) SELECT i.card, i.instance, i.listed FROM w JOIN card_instance i ON i.card = w.card",
        [(number,) for number in sorted(numbers)],
    )
    for card, instance, listed in rows:
        found.setdefault(card, {})[instance] = listed not in ENDED
    return found


def _amount(typed: str, digits: int) -> Money | None:
    try:
        amount = parse_money(typed.replace(",", ""), digits)
        check_amount(amount)
    except (ValueError, Declined):
        return None
    return amount


def _digits() -> int:
    row = run("SELECT digits FROM parameter").fetchone()
    return 2 if row is None else int(row[0])


def _fingerprint(rows: Sequence[Row]) -> str:
    said = [[row.line, row.card, None if row.amount is None else row.amount.minor] for row in rows]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
