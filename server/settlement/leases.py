"""What one terminal is entrusted with, signed for it alone: its float, its claims, and whether it is locked (SPEC 6.7).

Made when the terminal asks. A version is made only where the content has changed, and the float never falls: the sum
granted counts all loads that the terminal ever made, so that it does not matter which of them were known when.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.bundles import ServerKeys
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.table_codec import SignedTable, encode_table
from protocol.link.tables import Claim, LeaseTable
from protocol.money import ZERO, Money
from server.database import run, run_rows, writing
from server.ledger.book import Line
from server.ledger.chart import Code
from server.settlement.blocks import is_blocked

TIMELESS = Instant(0)
_SIGNS = {Code.LOAD: 1, Code.LOAD_UNDONE: -1}


def count_loads(lines: Iterable[Line]) -> None:
    """Add what these lines load to the running sum of their terminals. Must run inside `writing()`."""
    sums: dict[TerminalId, int] = {}
    for line in lines:
        if sign := _SIGNS.get(line.leg.code):
            terminal = line.fact.terminal
            sums[terminal] = sums.get(terminal, 0) + sign * line.leg.amount.minor
    run_rows(
        "INSERT INTO terminal_loads (terminal, amount) VALUES {rows} ON CONFLICT (terminal) DO UPDATE SET"
        " amount = terminal_loads.amount + excluded.amount",
        sorted(sums.items()),
    )


def leases_above(terminal: TerminalId, held: int, keys: ServerKeys, now: Instant) -> bytes | None:
    """The terminal's newest lease table, if it does not hold it yet. Signs a new one where something has changed."""
    with writing():
        version, sealed = _newest(terminal, keys, now)
    return sealed if version > held else None


def _newest(terminal: TerminalId, keys: ServerKeys, now: Instant) -> tuple[int, bytes]:
    row = run(
        "SELECT version, content, granted, sealed FROM lease_table WHERE terminal = %s ORDER BY version DESC LIMIT 1", (terminal,)
    ).fetchone()
    version, content, granted, sealed = row or (0, b"", 0, b"")
    table = LeaseTable(terminal, is_blocked(terminal), max(Money(granted), float_granted(terminal)), leased_claims(terminal))
    digest = sha256(encode_table(SignedTable(1, TIMELESS, table))).digest()
    if bytes(content) == digest or (not version and table == LeaseTable(terminal, False, ZERO, ())):
        return version, bytes(sealed)
    signed = SignedTable(version + 1, now, table)
    sealed = seal(Purpose.PARAMETERS, keys.environment, SigningKey.from_seed(keys.set_seed), encode_table(signed))
    run(
        "INSERT INTO lease_table (terminal, version, content, granted, sealed, issued_at) VALUES (%s, %s, %s, %s, %s, %s)",
        (terminal, signed.version, digest, table.float_granted.minor, sealed, now),
    )
    return signed.version, sealed


def float_granted(terminal: TerminalId) -> Money:
    """All loads of the terminal that are booked, and its float on top of them."""
    ((amount,),) = run(
        "SELECT COALESCE((SELECT load_float FROM terminal WHERE id = %s), 0)"
        " + COALESCE((SELECT amount FROM terminal_loads WHERE terminal = %s), 0)",
        (terminal, terminal),
    ).fetchall()
    return Money(int(amount))


def leased_claims(terminal: TerminalId) -> tuple[Claim, ...]:
    """The claims that this terminal may write."""
    return ()
