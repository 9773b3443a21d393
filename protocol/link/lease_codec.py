"""Bytes of the one table that is made for each terminal by itself (SPEC 6.7).

terminal u16 · locked yes · float granted money · number of claims varint · claims
claim    id varint · card · reason u8 · amount varint · last day u16
"""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.instants import BusinessDay
from protocol.limits import AMOUNT_MAX_MINOR
from protocol.link.codec_card import read_card, write_card
from protocol.link.tables import Claim, ClaimReason, LeaseTable
from protocol.link.wire import Reader, Writer, rises
from protocol.money import ZERO, Money

CLAIMS_MAX = 50_000
"""As many as fit into one object."""


def leases_fault(table: LeaseTable) -> str | None:
    """Why leases have no encoding, or None."""
    if table.float_granted < ZERO:
        return "a float is negative"
    if not rises(claim.id for claim in table.claims) or any(claim.id < 1 for claim in table.claims):
        return "claims do not rise by id from 1"
    return "a claim is of nothing" if any(claim.amount <= ZERO for claim in table.claims) else None


def write_leases(writer: Writer, table: LeaseTable) -> None:
    """The body of the table."""
    writer.u16(table.terminal)
    writer.yes(table.locked)
    writer.money(table.float_granted)
    writer.varint(len(table.claims), CLAIMS_MAX)
    for claim in table.claims:
        writer.varint(claim.id)
        write_card(writer, claim.card)
        writer.u8(claim.reason)
        writer.varint(claim.amount.minor, AMOUNT_MAX_MINOR)
        writer.u16(claim.last_day)


def read_leases(reader: Reader) -> LeaseTable:
    """Read the body of the table. Raises TheirViolation."""
    return LeaseTable(
        TerminalId(reader.u16()),
        reader.yes(),
        reader.money(),
        tuple(_read_claim(reader) for _ in range(reader.varint(CLAIMS_MAX))),
    )


def _read_claim(reader: Reader) -> Claim:
    return Claim(
        id=reader.varint(),
        card=read_card(reader),
        reason=reader.one_of(reader.u8, ClaimReason),
        amount=Money(reader.varint(AMOUNT_MAX_MINOR)),
        last_day=BusinessDay(reader.u16()),
    )
