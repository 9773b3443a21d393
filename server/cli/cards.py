"""The commands about single cards: `card list`, `card unlist`, `card reach`."""

from __future__ import annotations

import argparse
import getpass
import json
from typing import Any

from protocol.ids import CardInstance, CardNumber
from protocol.instants import local_text
from protocol.link.tables import CardState
from server.clock import system_now
from server.config import ServerConfig
from server.database import writing
from server.settlement.states.heartbeat import Hearing, Reach, reach
from server.settlement.states.listing import list_card

LISTED = tuple(state.name.lower() for state in CardState if state is not CardState.OK)


class Mistake(Exception):
    """Something the caller must put right; the text says what."""


def card_name(text: str) -> CardInstance:
    """NUMBER.INSTANCE as a card. Raises ArgumentTypeError."""
    number, point, instance = text.partition(".")
    if not (point and number.isdecimal() and instance.isdecimal()):
        raise argparse.ArgumentTypeError("a card is NUMBER.INSTANCE, such as 1000000000000001.0")
    return CardInstance(CardNumber(int(number)), int(instance))


def add_card_commands(actions: Any) -> None:
    """Add them below `card`."""
    for name, command, words in (
        ("list", card_list, "refuse a card instance; terminals hear it at their next contact"),
        ("unlist", card_unlist, "take a card instance from the list; terminals hear it at their next contact"),
        ("reach", card_reach, "which terminals hold the word about a card, which do not yet, and when each was last heard"),
    ):
        sub = actions.add_parser(name, help=words, description=words)
        sub.add_argument("card", type=card_name, metavar="NUMBER.INSTANCE")
        sub.set_defaults(command=command)
        if command is card_reach:
            sub.add_argument("--json", action="store_true")
            continue
        sub.add_argument("--by", default=getpass.getuser(), help="who decides this (default: the user of this machine)")
        if command is card_list:
            sub.add_argument("--reason", choices=LISTED, required=True)


def card_list(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Refuse a card from the next version on."""
    return _list(arguments, config, CardState[arguments.reason.upper()])


def card_unlist(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Take a card from the list."""
    return _list(arguments, config, CardState.OK)


def _list(arguments: argparse.Namespace, config: ServerConfig, state: CardState) -> int:
    with writing():
        if not list_card(arguments.card, state, arguments.by, system_now()):
            raise Mistake(f"card {arguments.card} is not known here")
    print(f"{arguments.card}: {state.name.lower()}")
    _print_reach(_reach(arguments.card), config.utc_offset_minutes)
    return 0


def card_reach(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Show how far the word about a card has come; exit 1 while a terminal has not heard."""
    found = _reach(arguments.card)
    if arguments.json:
        hearings = [
            {"terminal": one.terminal, "holds": one.holds, "version": one.version, "heard_at": one.heard_at}
            for one in found.hearings
        ]
        facts = {"card": str(found.card), "state": found.state.name.lower(), "listed_at": found.listed_at}
        print(json.dumps(facts | {"listed_by": found.listed_by, "version": found.version, "terminals": hearings}, indent=2))
    else:
        print(f"{found.card}: {found.state.name.lower()}")
        _print_reach(found, config.utc_offset_minutes)
    return 0 if found.complete else 1


def _reach(card: CardInstance) -> Reach:
    found = reach(card)
    if found is None:
        raise Mistake(f"card {card} is not known here")
    return found


def _print_reach(found: Reach, offset: int) -> None:
    since = "" if found.listed_at is None else f"since {local_text(found.listed_at, offset)} by {found.listed_by}, "
    print(since + ("not published yet" if found.version is None else f"in version {found.version}"))
    for words, holds in (("hold it", True), ("do not yet", False)):
        those = [hearing for hearing in found.hearings if hearing.holds is holds]
        print(f"{len(those)} of {len(found.hearings)} terminals {words}")
        for hearing in those:
            print(f"  terminal {hearing.terminal}: {_heard(hearing, offset)}")


def _heard(hearing: Hearing, offset: int) -> str:
    if hearing.heard_at is None:
        return "never heard"
    return f"version {hearing.version}, last heard {local_text(hearing.heard_at, offset)}"
