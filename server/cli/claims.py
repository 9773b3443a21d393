"""The commands about money that waits for a card: `claim ...`, `float grant`, `card reissue`."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from protocol.ids import TerminalId
from protocol.instants import BusinessDay, business_day, date_of, day_of
from protocol.link.tables import ClaimReason
from protocol.money import Money, parse_money
from server.cli.cards import card_name
from server.clock import system_now
from server.config import ServerConfig
from server.database import writing
from server.ledger.chart import BONUS_EXPENSE as BONUS
from server.ledger.chart import AccountName
from server.models.catalogue import ParameterRow
from server.settlement.credits.bonuses import sweep_bonuses
from server.settlement.credits.claims import Claim, NewClaim, all_claims, claim_named, make_claim
from server.settlement.credits.leases import grant_float, withdraw
from server.settlement.credits.payers import payer
from server.settlement.credits.refund_claims import sweep_refunds
from server.settlement.credits.reissue import reissue
from server.settlement.findings.worklist_rows import contacts

BY_RULE = (ClaimReason.REISSUE, ClaimReason.BONUS)
REASONS = tuple(reason.name.lower().replace("_", "-") for reason in ClaimReason if reason not in BY_RULE)


def add_claim_commands(commands: Any) -> None:
    """Add them to the top level."""
    actions = commands.add_parser("claim", help="money that waits for a card").add_subparsers(required=True, metavar="ACTION")
    made = _add(actions, "add", claim_add, "promise an amount to a card; it is put onto it at the next tap at one terminal")
    made.add_argument("card", type=card_name, metavar="NUMBER.INSTANCE")
    made.add_argument("amount")
    made.add_argument("--reason", choices=REASONS, required=True)
    made.add_argument("--until", type=_day, required=True, metavar="YYYY-MM-DD", help="the last day; then it goes back")
    made.add_argument("--from", dest="payer", type=_payer, default=BONUS, metavar="house|bank|branch:N|owner:N", help="who pays")
    _two_persons(made)
    _add(actions, "list", claim_list, "every claim and where it stands")
    back = _add(actions, "return", claim_return, "take a claim back; a leased one as soon as its terminal holds it no more")
    back.add_argument("claim", type=int)
    back.add_argument("--by", required=True)
    _add(actions, "sweep", claim_sweep, "make the refunds of charges that were never told as PAID, and the bonuses on loads")
    grants = commands.add_parser("float", help="what a terminal may load").add_subparsers(required=True, metavar="ACTION")
    grant = _add(grants, "grant", float_grant, "let a terminal load so much more")
    grant.add_argument("terminal", type=int)
    grant.add_argument("amount")
    _two_persons(grant)


def add_reissue_command(actions: Any) -> None:
    """Add `reissue` below `card`."""
    sub = _add(actions, "reissue", card_reissue, "refuse a lost or broken card and move its balance to the next instance")
    sub.add_argument("card", type=card_name, metavar="NUMBER.INSTANCE")
    sub.add_argument("--until", type=_day, required=True, metavar="YYYY-MM-DD", help="until when the new card may fetch it")
    _two_persons(sub)


def _add(actions: Any, name: str, command: Any, words: str) -> argparse.ArgumentParser:
    sub: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
    sub.set_defaults(command=command)
    return sub


def _two_persons(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, help="who decides this")
    parser.add_argument("--checked-by", required=True, help="who has checked it: another person")


def _day(text: str) -> BusinessDay:
    try:
        return day_of(date.fromisoformat(text))
    except ValueError:
        raise argparse.ArgumentTypeError("a day is YYYY-MM-DD") from None


def _payer(text: str) -> AccountName:
    found = payer(text)
    if found is None:
        raise argparse.ArgumentTypeError("a payer is house, bank, branch:N or owner:N")
    return found


def _digits() -> int:
    shop = ParameterRow.select().first()
    return shop.digits if shop is not None else 0


def _told(claim: Claim, digits: int) -> str:
    held = "" if claim.terminal is None else f" terminal {claim.terminal}"
    until = date_of(claim.last_day).isoformat()
    return (
        f"{claim.id} {claim.card} {claim.reason.name.lower()} {claim.amount.text(digits)} {claim.state.value}{held} until {until}"
    )


def claim_add(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Promise an amount."""
    now, digits = system_now(), _digits()
    amount = parse_money(arguments.amount, digits)
    reason = ClaimReason[arguments.reason.upper().replace("-", "_")]
    source = ((arguments.payer, amount),)
    new = NewClaim(arguments.card, reason, amount, arguments.until, source, "", arguments.by, arguments.checked_by)
    with writing():
        claim = make_claim(new, business_day(now, config.utc_offset_minutes), now)
    print(_told(claim, digits))
    return 0


def claim_list(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Show all."""
    digits = _digits()
    for claim in all_claims():
        print(_told(claim, digits))
    return 0


def claim_return(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Take one back."""
    now = system_now()
    with writing():
        withdraw(claim_named(arguments.claim), business_day(now, config.utc_offset_minutes), arguments.by, now)
    print(_told(claim_named(arguments.claim), _digits()))
    return 0


def claim_sweep(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Make what is due."""
    now, digits = system_now(), _digits()
    with writing():
        today = business_day(now, config.utc_offset_minutes)
        made = [*sweep_refunds(today, now), *sweep_bonuses(today, now)]
    for claim in made:
        print(_told(claim, digits))
    return 0


def float_grant(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Raise a float."""
    digits = _digits()
    amount: Money = parse_money(arguments.amount, digits)
    with writing():
        grant_float(TerminalId(arguments.terminal), amount, arguments.by, arguments.checked_by, system_now())
    print(f"terminal {arguments.terminal}: {amount.text(digits)} more from its next contact on")
    return 0


def card_reissue(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Refuse a card and move what is safe; exit 1 while terminals are missing."""
    now, digits, persons = system_now(), _digits(), (arguments.by, arguments.checked_by)
    with writing():
        share, claim = reissue(
            arguments.card, contacts(), persons, business_day(now, config.utc_offset_minutes), arguments.until, now
        )
    print(f"{arguments.card}: {share.ledger.text(digits)} by the ledger, {share.moved.text(digits)} moved before")
    if claim is not None:
        print(_told(claim, digits))
    if share.missing:
        names = ", ".join(map(str, share.missing))
        print(f"up to {share.at_risk.text(digits)} may still come from terminals {names}: run this again when they have sent")
    return 1 if share.missing else 0
