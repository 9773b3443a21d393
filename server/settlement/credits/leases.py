"""What one terminal is entrusted with, signed for it alone: its float, its claims, and whether it is locked (SPEC 6.7).

Made when the terminal asks. A version is made only where the content has changed, and the float never falls: the sum
granted counts all loads that the terminal ever made, so that it does not matter which of them were known when.

A claim is leased to the first terminal with the load key that asks, or to the one that was named for it. Past its last day
it is left out of the table; once a batch of the terminal has shown that table, and nothing of the claim is open, it goes
back to whom it was taken from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from protocol.card.record import Kind
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import MS_PER_SECOND, BusinessDay, Instant, business_day
from protocol.link.batch import read_header
from protocol.link.bundles import ServerKeys
from protocol.link.certificate import Role, decode_certificate
from protocol.link.entries import ClaimDetail
from protocol.link.seal import Purpose, SigningKey, seal, unverified_body
from protocol.link.table_codec import SignedTable, encode_table
from protocol.link.tables import Claim as LeasedClaim
from protocol.link.tables import LeaseTable, TableKind
from protocol.money import ZERO, Money
from server.database import run, run_rows, writing
from server.ledger.book import Line
from server.ledger.chart import Code
from server.settlement.acts import PERFORM, Act, ActKind, record_act
from server.settlement.cards.chain import State
from server.settlement.credits.claims import OFFICE, Claim, ClaimMistake, ClaimState, live_claims, return_claim
from server.settlement.evidence import intents_named
from server.settlement.findings.blocks import is_blocked
from server.settlement.terminals import is_closed, is_retired

TIMELESS = Instant(0)
ASKED = -1
"""In the place of a version: a person asked for the claim back, and no table without it is signed yet."""
_SIGNS = {Code.LOAD: 1, Code.LOAD_UNDONE: -1}


def count_loads(lines: Iterable[Line]) -> None:
    """Add what these lines load to the running sum of their terminals. Must run inside `writing()`."""
    sums: dict[TerminalId, int] = {}
    for line in lines:
        if sign := _SIGNS.get(line.leg.code):
            terminal = line.fact.terminal
            sums[terminal] = sums.get(terminal, 0) + sign * line.leg.amount.minor
    run_rows(
        "INSERT INTO terminal_loads (terminal, amount, granted) VALUES {rows} ON CONFLICT (terminal) DO UPDATE SET"
        " amount = terminal_loads.amount + excluded.amount",
        [(terminal, amount, 0) for terminal, amount in sorted(sums.items())],
    )


def leases_above(terminal: TerminalId, held: int, keys: ServerKeys, now: Instant) -> bytes | None:
    """The terminal's newest lease table, if it does not hold it yet. Signs a new one where something has changed."""
    with writing():
        today = shop_day(now)
        _return_uncollected(terminal, today, now)
        _take_unleased(terminal)
        claims = leased_claims(terminal, today)
        granted = max(_granted_before(terminal), float_granted(terminal))
        version, sealed = _signed(
            LeaseTable(terminal, is_blocked(terminal) or is_closed(terminal), granted, claims), held, keys, now
        )
        _note_withdrawn(terminal, {claim.id for claim in claims}, version)
    return sealed if version > held else None


def _granted_before(terminal: TerminalId) -> Money:
    (minor,) = run("SELECT COALESCE(MAX(granted), 0) FROM lease_table WHERE terminal = %s", (terminal,)).fetchone()
    return Money(minor)


def _signed(table: LeaseTable, held: int, keys: ServerKeys, now: Instant) -> tuple[int, bytes]:
    """Version and bytes of a table that says this: the last one made, or a new one. Nothing is made of nothing.

    A terminal that holds (`held`) a version beyond ours had it before we were restored from a backup. What else we signed then
    may still come to a terminal, by stick or late: a version is at least the second in which it is made, so that none of them
    means two things.
    """
    row = run(
        "SELECT version, content, sealed FROM lease_table WHERE terminal = %s ORDER BY version DESC LIMIT 1", (table.terminal,)
    ).fetchone()
    version, content, sealed = row or (0, b"", b"")
    digest = sha256(encode_table(SignedTable(1, TIMELESS, table))).digest()
    nothing = not version and table == LeaseTable(table.terminal, False, ZERO, ())
    if held <= version and (bytes(content) == digest or nothing):
        return version, bytes(sealed)
    signed = SignedTable(max(version + 1, held + 1, now // MS_PER_SECOND), now, table)
    sealed = seal(Purpose.PARAMETERS, keys.environment, SigningKey.from_seed(keys.set_seed), encode_table(signed))
    run(
        "INSERT INTO lease_table (terminal, version, content, granted, sealed, issued_at) VALUES (%s, %s, %s, %s, %s, %s)",
        (table.terminal, signed.version, digest, table.float_granted.minor, sealed, now),
    )
    return signed.version, sealed


def _note_withdrawn(terminal: TerminalId, leased: set[int], version: int) -> None:
    """From which version on a claim is no longer in the terminal's table."""
    for claim in live_claims(terminal):
        if claim.id not in leased and claim.withdrawn in (None, ASKED):
            run("UPDATE claim SET withdrawn = %s WHERE id = %s", (version, claim.id))


def float_granted(terminal: TerminalId) -> Money:
    """All loads of the terminal that are booked; its float, and what was granted by hand, on top of them."""
    ((amount,),) = run(
        "SELECT COALESCE((SELECT load_float FROM terminal WHERE id = %s), 0)"
        " + COALESCE((SELECT amount + granted FROM terminal_loads WHERE terminal = %s), 0)",
        (terminal, terminal),
    ).fetchall()
    return Money(int(amount))


def grant_float(terminal: TerminalId, amount: Money, by: str, checked_by: str, at: Instant) -> None:
    """Let a terminal load more before head office has heard of it. Inside `writing()`; raises ClaimMistake for one person."""
    if amount <= ZERO or checked_by.strip().casefold() in ("", by.strip().casefold()):
        raise ClaimMistake("a float is granted by two different persons, and is above zero")
    data = {"terminal": terminal, "amount": amount.minor, "by": by, "checked_by": checked_by}
    record_act(ActKind.FLOAT_GRANTED, json.dumps(data, sort_keys=True, ensure_ascii=False).encode(), at)


def _perform_grant(act: Act) -> None:
    told = json.loads(act.data)
    run_rows(
        "INSERT INTO terminal_loads (terminal, amount, granted) VALUES {rows} ON CONFLICT (terminal) DO UPDATE SET"
        " granted = terminal_loads.granted + excluded.granted",
        [(told["terminal"], 0, told["amount"])],
    )


PERFORM[ActKind.FLOAT_GRANTED] = _perform_grant


def leased_claims(terminal: TerminalId, today: BusinessDay) -> tuple[LeasedClaim, ...]:
    """The claims that this terminal may write."""
    return tuple(
        LeasedClaim(claim.id, claim.card, claim.reason, claim.amount, claim.last_day)
        for claim in live_claims(terminal)
        if claim.withdrawn is None and claim.last_day >= today
    )


def shop_day(now: Instant) -> BusinessDay:
    """The shop's calendar day."""
    row = run("SELECT utc_offset_minutes FROM parameter").fetchone()
    return business_day(now, row[0] if row else 0)


def lease_to(claim: Claim, terminal: TerminalId) -> None:
    """Name the terminal that pays a claim which nobody holds yet. Must run inside `writing()`."""
    run("UPDATE claim SET terminal = %s WHERE id = %s AND terminal IS NULL", (terminal, claim.id))


def _take_unleased(terminal: TerminalId) -> None:
    if live_claims(None) and _holds_load_key(terminal):
        run("UPDATE claim SET terminal = %s WHERE terminal IS NULL AND holder = '' AND returned_at IS NULL", (terminal,))


def _holds_load_key(terminal: TerminalId) -> bool:
    row = run("SELECT sealed FROM certificate WHERE terminal = %s ORDER BY serial DESC LIMIT 1", (terminal,)).fetchone()
    return row is not None and Role.LOAD in decode_certificate(unverified_body(bytes(row[0]))).roles


def withdraw(claim: Claim, today: BusinessDay, by: str, at: Instant) -> None:
    """Take a claim back: at once if nobody holds it or a terminal that is retired for good does, else as soon as its terminal
    has shown that it no longer does.

    Must run inside `writing()`; raises ClaimMistake, also where it was asked back before: its terminal may still write it.
    """
    before = claim.state
    if before is ClaimState.LEASED:
        run("UPDATE claim SET withdrawn = %s WHERE id = %s", (ASKED, claim.id))
        claim.withdrawn = ASKED
    if claim.state is not ClaimState.WITHDRAWN or (claim.terminal is not None and is_retired(claim.terminal)):
        return_claim(claim, today, "withdrawn", by, at)
    elif before is ClaimState.WITHDRAWN:
        raise ClaimMistake(f"claim {claim.id} is {before.value}")


def _return_uncollected(terminal: TerminalId, today: BusinessDay, now: Instant) -> None:
    """Return what is past its day and nobody's, and what this terminal can write no more and did not write."""
    for claim in live_claims(None):
        if claim.last_day < today:
            return_claim(claim, today, "not collected in time", OFFICE, now)
    withdrawn = [claim for claim in live_claims(terminal) if claim.withdrawn not in (None, ASKED)]
    if not withdrawn:
        return
    shown, begun = _version_shown(terminal), _claims_begun_at(terminal)
    for claim in withdrawn:
        if claim.withdrawn is not None and claim.withdrawn <= shown and claim.id not in begun:
            return_claim(claim, today, "not collected", OFFICE, now)


def _version_shown(terminal: TerminalId) -> int:
    """The version of the lease table that the terminal held at the last batch up to which nothing is missing."""
    row = run(
        "SELECT s.sealed FROM terminal_log l JOIN stored_batch s ON s.terminal = l.terminal AND s.number = l.batch"
        " WHERE l.terminal = %s AND s.booked ORDER BY s.id LIMIT 1",
        (terminal,),
    ).fetchone()
    return dict(read_header(unverified_body(bytes(row[0]))).versions).get(TableKind.LEASES, 0) if row else 0


def _claims_begun_at(terminal: TerminalId) -> set[int]:
    """The claims of which a change of this terminal is still open."""
    rows = run(
        "SELECT lineage, sequence FROM card_change WHERE terminal = %s AND kind = %s AND state = %s",
        (terminal, int(Kind.CLAIM), int(State.OPEN)),
    ).fetchall()
    opened = intents_named(Reference(terminal, Lineage(lineage), Sequence(sequence)) for lineage, sequence in rows)
    return {intent.detail.claim for intent in opened.values() if isinstance(intent.detail, ClaimDetail)}
